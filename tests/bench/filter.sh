#!/bin/bash
# A view filter over a file of a million packets, beside tcpdump -r FILE -w /dev/null EXPR, and the ratio.
set -u
B=${B:-build/release} count=${COUNT:-1000000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$B/tools/mkcap" -c "$count" "$dir/lab.pcap"
cat "$dir/lab.pcap" >/dev/null
TIMEFORMAT='%U %S'
printf '%-28s %14s %14s %7s\n' "filter (packets / CPU s)" labtap tcpdump ratio
for filter in icmp "tcp port 179" "not tcp" ospf "port bgp or ldp or ospf"; do
	ours=$("$B/tools/filter_bench" "$dir/lab.pcap" "$filter" | cut -d' ' -f1)
	expanded=$("$B/tools/filter_bench" -x "$filter")
	spent=$({ time tcpdump -r "$dir/lab.pcap" -w /dev/null "$expanded" 2>/dev/null; } 2>&1)
	echo "$spent" | awk -v n="$count" -v ours="$ours" -v f="$filter" '{ t = $1 + $2; if (!t) t = 0.001
		printf "%-28s %14.0f %14.0f %7.2f\n", f, ours, n / t, ours * t / n }'
done
