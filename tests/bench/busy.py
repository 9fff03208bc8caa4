#!/usr/bin/env python3
"""busy.py LABTAP BLAST SPOOL COUNT RATE: the browser captures rx:rx0 while its user is busy: filters the view by one thing after
the other, changes the capture filter, saves. Prints frames sent, seconds, frames kept, filters, saves, the worst answer to a key."""
import glob, os, re, subprocess, sys, time

from browser import Browser, median

LABTAP, BLAST, SPOOL, COUNT, RATE = sys.argv[1:6]
# All frames are UDP to port 5001: each of these capture filters keeps them all.
VIEW, KERNEL = ['udp port 5001', 'not tcp', 'udp and port 40003'], ['udp', '']


def kept():
	files = sorted(glob.glob(f'{SPOOL}/labtap-*/*'))
	counts = [subprocess.run(['tcpdump', '--count', '-r', f], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout for f in files]
	return sum(int(c.split()[0]) for c in counts if c)


b = Browser(LABTAP, '--spool-dir', SPOOL)
b.capture('rx:rx0')
sender = subprocess.Popen(['taskset', '-c', '0', 'ip', 'netns', 'exec', 'tx', BLAST, 'tx0', COUNT, '0', RATE], stdout=subprocess.PIPE, text=True)
changes, answers = 0, []
b.read(0.5)
while sender.poll() is None:
	b.keys('f\x15' + VIEW[changes % len(VIEW)] + '\r')
	b.read(0.3)
	answers.append(b.answer())
	b.keys('f\x14\x15' + KERNEL[changes % len(KERNEL)] + '\r')
	b.read(0.3)
	b.keys('S')
	b.until(rb'saved ', 60)
	b.read(1.1)  # the name of the next one is of the second
	changes += 1
sent, seconds = sender.stdout.read().split()
b.read(1)
saved = glob.glob('*.pcap*')
found = kept()
b.close()
torn = [f for f in saved if subprocess.run(['tcpdump', '--count', '-r', f], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode]
if torn:
	sys.exit(f'busy.py: {torn} cannot be read')
print(sent, seconds, found, 2 * changes, len(saved), round(median(answers), 1))
for f in saved:
	os.unlink(f)
