#!/bin/bash
# What tunnels cost: one sender puts datagrams through a tunnel on lo as fast as it can; its time per datagram (the filters
# run in it) beside none, beside tcpdump of all of lo, and beside labtap on 1 to 200 tunnels, in turn, medians of RUNS; what
# that is for each tunnel; and who lost how much. Then the highest rate through one tunnel (and, with the noise of it all, 200) of
# which nothing is lost, between 12 500/s and what the sender can, found by halving, and its ratio to tcpdump's.
#   B=build/release COUNT=100000 RUNS=5 tests/bench/tunnels.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
. tests/measure.sh
COUNT=${COUNT:-100000}
cat >"$dir/send.py" <<'PYTHON'
import resource, socket, sys
a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); a.bind(("127.1.1.1", 10000))
b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); b.bind(("127.1.1.2", 10000))
frame = bytes(12) + b"\x88\xb5" + bytes(186); count = int(sys.argv[1]); before = resource.getrusage(resource.RUSAGE_SELF).ru_stime
for n in range(count):
    a.sendto(frame, ("127.1.1.2", 10000))
print("%.0f" % ((resource.getrusage(resource.RUSAGE_SELF).ru_stime - before) / count * 1e9))
PYTHON
tunnels() { for n in $(seq 0 $(($1 - 1))); do echo "udp:127.1.1.1:$((10000 + n))-127.1.1.2:$((10000 + n))"; done; }
measure() { # TUNNELS NAME, COMMAND...: kept is what the file has
	local tunnels=$1 name=$2 pid= ns kept=- file=$dir/file; shift 2
	rm -f "$file"; : >"$dir/err"
	if [ $# -gt 0 ]; then
		"$@" >/dev/null 2>"$dir/err" & pid=$!
		for _ in $(seq 300); do grep -q 'listening on' "$dir/err" && break; sleep 0.1; done
	fi
	ns=$(python3 "$dir/send.py" "$COUNT")
	[ -z "$pid" ] || { sleep 1; kill -INT $pid; wait $pid; kept=$("$B/labtap" read "$file" --format tsv 'udp port 10000 or ether proto 0x88b5' 2>/dev/null | wc -l); }
	printf '%s\t%s\t%s\t%s\n' "$name" "$tunnels" "$ns" "$kept" >>"$dir/runs"
}
ns_of() { awk -F'\t' -v n="$1" '$1 == n { print $3 }' "$dir/runs" | middle; }
result() { # NAME TUNNELS
	local dump; dump=$(ns_of "tcpdump -i lo -w")
	awk -v n="$1" -v t="$2" -v ns="$(ns_of "$1")" -v b="$(ns_of "no capture")" -v d="${dump:-0}" -v c="$COUNT" \
		-v k="$(awk -F'\t' -v n="$1" '$1 == n { print $4 }' "$dir/runs" | middle)" 'BEGIN {
		printf "%-20s %6d ns per datagram, %4.2f of none", n, ns, ns / b
		if (d) printf ", %4.2f of tcpdump", ns / d
		if (t) printf ", %5.0f ns per tunnel", (ns - b) / t
		if (k != "-") printf ", kept %5.1f %%", 100 * k / c
		print "" }'
}
for _ in $(seq "$RUNS"); do
	measure 0 "no capture"
	command -v tcpdump >/dev/null && measure 0 "tcpdump -i lo -w" tcpdump -i lo -Z root -w "$dir/file"
	for n in 1 5 20 21 200; do
		mapfile -t names < <(tunnels $n)
		measure $n "labtap, $n tunnel$([ $n = 1 ] || echo s)" "$B/labtap" capture "${names[@]}" -w "$dir/file"
	done
done
cut -f1,2 "$dir/runs" | awk '!seen[$0]++' | while IFS=$'\t' read -r name count; do result "$name" "$count"; done
for n in 1 20 200; do
	goal "a datagram's sender, $n tunnel$([ $n = 1 ] || echo s) captured" "$(ns_of "labtap, $n tunnel$([ $n = 1 ] || echo s)")" ns '' \
		'tcpdump -i lo -w' "$(ns_of 'tcpdump -i lo -w')"
done

# Each rate is tried for two seconds. What lo itself drops of a burst (net.core.netdev_max_backlog) neither of them ever had.
stays() { # RATE COMMAND...: 0: nothing was lost
	local rate=$1 pid got file=$dir/file; shift
	rm -f "$file"; : >"$dir/err"
	"$@" >/dev/null 2>"$dir/err" & pid=$!
	for _ in $(seq 300); do grep -q 'listening on' "$dir/err" && break; sleep 0.1; done
	sent=$("$B/tools/blast" lo $((2 * rate)) 200 "$rate" 1); sleep 1.5; kill -INT $pid; wait $pid
	got=$(awk '/packets? captured/ { print $1; exit }' "$dir/err")
	reached=$(awk -v s="${sent% *}" -v t="${sent#* }" 'BEGIN { printf "%d", s / t }')
	[ "${got:-0}" -gt $rate ] && grep -qE '^0 packets dropped by kernel' "$dir/err" && ! grep -q 'dropped by labtap' "$dir/err"
}
search() { # NAME COMMAND...
	local name=$1 low=0 high=${MOST:-800000} try limit=; shift
	for try in 12500 25000 50000 100000 200000 400000 800000; do
		[ $try -le "$high" ] || break
		stays $try "$@" || { high=$try; break; }
		low=$reached
		[ "$reached" -ge $((try * 9 / 10)) ] || { high=$reached limit=", more could not be sent"; break; }
	done
	for _ in 1 2 3; do
		try=$(((low + high) / 2)); [ $((high - low)) -gt 5000 ] || break
		if stays $try "$@"; then low=$reached; else high=$try; fi
	done
	first=${first:-$low} # tcpdump's, where there is one
	[ "$first" = "$low" ] || goal "$name: nothing lost up to, a second" "$low" '' '' 'tcpdump -i lo -w' "$first"
	awk -v n="$name" -v l="$low" -v f="$first" -v m="$limit" 'BEGIN {
		printf "%-20s nothing lost up to %7d datagrams/s, %4.2f of the first%s\n", n, l, f ? l / f : 0, m }'
}
first=
one=udp:10.0.0.1:40000-10.0.0.2:5001%lo
command -v tcpdump >/dev/null && search "tcpdump -i lo -w" tcpdump -i lo -Z root -B 65536 -w "$dir/file"
search "labtap, 1 tunnel" "$B/labtap" capture $one -w "$dir/file"
mapfile -t names < <(tunnels 199)
search "labtap, 200 tunnels" "$B/labtap" capture $one "${names[@]}" -w "$dir/file"
