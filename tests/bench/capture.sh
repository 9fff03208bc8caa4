#!/bin/bash
# Live capture from a veth between two namespaces, one sender on a core of its own: loss and CPU per million
# frames of each program that writes a file, interleaved, medians of RUNS. Compare the ratios of one run,
# never figures of different ones. `ring` is our source without a file: the floor; `browser` is labtap on a terminal,
# following.
#   B=build/release COUNT=1000000 RUNS=5 tests/bench/capture.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
B=${B:-build/release} COUNT=${COUNT:-1000000} RUNS=${RUNS:-5}
dir=$(mktemp -d "${TMPDIR:-/var/tmp}/capture-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT

ip netns add tx && ip netns add rx
ip link add tx0 netns tx type veth peer name rx0 netns rx
for end in tx rx; do
	ip netns exec $end sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n $end link set ${end}0 up arp off
done

# The command is exec'd, so that SIGINT reaches it.
command_ring() { exec ip netns exec rx "$B/tools/ring_bench" rx0 8192; }
command_labtap() { exec "$B/labtap" capture rx:rx0 -w "$dir/file"; }
command_browser() {
	mkdir -p "$dir/spool" && export TERM=xterm-256color
	exec script -qefc "exec '$B/labtap' --spool-dir '$dir/spool'" /dev/null <"$dir/keys" >/dev/null
}
command_tcpdump() { exec ip netns exec rx tcpdump -i rx0 -Z root -w "$dir/file"; }
command_dumpcap() { exec ip netns exec rx dumpcap -q -i rx0 -w "$dir/file"; }

programs=(ring)
[ -x "$B/labtap" ] && programs+=(labtap browser)
mkfifo "$dir/keys" && exec 3<>"$dir/keys"
for p in tcpdump dumpcap; do command -v $p >/dev/null && programs+=($p); done

until_capturing() {
	for _ in $(seq 100); do
		ip netns exec rx awk 'NR > 1 && $4 == "0003" { f = 1 } END { exit !f }' /proc/net/packet && return
		sleep 0.05
	done
	echo "capture.sh: $1 does not capture: $(tail -1 "$dir/err")" >&2
	return 1
}

kept() { # PROGRAM
	local files=("$dir/file")
	[ "$1" != ring ] || { awk '{ print $1 }' "$dir/out"; return; }
	[ "$1" != browser ] || files=("$dir"/spool/*/*)
	for f in "${files[@]}"; do tcpdump --count -r "$f" 2>/dev/null; done | awk '{ s += $1 } END { print s }'
}

# The browser is told by keys: to capture on the interface, and to leave.
begin() { # PROGRAM
	[ "$1" = browser ] || return
	sleep 1
	printf '/rx:rx0\r' >&3; sleep 0.3; printf 'U\r' >&3
}
finish() { # PROGRAM PID
	if [ "$1" = browser ]; then printf Q >&3; else kill -INT "$2"; fi
}

# CPU seconds so far of the children of a process, all their threads together: labtap's engine.
children_cpu() { # PID
	local p
	for p in $(pgrep -P "$1"); do cat /proc/$p/task/*/schedstat; done 2>/dev/null |
		awk '{ s += $1 } END { print s / 1e9 }'
}

# The host of a virtual machine gives memory when it is first touched, at four times the price of a copy: without this
# whoever writes first pays for all.
touch_memory() { # MIB
	dd if=/dev/zero of="$dir/memory" bs=1M count="$1" 2>/dev/null
	rm -f "$dir/memory"
}

# One line: PROGRAM frames/s loss% CPU-s-per-M, and of this the engine's share in CPU-s-per-M
measure() { # PROGRAM SIZE RATE
	local program=$1 receiver sent seconds cpu engine pid labtap= kept=
	rm -f "$dir/file"
	touch_memory $((COUNT / 1000 * ($2 ? $2 : 230) / 900))
	# Pinned to the core that the sender leaves alone. `time` covers all children of the program.
	(TIMEFORMAT='%U %S'; time taskset -c 1 bash -c "$(declare -f "command_$program"); B=$B dir=$dir
		echo \$BASHPID >$dir/pid; command_$program" >"$dir/out" 2>"$dir/err") 2>"$dir/cpu" &
	receiver=$!
	begin "$program"
	until_capturing "$program" || { finish "$program" "$(cat "$dir/pid")"; wait $receiver; return 1; }
	read -r sent seconds < <(taskset -c 0 ip netns exec tx "$B/tools/blast" tx0 "$COUNT" "$2" "$3")
	sleep 1
	pid=$(cat "$dir/pid")
	[ "$program" != browser ] || { kept=$(kept browser); labtap=$(pgrep -P "$pid"); }
	engine=$(children_cpu "${labtap:-$pid}")
	finish "$program" "$pid"
	wait $receiver
	cpu=$(tail -1 "$dir/cpu" | awk '{ print $1 + $2 }')
	awk -v p="$program" -v s="$sent" -v t="$seconds" -v k="${kept:-$(kept "$program")}" -v c="$cpu" -v e="${engine:-0}" '
		BEGIN { k = k ? k : 1
		printf "%s %.0f %.3f %.4f %.4f\n", p, s / t, 100 * (s - k) / s, c * 1e6 / k, e * 1e6 / k }'
}

median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

load() { # TITLE SIZE RATE
	local run program base cpu
	: >"$dir/results"
	for run in $(seq "$RUNS"); do
		for program in "${programs[@]}"; do measure "$program" "$2" "$3" >>"$dir/results"; done
	done
	base=$(awk '$1 == "tcpdump" { print $4 }' "$dir/results" | median)
	printf '%s\n%-10s %12s %9s %14s %12s\n' "$1" program 'frames/s' 'loss %' 'CPU s per M' 'of tcpdump'
	for program in "${programs[@]}"; do
		rows=$(awk -v p="$program" '$1 == p' "$dir/results")
		[ "$rows" ] || { printf '%-10s %12s\n' "$program" failed; continue; }
		cpu=$(cut -d' ' -f4 <<<"$rows" | median)
		printf '%-10s %12.0f %9.3f %14.4f %12s\n' "$program" "$(cut -d' ' -f2 <<<"$rows" | median)" \
			"$(cut -d' ' -f3 <<<"$rows" | median)" "$cpu" \
			"$(awk -v c="$cpu" -v b="${base:-0}" 'BEGIN { if (b > 0) printf "%.2f", c / b; else print "-" }')"
	done
	for program in labtap browser; do
		printf 'of %s, its engine: %s CPU s per M\n' $program \
			"$(awk -v p=$program '$1 == p { print $5 }' "$dir/results" | median)"
	done
	echo
}

echo "capture: $COUNT frames each, medians of $RUNS"
load 'mix, 0.6 M frames/s' 0 600000
load 'mix, flat out' 0 0
load '1514 bytes, flat out' 1514 0
