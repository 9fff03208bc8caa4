#!/bin/bash
# What tunnels cost: one sender puts datagrams through a tunnel on lo as fast as it can; its time per datagram (the filters
# run in it) beside none, beside tcpdump of all of lo, and beside labtap on 1, 20 and 200 tunnels; and who lost how much.
#   B=build/release COUNT=200000 tests/bench/tunnels.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
B=${B:-build/release} COUNT=${COUNT:-200000}
dir=$(mktemp -d "${TMPDIR:-/var/tmp}/tunnel-bench.XXXXXX"); trap 'rm -rf "$dir"' EXIT
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
base=
measure() { # NAME, COMMAND...: kept is what the file has
	local name=$1 pid= ns kept=- file=$dir/file; shift
	rm -f "$file"
	if [ $# -gt 0 ]; then
		"$@" >/dev/null 2>"$dir/err" & pid=$!
		for _ in $(seq 300); do grep -q 'listening on' "$dir/err" && break; sleep 0.1; done
	fi
	ns=$(python3 "$dir/send.py" "$COUNT")
	[ -z "$pid" ] || { sleep 1; kill -INT $pid; wait $pid; kept=$("$B/labtap" read "$file" --format tsv 'udp port 10000 or ether proto 0x88b5' 2>/dev/null | wc -l); }
	base=${base:-$ns}
	awk -v n="$name" -v ns="$ns" -v b="$base" -v k="$kept" -v c="$COUNT" \
		'BEGIN { printf "%-24s %6d ns per datagram, %5.2f of none", n, ns, ns / b; if (k != "-") printf ", kept %5.1f %%", 100 * k / c; print "" }'
}
measure "no capture"
command -v tcpdump >/dev/null && measure "tcpdump -i lo -w" tcpdump -i lo -Z root -w "$dir/file"
for n in 1 20 200; do
	mapfile -t names < <(tunnels $n)
	measure "labtap, $n tunnels" "$B/labtap" capture "${names[@]}" -w "$dir/file"
done
