#!/bin/bash
# Is anything lost at RATE frames a second while the user of the browser changes filters and saves all the time? The browser, and
# tcpdump -w of the same load beside it, interleaved, medians of RUNS.
#   B=build/release RATE=300000 COUNT=3000000 RUNS=5 tests/bench/busy.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
B=$(realpath "${B:-build/release}") RATE=${RATE:-300000} COUNT=${COUNT:-3000000} RUNS=${RUNS:-5}
bench=$PWD/tests/bench
dir=$(mktemp -d "${TMPDIR:-/var/tmp}/busy-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
ip netns add tx && ip netns add rx || exit 1
ip link add tx0 netns tx type veth peer name rx0 netns rx
for end in tx rx; do
	ip netns exec $end sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n $end link set ${end}0 up arp off
done
export XDG_STATE_HOME=$dir XDG_CONFIG_HOME=$dir
mkdir "$dir/spool" "$dir/saves" && cd "$dir/saves" || exit 1

tcpdump_kept() { # "SENT SECONDS KEPT"
	local pid sent
	ip netns exec rx tcpdump -i rx0 -Z root -w "$dir/file" 2>/dev/null & pid=$!
	for _ in $(seq 100); do ip netns exec rx grep -q 0003 /proc/net/packet && break; sleep 0.05; done
	sent=$(taskset -c 0 ip netns exec tx "$B/tools/blast" tx0 "$COUNT" 0 "$RATE")
	sleep 1; kill -INT $pid; wait $pid
	echo "$sent $(tcpdump --count -r "$dir/file" 2>/dev/null | cut -d' ' -f1)"
	rm -f "$dir/file"
}

for _ in $(seq "$RUNS"); do
	taskset -c 1 python3 "$bench/busy.py" "$B/labtap" "$B/tools/blast" "$dir/spool" "$COUNT" "$RATE" >>"$dir/browser" || exit 1
	tcpdump_kept >>"$dir/tcpdump"
done
median() { sort -g | sed -n "$(((RUNS + 1) / 2))p"; }
echo "busy: $COUNT frames (mix) at $RATE a second, medians of $RUNS"
printf '%-10s %12s %9s\n' program 'frames/s' 'loss %'
for p in browser tcpdump; do
	printf '%-10s %12.0f %9.4f\n' $p "$(awk '{ print $1 / $2 }' "$dir/$p" | median)" \
		"$(awk '{ print 100 * ($1 - $3) / $1 }' "$dir/$p" | median)"
done
awk '{ f += $4; s += $5 } END { printf "the browser meanwhile: %d changes of a filter, %d saves; ", f / NR, s / NR }' "$dir/browser"
echo "a key was answered in $(awk '{ print $6 }' "$dir/browser" | median) ms"
