#!/usr/bin/env python3
"""wrap.py KIND IN OUT: a capture of what carries the frames of IN (nanosecond pcap) through a tunnel, in OUT, with other
traffic in between. KIND: udp, udp6, group, any (udp, as a capture of all interfaces has it), tcp, late (tcp whose
beginning was not captured), gap (tcp with two lost segments), odd (udp with datagrams that hold no frame)."""
import random, struct, sys

kind, source, target = sys.argv[1:]
random.seed(7)
A, B = ((bytes([0xfd] + [0] * 14 + [n]) for n in (1, 2)) if kind == "udp6" else (bytes([127, 1, 1, n]) for n in (1, 2)))
tcp = kind in ("tcp", "late", "gap")

def frames():
    data = open(source, "rb").read()
    at = 24
    while at < len(data):
        sec, nsec, size, _ = struct.unpack_from("<IIII", data, at)
        yield sec * 10**9 + nsec, data[at + 16:at + 16 + size]
        at += 16 + size

def ip(protocol, src, dst, body, first=0x45, flags=0x4000, options=b""):
    if len(src) == 16:
        return b"\x60\0\0\0" + struct.pack(">HBB", len(body), protocol, 64) + src + dst + body
    return struct.pack(">BBHHHBBH", first, 0, 20 + len(options) + len(body), 7, flags, 64, protocol, 0) + src + dst + options + body

def udp(src, sport, dst, dport, body, **how):
    return ip(17, src, dst, struct.pack(">HHHH", sport, dport, 8 + len(body), 0) + body, **how)

out = []
def link(time, packet):
    proto = b"\x86\xdd" if packet[0] >> 4 == 6 else b"\x08\x00"
    head = proto + b"\0\0" + struct.pack(">IHBB", 1, 772, 0, 6) + bytes(8) if kind == "any" else bytes(12) + proto
    out.append((time, head + packet))

seq = [0xffffff00, 1000]
def segment(time, back, body, flags=0x18):
    ends = (B, 2, A, 40000) if back else (A, 40000, B, 2)
    head = struct.pack(">HHIIBBHHH", ends[1], ends[3], seq[back] & 0xffffffff, seq[not back] & 0xffffffff, 0x50, flags, 500, 0, 0)
    link(time, ip(6, ends[0], ends[2], head + body))
    seq[back] += len(body) + (flags & 2) // 2

def flush(time, back, least):
    while len(stream[back]) > least:
        size = random.randrange(1, 3000)
        body, stream[back] = stream[back][:size], stream[back][size:]
        segment(time, back, body)

stream = [b"", b""]
all_frames = list(frames())
if kind != "late" and tcp:
    segment(all_frames[0][0], 0, b"", 2)
    segment(all_frames[0][0], 1, b"", 0x12)
for n, (time, frame) in enumerate(all_frames):
    back = n // 3 % 2
    if n % 10 == 5:
        link(time, udp(b"\x7f\0\0\1", 5000, b"\x7f\0\0\1", 53, bytes(range(n % 60))))
    if kind == "odd" and n % 10 == 3:
        link(time, udp(A, 10002, B, 10002, b"x" * 13))
        link(time, udp(A, 10002, B, 10002, frame, first=0x46, options=b"\1\1\1\0"))
        link(time, udp(A, 10002, B, 10002, frame, flags=0x2000))
    if tcp:
        stream[back] += struct.pack(">I", len(frame)) + frame
        flush(time, back, 0 if n // 3 != (n + 1) // 3 else 2000)
    elif kind == "group":
        link(time, udp(bytes([127, 0, 0, 1 + n % 3]), 1234, bytes([230, 0, 0, 1]), 1234, frame))
    elif back:
        link(time, udp(B, 10002, A, 10002, frame))
    else:
        link(time, udp(A, 10002, B, 10002, frame))
for back in (0, 1):
    flush(all_frames[-1][0], back, 0)
if kind == "late":
    out = out[3:]
if kind == "gap":
    out = [p for n, p in enumerate(out) if n not in (40, 200)]

with open(target, "wb") as f:
    f.write(struct.pack("<IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 262144, 276 if kind == "any" else 1))
    for time, packet in out:
        f.write(struct.pack("<IIII", time // 10**9, time % 10**9, len(packet), len(packet)) + packet)
