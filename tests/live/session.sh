#!/bin/bash
# :session save beside the topology, and load in another run: the same points, captured the same way, the same filters and looks.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'kill $ping 2>/dev/null; rm -rf "$dir"' EXIT
export LC_ALL=C.UTF-8
for n in a b; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip -n $n link set eth1 up; done
ip -n a addr add 172.16.0.1/24 dev eth1
ip -n b addr add 172.16.0.2/24 dev eth1
mkdir lab
cat >lab/two.clab.yml <<-'L'
	name: two
	prefix: ''
	topology:
	  nodes: {a: {kind: linux, network-mode: none}, b: {kind: linux, network-mode: none}}
	  links: [{endpoints: ['a:eth1', 'b:eth1']}]
L
ip netns exec a ping -q -i 0.2 -c 3000 172.16.0.2 >/dev/null 2>&1 & ping=$!
drive() { "$LABTAP" lab/two.clab.yml --script - >out 2>err || { s=$?; sed "s/^/# /" err; return $s; }; }

drive <<-'S'
	wait screen a-b
	wait screen ◇
	keys m
	type it's slow
	keys Enter
	wait message saved with a-b
	keys m ^E Space
	type since Tuesday
	keys Enter
	wait screen ▾" a-b
	keys Space o
	wait screen by node
	keys o o Enter
	wait live == 2
	wait packets >= 4
	keys f
	type icmp or arp
	keys Enter
	keys f ^T
	type udp or icmp
	keys Enter
	wait screen only udp
	keys t v c a Enter x
	keys :
	type session save eyes
	keys Enter
	wait message kept in lab/eyes.labtap.yml
	keys s ^A ^K
	type noted.pcapng
	keys Enter
	wait message saved
	keys Q
S
same "a session is saved" $? 0
check "the order of the points as well" grep -qx 'order: rate' lab/eyes.labtap.yml
check "beside the topology" grep -qx "filter: 'icmp or arp'" lab/eyes.labtap.yml
check "a note on a link" grep -qx "  'a-b': 'it''s slow since Tuesday'" lab/eyes.labtap.yml
same "which a saved file has as well" "$("$LABTAP" read noted.pcapng --about | grep '^note on')" "note on a-b: it's slow since Tuesday"
sed -n '/^time/,$p' lab/eyes.labtap.yml >looks

drive <<-'S'
	wait screen a-b
	wait screen ◇
	keys :
	type session load eyes
	keys Enter
	wait live == 2
	wait screen f › icmp or arp
	wait screen only udp
	wait packets >= 4
	keys :
	type session save again
	keys Enter
	wait message kept
	keys i
	wait screen a-b: "it's slow since Tuesday"
	dump model
	# another look at the points changes nothing of how packets look
	keys Enter
	keys :
	type session save third
	keys Enter
	wait message kept
	keys Q
S
same "and loaded by another run" $? 0
same "the same points" "$(grep -c ' selected$' out)" 2
same "the same in all" "$(diff lab/eyes.labtap.yml lab/again.labtap.yml)" ""
same "each frame once, as the ends of a link" "$(sed -n '/^links/,/^order/p' lab/again.labtap.yml | tr '\n' ' ')" \
	"links: - 'a:eth1' - 'b:eth1' order: rate "
same "and how packets look stays" "$(grep -E '^(time|colour|lines|macs)' lab/third.labtap.yml)" \
	"$(grep -E '^(time|colour|lines|macs)' lab/eyes.labtap.yml)"
check "looks as well" grep -qx 'lines: 2' looks

# What is not there any more is named; the rest is captured.
ip netns del b; no_link a eth1
ip -n a link add eth1 type bridge && ip -n a link set eth1 up
drive <<-'S'
	wait screen a-b
	wait screen no namespace b
	keys :
	type session load eyes
	keys Enter
	wait message b:eth1 is not there
	wait live == 1
	keys Q
S
same "what is gone is named, and the rest captured" $? 0
done_testing
