#!/bin/bash
# many.sh: MANY endpoints captured at once beside one at the same total rate, COUNT frames at RATE a second: loss, and what the
# engine costs. The sender has a core of its own.
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
. tests/measure.sh
COUNT=${COUNT:-2000000} RATE=${RATE:-300000} MANY=${MANY:-20}
ip netns add tx && ip netns add rx || exit 1
for ns in tx rx; do ip netns exec $ns sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
for i in $(seq "$MANY"); do
	ip link add "tx$i" netns tx type veth peer name "rx$i" netns rx
	for end in tx rx; do ip -n $end link set "$end$i" up arp off; done
done
names() { seq -f "$1%g" "$2" | paste -sd "$3"; } # PREFIX COUNT SEPARATOR

measure() { # ENDPOINTS
	local endpoints pid sent seconds kept cpu
	read -ra endpoints < <(names rx:rx "$1" ' ')
	rm -f "$dir/file"
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
	note "rate$1" "$(awk -v s="$sent" -v t="$seconds" 'BEGIN { print s / t }')"
	note "loss$1" "$(awk -v s="$sent" -v k="${kept:-0}" 'BEGIN { print 100 * (s - k) / s }')"
	note "cpu$1" "$(awk -v c="$cpu" -v k="${kept:-0}" 'BEGIN { print c * 1e6 / (k ? k : 1) }')"
}

for _ in $(seq "$RUNS"); do
	measure 1; measure "$MANY"
done
goal "loss on $MANY endpoints at $(median "rate$MANY")/s" "$(median "loss$MANY")" % '<= 0' 'one endpoint' "$(median loss1)"
goal "$MANY endpoints, the engine's CPU per M packets" "$(median "cpu$MANY")" s '<= 1.2x' 'one endpoint' "$(median cpu1)" "$(ratio "cpu$MANY" cpu1)"
