#!/usr/bin/env python3
# screen.py LABTAP BLAST MKCAP: what the browser costs a terminal of 80x24, through a pty, beside its budgets (the issue's).
# Runs inside a world of its own, with the namespaces tx and rx joined by a veth: screen.sh makes them.
import os, random, re, select, subprocess, sys, time

from browser import Browser, median, over, report

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
	times = []
	for _ in range(7):
		b = Browser(LABTAP)
		times.append(b.until(rb'Space.{0,40}select') * 1000)
		b.read(0.2)
		b.close()
	report('start to the first screen, median of 7', median(times), 50, 'ms')
	b = Browser(LABTAP)
	b.read(3)
	idle_cpu(b, 'idle, points')
	b.close()


def capturing():
	b = Browser(LABTAP)
	b.capture('rx:rx0')
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
	ours, theirs = on_screen(b)
	report('packet to screen on a quiet link, median of 15', ours, 60, 'ms')
	print(f'{"    tcpdump -l of the same packets":<46}{theirs:>10.1f} ms', flush=True)
	blast(200, 0).wait()
	b.read(3.5)
	report('idle, rows on the screen', len(b.read(5)) / 5, 0, 'B/s')
	idle_cpu(b, 'idle, capturing')
	b.keys('kk')
	b.read(1)
	sizes = []
	for _ in range(9):
		b.keys('k')
		sizes.append(len(b.read(0.2)))
	report('one step of the cursor, median of 9', median(sizes), 300, 'B')
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
	report(f'CPU of all processes, {what}', (b.cpu() - before) / (time.monotonic() - start) * 100, 0.2, '%')


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
	b = Browser(LABTAP, name)
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
print(f'{len(over)} over budget')
