#!/usr/bin/env python3
# screen.py LABTAP BLAST MKCAP [PART...]: what the browser costs a terminal of 80x24, through a pty, beside what it may; all of
# it, or start, quiet, follow, open.
# Runs inside a world of its own, with the namespaces tx and rx joined by a veth: screen.sh makes them.
import os, random, select, signal, subprocess, sys, time

from browser import Browser, median, report

LABTAP, BLAST, MKCAP = sys.argv[1:4]


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


def starting():
	times, spent = [], []
	for _ in range(7):
		b = Browser(LABTAP)
		times.append(b.until(rb'Space.{0,40}select') * 1000)
		spent.append(b.cpu() * 1000)
		b.read(0.2)
		b.close()
	report('start to the first screen', median(times), 'ms', '<= 50')
	# Other work on the machine does not change that.
	report('CPU of all its processes until then', median(spent), 'ms', '<= 50')
	b = Browser(LABTAP)
	b.read(3)
	idle_cpu(b, 'points')
	b.close()


def capturing():
	b = Browser(LABTAP)
	b.capture('rx:rx0')
	return b


def first_row():
	"""From the start of the program, and from a frame after a while, to the row; beside tcpdump -l."""
	started, waited, theirs = [], [], []
	sender = blast(1000000, 50)
	for _ in range(5):
		start = time.monotonic()
		peer = subprocess.Popen(['ip', 'netns', 'exec', 'rx', 'tcpdump', '-l', '-nn', '-i', 'rx0'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
		peer.stdout.readline()
		theirs.append((time.monotonic() - start) * 1000)
		peer.kill()
		peer.wait()
		start = time.monotonic()
		own = subprocess.Popen([LABTAP, 'capture', 'rx:rx0'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
		own.stdout.readline()
		started.append((time.monotonic() - start) * 1000)
		own.send_signal(signal.SIGINT)
		own.wait()
	sender.kill()
	sender.wait()
	report('start to the first row, 50 packets/s', median(started), 'ms', '<= 150', 'tcpdump -l', median(theirs))
	for _ in range(5):
		b = capturing()
		b.read(2.5)
		sent = time.monotonic()
		blast(1, 0).wait()
		sent = (time.monotonic() + sent) / 2
		b.until(rb'10\.0\.0\.1')
		waited.append((time.monotonic() - sent) * 1000)
		b.close()
	report('first frame to its row', median(waited), 'ms', '<= 150')


def quiet():
	b = capturing()
	b.settle()
	report('sent to the terminal, nothing comes', len(b.read(5)) / 5, 'B/s', '<= 0')
	ours, theirs = on_screen(b)
	report('packet to screen, quiet link', ours, 'ms', '<= 60', 'tcpdump -l', theirs)
	blast(200, 0).wait()
	b.settle()
	report('sent to the terminal, rows on it', len(b.read(5)) / 5, 'B/s', '<= 0')
	idle_cpu(b, 'capturing')
	b.keys('kk')
	b.read(1)
	sizes = []
	for _ in range(9):
		b.keys('k')
		sizes.append(len(b.read(0.2)))
	report('one step of the cursor', median(sizes), 'B', '<= 300')
	b.close()


# A frame for each line of input; says when it was sent.
ONE = """
import socket, sys, time
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(('tx0', 0))
for line in sys.stdin:
	at = time.monotonic(); s.send(bytes(12) + b'\\x88\\xb5' + line.encode().ljust(50)); print(at, flush=True)
"""


def on_screen(b):
	"""Milliseconds from a frame on a quiet link to its row, and to the line of tcpdump -l."""
	sender = subprocess.Popen(['ip', 'netns', 'exec', 'tx', 'python3', '-c', ONE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
	peer = subprocess.Popen(['ip', 'netns', 'exec', 'rx', 'tcpdump', '-l', '-nn', '-i', 'rx0'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
	ours, theirs = [], []
	b.read(1)
	for number in range(15):
		b.read(random.uniform(2.5, 3)) # until nothing is drawn any more
		while select.select([peer.stdout], [], [], 0)[0]:
			os.read(peer.stdout.fileno(), 65536)
		sender.stdin.write(f'{number}\n')
		sender.stdin.flush()
		waiting = {b.fd: ours, peer.stdout.fileno(): theirs}
		while waiting:
			for fd in select.select(list(waiting), [], [], 5)[0] or sys.exit('screen.py: a packet is not shown'):
				waiting.pop(fd).append(time.monotonic())
				os.read(fd, 65536)
		sent = float(sender.stdout.readline())
		ours[-1], theirs[-1] = (ours[-1] - sent) * 1000, (theirs[-1] - sent) * 1000
	for process in sender, peer:
		process.kill()
		process.wait()
	return median(ours), median(theirs)


def idle_cpu(b, what):
	before, start = b.cpu(), time.monotonic()
	b.read(20)
	report(f'idle CPU of all processes, {what}', (b.cpu() - before) / (time.monotonic() - start) * 100, '%', '<= 0.2')


def following(rate, seconds=8):
	b = capturing()
	sender = blast(rate * (seconds + 6), rate)
	b.read(3)
	cpu = b.cpu()
	size = len(b.read(seconds))
	report(f'following {rate} packets/s', size / seconds / 1000, 'KB/s', '<= 8')
	if rate == 1000:
		report('CPU of all processes meanwhile', (b.cpu() - cpu) / seconds * 100, '%', '<= 2')
	if rate >= 100000:
		answers(b, 'meanwhile')
		report('memory of the front', b.memory(), 'MB', f'<= {20 + 64}')
	sender.kill()
	sender.wait()
	b.close()


def following_mixed(rate, seconds=8):
	b = capturing()
	sender = replay(rate, seconds + 8)
	b.read(3)
	size = len(b.read(seconds))
	report(f'following {rate} packets/s of many kinds', size / seconds / 1000, 'KB/s', '<= 8')
	sender.kill()
	sender.wait()
	b.close()


def answers(b, when, times=9):
	"""Milliseconds until help is there: median and the worst."""
	taken = []
	for _ in range(times):
		start = time.monotonic()
		b.keys('?')
		b.until(rb'letters follow')
		taken.append((time.monotonic() - start) * 1000)
		b.keys('q')
		b.read(0.3)
	report(f'a key {when}', median(taken), 'ms', '<= 50')
	report(f'the slowest of {times} keys {when}', max(taken), 'ms', '<= 50')


def opening(millions):
	"""A large file: keys while it is indexed; and memory: its own, the index (6 to 9 bytes a packet) and what flows remember
	(16 bytes for each of at most a million packets) included, and that of libraries, which all processes share."""
	name = f'm{millions}.pcap'
	subprocess.run([MKCAP, '-c', str(millions * 1000000), name], check=True)
	b = Browser(LABTAP, name)
	b.until(rb'pkts')
	if millions >= 10:
		answers(b, f'while {millions} M packets are indexed')
		b.keys(':export x.svg\r')
		answers(b, 'while :export counts them')
	else:
		b.shows(rb'%d 000 000 pkts' % millions)
		b.read(4)
		report(f'own memory (RssAnon) with {millions} M packets', b.memory('RssAnon'), 'MB', '<= 20')
		print(f'{"    pages of the program and its libraries":<46}{b.memory("RssFile"):>10.1f} MB', flush=True)
	b.close()
	os.unlink(name)


PARTS = {
	'start': [starting, first_row],
	'quiet': [quiet],
	'follow': [lambda: following(50), lambda: following(1000), lambda: following(100000), lambda: following_mixed(50), lambda: following_mixed(5000)],
	'open': [lambda: opening(1), lambda: opening(10)],
}
for name in sys.argv[4:] or PARTS:
	for part in PARTS[name]:
		part()
