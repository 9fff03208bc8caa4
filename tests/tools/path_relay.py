"""A node between two interfaces that does to frames what nodes do: path_relay.py IFNAME IFNAME MODE...
  loss N      every so-manyth frame (at random) is dropped      reorder N  ... is sent behind the one that follows
  duplicate N ... is sent twice         mpls LABEL  labelled from the first to the second
  nat IP PORT  UDP leaves the second from this address and port
Answers nothing, ends with SIGTERM; prints "relaying" when it does."""
import random, select, socket, struct, sys

ETH_P_ALL = 3
names, words = sys.argv[1:3], sys.argv[3:]
modes = {}
while words:
    size = 3 if words[0] == "nat" else 2
    modes[words[0]] = words[1:size]
    words = words[size:]
chance = {m: 1 / float(modes[m][0]) for m in ("loss", "reorder", "duplicate") if m in modes}
random.seed(9)


def checksum(b):
    s = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xFFFF) + (s >> 16)
    return ~s & 0xFFFF


def routed(f):
    """One hop further: TTL, checksum, other MAC addresses."""
    head = bytearray(f[14:34])
    head[8] -= 1
    head[10:12] = b"\0\0"
    head[10:12] = struct.pack("!H", checksum(bytes(head)))
    return f[:6] + b"\2\0\0\0\0\x77" + f[12:14] + bytes(head) + f[34:]


def change(f, forth):
    ip = f[12:14] == b"\x08\0"
    if "mpls" in modes and ip and forth:
        f = routed(f)
        return f[:12] + b"\x88\x47" + struct.pack("!I", int(modes["mpls"][0]) << 12 | 1 << 8 | 63) + f[14:]
    if "nat" in modes and ip and forth and f[23] == 17:
        f = bytearray(routed(f))
        f[26:30] = socket.inet_aton(modes["nat"][0])
        f[34:36] = struct.pack("!H", int(modes["nat"][1]))
        f[40:42] = f[24:26] = b"\0\0"
        f[24:26] = struct.pack("!H", checksum(bytes(f[14:34])))
        return bytes(f)
    return f


sockets = []
for name in names:
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    s.bind((name, ETH_P_ALL))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 23)
    sockets.append(s)
print("relaying", flush=True)
held = None
while True:
    for s in select.select(sockets, [], [], 0.05)[0] or [None]:
        if s is None:
            if held:
                held[0].send(held[1])
            held = None
            continue
        f, sender = s.recvfrom(65536)
        if sender[2] == 4:  # PACKET_OUTGOING: our own
            continue
        forth = s is sockets[0]
        out, f = sockets[1 if forth else 0], change(f, forth)
        if random.random() < chance.get("loss", 0):
            continue
        if random.random() < chance.get("reorder", 0) and not held:
            held = (out, f)
            continue
        out.send(f)
        if random.random() < chance.get("duplicate", 0):
            out.send(f)
        if held:
            held[0].send(held[1])
            held = None
