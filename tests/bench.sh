#!/bin/bash
# bench.sh BUILD [NAME...]: the benches of tests/bench, or those named; at the end all goals, one to a line (BUILD/goals keeps
# them). A goal that is not reached is no failure, since machines differ; a bench that cannot run is one.
cd "$(dirname "$0")/.." || exit 2
export B GOALS
B=$(realpath "$1") GOALS=$B/goals; shift
: >"$GOALS"
[ $# -gt 0 ] || set -- $(basename -as .sh tests/bench/*.sh)
machine="$(nproc) of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), Linux $(uname -r)"
load=$(cut -d' ' -f1 /proc/loadavg) failed=()
for name in "$@"; do
	start=$SECONDS
	echo "--- $name"
	"tests/bench/$name.sh" || failed+=("$name (status $?)")
	echo "    $((SECONDS - start)) s"
	[ ! -s "$GOALS" ] || echo >>"$GOALS"
done
cat <<TEXT

labtap beside other programs, in one run on $machine; load when it began: $load
Programs in turn, medians of ${RUNS:-5} runs and more. Figures of one run compare with each other, not with those of another one.
$(printf '%-51s %13s %29s %7s  %-12s' goal labtap 'beside              ' ratio wanted)
$(cat -s "$GOALS")
$(grep -c 'ok$' "$GOALS") goals reached, $(grep -c 'not reached$' "$GOALS") not reached, $(grep -c 'not measured$' "$GOALS") not measured${failed:+; could not run: ${failed[*]}}
TEXT
[ ${#failed[@]} = 0 ]
