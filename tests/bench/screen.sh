#!/bin/bash
# screen.sh: the browser through a pty of 80x24, in a world of its own: what it sends, how fast it answers, what it costs.
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
. tests/measure.sh
make_cable
bench=$PWD/tests/bench
cd "$dir" || exit 2
# PARTS="quiet open" runs these alone.
# shellcheck disable=SC2086 # words
"$bench/screen.py" "$B/labtap" "$B/tools/blast" "$B/tools/mkcap" ${PARTS:-}
