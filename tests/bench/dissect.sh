#!/bin/bash
# dissect.sh [PACKETS]: rows per CPU second over a seeded lab capture, beside tcpdump -nn -r. BUILD names the build.
# Figures of one run compare with each other, never with those of another.
count=${1:-1000000}
build=${BUILD:-build/release}
file=$(mktemp --suffix=.pcap)
trap 'rm -f "$file"' EXIT
"$build/tools/mkcap" -c "$count" "$file" || exit 1

# CPU seconds (user + system) of a command; the best of three.
cpu() {
	local best=
	for _ in 1 2 3; do
		local t
		t=$( { TIMEFORMAT='%U %S'; time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }')
		best=$(printf '%s\n%s\n' "$best" "$t" | grep . | sort -n | head -1)
	done
	echo "$best"
}

dump=$(cpu tcpdump -nn -r "$file")
printf 'rows     '; "$build/tools/dissect_bench" "$file" || exit 1
printf 'trees    '; "$build/tools/dissect_bench" "$file" tree || exit 1
rows=$("$build/tools/dissect_bench" "$file" | sed 's/.*, \([0-9.]*\) CPU s.*/\1/')
echo "tcpdump  $count packets, $dump CPU s"
awk -v a="$dump" -v b="$rows" 'BEGIN { printf "ratio    %.1f times the packets per CPU second of tcpdump -nn -r\n", a / b }'
