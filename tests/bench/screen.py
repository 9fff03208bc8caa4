#!/usr/bin/env python3
# screen.py LABTAP BLAST MKCAP: what the browser costs a terminal of 80x24, through a pty, beside its budgets (the issue's).
# Runs inside a world of its own, with the namespaces tx and rx joined by a veth: screen.sh makes them.
import fcntl, os, pty, re, select, signal, struct, subprocess, sys, termios, time

LABTAP, BLAST, MKCAP = sys.argv[1:4]
over = 0


class Browser:
	def __init__(self, *arguments):
		self.started = time.monotonic()
		self.pid, self.fd = pty.fork()
		if not self.pid:
			os.environ.update(TERM='xterm-256color', LC_ALL='C.UTF-8')
			os.execv(LABTAP, [LABTAP, *arguments])
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
		sys.exit(f'screen.py: {pattern} did not appear: {data[-400:]}')

	def keys(self, text):
		os.write(self.fd, text.encode())

	def cpu(self):
		"""CPU seconds of the front and its children so far."""
		ticks = 0
		for pid in [self.pid, *children(self.pid)]:
			with open(f'/proc/{pid}/stat') as f:
				fields = f.read().rpartition(')')[2].split()
				ticks += int(fields[11]) + int(fields[12])
		return ticks / os.sysconf('SC_CLK_TCK')

	def memory(self):
		with open(f'/proc/{self.pid}/status') as f:
			return int(re.search(r'VmRSS:\s+(\d+)', f.read())[1]) / 1024

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


def blast(count, rate):
	return subprocess.Popen(['ip', 'netns', 'exec', 'tx', BLAST, 'tx0', str(count), '100', str(rate)],
		stdout=subprocess.DEVNULL)


# Frames of a file (nanosecond pcap, as mkcap writes it), again and again: rows that differ, unlike blast's.
REPLAY = """
import socket, struct, sys, time
data, frames, at = open(sys.argv[1], 'rb').read(), [], 24
while at < len(data):
	size, = struct.unpack_from('<I', data, at + 8)
	frames.append(data[at + 16:at + 16 + size]); at += 16 + size
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(('tx0', 0))
start = time.monotonic()
for i in range(int(float(sys.argv[2]) * float(sys.argv[3]))):
	s.send(frames[i % len(frames)])
	ahead = i / float(sys.argv[2]) - (time.monotonic() - start)
	if ahead > 0.01: time.sleep(ahead)
"""


def replay(rate, seconds):
	subprocess.run([MKCAP, '-c', '5000', 'mixed.pcap'], check=True)
	return subprocess.Popen(['ip', 'netns', 'exec', 'tx', 'python3', '-c', REPLAY, 'mixed.pcap', str(rate), str(seconds)])


def report(what, value, budget, unit):
	global over
	good = value <= budget
	over += not good
	print(f'{what:<46}{value:>10.1f} {unit:<6} budget {budget:>7} {"" if good else "  over"}', flush=True)


def median(values):
	return sorted(values)[len(values) // 2]


def starting():
	times = []
	for _ in range(7):
		b = Browser()
		times.append(b.until(rb'Space.{0,40}select') * 1000)
		b.read(0.2)
		b.close()
	report('start to the first screen, median of 7', median(times), 50, 'ms')


def capturing():
	b = Browser()
	b.until(rb'rx0')
	b.read(1)
	b.keys('/rx:rx0\r')
	b.read(0.3)
	b.keys('U\r')
	b.until(rb'0 .{0,20}packets from')
	return b


def first_packet():
	b = capturing()
	b.read(2.5)
	report('idle, nothing comes', len(re.sub(rb'since \d+', b'', b.read(0.1))), 0, 'B')
	sent = time.monotonic()
	blast(1, 0).wait()
	sent = (time.monotonic() + sent) / 2
	b.until(rb'10\.0\.0\.1')
	report('frame to its row', (time.monotonic() - sent) * 1000, 150, 'ms')
	blast(200, 0).wait()
	b.read(3.5)
	report('idle, rows on the screen', len(b.read(5)) / 5, 0, 'B/s')
	b.keys('kk')
	b.read(1)
	sizes = []
	for _ in range(9):
		b.keys('k')
		sizes.append(len(b.read(0.2)))
	report('one step of the cursor, median of 9', median(sizes), 300, 'B')
	b.close()


def following(rate, seconds=8):
	b = capturing()
	sender = blast(rate * (seconds + 6), rate)
	b.read(3)
	cpu = b.cpu()
	size = len(b.read(seconds))
	report(f'following {rate} packets/s', size / seconds / 1000, 8, 'KB/s')
	if rate == 1000:
		report('CPU of all processes meanwhile', (b.cpu() - cpu) / seconds * 100, 2, '%')
	if rate >= 100000:
		report('a key is answered meanwhile, median of 9', answers(b), 50, 'ms')
		report('memory of the front', b.memory(), 20 + 64, 'MB')
	sender.kill()
	sender.wait()
	b.close()


def following_mixed(rate, seconds=8):
	b = capturing()
	sender = replay(rate, seconds + 8)
	b.read(3)
	size = len(b.read(seconds))
	report(f'following {rate} packets/s of many kinds', size / seconds / 1000, 8, 'KB/s')
	sender.kill()
	sender.wait()
	b.close()


def answers(b, times=9):
	"""Milliseconds until help is there, median."""
	taken = []
	for _ in range(times):
		start = time.monotonic()
		b.keys('?')
		b.until(rb'letters follow')
		taken.append((time.monotonic() - start) * 1000)
		b.keys('q')
		b.read(0.3)
	return median(taken)


def opening(millions):
	"""A large file: keys while it is indexed, and what the index takes (16 bytes a packet, kept out of the 20 MB)."""
	name = f'm{millions}.pcap'
	subprocess.run([MKCAP, '-c', str(millions * 1000000), name], check=True)
	b = Browser(name)
	b.until(rb'pkts')
	if millions >= 10:
		report(f'a key while {millions} M packets are indexed', answers(b), 50, 'ms')
		b.keys(':export x.svg\r')
		report('a key while :export counts them', answers(b), 50, 'ms')
	else:
		b.read(4)
		report(f'memory with {millions} M packets, without the index', b.memory() - 16e6 * millions / 2**20, 20, 'MB')
	b.close()
	os.unlink(name)


starting()
first_packet()
for pps in 50, 1000, 100000:
	following(pps)
following_mixed(50)
following_mixed(5000)
opening(1)
opening(10)
print(f'{over} over budget')
