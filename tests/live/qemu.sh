#!/bin/bash
# Plain QEMU without libvirt: guests that boot from the network and therefore send, on a tap, a UDP tunnel, a
# multicast group and a unix socket. Nothing but their command lines says what is where.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT
card() { echo "-device virtio-net-pci,netdev=$1,mac=52:54:00:00:00:$2"; }
guest() { # name option...
	local name=$1; shift
	exec timeout 500 qemu-system-x86_64 -M pc -accel tcg -m 64 -display none -nodefaults -no-user-config -boot n -name "$name" "$@"
}
ip link add X_1 type bridge; ip link set X_1 up
printf '#!/bin/sh\nip link set "$1" master X_1 up\n' >up; chmod 755 up
# The firmware tries one card after the other: what is captured below comes first.
guest r1 -netdev tap,id=n0,ifname=r1tap0,script="$dir/up",downscript=no \
	-netdev socket,id=n1,udp=127.1.1.2:10002,localaddr=127.1.1.1:10002 $(card n1 11) $(card n0 12) -netdev user,id=n2 $(card n2 13) 2>r1.err &
guest guest=r2,debug-threads=on -netdev tap,id=n0,script="$dir/up",downscript=no $(card n0 21) \
	-netdev '{"type":"dgram","id":"n1","local":{"type":"inet","host":"127.1.1.2","port":"10002"},"remote":{"type":"inet","host":"127.1.1.1","port":"10002"}}' \
	$(card n1 22) -netdev socket,id=n2,mcast=230.0.0.1:1234,localaddr=127.0.0.1 $(card n2 23) \
	-netdev dgram,id=n3,local.type=unix,local.path="$dir/s1",remote.type=unix,remote.path="$dir/s2" $(card n3 24) 2>r2.err &

# A macvtap has a device of its own, named after an index, which all worlds share: one that no other has.
ip link add up0 type veth peer name up1; ip link set up0 up; ip link set up1 up
index=$((100000 + RANDOM * 10 + RANDOM % 10))
ip link add link up0 name mv0 index $index type macvtap mode bridge; ip link set mv0 up
mac=$(ip -o link show mv0 | sed 's/.*ether \([^ ]*\).*/\1/')
wait_for test -e /dev/tap$index
guest r4 -netdev tap,id=n0,fd=30 -device virtio-net-pci,netdev=n0,mac="$mac" 30<>/dev/tap$index 2>r4.err &

lists() { "$LABTAP" list >out 2>err && grep -qE "$1" out; }
check "a guest is a node by its name" wait_for lists '^r2 +up +qemu-system-x86_64 +qemu'
wait_for lists '^X_1 +lan .*r1:nic1 r2:nic0'
sed '/^ENDPOINT/,$d' out >head
check "taps by name and by descriptor, on one bridge" grep -qE '^X_1 +lan +bridge +X_1 +r1:nic1 r2:nic0$' head
check "two command lines make a tunnel" grep -qE '^r1-r2 +p2p +udp-tunnel +r1:nic0 r2:nic1$' head
check "a multicast group is one as well" grep -qE '^r2:nic2 .*tunnel +230.0.0.1:1234' out
check "what no interface carries says so, and where it can be had" grep -qE '^r1:nic2 .*user networking' out
check "a unix socket likewise" grep -qE '^r2:nic3 .*unix socket: .*capture' out
wait_for lists '^r4:nic0 .*on host:up0$'
check "a macvtap is found by its descriptor" grep -qE '^r4:nic0 +up +macvtap +on host:up0$' out
check "and leads to what it stands on" grep -qE '^up0 +stub +macvtap +r4:nic0$' out
"$LABTAP" list --json >json 2>>err
check "the object says which process holds taps, macvtaps and tunnels" python3 -c '
import json, re
e = {e["name"]: e for e in json.load(open("json"))["endpoints"]}
for name in "r1:nic1", "r2:nic0", "r4:nic0", "r1:nic0", "r2:nic2":
    assert re.fullmatch(r"qemu-system-x86 \(\d+\)", e[name]["owner"] or ""), e[name]
'
same "nothing is complained about" "$(cat err)" ""

timeout 500 "$LABTAP" capture r1:nic0 -c 1 -w tunnel.pcapng 2>>err & tunnel=$!
timeout 500 "$LABTAP" capture r2:nic0 -c 1 -w tap.pcapng 2>>err
same "a tap is captured by its guest's name" $? 0
wait $tunnel
same "a tunnel is as well" $? 0
check "what passes it are the guest's frames" sh -c "'$LABTAP' read -e tunnel.pcapng | grep -q 52:54:00:00:00:11"
# A machine without an event of the kernel's: found at the next round.
guest r3 -netdev socket,id=n0,listen=127.0.0.1:7001 $(card n0 31) 2>/dev/null & r3=$!
check "a guest that starts appears" wait_for lists '^r3:nic0 .*tunnel +127.0.0.1:7001'
kill $r3; wait $r3 2>/dev/null
check "one that ends is no more" wait_for eval '! lists "^r3:"'
done_testing
