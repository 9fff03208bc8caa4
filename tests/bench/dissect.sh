#!/bin/bash
# dissect.sh: decoding alone, to rows and to trees with every field, of COUNT packets, beside tcpdump, which reads and prints them.
cd "$(dirname "$0")/../.." && . tests/measure.sh || exit 2
COUNT=${COUNT:-1000000}
"$B/tools/mkcap" -c "$COUNT" "$dir/f.pcap" || exit 1
decoded() { "$B/tools/dissect_bench" "$dir/f.pcap" "$@" | sed 's/.*, \([0-9.]*\) CPU s.*/\1/' | awk -v n="$COUNT" '{ print n / $1 }'; }
for _ in $(seq "$RUNS"); do
	note rows "$(decoded)"
	note trees "$(decoded tree)"
	note tcpdump "$(per_cpu_second "$COUNT" tcpdump -nn -r "$dir/f.pcap")"
	note verbose "$(per_cpu_second "$COUNT" tcpdump -nn -vv -r "$dir/f.pcap")"
done
goal 'decoded to rows, packets per CPU second' "$(median rows)" '' '>= 3x' 'tcpdump -nn -r' "$(median tcpdump)" "$(ratio rows tcpdump)"
goal 'decoded to trees, packets per CPU second' "$(median trees)" '' '' 'tcpdump -nn -vv -r' "$(median verbose)" "$(ratio trees verbose)"
