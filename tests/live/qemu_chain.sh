#!/bin/bash
# Frames through three QEMU without guests, each a cable from one kind of tunnel to the next: dgram, multicast, stream and
# socket,connect, socket,udp. What is sent into one end comes out at the other, and every tunnel on the way shows it decoded.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
kernel_passed=$PWD/../tools/kernel_passed.py
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT
command -v qemu-system-x86_64 >/dev/null || { skip "frames through QEMU" "qemu-system-x86_64 is not installed"; done_testing; }

cable() { # NAME NETDEV NETDEV
	timeout 500 qemu-system-x86_64 -name "$1" -machine none -accel tcg -nodefaults -display none -monitor none -serial none -netdev "$2,id=a" -netdev "$3,id=b" \
		-netdev hubport,id=ha,hubid=0,netdev=a -netdev hubport,id=hb,hubid=0,netdev=b 2>>qemu.err &
}
inet() { echo "$1.type=inet,$1.host=$2,$1.port=$3"; }
group=mcast=230.0.0.5:7000,localaddr=127.0.0.1
cable q1 "dgram,$(inet local 127.1.5.1 11),$(inet remote 127.1.5.9 11)" "socket,$group"
cable q2 "socket,$group" "stream,server=on,$(inet addr 127.1.5.3 13)"
wait_for sh -c 'ss -ltn | grep -q 127.1.5.3:13'
cable q3 socket,connect=127.1.5.3:13 socket,udp=127.1.5.8:14,localaddr=127.1.5.4:14

cat >ends.py <<'PYTHON'
"""A ping, one with a VLAN tag, an ARP request and a jumbo frame each way through the chain, until all are there or 60 s have passed."""
import socket, struct, sys, time
def end(ip, port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((ip, port)); s.setblocking(False)
    return s
macs = bytes.fromhex("525400000002525400000001")
def ping(tag, size):
    body = struct.pack(">BBHHH", 8, 0, 0, 7, size) + bytes(size)
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, 64, 1, 0) + b"\x0a\0\0\1\x0a\0\0\2"
    return macs + tag + b"\x08\0" + head + body
frames = [ping(b"", 56), ping(b"\x81\0\0\x0a", 56), macs + bytes.fromhex("08060001080006040001") + bytes(38), ping(b"", 8958)]
left, right = end("127.1.5.9", 11), end("127.1.5.8", 14)
def through(a, to, b):
    missing, until = set(frames), time.time() + 60
    while missing and time.time() < until:
        for f in missing:
            a.sendto(f, to)
        time.sleep(0.1)
        try:
            while True:
                missing.discard(b.recv(65536))
        except BlockingIOError:
            pass
    return not missing
sys.exit(not (through(left, ("127.1.5.1", 11), right) and through(right, ("127.1.5.4", 14), left)))
PYTHON

lists() { "$LABTAP" list >out 2>err && grep -qE "$1" out; }
check "the group is a link of the two that are in it" wait_for lists '^q1-q2 +p2p +udp-tunnel +q1:nic1 q2:nic0$'
check "listen and connect are one" grep -qE '^q2-q3 +p2p +tcp-tunnel +q2:nic1 q3:nic0$' out
check "dgram and socket,udp are tunnels" sh -c "grep -qE '^q1:nic0 .*127.1.5.1:11 - 127.1.5.9:11' out && grep -qE '^q3:nic1 .*127.1.5.4:14 - 127.1.5.8:14' out"
check "what only joins them is no card" sh -c '! grep -qE "q[123]:nic[23]" out'

: >err; "$LABTAP" capture q1:nic0 q1:nic1 q2:nic1 q3:nic1 -w all.pcapng 2>err & pid=$!
wait_for grep -q 'listening on' err
python3 ends.py && python3 ends.py # of a TCP stream the first frames only say where frames begin
same "frames come out at the other end, both ways" $? 0
sleep 0.3; kill -INT $pid; wait $pid
"$LABTAP" read --format tsv all.pcapng >rows
check "none was odd or lost" sh -c '! grep -qE "not decoded|[1-9][0-9]* packets dropped" err'
seen() { "$LABTAP" read all.pcapng "$2" 2>/dev/null | grep -c " $1 "; }
for point in q1:nic0 q1:nic1 q2:nic1 q3:nic1; do
	for what in icmp 'vlan 10 and icmp' arp 'len = 9000'; do
		check "$point shows $what" [ "$(seen $point "$what")" -ge 2 ]
	done
done
check "with direction, where there is one" sh -c "'$LABTAP' read all.pcapng | grep -q ' q1:nic0 In ' && '$LABTAP' read all.pcapng | grep -q ' q3:nic1 Out '"
# A link as such: what passes it is there once, so of one of its ends.
for link in q1-q2 q2-q3; do
	: >err; "$LABTAP" capture link:$link icmp -c 4 -w $link.pcapng 2>err & pid=$!
	wait_for grep -q 'listening on' err
	python3 ends.py; python3 ends.py; wait $pid
	same "link:$link: each frame once" "$("$LABTAP" read --format json $link.pcapng | grep -o '"endpoint":"[^"]*"' | sort | uniq -c | wc -l)" 1
done
: >out; : >err; "$LABTAP" capture q2:nic1 'vlan 10 and icmp' -c 2 >out 2>err & pid=$!
wait_for grep -q 'listening on' err; python3 ends.py; python3 ends.py; wait $pid
same "a filter for what is inside, also of TCP" "$(grep -c 'Echo (ping) request' out)" 2
# The kernel applies it: of dgram's frames no others get as far as labtap.
: >err; "$LABTAP" capture q1:nic0 'vlan 10 and icmp' -w kernel.pcapng 2>err & pid=$!
wait_for grep -q 'listening on' err
check "by the kernel, of UDP" python3 "$kernel_passed" $pid 127.1.5.1:11-127.1.5.9:11 vlan sh -c "python3 ends.py && python3 ends.py"
kill -INT $pid; wait $pid
check "and they are the rows" sh -c "[ \$('$LABTAP' read kernel.pcapng | wc -l) -ge 2 ] && ! '$LABTAP' read kernel.pcapng 'not (vlan 10 and icmp)' | grep -q ."
done_testing
