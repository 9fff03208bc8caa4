#!/bin/bash
# many.sh: MANY endpoints captured at once beside one at the same total rate, COUNT frames at RATE a second: loss, and what the
# engine costs from the first frame on. The floor beside it: rings of the same sizes read every 10 ms, and a file of as many bytes
# written, with nothing else. The sender has a core of its own.
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

# The rings that the engine makes for so many (ring_for() of core/capture/streams.c).
command_floor() { # ENDPOINTS
	exec ip netns exec rx "$B/tools/ring_bench" "$(names rx "$1" ,)" $(($1 > 2 ? 8192 : 65536)) "$dir/file"
}
command_labtap() { # ENDPOINTS
	local endpoints
	read -ra endpoints < <(names rx:rx "$1" ' ')
	exec "$B/labtap" capture "${endpoints[@]}" -w "$dir/file"
}

# Of labtap the engine, its child; the floor has none.
cpu_of() { # PROGRAM PID
	if [ "$1" = labtap ]; then children_cpu "$2"; else awk '{ print $1 / 1e9 }' "/proc/$2/schedstat"; fi
}
kept() { # PROGRAM
	if [ "$1" = labtap ]; then tcpdump --count -r "$dir/file" 2>/dev/null; else cat "$dir/out"; fi | awk '{ print $1 }'
}

# The host of a virtual machine gives memory when it is first touched, at several times the price of a copy.
touch_memory() {
	dd if=/dev/zero of="$dir/memory" bs=1M count=$((COUNT / 4000)) 2>/dev/null
	rm -f "$dir/memory"
}

measure() { # PROGRAM ENDPOINTS
	local pid sent seconds kept before after
	rm -f "$dir/file"
	touch_memory
	taskset -c 1 bash -c "$(declare -f names "command_$1"); B=$B dir=$dir; command_$1 $2" >"$dir/out" 2>"$dir/err" & pid=$!
	for _ in $(seq 200); do
		[ "$(ip netns exec rx awk 'NR > 1 && $4 == "0003"' /proc/net/packet | wc -l)" -lt "$2" ] || break
		sleep 0.05
	done
	sleep 0.5 # to open them is no cost of a packet
	before=$(cpu_of "$1" $pid)
	read -r sent seconds < <(taskset -c 0 ip netns exec tx "$B/tools/blast" "$(names tx "$2" ,)" "$COUNT" 0 "$RATE")
	sleep 1
	after=$(cpu_of "$1" $pid)
	kill -INT $pid; wait $pid
	kept=$(kept "$1")
	note "rate$2" "$(awk -v s="$sent" -v t="$seconds" 'BEGIN { print s / t }')"
	note "$1.loss$2" "$(awk -v s="$sent" -v k="${kept:-0}" 'BEGIN { print 100 * (s - k) / s }')"
	note "$1.cpu$2" "$(awk -v a="$before" -v b="$after" -v k="${kept:-0}" 'BEGIN { print (b - a) * 1e6 / (k ? k : 1) }')"
}

for _ in $(seq "$RUNS"); do
	for program in labtap floor; do
		measure $program 1; measure $program "$MANY"
	done
done
many="$MANY endpoints, the engine's CPU per M packets"
goal "loss on $MANY endpoints at $(median "rate$MANY")/s" "$(median "labtap.loss$MANY")" % '<= 0' 'one endpoint' "$(median labtap.loss1)"
goal "$many" "$(median "labtap.cpu$MANY")" s '<= 1.2x' 'one endpoint' "$(median labtap.cpu1)" "$(ratio "labtap.cpu$MANY" labtap.cpu1)"
goal "$many" "$(median "labtap.cpu$MANY")" s '' floor "$(median "floor.cpu$MANY")" "$(ratio "labtap.cpu$MANY" "floor.cpu$MANY")"
goal "the floor of $MANY endpoints" "$(median "floor.cpu$MANY")" s '' 'of one' "$(median floor.cpu1)" "$(ratio "floor.cpu$MANY" floor.cpu1)"
