#!/bin/bash
# run.sh BUILD SECONDS: every fuzzer for SECONDS, from the seeds in tests/fuzz/seeds/NAME; new inputs go to BUILD.
# Stops at the first finding, which stays in BUILD/fuzz/NAME-crash-*.
set -u
cd "$(dirname "$0")" || exit 2
build=$(realpath "$OLDPWD/$1" 2>/dev/null || realpath "$1") seconds=$2
./hex_seeds.py "$build/fuzz/corpus-dissect" ../dissect/*.hex
for f in "$build"/fuzz/fuzz_*; do
	[ -x "$f" ] && [ ! -d "$f" ] || continue
	name=${f##*/fuzz_}
	case $name in *.*) continue ;; esac
	corpus=$build/fuzz/corpus-$name
	mkdir -p "$corpus" "seeds/$name"
	"$f" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$build/fuzz/$name-" "$corpus" "seeds/$name" >"$build/fuzz/$name.log" 2>&1 ||
		{ tail -40 "$build/fuzz/$name.log"; echo "fuzz: $name has a finding"; exit 1; }
	echo "fuzz: $name clean, $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/fuzz/$name.log") inputs"
done
