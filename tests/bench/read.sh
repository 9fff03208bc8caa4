#!/bin/bash
# read.sh: all seven columns of a synthetic lab capture as text, beside tcpdump and tshark: whole processes, in turn,
# medians of RUNS. B is the build directory, COUNT the packets.
B=${B:-build/release} COUNT=${COUNT:-200000} RUNS=${RUNS:-3}
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
"$B/tools/mkcap" -c "$COUNT" "$dir/f.pcap" || exit 1
chmod 755 "$dir"; chmod 644 "$dir/f.pcap"

cpu() { # CMD...: user + system seconds of the whole tree
	local TIMEFORMAT='%U %S'
	{ time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }'
}
median() { sort -n | sed -n "$(((RUNS + 1) / 2))p"; }

for _ in $(seq "$RUNS"); do
	cpu "$B/labtap" read "$dir/f.pcap" --format tsv >>"$dir/labtap"
	cpu tcpdump -nn -r "$dir/f.pcap" >>"$dir/tcpdump"
	cpu tshark -n -r "$dir/f.pcap" >>"$dir/tshark"
done
echo "reading $COUNT packets to rows, CPU s, medians of $RUNS"
ours=$(median <"$dir/labtap")
printf '%-20s %8.3f\n' "labtap read" "$ours"
for peer in tcpdump tshark; do
	theirs=$(median <"$dir/$peer")
	printf '%-20s %8.3f   %5.1f times the CPU of labtap\n' "$peer" "$theirs" "$(echo "$theirs $ours" | awk '{ print $1 / $2 }')"
done
