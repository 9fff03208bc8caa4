#!/bin/bash
# labtap path where packets are cut or put together and translated in one node: a, a NAT r, b. What r hands on is cut there, as its
# port has no GSO: TCP segments are followed by their parts, several datagrams in one (UDP GSO) are not, and are not called lost.
. tests/tap.sh
dir=$(mktemp -d); trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT; cd "$dir" || exit 1
for n in a b r; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth1 netns a type veth peer name eth1 netns r; ip link add eth2 netns r type veth peer name eth1 netns b
for e in a:eth1 r:eth1 r:eth2 b:eth1; do ip -n ${e%:*} link set ${e#*:} up; done
ip -n a addr add 10.1.0.1/24 dev eth1; ip -n r addr add 10.1.0.254/24 dev eth1; ip -n r addr add 10.2.0.254/24 dev eth2
ip -n b addr add 10.2.0.1/24 dev eth1; ip -n a route add default via 10.1.0.254
ip netns exec r sysctl -qw net.ipv4.ip_forward=1
ip netns exec r iptables -t nat -A POSTROUTING -o eth2 -j MASQUERADE 2>err || { skip "behind a NAT" "iptables: $(head -1 err)"; done_testing; }
ip -n r link set eth2 gso_max_segs 1
ip netns exec a ping -q -c 1 -w 5 10.2.0.1 >/dev/null

path() { "$LABTAP" path --from a:eth1 --to b:eth1 --via r:eth1 --via r:eth2 --for 30s "$@" >out 2>err; echo $? >status; }
following() { wait_for grep -q 'following packets' err; }
field() { python3 -c 'import json,sys; r=json.load(open("out")); print(eval(sys.argv[1]))' "$1"; }
: >taking; ip netns exec b python3 -c 'import socket, threading
s = socket.create_server(("", 7777)); u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(("", 7777))
threading.Thread(target=lambda: [u.recv(65536) for _ in iter(int, 1)], daemon=True).start()
print("taking", flush=True)
while True:
    c, _ = s.accept()
    while c.recv(65536): pass' >taking & taking=$!
wait_for grep -q taking taking

: >err; path -c 300 --json tcp dst port 7777 & following
ip netns exec a python3 -c 'import socket
socket.create_connection(("10.2.0.1", 7777)).sendall(bytes(i * 7919 % 251 for i in range(1 << 19)))'
wait $!
same "TCP that is cut behind a NAT: all arrive" "$(cat status) $(field "r['sent'] - r['arrived'], r['lost'], r['unfollowed'], r['sent'] >= 300")" "0 (0, 0, 0, True)"
check "in the router they are cut and translated" eval 'field "[h[\"changed\"] for h in r[\"hops\"] if h[\"point\"] == \"r:eth2\"]" | grep -q "nat.*size"'

: >err; path -c 20 --json udp dst port 7777 & following
ip netns exec a python3 -c 'import os, socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(17, 103, 1000)  # UDP_SEGMENT, linux/udp.h
for i in range(30): s.sendto(os.urandom(5000), ("10.2.0.1", 7777))'
wait $!
same "UDP GSO that is cut there is not called lost" "$(cat status) $(field "r['lost'], r['unfollowed'] == r['sent'] >= 20, [h['seen'] > 0 for h in r['hops']]")" "1 (0, True, [True, True])"
: >err; path -c 20 udp dst port 7777 & following
ip netns exec a python3 -c 'import os, socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(17, 103, 1000)
for i in range(30): s.sendto(os.urandom(5000), ("10.2.0.1", 7777))'
wait $!
check "but split" grep -qE '[0-9]+ sent, 0 arrived, 0 lost, [0-9]+ split and not followed$' out

# What came back, in the browser: of a SYN the SYN/ACK, on its own way through the NAT.
: >err; "$LABTAP" capture a:eth1 r:eth1 r:eth2 b:eth1 tcp port 7777 -w tcp.pcapng 2>err & pid=$!
wait_for grep -q listening err
ip netns exec a python3 -c 'import socket; socket.create_connection(("10.2.0.1", 7777)).sendall(b"x" * 100)'
seen() { "$LABTAP" read tcp.pcapng "tcp[13] = $1" 2>/dev/null | wc -l; }
check "the handshake was captured everywhere" wait_for eval '[ $(seen 2) = 4 ] && [ $(seen 18) = 4 ]'
kill -INT $pid; wait $pid
printf 'wait rows >= 12\nkeys f\ntype tcp[13] = 2\nkeys Enter\nwait rows == 4\nkeys g P\nwait screen reply\ndump model\n' >script
"$LABTAP" --script script tcp.pcapng >out 2>err
same "the way of a SYN has that of the SYN/ACK below it" "$(sed -n '/^reply/,$s/^seen \([^ ]* [^ ]*\).*/\1/p' out | tr '\n' ' ')" \
	"b:eth1 out r:eth2 in r:eth1 out a:eth1 in "
done_testing
