#!/bin/bash
# Many interfaces, INTERFACES of them (500; make soak: 10000): the list and the browser have them all, one of them is
# captured beside all others, and they go at once without a packet being lost. And a file with 10000.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
many=${INTERFACES:-500}
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; cd /; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
ip netns add n && ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth1 up; done
ip netns exec n sysctl -qw net.ipv6.conf.default.disable_ipv6=1
send() { ip netns exec b "$BUILD/tools/blast" eth1 "$1" 200 20000 >/dev/null; }
mkfifo pipe; timeout 250 "$LABTAP" --script - <pipe >out 2>err & browser=$!
exec 3>pipe; tell() { printf '%s\n' "$@" >&3; }
screen() { rm -f here; tell "$@" 'dump screen here'; WAIT=600 wait_for test -s here; }
screen 'resize 120 30' 'wait screen eth1' 'type :select a:eth1' 'keys Enter' 'wait selected == 1' 'keys Enter' 'wait live == 1'
seen() { send 1; screen 'keys j' && ! grep -q ' 0 pkts\|nothing captured' here; }
check "one is captured" wait_for seen
(while [ ! -e over ]; do send 100; done) & sender=$!
same "$many are made" "$(for i in $(seq "$many"); do echo "link add i$i type bridge"; done | ip -n n -batch - 2>&1)" ""
"$LABTAP" list >list 2>list.err
same "the list has them, each once" "$? $(grep -oE '^(n:i[0-9]+|  n:i[0-9]+) ' list | sort -u | wc -l) $(cat list.err)" "0 $many "
check "and the browser" screen 'keys i' "wait points >= $many" 'keys /' "type n:i$many" 'keys Enter'
check "finds the last of them" grep -qE "^▌.*i$many|i$many +" here
ip netns del n
check "when they go they go" screen 'wait points == 5'
touch over; wait $sender
tell 'keys Q Q' 'keys y'; exec 3>&-
wait $browser; same "the browser ends well" "$? $(cat err)" "0 "
check "without a loss" grep -q ' 0 lost' here
WAIT=1800 nothing_left # the kernel takes its time for so many, and what waits for it too

python3 - <<'P'
import struct
def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)
def option(code, data):
    return struct.pack("<HH", code, len(data)) + data + bytes(-len(data) % 4)
frame = bytes.fromhex("ffffffffffff02000000000188b5") + bytes(46)
with open("many.pcapng", "wb") as f:
    f.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
    for i in range(10000):
        f.write(block(1, struct.pack("<HHI", 1, 0, 0) + option(2, b"n:i%d" % i) + bytes(4)))
    for i in range(10000):
        f.write(block(6, struct.pack("<IIIII", i, 0, i, len(frame), len(frame)) + frame))
P
"$LABTAP" read many.pcapng --format json >rows 2>err
same "a file with 10000: each packet at its own" "$? $(grep -o '"endpoint":"[^"]*"' rows | sort -u | wc -l) $(cat err)" "0 10000 "
"$LABTAP" read many.pcapng -w copy.pcapng 2>err
same "in a copy as well" "$? $("$LABTAP" read copy.pcapng --format json | cmp - rows)" "0 "
"$LABTAP" read many.pcapng --about >about 2>err
check "it is told about" [ "$(grep -c 'n:i[0-9]' about)" -ge 1 ]
printf '%s\n' 'resize 120 30' 'wait packets == 10000' 'keys G' 'dump screen' 'keys i' 'dump screen' 'keys Q' | timeout 60 "$LABTAP" --script - many.pcapng >screen 2>err
same "the browser opens it" "$? $(grep -c '^▌ *10000 .*n:i9999' screen) $(cat err)" "0 1 "
done_testing
