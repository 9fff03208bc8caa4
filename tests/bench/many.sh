#!/bin/bash
# Twenty endpoints captured at once beside one at the same total rate: loss, and CPU seconds per million frames of the engine,
# interleaved, medians of RUNS, and the ratio. The sender has a core of its own.
#   B=build/release COUNT=2000000 RATE=300000 RUNS=5 tests/bench/many.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
B=${B:-build/release} COUNT=${COUNT:-2000000} RATE=${RATE:-300000} RUNS=${RUNS:-5} MANY=${MANY:-20}
dir=$(mktemp -d "${TMPDIR:-/var/tmp}/many-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
ip netns add tx && ip netns add rx || exit 1
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
for ns in tx rx; do ip netns exec $ns sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
for i in $(seq "$MANY"); do
	ip link add "tx$i" netns tx type veth peer name "rx$i" netns rx
	for end in tx rx; do ip -n $end link set "$end$i" up arp off; done
done
names() { seq -f "$1%g" "$2" | paste -sd "$3"; } # PREFIX COUNT SEPARATOR

# CPU seconds so far of the children of a process, all their threads together.
children_cpu() { # PID
	local p
	for p in $(pgrep -P "$1"); do cat /proc/$p/task/*/schedstat; done 2>/dev/null | awk '{ s += $1 } END { print s / 1e9 }'
}

measure() { # ENDPOINTS: "ENDPOINTS frames/s loss% engine-CPU-s-per-M"
	local endpoints pid sent seconds kept cpu
	read -ra endpoints < <(names rx:rx "$1" ' ')
	: >"$dir/err"; rm -f "$dir/file"
	taskset -c 1 "$B/labtap" capture "${endpoints[@]}" -w "$dir/file" >/dev/null 2>"$dir/err" & pid=$!
	for _ in $(seq 200); do
		[ "$(ip netns exec rx awk 'NR > 1 && $4 == "0003"' /proc/net/packet | wc -l)" -lt "$1" ] || break
		sleep 0.05
	done
	read -r sent seconds < <(taskset -c 0 ip netns exec tx "$B/tools/blast" "$(names tx "$1" ,)" "$COUNT" 0 "$RATE")
	sleep 1
	cpu=$(children_cpu $pid)
	kill -INT $pid; wait $pid
	kept=$(tcpdump --count -r "$dir/file" 2>/dev/null | awk '{ print $1 }')
	awk -v n="$1" -v s="$sent" -v t="$seconds" -v k="${kept:-0}" -v c="$cpu" \
		'BEGIN { printf "%d %.0f %.4f %.4f\n", n, s / t, 100 * (s - k) / s, c * 1e6 / (k ? k : 1) }'
}

column() { awk -v n="$1" -v c="$2" '$1 == n { print $c }' "$dir/results" | sort -g | sed -n "$(((RUNS + 1) / 2))p"; }

echo "many: $COUNT frames (mix) at $RATE a second, medians of $RUNS"
for _ in $(seq "$RUNS"); do
	for n in 1 "$MANY"; do measure "$n" >>"$dir/results"; done
done
printf '%-12s %12s %9s %22s\n' endpoints 'frames/s' 'loss %' 'engine, CPU s per M'
for n in 1 "$MANY"; do printf '%-12s %12s %9s %22s\n' "$n" "$(column "$n" 2)" "$(column "$n" 3)" "$(column "$n" 4)"; done
awk -v a="$(column "$MANY" 4)" -v b="$(column 1 4)" -v n="$MANY" 'BEGIN { printf "%d endpoints cost %.2f of one (goal 1.2)\n", n, a / b }'
