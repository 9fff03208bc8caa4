#!/bin/bash
# read.sh: all seven columns of a synthetic lab capture as text, beside tcpdump and tshark, and a filtered copy beside tcpdump's:
# whole processes. COUNT packets; tshark, which takes minutes for a million, reads a tenth of them (the same kinds, fewer
# conversations: to its advantage).
cd "$(dirname "$0")/../.." && . tests/measure.sh || exit 2
COUNT=${COUNT:-1000000} FEW=$((COUNT / 10))
"$B/tools/mkcap" -c "$COUNT" "$dir/f.pcap" && "$B/tools/mkcap" -c "$FEW" "$dir/few.pcap" || exit 1
allocations() { # FILE
	COUNT_ALLOC=$dir/allocations LD_PRELOAD=$B/tools/faults.so "$B/labtap" read "$1" --format tsv >/dev/null && cat "$dir/allocations"
}
for _ in $(seq "$RUNS"); do
	note rows "$(per_cpu_second "$COUNT" "$B/labtap" read "$dir/f.pcap" --format tsv)"
	note tcpdump "$(per_cpu_second "$COUNT" tcpdump -nn -r "$dir/f.pcap")"
	! have tshark || note tshark "$(per_cpu_second "$FEW" tshark -n -r "$dir/few.pcap")"
	note copy "$(cpu "$B/labtap" read "$dir/f.pcap" -w "$dir/ours.pcap" --overwrite icmp)"
	note tcpdump_copy "$(cpu tcpdump -r "$dir/f.pcap" -w "$dir/theirs.pcap" -Z root icmp)"
done
rows='rows of a file, packets per CPU second'
goal "$rows" "$(median rows)" '' '>= 3x' 'tcpdump -nn -r' "$(median tcpdump)" "$(ratio rows tcpdump)"
! have tshark || goal "$rows" "$(median rows)" '' '>= 50x' 'tshark -n -r' "$(median tshark)" "$(ratio rows tshark)"
goal 'allocations for each further packet' "$(awk -v a="$(allocations "$dir/few.pcap")" -v b="$(allocations "$dir/f.pcap")" -v n=$((COUNT - FEW)) \
	'BEGIN { if (a && b) print (b - a) / n }')" '' '<= 0.001'
goal "filtered copy of $COUNT packets" "$(median copy)" 'CPU s' '<= 1.3x' 'tcpdump -r -w' "$(median tcpdump_copy)" "$(ratio copy tcpdump_copy)"
