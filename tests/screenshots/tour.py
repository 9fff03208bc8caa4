#!/usr/bin/env python3
"""Frames as one moving SVG: tour.py COLUMNS LIST, where each line of LIST is "SECONDS FILE", FILE an output of
`tmux capture-pane -pe`."""
import subprocess
import sys
from pathlib import Path

columns, listing = sys.argv[1:3]
frames = [line.split() for line in Path(listing).read_text().splitlines()]
total, at = sum(float(seconds) for seconds, _ in frames), 0.0
for i, (seconds, path) in enumerate(frames):
    svg = subprocess.run([Path(__file__).with_name("ansi2svg.py"), columns], stdin=open(path), text=True,
                         capture_output=True, check=True).stdout
    head, _, body = svg.partition("\n")
    if i == 0:
        print(head)
    begin, end = at / total, (at + float(seconds)) / total
    values, times = ("visible;hidden", f"0;{end:.4f}") if i == 0 else (
        "hidden;visible;hidden", f"0;{begin:.4f};{min(end, 1):.4f}") if i + 1 < len(frames) else (
        "hidden;visible", f"0;{begin:.4f}")
    print(f'<g visibility="hidden"><animate attributeName="visibility" calcMode="discrete" dur="{total:.1f}s" '
          f'repeatCount="indefinite" values="{values}" keyTimes="{times}"/>')
    print(body.replace("</svg>", "").rstrip())
    print("</g>")
    at += float(seconds)
print("</svg>")
