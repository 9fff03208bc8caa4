#!/usr/bin/env python3
"""What does not change from run to run in pictures of the browser: names of columns and the keys of the footer.

structure.py FILE.svg...: one line of each per picture; digits and sizes are left out."""
import re
import sys
from html import unescape
from pathlib import Path

for name in sys.argv[1:]:
    svg, rows = Path(name).read_text(), {}
    for x, y, text in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg):
        rows.setdefault(float(y), []).append((float(x), unescape(text).strip()))
    lines = [" ".join(text for _, text in sorted(rows[y])) for y in sorted(rows)]
    heads = [line for line in lines[:6] if re.match(r"^[ 0-9/]*[A-Z][A-Z/ .0-9]{3,}", line)][:1]
    for line in [*heads, lines[-1]]:
        print(Path(name).stem, re.sub(r"\s+", " ", re.sub(r"\d+", "#", line)))
