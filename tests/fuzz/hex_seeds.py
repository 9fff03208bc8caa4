#!/usr/bin/env python3
"""hex_seeds.py DIRECTORY FILE.hex...: every packet of the dissection fixtures as a seed for fuzz_dissect."""
import os
import re
import sys

target, files = sys.argv[1], sys.argv[2:]
os.makedirs(target, exist_ok=True)
for path in files:
    with open(path, encoding="utf-8") as f:
        paragraphs = re.split(r"\n\s*\n", f.read())
    for number, paragraph in enumerate(paragraphs):
        lines = [line.split("#")[0].strip() for line in paragraph.splitlines()]
        words = {"@link": 1, "@length": 0}
        words.update((key, int(value)) for key, value in (line.split() for line in lines if line.startswith("@")))
        digits = "".join(line for line in lines if not line.startswith("@")).replace(" ", "").replace("\t", "")
        if not re.fullmatch(r"([0-9a-fA-F]{2})+", digits):
            continue
        frame = bytes.fromhex(digits)
        cut = min(max(words["@length"] - len(frame), 0), 255)
        name = f"{os.path.basename(path)}-{number}"
        with open(os.path.join(target, name), "wb") as out:
            out.write(words["@link"].to_bytes(2, "big") + bytes([cut]) + frame)
