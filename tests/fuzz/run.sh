#!/bin/bash
# run.sh BUILD SECONDS: every fuzzer for SECONDS, from the seeds in tests/fuzz/seeds/NAME and NAME.lines; new inputs go to
# BUILD. As many side by side as there are processors (JOBS=N).
# The input of a finding stays in BUILD/fuzz/NAME-crash-*.
set -u
cd "$(dirname "$0")" || exit 2
build=$(realpath "$OLDPWD/$1" 2>/dev/null || realpath "$1") seconds=$2
./seeds.py "$build/fuzz"

fuzz() { # PROGRAM
	local name=${1##*/fuzz_}
	local corpus=$build/fuzz/corpus-$name
	local folders=("$corpus")
	mkdir -p "$corpus"
	[ ! -d "seeds/$name" ] || folders+=("$PWD/seeds/$name")
	"$1" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$build/fuzz/$name-" "${folders[@]}" >"$build/fuzz/$name.log" 2>&1 ||
		{ tail -40 "$build/fuzz/$name.log"; echo "fuzz: $name has a finding"; return 1; }
	echo "fuzz: $name clean, $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/fuzz/$name.log") inputs"
}
export -f fuzz
export build seconds

for f in "$build"/fuzz/fuzz_*; do
	case ${f##*/} in *.*) ;; *) [ ! -x "$f" ] || printf '%s\0' "$f" ;; esac
done | xargs -0 -n 1 -P "${JOBS:-$(nproc)}" bash -c 'fuzz "$1"' fuzz
