#!/bin/bash
# A link as such shows every frame once, with its direction; an end that is named shows both directions; a bridge shows
# the whole segment: what a sends to b is seen on both ports and on the bridge, not on c's.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION

sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add X_1 type bridge && ip link set X_1 up
for n in a b c; do
	ip netns add clab-X-$n
	ip netns exec clab-X-$n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	ip link add X_1_$n type veth peer name eth1 netns clab-X-$n
	ip link set X_1_$n master X_1 up; ip -n clab-X-$n link set eth1 up
done
ip link add eth2 netns clab-X-a type veth peer name eth2 netns clab-X-b
for i in 1 2; do
	for n in a b; do ip -n clab-X-$n link set eth$i up; done
	ip -n clab-X-a addr add 10.5.$i.1/24 dev eth$i; ip -n clab-X-b addr add 10.5.$i.2/24 dev eth$i
done
mkdir lab && cat >lab/x.clab.yml <<'YML'
name: X
topology:
  nodes: { a: { kind: linux }, b: { kind: linux }, c: { kind: linux }, X_1: { kind: bridge } }
  links:
    - endpoints: ["a:eth2", "b:eth2"]
    - endpoints: ["a:eth1", "X_1:X_1_a"]
    - endpoints: ["b:eth1", "X_1:X_1_b"]
    - endpoints: ["c:eth1", "X_1:X_1_c"]
YML
ping_b() { ip netns exec clab-X-a ping -q -i 0.05 -c 5 10.5.$1.2 >/dev/null; }
ping_b 1; ping_b 2 # neighbours and ports are known from here on

said() { grep -q -- "$1" err; }
capture() { # WORDS: while five pings go over each network, and 100 frames that bypass a's own taps
	: >err; "$LABTAP" capture "$@" -w file.pcapng --overwrite 2>err & pid=$!
	wait_for said 'listening on'
	ping_b 1; ping_b 2
	ip netns exec clab-X-a "$BUILD/tools/blast" eth2 100 60 1000 >/dev/null
	sleep 0.3
	kill -INT $pid; wait $pid
	"$LABTAP" read file.pcapng --format json >rows
}
count() { "$LABTAP" read file.pcapng --format json "$1" 2>/dev/null | grep -c "\"endpoint\":\"${2:-}"; }

cd lab && capture link:a-b
same "a link: every ping and answer once" "$(count icmp)" 10
same "what its sender hides as well" "$(count 'udp port 5001')" 100
same "seen where it is received" "$(count 'icmp[icmptype] = icmp-echo' b:eth2) $(count 'icmp[icmptype] = icmp-echoreply' a:eth2)" "5 5"
same "as received" "$(grep -c '"direction":"in"' rows)" 110
capture a:eth2 b:eth2 icmp
same "both ends: twice" "$(count icmp)" 20
capture link:a-b b:eth2 icmp
same "an end that is named as well has both directions" "$(count icmp b:eth2)" 10
# In the browser: a selection made by LINEs of a script is captured, and its ICMP saved.
browse() { # POINTS PACKETS ROWS LINE...
	local points=$1 packets=$2 rows=$3; shift 3
	printf '%s\n' "$@" "wait selected == $points" 'keys Enter' "wait live == $points" 'dump screen capturing' \
		"wait packets >= $packets" 'keys f' 'type icmp' 'keys Enter' "wait rows == $rows" 'keys S' 'wait message saved' \
		${path:+'keys Home P' "wait screen $path" 'keys Esc'} 'keys Q' >script
	rm -f ./*.pcapng capturing
	: >out; : >err; timeout 500 "$LABTAP" --script script >out 2>err & pid=$!
	wait_for test -s capturing; sleep 0.3
}
browsed() { # CHECK
	wait $pid; same "$1" $? 0
	sed 's/^/# /' err
	mv ./*.pcapng file.pcapng
}
path='once: select its ends one by one'
browse 2 110 10 'wait screen a-b' 'wait screen ◇' 'keys Home Space'
ping_b 2
ip netns exec clab-X-a "$BUILD/tools/blast" eth2 100 60 1000 >/dev/null
browsed "a link in the browser: every frame once"
same "where it is received" "$(count 'icmp[icmptype] = icmp-echo' b:eth2) $(count 'icmp[icmptype] = icmp-echoreply' a:eth2)" "5 5"
cd ..
capture bridge:X_1 host:X_1 icmp
same "a bridge: on the ports of both" "$(count icmp host:X_1_a) $(count icmp host:X_1_b)" "10 10"
same "on the bridge" "$(count icmp 'host:X_1"')" 10
same "not on the third" "$(count icmp host:X_1_c)" 0

path=
browse 4 30 10 'wait screen X_1_c' 'keys \' 'type X_1' 'keys Enter Home' 'wait screen bridge in host' 'keys Space'
ping_b 1
browsed "a bridge in the browser: its ports and itself"
same "seen on both ports" "$(count icmp host:X_1_a) $(count icmp host:X_1_b)" "10 10"
same "and on the bridge" "$(count icmp 'host:X_1"')" 10
same "not on the port of the third" "$(count icmp host:X_1_c)" 0
done_testing
