"""press.py SECONDS SEED LOG CMD...: keys at random, pastes, clicks and sizes for a browser on a terminal of its own, and
now and then the way back to everything captured. Every 5 s a line goes to LOG: seconds, and the memory in KiB that the
front and its children have for themselves. A browser that was left by a key is started again, one that ended in another
way or does not answer within a minute is a failure, and so is a sequence of tests/tools/hostile.py that reaches the terminal. At the end the terminal must have its settings again."""
import fcntl, os, pty, random, re, select, signal, struct, subprocess, sys, termios, time

seconds, seed, log, command = int(sys.argv[1]), int(sys.argv[2]), open(sys.argv[3], "w"), sys.argv[4:]
dice = random.Random(seed)
end = time.monotonic() + seconds

LETTERS = [c.encode() for c in "abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPRSTUVWXY0123456789=!<>[]{}'\"\\/:;.,@#$%&*()+-_? "]
NAMED = [b"\r", b"\x1b", b"\t", b"\x7f", b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[5~", b"\x1b[6~", b"\x1b[H", b"\x1b[F",
         b"\x1bOP", b"\x1b[Z", b"\x1b[3~", b"\x0c", b"\x15", b"\x17", b"\x14", b"\x12", b"\x1a"]
WORDS = [b"icmp", b"udp port 5001", b"host 10.9.0.1", b"tcp", b"not arp", b"len > 100", b"ip.ttl < 64", b"a:eth1", b"x.pcapng", b"((("]
COMMANDS = [b"conversations", b"set mouse off", b"select a:eth1", b"mark when icmp", b"save", b"help", b"session save s", b"nosuch"]
BACK = [b"\x1b\x1b\x1b\x15\x1b", b"\x1b", b"i", b"\x1b", b"A", b"\r"]  # points, all of them, capture

OBEYED = re.compile(rb"[\x1b\x9d]\]?666|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]")


def something():
    """What is pressed next."""
    n = dice.random()
    if n < 0.55:
        return dice.choice(LETTERS)
    if n < 0.85:
        return dice.choice(NAMED)
    if n < 0.90:
        return b"f\x15" + dice.choice(WORDS) + b"\r"
    if n < 0.93:
        return b":" + dice.choice(COMMANDS) + b"\r"
    if n < 0.96:
        return b"\x1b[<%d;%d;%d%s" % (dice.choice([0, 1, 2, 64, 65]), dice.randrange(1, 140), dice.randrange(1, 50), dice.choice([b"M", b"m"]))
    if n < 0.98:
        return b"\x1b[200~" + (bytes(dice.randrange(1, 256) for _ in range(dice.randrange(40))).replace(b"\x1b", b".") + "\u202e\u061c".encode()) + b"\x1b[201~"
    return bytes(dice.randrange(128, 256) for _ in range(3))


def own(pid):
    """KiB of memory that nobody else has, of a process that can be asked."""
    try:
        return next(int(line.split()[1]) for line in open(f"/proc/{pid}/status") if line.startswith("RssAnon"))
    except (OSError, StopIteration):
        return 0


def family(pid):
    try:
        return [pid] + [int(c) for c in open(f"/proc/{pid}/task/{pid}/children").read().split()]
    except OSError:
        return [pid]


class Browser:
    def __init__(self):
        self.fd, self.keep = pty.openpty()  # our end, and the other, which stays a terminal when the browser ends
        self.before = termios.tcgetattr(self.keep)
        self.child = subprocess.Popen(command, stdin=self.keep, stdout=self.keep, stderr=self.keep, start_new_session=True,
                                      preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
                                      env=dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8"))
        self.size(24, 80)
        self.started = self.heard = time.monotonic()
        self.seen = b""

    def size(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def listen(self, timeout):
        while select.select([self.fd], [], [], timeout)[0]:
            self.seen = self.seen[-4000:] + os.read(self.fd, 65536)
            if found := OBEYED.search(self.seen, max(0, len(self.seen) - 65544)):
                fail(f"the terminal got {self.seen[max(0, found.start() - 40):found.end() + 40]}")
            self.heard, timeout = time.monotonic(), 0

    def press(self, keys):
        if select.select([], [self.fd], [], 0)[1]:
            os.write(self.fd, keys)
        if b"\x1a" in keys:
            self.child.send_signal(signal.SIGCONT)

    def status(self):
        """How it ended, None while it runs."""
        return self.child.poll()

    def leave(self):
        """By Q, wherever it is."""
        self.child.send_signal(signal.SIGCONT)
        until = time.monotonic() + 60
        while (status := self.status()) is None and time.monotonic() < until:
            for keys in [b"\x1b"] * 4 + [b"Q"]:
                self.press(keys)
                self.listen(0.2)
        return status

    def restored(self):
        return termios.tcgetattr(self.keep) == self.before

    def close(self):
        os.close(self.keep)
        os.close(self.fd)


def fail(why):
    print(f"press: seed {seed}, after {seconds - end + time.monotonic():.0f} s: {why}", flush=True)
    sys.exit(1)


browser, pressed, started, noted, back = Browser(), 0, 1, 0.0, 0.0
while (now := time.monotonic()) < end:
    browser.listen(0.02)
    if (status := browser.status()) is not None:
        if status:
            browser.listen(0.1)
            fail(f"it ended with status {status}, its last words: {browser.seen[-4000:].decode(errors='replace')!r}")
        if not browser.restored():
            fail("the terminal's settings are not restored")
        browser.close()
        browser, back, started = Browser(), 0.0, started + 1
    if now - browser.started < 1:
        continue
    if now - back > 15:
        back = now
        for keys in BACK:
            browser.press(keys)
            browser.listen(0.2)
        browser.press(b"\x0c")  # draws all of it again: an answer, whatever is shown
        asked = time.monotonic()
        while browser.heard < asked and time.monotonic() < asked + 60:
            browser.listen(0.1)
        if browser.heard < asked and browser.status() is None:
            fail("it does not answer")
    browser.press(something())
    pressed += 1
    if dice.random() < 0.01:
        browser.size(dice.randrange(1, 60), dice.randrange(1, 200))
    if now - noted > 5:
        noted = now
        front, *others = family(browser.child.pid)
        print(f"{now - end + seconds:.0f}", own(front), *map(own, others), file=log, flush=True)
status = browser.leave()
if status is None:
    fail("it does not leave by Q")
if status:
    fail(f"Q: it ended with status {status}")
if not browser.restored():
    fail("the terminal's settings are not restored at the end")
print(f"press: {pressed} keys, {started} browsers")
