#!/bin/bash
# The README's guides, done word by word in a copy of the tree: a new protocol has its row, a new kind of lab its node.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
top=$(realpath ../..) dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
[ "${BUILD##*/}" = release ] || { echo "# the guides build the release"; done_testing; }
unset MAKEFLAGS MAKELEVEL
tar -C "$top" -c Makefile README.md core tui tests screenshots | tar -xC "$dir" && cd "$dir" || exit 1
mkdir -p build/release && cp -a "$BUILD/core" "$BUILD/tui" "$BUILD"/*.a build/release/ # what is compiled already
guide() { python3 tests/tools/guide.py README.md "$1" | sed 's/\<sudo //' >commands; }

guide "A protocol in ten minutes"
same "the guide for protocols: files and commands" "$(wc -l <commands)" 3
sh -e commands >out 2>err
same "the commands run" "$? $(cat err)" "0 "
same "its packet has the row that the README shows" "$(tail -2 out)" \
	"$(sed -n 's/^    \(.*| WOL |.*\)/\1/p' README.md | sed '1i # frame')"
same "no test fails" "$(grep '^not ok' out)" ""
check "and the tree has its fields" grep -q '^  20    6    target  *02:00:00:00:00:0a$' tests/dissect/wol.tree

guide "An observer in ten minutes"
same "the guide for observers: commands" "$(wc -l <commands)" 4
if [ "${WORLD:-}" ]; then
	head -3 commands >first
	sh -e first >out 2>err
	same "the commands run" "$? $(cat err)" "0 "
	shows() { sh -e <(tail -1 commands) 2>err | grep -q '^r1  *up  *ourlab '; }
	check "its node is in the list, with who knows it" wait_for shows
else
	skip "a node of the new kind" "needs a world (tests/world.sh)"
fi

same "links within the README lead to a heading, those to files to a file" "$(python3 - <<'PY'
import os, re
text = open("README.md").read()
anchor = lambda heading: re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")
headings = {anchor(h) for h in re.findall(r"^#+ (.*)$", text, re.M)}
for link in re.findall(r"\]\(([^)]*)\)", text):
    if link[0] == "#" and link[1:] not in headings:
        print(link)
    elif "://" not in link and link[0] not in "#%" and not os.path.exists(link):
        print(link)
PY
)" ""
done_testing
