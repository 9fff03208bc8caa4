#!/usr/bin/env python3
"""keys.py LABTAP FILE PACKETS: how long a key waits while a large file is worked on: searched, sorted, filtered; and how long
until a filter that is taken back has no effect. One line for each, name and milliseconds: keys.sh makes medians of them."""
import sys, time

from browser import Browser

LABTAP, FILE, PACKETS = sys.argv[1], sys.argv[2], f'{int(sys.argv[3]):,}'.replace(',', ' ').encode()


def worst(b, seconds=2):
	"""Of all keys in so many seconds."""
	end, most = time.monotonic() + seconds, 0
	while time.monotonic() < end:
		most = max(most, b.answer())
	return most


def during(b, keys):
	"""Worst key after these, and how long they took themselves."""
	b.read(0.2)
	start = time.monotonic()
	b.keys(keys)
	b.until(b'.')
	own = (time.monotonic() - start) * 1000
	return max(own, worst(b))


b = Browser(LABTAP, FILE)
b.until(b'pkts')
print('index', worst(b))
b.keys('G\x0c')
b.until(PACKETS, 60)
b.read(0.5)
b.keys('g')
print('search', during(b, '/no such text\r'))
b.keys('\x1b')
b.read(0.5)
print('search_bytes', during(b, '/0xfedcba9876\r'))
b.keys('\x1b')
b.read(0.5)
# What decodes each packet takes long: "port bgp" does not.
b.keys('f')
b.until(b'apply')
b.keys('ip[8] = 77 and tcp[4:4] & 0xff = 3')
b.read(1)
print('filter', during(b, '\r'))
start = time.monotonic()
b.keys('u')
b.until(rb'no filter|packet 1 ')
print('cancel', (time.monotonic() - start) * 1000)
b.keys('C')
b.read(0.5)
start, most = time.monotonic(), 0
while time.monotonic() - start < 4:
	before = time.monotonic()
	b.keys('>')
	b.until(b'.')
	most = max(most, (time.monotonic() - before) * 1000)
	b.read(0.05)
print('sort', most)
b.close()
