#!/usr/bin/env python3
"""seeds.py FOLDER: the seeds of the fuzzers that are kept in other forms than a file each, to FOLDER/corpus-NAME.
seeds.py FOLDER NAME...: the other way: the least of FOLDER/corpus-NAME and seeds/NAME that reaches as much of the program
becomes seeds/NAME.lines.

Packets of the dissection fixtures are for fuzz_dissect. Each line of seeds/NAME.lines is a seed for fuzz_NAME; in it \\xNN is
a byte, \\n the end of a line. Each lab of the golden tests is one for fuzz_folder, as its files follow each other."""
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def put(name, seed, content):
    folder = os.path.join(sys.argv[1], f"corpus-{name}")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, seed), "wb") as out:
        out.write(content)


def text_of(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def packets(path):
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text_of(path))):
        rows = [line.split("#")[0].strip() for line in paragraph.splitlines()]
        words = {"@link": 1, "@length": 0}
        words.update((key, int(value)) for key, value in (row.split() for row in rows if row.startswith("@")))
        digits = "".join(row for row in rows if not row.startswith("@")).replace(" ", "").replace("\t", "")
        if not re.fullmatch(r"([0-9a-fA-F]{2})+", digits):
            continue
        frame = bytes.fromhex(digits)
        cut = min(max(words["@length"] - len(frame), 0), 255)
        put("dissect", f"{os.path.basename(path)}-{number}", words["@link"].to_bytes(2, "big") + bytes([cut]) + frame)


def lines(path):
    name = os.path.basename(path)[:-len(".lines")]
    for number, line in enumerate(text_of(path).splitlines()):
        escaped = re.sub(r"\\(x..|n)", lambda m: "\n" if m[1] == "n" else chr(int(m[1][1:], 16)), line)
        put(name, f"line-{number + 1}", escaped.encode("latin-1"))


def labs(folder):
    for path in glob.glob(f"{folder}/*.yml"):
        name = os.path.basename(path)
        put("folder", name, f"-- {name if '.clab.' in name else 'topology.yml'} --\n{text_of(path)}".encode())
    files = [(f, f"{folder}/{top}") for top in ("lab", "home") for f in glob.glob(f"{folder}/{top}/**", recursive=True, include_hidden=True)]
    put("folder", "lab", "".join(f"-- {os.path.relpath(f, top)} --\n{text_of(f)}" for f, top in files if os.path.isfile(f)).encode())


def keep(name):
    corpus, seeds = f"{sys.argv[1]}/corpus-{name}", f"{HERE}/seeds/{name}"
    with tempfile.TemporaryDirectory() as least:
        subprocess.run([f"{sys.argv[1]}/fuzz_{name}", "-use_counters=0", "-merge=1", least, corpus, *glob.glob(seeds)], check=True, stderr=subprocess.DEVNULL)
        found = []
        for path in glob.glob(f"{least}/*"):
            with open(path, "rb") as f:
                found.append("".join("\\n" if b == 10 else chr(b) if 32 <= b < 127 and b != 92 else f"\\x{b:02x}" for b in f.read()))
    with open(f"{seeds}.lines", "w", encoding="ascii") as out:
        out.writelines(f"{line}\n" for line in sorted(found, key=lambda line: (len(line), line)))


if sys.argv[2:]:
    for each in sys.argv[2:]:
        keep(each)
    sys.exit()
for each in glob.glob(f"{HERE}/../dissect/*.hex"):
    packets(each)
for each in glob.glob(f"{HERE}/seeds/*.lines"):
    lines(each)
labs(f"{HERE}/../golden/topology")
