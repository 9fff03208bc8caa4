"""pty_open.py PACKETS CMD...: how fast a browser opens a file, on a terminal of its own: milliseconds to the first
screen, and of CPU, which other work on the machine does not change; to the last packet in its title, to the answer of a jump to the end, and of keys while it indexes; MiB of memory."""
import os, pty, re, select, signal, sys, time, fcntl, struct, termios

total, command = int(sys.argv[1]), sys.argv[2:]
wanted = f"{total:,}".replace(",", " ").encode()
start = time.monotonic()
pid, fd = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
    os.execvp(command[0], command)
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
seen = b""


def more(timeout):
    global seen
    if not select.select([fd], [], [], timeout)[0]:
        return False
    try:
        seen += os.read(fd, 65536)
    except OSError:
        return False
    return True


def until(test, limit=60):
    end = time.monotonic() + limit
    while not test() and time.monotonic() < end:
        more(0.001)
    return time.monotonic()


def key(k, answer):
    """Until its answer is on the screen."""
    global seen
    while more(0):
        pass
    seen = b""
    begin = time.monotonic()
    os.write(fd, k)
    until(lambda: answer in seen, 10)
    return (time.monotonic() - begin) * 1e3


def cpu():
    """Of all its threads, in milliseconds."""
    spent = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat") as f:
            spent += int(f.read().split()[0])
    return spent / 1e6


first, first_cpu = until(lambda: seen.count(b"\x1b[") > 30 and b"pkts" in seen) - start, cpu()
latencies, there = [], False
while not there and time.monotonic() - start < 60:
    latencies.append(key(b"\x0ct", b"me: "))  # draws everything again, and says how times are shown
    there = wanted in seen
last = time.monotonic() - start
jump = key(b"G\x0c", wanted)
learning = [key(b"\x0ct", b"me: ") for _ in range(30)]
rss = 0
for line in open(f"/proc/{pid}/status"):
    if line.startswith("VmHWM"):
        rss = int(line.split()[1]) / 1024
os.write(fd, b"Q")
until(lambda: not more(0.2), 1)
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)
worst = max(latencies + learning or [0])
print(f"first_ms {first * 1e3:.0f}\nfirst_cpu_ms {first_cpu:.1f}\nlast_ms {last * 1e3:.0f}\njump_ms {jump:.1f}\nkey_worst_ms {worst:.1f}"
      f"\nkey_median_ms {sorted(latencies + learning)[len(latencies + learning) // 2]:.1f}\nrss_MiB {rss:.0f}")
