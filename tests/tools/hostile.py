"""What somebody would write who wants a terminal to obey him, and whether it got through.
  hostile.py packets FILE HEX...     the packets of tests/dissect, every piece of text in them replaced, in a pcapng file
                                     whose interfaces and comments say the same
  hostile.py docker SOCKET ID        answers as docker does: one container of that id, with such names and labels
  hostile.py argument                prints it, for command lines and names
  hostile.py clean FILE...           prints and fails where an output has a byte that a terminal may obey"""
import contextlib, json, re, socket, struct, sys

OBEYED = b"\x1b]666;P\x07"  # an operating system command; what follows are the same by C1 controls
OTHERS = [b"\xc2\x9d666;P\xc2\x9c", b"\x9d666;P\x9c", b"\xe2\x80\xaeP\xe2\x81\xa9\xd8\x9c\xe2\x80\x8b", b"a\r\nb\x08\x7f\x00"]


def hostile(size, number=0):
    """A text of so many bytes."""
    text = OBEYED + OTHERS[number % len(OTHERS)]
    return (text * (size // len(text) + 1))[:size]


def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def block(kind, body):
    size = len(body) + 12
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)


def packets(target, files):
    texts = 0
    out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + b"".join(option(c, hostile(40, c)) for c in (1, 2, 3, 4)) + option(0, b""))
    links, body = {}, b""
    for path in files:
        for paragraph in re.split(r"\n\s*\n", open(path, encoding="utf-8").read()):
            link = re.search(r"^@link (\d+)", paragraph, re.M)
            digits = re.sub(r"(?m)^[#@].*$|#.*$|\s", "", paragraph)
            if not re.fullmatch(r"([0-9a-fA-F]{2})+", digits):
                continue
            frame = bytes.fromhex(digits)
            # Behind the headers, where text is text.
            frame, n = re.subn(rb"(?<=.{14})[\x20-\x7e]{5,}", lambda m: hostile(len(m[0]), m.start()), frame, flags=re.S)
            texts += n
            kind = int(link[1]) if link else 1
            if kind not in links:
                links[kind] = len(links)
                out += block(1, struct.pack("<HHI", kind, 0, 0) + option(2, b"if" + hostile(20, kind)) + option(3, hostile(50)) + option(11, b"\0" + hostile(30)) + option(12, hostile(30)) + option(0, b""))
            body += block(6, struct.pack("<IIIII", links[kind], 0, 1000, len(frame), len(frame)) + frame + b"\0" * (-len(frame) % 4) + option(1, hostile(40, texts)) + option(0, b""))
    open(target, "wb").write(out + body)
    print(texts)


def docker(path, identity):
    text = OBEYED.decode() + "\u009d666;P\u202e"
    answer = json.dumps([{"Id": identity, "Names": ["/" + text], "Image": text, "State": "running", "Status": text, "NetworkSettings": {"Networks": {text: {}}},
                          "Labels": {"containerlab": text, "clab-node-name": "n" + text, "clab-node-kind": text, "clab-node-group": text,
                                     "clab-topo-file": "/" + text}}]).encode()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen(8)
    while True:
        peer, _ = listening.accept()
        with peer, contextlib.suppress(OSError):
            peer.recv(4096)
            peer.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)


def clean(files):
    # Newlines and tabs of a pipe are ours.
    bad = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\udc80-\udcff]")
    for name in files:
        text = open(name, "rb").read().decode("utf-8", "surrogateescape")
        found = bad.search(text)
        if found:
            print(f"# {name}, at {found.start()}: {ascii(text[max(0, found.start() - 60):found.start() + 40])}")
            sys.exit(1)


match sys.argv[1]:
    case "packets":
        packets(sys.argv[2], sys.argv[3:])
    case "docker":
        docker(sys.argv[2], sys.argv[3])
    case "argument":
        sys.stdout.buffer.write(OBEYED + OTHERS[0] + OTHERS[1] + OTHERS[2])
    case "clean":
        clean(sys.argv[2:])
