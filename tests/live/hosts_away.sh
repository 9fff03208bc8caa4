#!/bin/bash
# Two other hosts of which one cannot be reached when labtap starts: the one is shown and captured, the other says why, in the
# words of ssh, until it can be. And bridges of another host.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh && . ../servers.sh
servers_begin 2 3; mkdir lab
printf 'name: x\ntopology:\n  nodes:\n    r1: {kind: linux}\n    r2: {kind: linux}\n    br0: {kind: bridge}\n  links:\n    - endpoints: ["r1:eth1", "br0:p1"]\n    - endpoints: ["r2:eth1", "br0:p2"]\n' >lab/x.clab.yml
for b in br0 br1; do ip -n s2 link add $b type bridge mcast_snooping 0; ip -n s2 link set $b up; done
for n in 1 2; do
	node clab-x-r$n
	ip link add p$n netns s2 type veth peer name eth1 netns clab-x-r$n
	ip -n clab-x-r$n addr add 10.1.0.$n/24 dev eth1; ip -n clab-x-r$n link set eth1 up
	ip -n s2 link set p$n master br0 up
	ip -n s2 link add q$n type veth peer name r$n
	ip -n s2 link set q$n master br1 up; ip -n s2 link set r$n up
done
server 2 "$dir/lab/x.clab.yml" &
reaches 2
ip netns exec clab-x-r1 ping -q -i 0.05 10.1.0.2 >/dev/null &
refused='ssh: connect to host 10\.9\.3\.2 port 2222: Connection refused'

"$LABTAP" list --names --host s2 --host s3 >out 2>err
same "the list has the one" "$? $(grep -c '^s2/host:eth0$' out) $(grep -c '^s3/' out)" "0 1 0"
check "why not the other, in the words of ssh" grep -qE "^labtap: s3: .*$refused" err
"$LABTAP" list --names --host s3 >out 2>err
same "there is no other" "$? $(grep -cE "^labtap: s3: .*$refused" err)" "1 1"
refuses() { timeout 60 "$LABTAP" capture --host s2 --host s3 s2/r1:eth1 s3/"$1" -c 1 >/dev/null 2>"err.$1"; echo $? >"status.$1"; }
points="host:eth0 link:a-b bridge:br0 node:r1"
for point in $points; do refuses $point & capturing="${capturing:-} $!"; done
wait $capturing
for point in $points; do
	same "s3/$point cannot be captured" "$(cat status.$point) $(tail -1 err.$point | grep -cE "^labtap: s3/$point: no connection: .*$refused\$")" "1 1"
done
timeout 60 "$LABTAP" capture --host s3 --host s2 s2/bridge:br0 icmp -c 20 -w bridge.pcapng 2>err
same "who wants none of its points does without it" "$?" 0
names() { tshark -n -r "$1" -T fields -e frame.interface_name 2>/dev/null | sort -u | tr '\n' ' '; }
same "a bridge of another host's lab: each frame where it is received" "$(names bridge.pcapng)" "s2/br0:p1 s2/br0:p2 s2/r1:eth1 s2/r2:eth1 "
wireshark_takes bridge.pcapng
: >err; timeout 60 "$LABTAP" capture --host s2 s2/bridge:br1 -w ports.pcapng 2>err & capturing=$!
wait_for grep -q 'listening on' err
kill -INT $capturing; wait $capturing
check "one that no file mentions: its ports" grep -qE 'listening on s2/host:q1, s2/host:q2(,| |$)' err

cat >browse <<'S'
wait message s3: no connection: ssh: connect to host 10.9.3.2 port 2222: Connection refused
dump screen first
resize 130 90
wait screen s2/host
wait screen by ssh; its clock is
dump screen away
keys :
type select s2/bridge:br0
keys Enter Enter
wait live >= 2
wait packets >= 10
wait screen s3: no connection
dump screen lost
wait screen s3 is connected: its clock
keys q
wait screen s3/host
keys :
type select s3/host:eth0
keys Enter Enter
wait screen s3/host:eth0
dump screen captured
keys Q
S
: >err; timeout 100 "$LABTAP" --host s2 --host s3 --script browse >out 2>err & browser=$!
check "the browser begins without it, and says so among the packets" wait_for test -s lost
server 3 &
wait $browser
same "it is connected as soon as it can be" "$? $(cat out)" "0 "
cat err
check "which is what the browser says first" grep -q 's3: no connection: ssh: connect to host 10\.9\.3\.2' first
check "its row says why" grep -qE "▾ +s3 +$refused" away
same "as does a line among the packets" "$(grep -cE "s3: no connection: $refused" lost)" 1
check "its points are there then" test -s captured
done_testing
