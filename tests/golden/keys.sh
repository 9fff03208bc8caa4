#!/bin/bash
# Every key in every view of a capture: the browser lives, the screen has its footer, and says or shows something. Those
# that may leave it as it is are named: they move where there is nowhere to go, or open what is open.
LABTAP=$(realpath "$LABTAP") here=$(cd "$(dirname "$0")" && pwd); . "$here/../tap.sh"
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir" || exit 1
python3 "$here/../tools/path_file.py" path.pcapng || exit 1
cat >keys.py <<'P'
import subprocess, sys

MOVES = "g k Up PgUp Home ^B ^U h Left ^L"  # of a cursor at the top
VIEWS = {  # how to get there, and keys that may be silent beside moves: * folds a tree behind the bytes
    "packets": ("", ""), "pane": ("Enter", "*"), "packet": ("Enter Enter", ""), "path": ("P", "J K"), "diff": ("P d", "J K"),
    "conversations": ("C", "C"), "protocols": ("H", "H < >"), "traffic": ("T", "T Enter"), "losses": ("L", "L < >"), "help": ("?", ""),
    "save": ("s", "Space Tab S-Tab Down Right End ^A ^D ^E ^F ^K ^N ^P"),  # the caret moves
}
KEYS = [chr(c) for c in range(33, 127) if chr(c) not in "QVZ"]
KEYS += "Space Enter Tab S-Tab Up Down Left Right PgUp PgDn Home End F1 F2 F3 F4 F5 F6".split()
KEYS += ["^" + c for c in "ABCDEFGKLNPRTUV"] + ["V", "V"]
WIDE = "packets", "pane", "packet"

cases = [(24, v, k) for v in VIEWS for k in KEYS] + [(50, v, k) for v in WIDE for k in KEYS]
lines, rows = ["wait packets >= 60"], 24
for size, view, key in cases:
    if size != rows:
        lines.append(f"resize 160 {size}")
        rows = size
    lines += ["keys 4 G " + VIEWS[view][0], "dump screen", "keys " + key, "dump screen", "keys Esc Esc Esc Esc Esc Esc Esc f ^U Enter"]
open("script", "w").write("\n".join(lines) + "\n")
run = subprocess.run([sys.argv[1], "--script", "script", "path.pcapng"], capture_output=True, text=True)
print(f"status {run.returncode} {run.stderr.strip()}")
out, at = run.stdout.split("\n"), 0
for size, view, key in cases:
    before, after = out[at:at + size], out[at + size:at + 2 * size]
    at += 2 * size
    if before == after and key not in f"{MOVES} {VIEWS[view][1]}".split():
        print(f"{view}: {key} says nothing")
    if not after or not after[-1].strip():
        print(f"{view}: no footer after {key}")
print(f"{len(cases)} keys")
P
python3 keys.py "$LABTAP" >said
same "it ends as it should" "$(head -1 said)" "status 0 "
same "every key is answered" "$(grep -vE '^status|keys$' said)" ""
same "all of them were pressed" "$(tail -1 said)" "1764 keys"
done_testing
