#!/bin/bash
# filter.sh: view filters over a file of COUNT packets, beside tcpdump -r FILE -w /dev/null EXPR. keys.sh has how long a key waits
# meanwhile, and taking the filter back.
cd "$(dirname "$0")/../.." && . tests/measure.sh || exit 2
COUNT=${COUNT:-1000000}
"$B/tools/mkcap" -c "$COUNT" "$dir/lab.pcap" && cat "$dir/lab.pcap" >/dev/null || exit 1
filters=(icmp "tcp port 179" "not tcp" ospf "port bgp or ldp or ospf")
for _ in $(seq "$RUNS"); do
	for i in "${!filters[@]}"; do
		note "ours$i" "$("$B/tools/filter_bench" "$dir/lab.pcap" "${filters[i]}" | cut -d' ' -f1)"
		note "theirs$i" "$(per_cpu_second "$COUNT" tcpdump -r "$dir/lab.pcap" -w /dev/null "$("$B/tools/filter_bench" -x "${filters[i]}")")"
	done
done
for i in "${!filters[@]}"; do
	goal "filter ${filters[i]}, packets per CPU s" "$(median "ours$i")" '' '>= 10e6' 'tcpdump -r -w' "$(median "theirs$i")" "$(ratio "ours$i" "theirs$i")"
done
