#!/bin/bash
# dissect.sh [PACKETS]: rows per CPU second over a seeded lab capture, beside tcpdump -nn -r: in turn, medians of RUNS. B names
# the build. Figures of one run compare with each other, never with those of another.
count=${1:-1000000} B=${B:-build/release} RUNS=${RUNS:-5}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$B/tools/mkcap" -c "$count" "$dir/f.pcap" && chmod 755 "$dir" || exit 1

cpu() { # CMD...: user + system seconds
	local TIMEFORMAT='%U %S'
	{ time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }'
}
bench() { "$B/tools/dissect_bench" "$dir/f.pcap" "$@" | sed 's/.*, \([0-9.]*\) CPU s.*/\1/'; }
median() { sort -g "$dir/$1" | sed -n "$(((RUNS + 1) / 2))p"; }

for _ in $(seq "$RUNS"); do
	bench >>"$dir/rows"
	bench tree >>"$dir/trees"
	cpu tcpdump -nn -r "$dir/f.pcap" >>"$dir/tcpdump"
done
echo "dissecting $count packets, CPU s, medians of $RUNS"
for what in rows trees tcpdump; do printf '%-8s %8.3f\n' $what "$(median $what)"; done
awk -v a="$(median tcpdump)" -v b="$(median rows)" 'BEGIN { printf "rows: %.1f times the packets per CPU second of tcpdump -nn -r\n", a / b }'
