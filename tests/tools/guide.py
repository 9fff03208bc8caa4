#!/usr/bin/python3
"""guide.py README SECTION: does in the current directory what a guide of the README says, and prints its commands.

A block of code behind "`PATH`, ...:" is a new file; behind "`PATH`, behind `LINE`...:" it goes into the file, after the one
line that ends like this. A block behind a paragraph that begins with "Then" is commands; others are what they print."""
import re
import sys


def blocks(text):
    """Pairs of a paragraph and the indented block that follows it."""
    paragraph = []
    lines = iter(text.split("\n") + [""])
    code = []
    for line in lines:
        if line.startswith("    ") or (code and not line):
            code.append(line[4:])
            continue
        if code:
            yield " ".join(paragraph), "\n".join(code).rstrip("\n") + "\n"
            paragraph, code = [], []
        if line:
            paragraph.append(line)
        elif paragraph and not paragraph[-1].endswith((":", ",", "Then")):
            paragraph = []


def insert(path, after, code):
    with open(path) as file:
        lines = file.read().split("\n")
    places = [i for i, line in enumerate(lines) if line.strip() == after]
    if len(places) != 1:
        sys.exit(f"guide: {path}: {len(places)} lines are {after}")
    lines[places[0] + 1:places[0] + 1] = code.rstrip("\n").split("\n")
    with open(path, "w") as file:
        file.write("\n".join(lines))


def main(readme, title):
    with open(readme) as file:
        text = file.read()
    section = re.search(rf"^### {re.escape(title)}\n(.*?)^##", text, re.M | re.S)
    if not section:
        sys.exit(f"guide: the README has no section {title}")
    done = 0
    for paragraph, code in blocks(section[1]):
        where = re.search(r"`(\S+/\S+)`, (?:behind `([^`]+)`)?[^`]*:$", paragraph)
        if where and where[2]:
            insert(where[1], where[2], code)
        elif where:
            with open(where[1], "x") as file:
                file.write(code)
        elif paragraph.startswith("Then"):
            print(code, end="")
        done += bool(where)
    if not done:
        sys.exit(f"guide: {title}: nothing to do")


main(*sys.argv[1:])
