#!/usr/bin/env python3
"""Which of blast's frames are in a pcapng file: numbers.py FILE INTERFACE
Prints how many, how many of them for the first time, how many behind a later one, and the same by the capture filter
of the pcapng interface they are on; then the comments."""
import collections
import struct
import sys

data = open(sys.argv[1], "rb").read()
ifaces, seen, newest = [], set(), -1
count = behind = 0
by_filter, comments = collections.Counter(), []


def options(at, end):
    while at + 4 <= end:
        code, size = struct.unpack_from("<HH", data, at)
        if not code:
            return
        yield code, data[at + 4 : at + 4 + size]
        at += 4 + (size + 3) // 4 * 4


at = 0
while at + 12 <= len(data):
    kind, size = struct.unpack_from("<II", data, at)
    body, end = at + 8, at + size - 4
    if kind == 1:
        found = dict(options(body + 8, end))
        ifaces.append((found.get(2, b"").decode(), found.get(11, b"")[1:].decode()))
    elif kind == 6:
        iface, _, _, captured, _ = struct.unpack_from("<5I", data, body)
        frame = data[body + 20 : body + 20 + captured]
        comments += [text.decode() for code, text in options(body + 20 + (captured + 3) // 4 * 4, end) if code == 1]
        if ifaces[iface][0] == sys.argv[2] and frame[36:38] == b"\x13\x89":
            number = struct.unpack_from(">I", frame, 42)[0]
            port = struct.unpack_from(">H", frame, 34)[0]
            count += 1
            seen.add(number)
            behind += number < newest
            newest = max(newest, number)
            by_filter[f"{ifaces[iface][1]}: {'low' if port < 40128 else 'high'}"] += 1
    at += size
print(f"{count} frames, {len(seen)} numbers, {behind} behind")
for name in sorted(by_filter):
    print(name, by_filter[name])
for text in comments:
    print("comment:", text)
