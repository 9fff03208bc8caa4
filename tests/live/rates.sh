#!/bin/bash
# Rates of tunnels before anything is captured: counted only while they are on the screen, within a budget, else a dot and why.
LABTAP=$(realpath "$LABTAP"); TOOLS=$(realpath "$BUILD")/tools; cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'kill $senders 2>/dev/null; rm -rf "$dir"' EXIT
export LC_ALL=C.UTF-8
cat >send.py <<'PYTHON'
"""Frames of 100 bytes through udp:127.1.1.1:PORT-127.1.1.2:PORT, GAP seconds apart, until it is killed."""
import socket, sys, time
port, gap = int(sys.argv[1]), float(sys.argv[2])
a, b = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in "ab")
a.bind(("127.1.1.1", port)); b.bind(("127.1.1.2", port))
while True:
    a.sendto(bytes(12) + b"\x88\xb5" + bytes(86), ("127.1.1.2", port))
    gap and time.sleep(gap)
PYTHON
senders=
send() { python3 send.py "$@" & senders="$senders $!"; }
name() { echo 127.1.1.1:$1-127.1.1.2:$1; }
drive() { "$LABTAP" "$@" --script - >out 2>err; }
sockets() { [ "$(tail -n +2 /proc/net/packet | wc -l)" = "$1" ]; }

send 7 0.02
drive --tunnel "$(name 7)" --tunnel "$(name 8)" --tunnel tcp:127.1.1.1:9-127.1.1.2:9 <<-'S' & pid=$!
	wait screen ▾  host
	keys j D
	wait screen 00 bytes while shown
	wait screen sent
	dump screen
	keys q
	wait screen ▁▁
	dump screen
	keys j j
	wait screen frames in TCP are not counted
	keys Q
S
check "they are counted through a socket of their own" wait_for sockets 1
wait $pid
same "rates of tunnels before anything is captured" $? 0
check "how many frames were sent, of the frames' length" sh -c "grep -qE 'sent +[1-9][0-9 ]* packets, [0-9 ]*00 bytes while shown' out"
check "none received: it knows the direction" grep -qE 'received +0 packets, 0 bytes while shown' out
check "a rate and its history" grep -qE "127.1.1.1:7-127.1.1.2:7 .*[▂▃▄▅▆▇█].* [1-9][0-9.k]* +[1-9][0-9.k]*" out
check "nothing where nothing is sent" grep -qE '127.1.1.1:8-127.1.1.2:8 .*▁ +· +·' out

# Not while they are not on the screen.
printf '%s\n' 'wait screen ▾  host' 'wait screen ▁▁' 'keys ?' 'wait screen this never comes' >script
"$LABTAP" --tunnel "$(name 7)" --tunnel "$(name 8)" --script script >/dev/null 2>&1 & pid=$!
check "behind another view" wait_for sockets 1
check "nothing is counted" wait_for sockets 0
kill -INT $pid; kill $pid; wait $pid 2>/dev/null

# Too much to count without cost: a dot, and the reason. Whatever else runs here, it has to be that much.
nice -n -20 "$TOOLS/blast" lo 100000000 60 0 1 >/dev/null & senders="$senders $!"
drive --tunnel 10.0.0.1:40000-10.0.0.2:5001%lo <<-'S'
	wait screen ▾  host
	keys j
	wait screen not counted: more than 50000
	dump screen
	keys Q
S
same "above the budget they are not counted" $? 0
check "which is a dot, and said" grep -qE '10.0.0.1:40000.* tunnel .*· +· +·' out
done_testing
