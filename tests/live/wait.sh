#!/bin/bash
# --wait: endpoints that appear after the start, and nodes that are restarted.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT

# A node: a namespace joined to the other one by a veth pair.
node_up() { # a's side is made anew each time, b stays
	ip netns add a && ip link add eth1 netns a type veth peer name eth1 netns b
	for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set lo up; ip -n $n link set eth1 up; done
	ip -n a addr add 10.9.1.1/24 dev eth1; ip -n b addr add 10.9.1.2/24 dev eth1
}
ping_until() { # CMD...: succeeds
	for _ in $(seq 100); do
		ip netns exec a ping -q -c 1 -W 1 10.9.1.2 >/dev/null
		"$@" && return 0
		sleep 0.05
	done
	return 1
}
said() { grep -q -- "$1" err; }

ip netns add b
: >err; "$LABTAP" capture a:eth1 b:eth1 --wait -w file.pcapng icmp 2>err & pid=$!
wait_for said '^labtap: a:eth1 is not there yet, waiting for it'
check "it says what it waits for" said '^labtap: b:eth1 is not there yet, waiting for it'
check "and goes on" kill -0 $pid
node_up
wait_for said 'a:eth1 is there now' && wait_for said 'b:eth1 is there now'
check "what appears is opened" said 'a:eth1 is there now'
rows() { "$LABTAP" read file.pcapng --format json 2>/dev/null | grep -c "\"endpoint\":\"$1\""; }
seen() { [ "$(rows a:eth1)" -ge 2 ] && [ "$(rows b:eth1)" -ge 2 ]; }
ping_until seen
check "and captured" seen

# The node is restarted.
ip netns del a; no_link b eth1
wait_for said 'a:eth1 is not there any more, waiting for it'
check "a node that goes is waited for" said 'a:eth1 is not there any more'
same "and does not hold its namespace" "$(ip netns list | grep -c '^a')" 0
before=$(rows a:eth1)
node_up
wait_for said 'a:eth1 is back after [0-9.]* s, what it saw meanwhile is missing'
check "the gap is said" said 'a:eth1 is back after'
wait_for said 'b:eth1 is back after'
more() { [ "$(rows a:eth1)" -gt "$((before + 2))" ]; }
ping_until more
check "and it goes on" more
kill -INT $pid; wait $pid
same "SIGINT ends it with status 0" $? 0
same "counts are one line per endpoint" "$(grep -c 'received by filter, ' err)" 2
if command -v tshark >/dev/null; then
	tshark -n -r file.pcapng -T fields -e frame.interface_id -e frame.interface_name -e frame.interface_description \
		-e frame.comment 2>/dev/null | grep a:eth1 >fields
	same "the first packet behind the gap says so" \
		"$(grep -c 'eth1 in a, again: nothing was captured for [0-9.]* s before this$' <(cut -f4 fields))" 1
	same "and so does its interface, a new one" "$(cut -f1,3 fields | sort -u | grep -c again)" 1
	same "as many interfaces as openings" "$(cut -f1 fields | sort -u | wc -l)" 2
else
	skip "the first packet behind the gap says so" "tshark is not installed"
fi

# It ends as other captures do.
"$LABTAP" capture c:eth9 --wait --for 300ms >out 2>err
same "--for ends waiting" $? 0
same "with the counts" "$(grep captured err)" "0 packets captured"
"$LABTAP" capture --wait -i eth1 2>err
same "half a name could be anything" $? 1
check "so it is refused" said 'eth1: --wait needs whole names, NODE:IF'
"$LABTAP" capture a:eth1 --wait 'icmp and prot 1' 2>err
same "a wrong filter is refused at once" $? 1
done_testing
