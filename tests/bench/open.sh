#!/bin/bash
# open.sh: a large file in the browser, on a terminal of its own, and a filtered copy beside tcpdump's: whole processes,
# in turn, medians of RUNS. B is the build directory, COUNT the packets. "cold": the file is not in the page cache; how
# long the disk alone takes for it then is beside it.
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build/release} COUNT=${COUNT:-10000000} RUNS=${RUNS:-5}
dir=$(mktemp -d /var/tmp/open-bench.XXXXXX); trap 'rm -rf "$dir"' EXIT
"$B/tools/mkcap" -n -c "$COUNT" "$dir/f.pcapng" && "$B/tools/mkcap" -c $((COUNT / 10)) "$dir/f.pcap" || exit 1
chmod 755 "$dir"
median() { sort -g | sed -n "$(((RUNS + 1) / 2))p"; }
cpu() { local TIMEFORMAT='%U %S'; { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }'; }
seconds() { local TIMEFORMAT=%R; { time "$@" >/dev/null 2>&1; } 2>&1; }
cold() { sync "$dir/f.pcapng"; dd if="$dir/f.pcapng" iflag=nocache count=0 2>/dev/null; }

for _ in $(seq "$RUNS"); do
	timeout 120 python3 tests/bench/pty_open.py "$COUNT" "$B/labtap" "$dir/f.pcapng" >>"$dir/opened"
	cold
	timeout 120 python3 tests/bench/pty_open.py "$COUNT" "$B/labtap" "$dir/f.pcapng" >>"$dir/cold"
	cold; seconds cat "$dir/f.pcapng" >>"$dir/disk"
	cpu "$B/labtap" read "$dir/f.pcap" -w "$dir/ours.pcap" --overwrite icmp >>"$dir/labtap"
	cpu tcpdump -r "$dir/f.pcap" -w "$dir/theirs.pcap" -Z root icmp >>"$dir/tcpdump"
done
echo "opening $COUNT packets, medians of $RUNS (goals: first 50 ms, last 2000 ms, jump and keys 50 ms)"
row() { awk -v w=$what '$1 == w { print $2 }' "$dir/$1" | median; }
printf '%-20s %10s %10s\n' "" cached cold
for what in first_ms last_ms jump_ms key_worst_ms rss_MiB; do
	printf '%-20s %10s %10s\n' $what "$(row opened)" "$(row cold)"
done
echo "the disk alone, read with cat: $(median <"$dir/disk") s"
ours=$(median <"$dir/labtap") theirs=$(median <"$dir/tcpdump")
echo "filtered copy of $((COUNT / 10)) packets, CPU s: labtap $ours, tcpdump $theirs," \
	"ratio $(awk -v a="$ours" -v b="$theirs" 'BEGIN { print a / b }') (goal 1.3)"
