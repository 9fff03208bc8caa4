#!/bin/bash
# open.sh: a file of COUNT packets in the browser, on a terminal of its own, from the page cache and without it ("cold"); beside it
# how long the disk alone takes then, and tcpdump until the last packet is on the screen.
cd "$(dirname "$0")/../.." && . tests/measure.sh || exit 2
COUNT=${COUNT:-10000000}
"$B/tools/mkcap" -n -c "$COUNT" "$dir/f.pcapng" && "$B/tools/mkcap" -n -c 1000 "$dir/small.pcapng" || exit 1
cold() { sync "$dir/f.pcapng"; dd if="$dir/f.pcapng" iflag=nocache count=0 2>/dev/null; }
opened() { # FILE COUNT PREFIX
	while read -r name value; do note "$3.$name" "$value"; done < <(timeout 120 python3 tests/bench/pty_open.py "$2" "$B/labtap" "$1")
}
for _ in $(seq "$RUNS"); do
	opened "$dir/small.pcapng" 1000 small
	opened "$dir/f.pcapng" "$COUNT" cached
	cold; opened "$dir/f.pcapng" "$COUNT" cold
	cold; note disk "$(seconds cat "$dir/f.pcapng" | awk '{ print $1 * 1000 }')"
	note tcpdump "$(seconds tcpdump -nn -r "$dir/f.pcapng" | awk '{ print $1 * 1000 }')"
done
size=$(awk -v n="$COUNT" 'BEGIN { print n / 1e6 " M packets" }')
goal 'first screen of a file of 1000 packets' "$(median small.first_ms)" ms '<= 50'
goal "first screen of a file of $size" "$(median cached.first_ms)" ms '<= 50'
goal "first screen, $size, cold" "$(median cold.first_ms)" ms '<= 50'
goal "CPU until then, $size" "$(median cached.first_cpu_ms)" ms '<= 50' '1000 packets' "$(median small.first_cpu_ms)" "$(ratio cached.first_cpu_ms small.first_cpu_ms)"
goal "last of $size on the screen, cold" "$(median cold.last_ms)" ms '<= 2000' 'floor: cat, cold' "$(median disk)" "$(ratio cold.last_ms disk)"
goal "last of $size on the screen, cached" "$(median cached.last_ms)" ms '<= 2000' 'tcpdump -nn -r' "$(median tcpdump)" "$(ratio cached.last_ms tcpdump)"
goal 'jump to the last packet, once indexed' "$(median cached.jump_ms)" ms '<= 50'
goal 'worst key while it is indexed, cached' "$(median cached.key_worst_ms)" ms '<= 50'
goal 'worst key while it is indexed, cold' "$(median cold.key_worst_ms)" ms '<= 50'
goal "memory with $size, mapped parts of the file too" "$(median cached.rss_MiB)" MiB
