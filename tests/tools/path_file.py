"""A capture of one small lab at all its points: path_file.py FILE. h1 and h3 on a bridge, the router r1 behind it, h2 behind
that. Ten pings from h1 to h2, the answer to the last is lost between r1 and the bridge; an ARP request that is flooded; a
datagram through a NAT in r1; a ping through a tunnel between r1 and h2. Always the same bytes and stamps."""
import struct, sys

POINTS = ["h1:eth1", "br:p1", "br:br0", "br:p2", "br:p3", "h3:eth1", "r1:eth1", "r1:eth2", "h2:eth1"]
IN, OUT = 1, 2
START = 1773488468_184000000
blocks = []


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    size = len(body) + 12
    blocks.append(struct.pack("<II", kind, size) + body + struct.pack("<I", size))


def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def checksum(b):
    b += b"\0" * (len(b) % 2)
    s = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xFFFF) + (s >> 16)
    return struct.pack("!H", ~s & 0xFFFF)


def mac(n):
    return b"\2\0\0\0\0" + bytes([n])


def address(n):
    return bytes([10, n // 10, 0, n % 10])


def ip(source, target, protocol, payload, ttl, ident):
    head = struct.pack("!BBHHHBB", 0x45, 0, 20 + len(payload), ident, 0x4000, ttl, protocol)
    head = head + checksum(head + b"\0\0" + source + target) + source + target
    return head + payload


def echo(kind, seq):
    body = struct.pack("!BBHHH", kind, 0, 0, 3313, seq) + bytes(range(32))
    return body[:2] + checksum(body) + body[4:]


def ethernet(target, source, kind, payload):
    return mac(target) + mac(source) + struct.pack("!H", kind) + payload


def seen(point, way, us, frame):
    """At START plus so many us."""
    time = START + us * 1000
    body = struct.pack("<IIIII", POINTS.index(point), time >> 32, time & 0xFFFFFFFF, len(frame), len(frame)) + frame
    body += b"\0" * (-len(body) % 4) + option(2, struct.pack("<I", way)) + option(0, b"")
    block(6, body)


def bridged(us, frame, to_router=True):
    """From h1 to r1's side of the bridge, or back."""
    way = ["h1:eth1", "br:p1", "br:br0", "br:p2", "r1:eth1"]
    if to_router:
        for point, direction, gap in zip(way, (OUT, IN, IN, OUT, IN), (0, 16, 16, 34, 40)):
            seen(point, direction, us + gap, frame)
    else:
        for point, direction, gap in zip(reversed(way), (OUT, IN, IN, OUT, IN), (0, 3, 3, 7, 9)):
            seen(point, direction, us + gap, frame)


def ping(us, seq, answered):
    a, b = address(11), address(22)
    request = lambda ttl: ip(a, b, 1, echo(8, seq), ttl, 14860 + seq)
    reply = lambda ttl: ip(b, a, 1, echo(0, seq), ttl, 5000 + seq)
    bridged(us, ethernet(9, 1, 0x800, request(64)))
    seen("r1:eth2", OUT, us + 57, ethernet(2, 8, 0x800, request(63)))
    seen("h2:eth1", IN, us + 62, ethernet(2, 8, 0x800, request(63)))
    seen("h2:eth1", OUT, us + 76, ethernet(8, 2, 0x800, reply(64)))
    seen("r1:eth2", IN, us + 77, ethernet(8, 2, 0x800, reply(64)))
    if answered:
        bridged(us + 80, ethernet(1, 9, 0x800, reply(63)), False)
    else:
        seen("r1:eth1", OUT, us + 80, ethernet(1, 9, 0x800, reply(63)))


def flood(us):
    frame = ethernet(1, 1, 0x806, struct.pack("!HHBBH", 1, 0x800, 6, 4, 1) + mac(1) + address(11) + bytes(6) + address(13))
    frame = b"\xff" * 6 + frame[6:]
    for point, way, gap in (("h1:eth1", OUT, 0), ("br:p1", IN, 12), ("br:br0", IN, 12), ("br:p2", OUT, 20), ("r1:eth1", IN, 24),
                            ("br:p3", OUT, 27), ("h3:eth1", IN, 31)):
        seen(point, way, us + gap, frame)


def translated(us):
    data = struct.pack("!HHHH", 40000, 9999, 8 + 24, 0) + b"a datagram through a NAT"
    behind = struct.pack("!HHHH", 61000, 9999, 8 + 24, 0) + data[8:]
    bridged(us, ethernet(9, 1, 0x800, ip(address(11), address(22), 17, data, 64, 77)))
    frame = ethernet(2, 8, 0x800, ip(address(28), address(22), 17, behind, 63, 77))
    seen("r1:eth2", OUT, us + 61, frame)
    seen("h2:eth1", IN, us + 66, frame)


def tunnelled(us):
    inner = ethernet(9, 1, 0x800, ip(address(11), address(22), 1, echo(8, 99), 64, 999))
    bridged(us, inner)
    outer = ethernet(2, 8, 0x800, ip(address(28), address(22), 17, struct.pack("!HHHH", 50000, 4789, 16 + len(inner), 0) +
                                     struct.pack("!II", 8 << 24, 10 << 8) + inner, 64, 1))
    seen("r1:eth2", OUT, us + 55, outer)
    seen("h2:eth1", IN, us + 60, outer)


block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
for point in POINTS:
    block(1, struct.pack("<HHI", 1, 0, 0) + option(2, point.encode()) + option(9, b"\x09") + option(0, b""))
for n in range(10):
    ping(100_000 + n * 200_000, n + 1, n < 9)
flood(2_300_000)
translated(2_500_000)
tunnelled(2_700_000)
ping(3_000_000, 11, True)
with open(sys.argv[1], "wb") as out:
    out.write(b"".join(blocks))
