"""The browser on a terminal of its own, as the benchmarks drive it; and what they print."""
import fcntl, os, pty, re, select, signal, struct, subprocess, sys, termios, time

GOAL = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'goal.sh')


class Browser:
	def __init__(self, labtap, *arguments):
		self.pid, self.fd = pty.fork()
		if not self.pid:
			os.environ.update(TERM='xterm-256color', LC_ALL='C.UTF-8')
			os.execv(labtap, [labtap, *arguments])
		fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))

	def read(self, seconds):
		"""Bytes that come within so many seconds."""
		data, end = b'', time.monotonic() + seconds
		while (left := end - time.monotonic()) > 0:
			if select.select([self.fd], [], [], left)[0]:
				try:
					data += os.read(self.fd, 65536)
				except OSError:
					break
		return data

	def until(self, pattern, limit=20):
		"""Seconds until the output matches."""
		data, start = b'', time.monotonic()
		while time.monotonic() - start < limit:
			if select.select([self.fd], [], [], 0.002)[0]:
				data += os.read(self.fd, 65536)
				if re.search(pattern, data, re.S):
					return time.monotonic() - start
		sys.exit(f'{sys.argv[0]}: {pattern} did not appear: {data[-400:]}')

	def shows(self, pattern, limit=120):
		"""Until the whole screen, drawn again and again, matches: a number that grows is sent in parts."""
		start = time.monotonic()
		while True:
			self.keys('\x0c')
			if re.search(pattern, self.read(0.3), re.S):
				return
			if time.monotonic() - start > limit:
				sys.exit(f'{sys.argv[0]}: {pattern} is not on the screen')

	def settle(self, seconds=3, limit=60):
		"""Until nothing has come for so long: rates and sparklines have run out."""
		start = time.monotonic()
		while self.read(seconds):
			if time.monotonic() - start > limit:
				sys.exit(f'{sys.argv[0]}: the screen does not come to rest')

	def keys(self, text):
		os.write(self.fd, text.encode())

	def answer(self, limit=10):
		"""Milliseconds until a key is answered: ^L draws again, t says how times are shown."""
		self.read(0)
		start = time.monotonic()
		self.keys('\x0ct')
		self.until(rb'me: ', limit)
		return (time.monotonic() - start) * 1000

	def capture(self, endpoint):
		"""Begins with it alone."""
		self.until(endpoint.partition(':')[2].encode())
		self.read(1)
		self.keys(f'/{endpoint}\r')
		self.read(0.3)
		self.keys('U\r')
		self.until(rb'0 .{0,20}packets from')

	def cpu(self):
		"""CPU seconds of the front, its children and all their threads so far."""
		spent = 0
		for pid in [self.pid, *children(self.pid)]:
			for task in os.listdir(f'/proc/{pid}/task'):
				with open(f'/proc/{pid}/task/{task}/schedstat') as f:
					spent += int(f.read().split()[0])
		return spent / 1e9

	def memory(self, what='VmRSS'):
		with open(f'/proc/{self.pid}/status') as f:
			return int(re.search(what + r':\s+(\d+)', f.read())[1]) / 1024

	def close(self):
		self.keys('Q')
		self.read(0.5)
		try:
			os.kill(self.pid, signal.SIGHUP)
		except ProcessLookupError:
			pass
		os.waitpid(self.pid, 0)
		os.close(self.fd)


def children(pid):
	with open(f'/proc/{pid}/task/{pid}/children') as f:
		found = f.read().split()
	return found + [c for child in found for c in children(child)]


def report(what, value, unit, limit='', peer='', theirs=''):
	"""One line of the table: see tests/goal.sh."""
	subprocess.run([GOAL, what, str(value), unit, limit, peer, str(theirs)], check=True)


def median(values):
	return sorted(values)[len(values) // 2]
