#!/bin/bash
# read.sh: all seven columns of a synthetic lab capture as text, beside tcpdump and tshark: whole processes, in turn,
# medians of RUNS, CPU time per packet. B is the build directory, COUNT the packets; tshark, which takes minutes for a
# million, reads every tenth of them (the same kinds, fewer conversations: to its advantage).
B=${B:-build/release} COUNT=${COUNT:-1000000} RUNS=${RUNS:-5}
FEW=$((COUNT / 10))
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
"$B/tools/mkcap" -c "$COUNT" "$dir/f.pcap" && "$B/tools/mkcap" -c "$FEW" "$dir/few.pcap" || exit 1
chmod 755 "$dir"; chmod 644 "$dir"/*.pcap

cpu() { # PACKETS CMD...: user + system nanoseconds of the whole tree per packet
	local TIMEFORMAT='%U %S' packets=$1
	shift
	{ time "$@" >/dev/null 2>&1; } 2>&1 | awk -v n="$packets" '{ printf "%.1f\n", ($1 + $2) * 1e9 / n }'
}
median() { sort -n | sed -n "$(((RUNS + 1) / 2))p"; }

for _ in $(seq "$RUNS"); do
	cpu "$COUNT" "$B/labtap" read "$dir/f.pcap" --format tsv >>"$dir/labtap"
	cpu "$COUNT" tcpdump -nn -r "$dir/f.pcap" >>"$dir/tcpdump"
	cpu "$FEW" tshark -n -r "$dir/few.pcap" >>"$dir/tshark"
done
echo "reading packets to rows: $COUNT, tshark $FEW; CPU ns per packet, medians of $RUNS (goal: 3 times for tcpdump, 50 for tshark)"
ours=$(median <"$dir/labtap")
printf '%-20s %10.0f\n' "labtap read" "$ours"
for peer in tcpdump tshark; do
	theirs=$(median <"$dir/$peer")
	printf '%-20s %10.0f   %5.1f times the CPU of labtap\n' "$peer" "$theirs" \
		"$(echo "$theirs $ours" | awk '{ print $1 / $2 }')"
done
