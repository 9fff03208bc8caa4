#!/usr/bin/env python3
"""The output of `tmux capture-pane -pe` on stdin as an SVG picture on stdout.

Knows what tmux writes: SGR with 16 and 256 colours, bold, dim, reverse, underline.
"""
import re
import sys
import unicodedata
from html import escape

CELL_W, CELL_H, PAD = 8.43, 18, 12
BACK, FORE = "#15191e", "#d0d4da"
BASE = ["#15191e", "#e06c6c", "#8fbf7f", "#d9b36c", "#7aa6da", "#c08fd0", "#6fbfc0", "#d0d4da",
        "#6b7480", "#ff8a8a", "#a9dc98", "#f0cf8f", "#9cc4f5", "#dab0ea", "#90dcdc", "#ffffff"]


def colour(n):
    if n < 16:
        return BASE[n]
    if n >= 232:
        v = 8 + (n - 232) * 10
        return f"#{v:02x}{v:02x}{v:02x}"
    n -= 16
    level = [0, 95, 135, 175, 215, 255]
    return "#%02x%02x%02x" % (level[n // 36], level[n // 6 % 6], level[n % 6])


class Style:
    def __init__(self):
        self.fg = self.bg = None
        self.bold = self.dim = self.reverse = self.under = False

    def apply(self, codes):
        codes = [int(c or 0) for c in codes]
        while codes:
            c = codes.pop(0)
            if c == 0:
                self.__init__()
            elif c in (1, 2, 4, 7):
                setattr(self, {1: "bold", 2: "dim", 4: "under", 7: "reverse"}[c], True)
            elif c == 22:
                self.bold = self.dim = False
            elif c == 24:
                self.under = False
            elif c == 27:
                self.reverse = False
            elif 30 <= c <= 37 or 90 <= c <= 97:
                self.fg = colour(c - 30 if c < 90 else c - 82)
            elif 40 <= c <= 47 or 100 <= c <= 107:
                self.bg = colour(c - 40 if c < 100 else c - 92)
            elif c in (38, 48) and codes and codes.pop(0) == 5 and codes:
                setattr(self, "fg" if c == 38 else "bg", colour(codes.pop(0)))
            elif c == 39:
                self.fg = None
            elif c == 49:
                self.bg = None

    def colours(self):
        fg, bg = self.fg or FORE, self.bg or BACK
        return (bg, fg) if self.reverse else (fg, bg)


def width(ch):
    if unicodedata.combining(ch):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in "WF" else 1


def draw_run(out, x, y, text, style, columns):
    fg, bg = style.colours()
    if bg != BACK:
        out.append(f'<rect x="{PAD + x * CELL_W:.2f}" y="{PAD + y * CELL_H}" '
                   f'width="{columns * CELL_W + 0.5:.2f}" height="{CELL_H}" fill="{bg}"/>')
    if not text.strip():
        return
    extra = ' font-weight="bold"' if style.bold else ""
    extra += ' opacity="0.6"' if style.dim else ""
    extra += ' text-decoration="underline"' if style.under else ""
    out.append(f'<text x="{PAD + x * CELL_W:.2f}" y="{PAD + y * CELL_H + 13.5}" fill="{fg}"{extra} '
               f'textLength="{columns * CELL_W:.2f}" lengthAdjust="spacingAndGlyphs" '
               f'xml:space="preserve">{escape(text)}</text>')


def main():
    lines = sys.stdin.read().rstrip("\n").split("\n")
    out, widest, style = [], 0, Style()
    for y, line in enumerate(lines):
        x = 0
        for part in re.split(r"(\x1b\[[0-9;]*m|\x0e|\x0f)", line):
            m = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
            if m:
                style.apply(m.group(1).split(";"))
            elif part and part not in "\x0e\x0f":
                columns = sum(width(c) for c in part)
                draw_run(out, x, y, part, style, columns)
                x += columns
        widest = max(widest, x)
    columns = int(sys.argv[1]) if len(sys.argv) > 1 else widest
    w, h = PAD * 2 + columns * CELL_W, PAD * 2 + len(lines) * CELL_H
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{w:.0f}" height="{h}" '
          f'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14">'
          f'<rect width="100%" height="100%" rx="6" fill="{BACK}"/>')
    print("\n".join(out))
    print("</svg>")


main()
