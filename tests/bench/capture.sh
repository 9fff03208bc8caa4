#!/bin/bash
# capture.sh: live capture from a veth between two namespaces, one sender on a core of its own: loss and CPU per million frames of
# each program that writes a file. `ring` is our source without a file: the floor; `browser` is labtap on a terminal, following.
# COUNT frames in a run. CPU figures of a busy machine are higher for everybody: beside each are tcpdump's, which has 0.20 on a
# quiet one, and the floor: the ring alone and the writing of as many bytes.
cd "$(dirname "$0")/../.." || exit 2
[ "${IN_WORLD:-}" ] || exec tests/world.sh env IN_WORLD=1 "$0" "$@"
. tests/measure.sh
COUNT=${COUNT:-1000000}
make_cable

# The command is exec'd, so that SIGINT reaches it.
command_ring() { exec ip netns exec rx "$B/tools/ring_bench" rx0 8192; }
command_labtap() { exec "$B/labtap" capture rx:rx0 -w "$dir/file"; }
command_browser() {
	mkdir -p "$dir/spool" && export TERM=xterm-256color
	exec script -qefc "exec '$B/labtap' --spool-dir '$dir/spool'" /dev/null <"$dir/keys" >/dev/null
}
command_tcpdump() { exec ip netns exec rx tcpdump -i rx0 -Z root -w "$dir/file"; }
command_dumpcap() { exec ip netns exec rx dumpcap -q -i rx0 -w "$dir/file"; }

programs=(ring labtap browser)
mkfifo "$dir/keys" && exec 3<>"$dir/keys"
for p in tcpdump dumpcap; do ! have $p || programs+=($p); done

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

# The host of a virtual machine gives memory when it is first touched, at four times the price of a copy: without this
# whoever writes first pays for all.
touch_memory() { # MIB
	dd if=/dev/zero of="$dir/memory" bs=1M count="$1" 2>/dev/null
	rm -f "$dir/memory"
}

# Notes LOAD.PROGRAM.rate, loss (%), cpu and engine (CPU s per M, and its part of this).
measure() { # LOAD PROGRAM SIZE RATE
	local load=$1 program=$2 receiver sent seconds cpu engine pid labtap= kept=
	shift
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
	cpu=$(tail -1 "$dir/cpu" | awk '{ print $1 + $2 }') kept=${kept:-$(kept "$program")}
	[ "${kept:-0}" != 0 ] || kept=1
	note "$load.$program.rate" "$(awk -v s="$sent" -v t="$seconds" 'BEGIN { print s / t }')"
	note "$load.$program.loss" "$(awk -v s="$sent" -v k="$kept" 'BEGIN { print 100 * (s - k) / s }')"
	note "$load.$program.cpu" "$(awk -v c="$cpu" -v k="$kept" 'BEGIN { print c * 1e6 / k }')"
	note "$load.$program.engine" "$(awk -v c="${engine:-0}" -v k="$kept" 'BEGIN { print c * 1e6 / k }')"
	note "$load.$program.front" "$(awk -v c="$cpu" -v e="${engine:-0}" -v k="$kept" 'BEGIN { print (c - e) * 1e6 / k }')"
}

has() { [ -s "$dir/figures.$1" ]; } # FIGURE
lost() { # LOAD TITLE PROGRAM LIMIT PEER...
	local load=$1 title=$2 program=$3 limit=$4 peer; shift 4
	for peer; do
		! has "$load.$peer.loss" || goal "loss, $title" "$(median "$load.$program.loss")" % "$limit" "$peer -w" "$(median "$load.$peer.loss")"
	done
}
cost() { # LOAD TITLE PROGRAM.WHAT LIMIT PEER...
	local load=$1 title=$2 figure=$3 limit=$4 peer; shift 4
	for peer; do
		! has "$load.$peer.cpu" || goal "$title, CPU per M packets" "$(median "$load.$figure")" s "$limit" "$peer" "$(median "$load.$peer.cpu")" \
			"$(ratio "$load.$figure" "$load.$peer.cpu")"
	done
}

# CPU s per M frames of writing the file that labtap wrote, from nowhere.
write_again() { # BYTES
	cpu dd if=/dev/zero of="$dir/again" bs=256k count=$(($1 >> 18)) | awk -v n="$COUNT" '{ print $1 * 1e6 / n }'
	rm -f "$dir/again"
}

load() { # LOAD SIZE RATE TITLE
	local run program bytes
	for run in $(seq "$RUNS"); do
		for program in "${programs[@]}"; do
			measure "$1" "$program" "$2" "$3"
			[ "$program" != labtap ] || bytes=$(stat -c %s "$dir/file")
		done
		note "$1.floor.cpu" "$(write_again "$bytes" | awk -v ring="$(tail -1 "$dir/figures.$1.ring.cpu")" '{ print $1 + ring }')"
	done
	printf '%s\n%-10s %12s %9s %14s %14s\n' "$4" program 'frames/s' 'loss %' 'CPU s per M' 'of the engine'
	for program in "${programs[@]}"; do
		has "$1.$program.loss" || { printf '%-10s %12s\n' "$program" failed; continue; }
		printf '%-10s %12.0f %9.3f %14.4f %14.4f\n' "$program" "$(median "$1.$program.rate")" "$(median "$1.$program.loss")" \
			"$(median "$1.$program.cpu")" "$(median "$1.$program.engine")"
	done
	lost "$1" "$4" labtap '<= 0' tcpdump dumpcap
	lost "$1" "$4, in the browser" browser '<= 0' tcpdump dumpcap
}

load paced 0 600000 'mix, 0.6 M/s'
load mix 0 0 'mix, flat out'
load large 1514 0 '1514 bytes, flat out'
# What a sender spends is twice as much when it hands over frame by frame.
if have ethtool && ip netns exec tx ethtool -K tx0 tx-udp-segmentation off; then load fastest 0 split 'mix, all that one core sends'; fi
cost mix "engine, mix flat out" labtap.engine '<= 0.12' tcpdump dumpcap floor
cost mix "engine, mix flat out, of tcpdump's" labtap.engine '<= 0.6x' tcpdump
cost fastest "engine, all that one core sends" labtap.engine '<= 0.12' tcpdump dumpcap floor
cost paced "engine, mix 0.6 M/s, of tcpdump's" labtap.engine '<= 0.6x' tcpdump
cost mix "engine under the browser, mix flat out" browser.engine '<= 0.12' tcpdump floor
cost mix "front of the browser, mix flat out" browser.front '<= 0.2' tcpdump
