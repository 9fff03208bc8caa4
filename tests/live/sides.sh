#!/bin/bash
# An endpoint that joins, is renamed, sends past its own tap and leaves: each is a line among the packets.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
export LC_ALL=C.UTF-8
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
ip netns add a && ip netns add b
for i in 1 2; do ip link add eth$i netns a type veth peer name eth$i netns b; done
for n in a b; do
	ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	for i in 1 2; do ip -n $n link set eth$i up arp off; done
done

cat >script <<'SCRIPT'
resize 160 100
wait screen eth2
keys \
type a:eth
keys Enter Home j Space Enter
wait live == 1
wait packets >= 1
dump screen started
wait screen a:eth1: only ingress is seen here, what it sends bypasses the tap: try the peer b:eth1
keys i Space Enter
wait live == 2
wait screen a:eth2 joined
wait screen the interface eth2 is called uplink now
keys i \ ^U
type a:up
keys Enter
wait screen uplink
keys Home j Space Enter
wait live == 1
wait screen a:uplink left
keys S
wait message saved
keys Q
SCRIPT
: >out; : >err; timeout 500 "$LABTAP" --script script >out 2>err & browser=$!
alive() { kill -0 $browser 2>/dev/null; }
(while alive; do
	for i in 1 2; do ip netns exec b "$BUILD/tools/blast" eth$i 2 100 100 >/dev/null; done
	ip netns exec a "$BUILD/tools/blast" eth1 20 100 1000 >/dev/null
	sleep 0.1
done) & sender=$!
joined() { ip netns exec a cat /proc/net/packet | awk 'NR > 1 && $4 == "0003" { n++ } END { exit n < 2 }'; }
WAIT=600 wait_for joined
sleep 1
ip -n a link set eth2 name uplink
wait $browser
same "an endpoint that sends past its tap, joins, is renamed, leaves: each is a line" $? 0
head -2 err | cut -c1-150 | sed "s,^,# ,"
kill $sender 2>/dev/null
done_testing
