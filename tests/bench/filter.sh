#!/bin/bash
# A view filter over a file of a million packets, beside tcpdump -r FILE -w /dev/null EXPR: in turn, medians of RUNS, and the
# ratio (goal: 10 million packets per CPU second). keys.sh has how long a key waits meanwhile, and taking the filter back.
set -u
B=${B:-build/release} count=${COUNT:-1000000} RUNS=${RUNS:-5}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$B/tools/mkcap" -c "$count" "$dir/lab.pcap"
cat "$dir/lab.pcap" >/dev/null
TIMEFORMAT='%U %S'
median() { sort -g | sed -n "$(((RUNS + 1) / 2))p"; }
printf '%-28s %14s %14s %7s\n' "filter (packets / CPU s)" labtap tcpdump ratio
for filter in icmp "tcp port 179" "not tcp" ospf "port bgp or ldp or ospf"; do
	expanded=$("$B/tools/filter_bench" -x "$filter")
	for _ in $(seq "$RUNS"); do
		"$B/tools/filter_bench" "$dir/lab.pcap" "$filter" | cut -d' ' -f1 >&3
		{ time tcpdump -r "$dir/lab.pcap" -w /dev/null "$expanded" 2>/dev/null; } 2>&1 |
			awk -v n="$count" '{ t = $1 + $2; print n / (t ? t : 0.001) }' >&4
	done 3>"$dir/ours" 4>"$dir/theirs"
	awk -v f="$filter" -v a="$(median <"$dir/ours")" -v b="$(median <"$dir/theirs")" \
		'BEGIN { printf "%-28s %14.0f %14.0f %7.2f\n", f, a, b, a / b }'
done
