#!/bin/bash
# labtap path: who arrives, who does not, and where it was seen last. Nodes a and b behind a router r, a on a bridge:
#   a:eth1 - p-a [bridge X_1] p-r - r:eth1, r:eth2 - b:eth1
. tests/tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir" || exit 1
for n in a b r; do ip netns add $n; ip -n $n link set lo up; done
ip link add X_1 type bridge; ip link set X_1 up
for n in a r; do
	ip link add p-$n type veth peer name eth1 netns $n
	ip link set p-$n master X_1 up; ip -n $n link set eth1 up
done
ip link add eth2 netns r type veth peer name eth1 netns b
ip -n r link set eth2 up; ip -n b link set eth1 up
ip -n a addr add 10.1.0.1/24 dev eth1; ip -n r addr add 10.1.0.254/24 dev eth1
ip -n r addr add 10.2.0.254/24 dev eth2; ip -n b addr add 10.2.0.1/24 dev eth1
ip -n a route add default via 10.1.0.254; ip -n b route add default via 10.2.0.254
ip netns exec r sysctl -qw net.ipv4.ip_forward=1
ip netns exec a ping -q -c 3 -i 0.2 -w 5 10.2.0.1 >/dev/null # neighbours are known by now

path() { "$LABTAP" path --from a:eth1 --to b:eth1 --via host:p-r --via r:eth1 "$@" >out 2>err; echo $? >status; }
following() { wait_for grep -q 'following packets' err; }
ping_b() { ip netns exec a ping -q -i 0.02 -W 1 "$@" 10.2.0.1 >/dev/null; }
status() { cat status; }
field() { python3 -c 'import json,sys; r=json.load(open("out")); print(eval(sys.argv[1]))' "$1"; }

: >err; path -c 20 icmp & following; ping_b -c 25; wait
same "everything arrives: status 0" "$(status)" 0
check "it says so" grep -qE '^a:eth1 to b:eth1: 2[0-5] sent, 2[0-5] arrived, 0 lost$' out
same "points stand in the order of the way" \
	"$(awk '$2 ~ /^[0-9]+$/ { printf "%s ", $1 }' out)" "a:eth1 host:p-a host:p-r r:eth1 r:eth2 b:eth1 "
check "the router is where TTL and MAC change" grep -qE '^r:eth2 .* ttl mac$' out
same "and nowhere else" "$(grep -c 'ttl' out)" 1

# A queue that drops packets of one length, behind the bridge: every one of them is found, at that place.
tc_program='4,40 0 0 16,21 0 1 284,6 0 0 2,6 0 0 4294967295'
if ip netns exec r tc qdisc add dev eth1 clsact &&
	ip netns exec r tc filter add dev eth1 ingress bpf da bytecode "$tc_program"; then
	: >err; path -c 77 --json icmp & following; ping_b -c 50; ping_b -c 7 -s 256; ping_b -c 20; wait
	same "some do not arrive: status 1" "$(status)" 1
	same "all that were sent are counted" "$(field "r['sent']")" 77
	same "each that was lost" "$(field "r['lost']")" 7
	same "and where: it came to the router's port and never left" \
		"$(field "sorted({(p['last'], p['next']) for p in r['lost_packets']})")" "[('r:eth1', 'r:eth2')]"
	same "none is called doubtful" "$(field "r['doubtful']")" 0
fi

# Segments of 64 kB, which the kernel cuts where the bridge hands them on: every part is followed, and none is lost.
ip link set p-r gso_max_segs 1
: >"$dir/taking"; ip netns exec b python3 -c 'import socket
s = socket.create_server(("", 7777)); print("taking", flush=True); c, _ = s.accept()
while c.recv(65536): pass' >"$dir/taking" & taking=$!
wait_for grep -q taking "$dir/taking"
: >err; path -c 50 --json tcp dst port 7777 & following
ip netns exec a python3 -c 'import socket; socket.create_connection(("10.2.0.1", 7777)).sendall(bytes(range(256)) * 2000)'
wait
ip link set p-r gso_max_segs 65535
same "segments that are cut on the way: status 0" "$(status)" 0
same "each arrives" "$(field "r['sent'] - r['arrived'], r['lost'], r['doubtful'], r['sent'] > 200")" "(0, 0, 0, True)"
same "and it is known where they were cut" "$(field "[h['changed'] for h in r['hops'] if h['point'] == 'host:p-r']")" "['size']"

# The same from a file, at any time.
: >err; "$LABTAP" capture a:eth1 r:eth1 r:eth2 b:eth1 icmp -w way.pcapng --for 4s 2>err & pid=$!
wait_for grep -q listening err; ping_b -c 10; wait $pid
"$LABTAP" path -r way.pcapng --from a:eth1 --to b:eth1 >out 2>err
same "a file tells as much" $? 0
check "with the same points" grep -q '^r:eth2 .* ttl mac$' out
"$LABTAP" path -r way.pcapng --from b:eth1 --to a:eth1 >out 2>err
same "and the way back" "$?$(grep -o '10 sent, 10 arrived' out)" "010 sent, 10 arrived"
"$LABTAP" path -r way.pcapng --from a:eth1 --to b:eth1 icmp6 >out 2>err
same "nothing to follow is status 3" $? 3
"$LABTAP" path -r way.pcapng --from a:eth1 --to c:eth1 2>err
same "a point that is not there, too" $? 3
check "with those that are" grep -qE 'c:eth1: not in the file, which has .*a:eth1' err
# Points by the names of a lab's file, which may be that of any lab.
cat >way.clab.yml <<'Z'
name: way
prefix: ""
topology:
  kinds: {cisco_csr1000v: {image: x}, linux: {image: x}}
  nodes: {a: {kind: linux}, b: {kind: cisco_csr1000v}, r: {kind: linux}}
  links: [{endpoints: ['r:eth2', 'b:Gi2']}]
Z
: >err; "$LABTAP" path --lab way.clab.yml --from a:eth1 --to b:gi2 -c 5 icmp >out 2>err & following; ping_b -c 8; wait $!
same "a lab's names, with --lab" "$?$(grep -oE '^b:[A-Za-z]*2' out)" "0b:Gi2"
same "a lab that is not there" "$("$LABTAP" path --lab zz --from a:eth1 --to b:gi2 2>&1; echo $?)" \
	"labtap: zz: no lab of that name runs here, and there is no such file
3"
"$LABTAP" path --from a:eth1 2>err
same "without --to it is wrong use" $? 2
done_testing
