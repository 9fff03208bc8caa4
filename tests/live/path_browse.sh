#!/bin/bash
# The way of a packet in the browser, while it happens: folded copies, what is lost, where, and why, as far as the host knows.
#   a:eth1 - p-a [bridge X_1] p-b - b:eth1
. tests/tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir" || exit 1
ip link add X_1 type bridge mcast_snooping 0; ip link set X_1 up
i=1
for n in a b; do
	ip netns add $n; ip -n $n link set lo up
	ip link add p-$n type veth peer name eth1 netns $n
	ip link set p-$n master X_1 up; ip -n $n link set eth1 up; ip -n $n addr add 10.1.0.$i/24 dev eth1; i=$((i + 1))
done
ip netns exec a ping -q -c 3 -i 0.2 -w 5 10.1.0.2 >/dev/null
ip -n a neigh replace 10.1.0.2 lladdr "$(ip -n b -br link show eth1 | awk '{ print $3 }')" dev eth1 nud permanent
ip -n b neigh replace 10.1.0.1 lladdr "$(ip -n a -br link show eth1 | awk '{ print $3 }')" dev eth1 nud permanent

# watch WORD CMD...: points are captured, ten pings arrive, then CMD (it breaks something) and three that do not.
watch() {
	local word=$1; shift
	{
		printf 'wait points == 8\n'
		for p in a:eth1 host:p-a host:p-b b:eth1; do printf 'keys :\ntype select %s\nkeys Enter\n' $p; done
		printf 'keys Enter\nwait live == 4\nkeys f\ntype icmp and icmp[0] = 8\nkeys Enter\ndump model\n'
		printf 'wait screen lost: seen at host:p-a, not at host:p-b\ndump screen\n'
		[ -z "$WIDE" ] || printf 'resize 160 50\nwait screen ! 3 of 1\nkeys g 1 0 j\nwait screen not seen\ndump screen\nresize 80 24\n'
		printf 'keys V\nwait rows >= 43\ndump screen\nkeys V\nwait screen copies of one packet are one row\nkeys L\nwait screen LOST\ndump screen\n'
		printf 'keys Enter\nwait screen lost between\nwait screen %s\ndump screen\ndump model\n' "$word"
	} >script
	: >err; : >out; "$LABTAP" --script script >out 2>err & local pid=$!
	wait_for grep -q '^rows' out
	ip netns exec a ping -q -c 10 -i 0.05 -w 5 10.1.0.2 >/dev/null
	"$@"
	ip netns exec a ping -q -c 3 -i 0.05 -W 1 ${SIZE:+-s $SIZE} 10.1.0.2 >/dev/null
	wait $pid
	same "$word: the browser got to the end" "$?$(cat err)" 0
}

WIDE=1 watch disabled bridge link set dev p-b state 0
check "copies are one row, unless every copy is asked for" grep -q 'every copy is a row of its own' out
check "which say how many there are" grep -qE 'a:eth1 +›4|a:eth1 ›4' out
check "what is lost is a line among the packets" grep -q 'lost: seen at host:p-a, not at host:p-b' out
check "and a row of the losses" grep -qE '! +host:p-a +host:p-b +bridge ' out
check "beside the packets of a large screen, too" grep -q '^ *✗ host:p-b *not seen' out
check "its way ends where it was lost" grep -q '^missing host:p-b out' out
check "and the cause is that the port does not forward" grep -q '^cause port host:p-b of X_1 is disabled (STP)$' out
bridge link set dev p-b state 3

SIZE=1200 watch MTU ip link set p-b mtu 1000
check "a packet larger than the MTU" grep -q '^cause 1228 bytes do not fit the MTU of host:p-b, which is 1000' out
ip link set p-b mtu 1500

watch queues tc qdisc add dev p-b root blackhole
check "a queue that drops" grep -qE '^cause queues \(tc\) of host:p-b have dropped [0-9]+$' out
tc qdisc del dev p-b root

# The same without a screen, and what the file says of it: the link is down at its other end.
: >text; : >err; "$LABTAP" path --from a:eth1 --to b:eth1 --via host:p-b -c 8 icmp >text 2>err & pid=$!
wait_for grep -q 'following packets' err
ip netns exec a ping -q -c 5 -i 0.05 -w 5 10.1.0.2 >/dev/null; ip -n b link set eth1 down
bridge fdb replace "$(ip -n b -br link show eth1 | awk '{ print $3 }')" dev p-b master static
ip netns exec a ping -q -c 3 -i 0.05 -W 1 10.1.0.2 >/dev/null; wait $pid
same "labtap path says that some are lost" $? 1
check "and why" grep -qE 'seen last at host:p-a, not at host:p-b: host:p-b is down: no carrier: b:eth1 is down' text
done_testing
