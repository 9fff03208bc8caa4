"""How much of a tunnel the kernel's filter lets through, counted by the kernel while labtap stands still.

    kernel_passed.py PID A:PORT-B:PORT all|vlan [COMMAND...]

Those of PID's processes that hold packet sockets are stopped: nothing of theirs can throw a frame away meanwhile. COMMAND
runs, if any. Then their sockets' own statistics (packet(7) PACKET_STATISTICS, what libpcap calls ps_recv) must be as many as
a socket without a filter has seen of the tunnel's datagrams with such a frame inside: some, and of vlan not all of them. Waits
a minute for that."""
import ctypes, os, signal, socket, struct, subprocess, sys, time

SOL_PACKET, STATISTICS, IGNORE_OUTGOING, PIDFD_GETFD = 263, 6, 23, 438
ENOUGH = 4  # no coincidence


def packet_sockets(pid):
    """Copies of the packet sockets that the process has."""
    with open("/proc/net/packet") as f:
        inodes = {line.split()[-1] for line in f}
    found = []
    for fd in os.listdir(f"/proc/{pid}/fd"):
        target = os.readlink(f"/proc/{pid}/fd/{fd}")
        if target.startswith("socket:[") and target[8:-1] in inodes:
            copy = ctypes.CDLL(None, use_errno=True).syscall(PIDFD_GETFD, os.pidfd_open(pid), int(fd), 0)
            if copy < 0:
                sys.exit("pidfd_getfd: " + os.strerror(ctypes.get_errno()))
            found.append(socket.socket(fileno=copy))
    return found


def family(pid):
    """The process and all below it."""
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return [pid] + [p for child in f.read().split() for p in family(int(child))]


def passed(sockets):
    """Since the last time it was asked."""
    return sum(struct.unpack("III", s.getsockopt(SOL_PACKET, STATISTICS, 12))[0] for s in sockets)


class Witness:
    """Sees all that lo carries, without a filter."""

    def __init__(self, tunnel, kind):
        self.kind, self.all, self.wanted = kind, 0, 0
        a, b = ((socket.inet_aton(ip), struct.pack(">H", int(port))) for ip, port in (e.split(":") for e in tunnel.split("-")))
        self.ways = {a[0] + b[0] + a[1] + b[1], b[0] + a[0] + b[1] + a[1]}
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.setsockopt(SOL_PACKET, IGNORE_OUTGOING, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, 33, 16 << 20)  # SO_RCVBUFFORCE
        self.socket.bind(("lo", 0x0003))
        self.socket.setblocking(False)

    def look(self):
        """How many of the tunnel came since the last time."""
        before = self.all
        try:
            while True:
                p = self.socket.recv(128)
                if len(p) >= 56 and p[23] == 17 and p[26:38] in self.ways:
                    self.all += 1
                    self.wanted += self.kind == "all" or p[54:56] == b"\x81\0"
        except BlockingIOError:
            return self.all - before


pid, tunnel, kind, command = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
holders = {p: s for p in family(pid) if (s := packet_sockets(p))}
rings = [s for all_of_one in holders.values() for s in all_of_one]
if not rings:
    sys.exit("no packet sockets")
for p in holders:
    os.kill(p, signal.SIGSTOP)
try:
    witness = Witness(tunnel, kind)
    # Both begin at a moment in which nothing came.
    while witness.look() or passed(rings) < 0 or witness.look():
        pass
    witness.all = witness.wanted = 0
    if command:
        subprocess.run(command, check=True)
    count, end = 0, time.time() + 60
    while time.time() < end:
        count += passed(rings)
        witness.look()
        if count == witness.wanted >= ENOUGH and (kind == "all" or witness.all > witness.wanted):
            break
        time.sleep(0.05)
    print(f"passed {count} of {witness.all}, wanted {witness.wanted}")
    sys.exit(count != witness.wanted or count < ENOUGH)
finally:
    for p in holders:
        os.kill(p, signal.SIGCONT)
