"""Datagrams that path_judge can tell apart: path_send.py ADDRESS COUNT PPS [FIRST], to UDP port 9999, sizes of all kinds; a
broadcast address will do. Between them come equal ones, 20 in a second, which nobody can tell apart but by time."""
import socket, struct, sys, time

address, count, pps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
first = int(sys.argv[4]) if len(sys.argv) > 4 else 1
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
start = time.monotonic()
hello = start
for n in range(count):
    wait = start + n / pps - time.monotonic()
    if wait > 0.001:
        time.sleep(wait)
    s.sendto(b"labtapID" + struct.pack("!Q", first + n) + bytes(n * 37 % 900), (address, 9999))
    if time.monotonic() - hello > 0.05:
        s.sendto(b"hello", (address, 9998))
        hello += 0.05
