#!/bin/sh
# The demo lab, inside a world of its own (tests/world.sh): nodes a, b, c on bridge X_1, a
# point-to-point link a-b, and d-e, whose link no interface of the host carries: a UDP tunnel as
# virtual machines have it, 127.1.1.4:10001-127.1.1.5:10001 (netlab's numbers for eth1 of nodes 4 and 5).
# Real traffic, bounded: it stops by itself after an hour.
#   lab.sh up        makes nodes and links
#   lab.sh traffic   starts ping, ping -6, TCP and neighbour refreshes in the background
# TOOLS is the directory with the programs `talk` (a TCP client and server) and `udptap` (the tunnel's ends).
set -e

node() { # name: a namespace with loopback up
	ip netns add "$1"
	ip -n "$1" link set lo up
}

port() { # node: its eth1 becomes a port of X_1
	ip link add "X_1-$1" type veth peer name eth1 netns "$1"
	ip link set "X_1-$1" master X_1 up
	ip -n "$1" link set eth1 up
	ip -n "$1" addr add "172.16.0.$2/24" dev eth1
	ip -n "$1" addr add "2001:db8:0:1::$2/64" dev eth1 nodad
}

up() {
	ip link add X_1 type bridge stp_state 1 forward_delay 200 hello_time 200
	ip link set X_1 up
	for n in a b c; do node $n; done
	port a 1; port b 2; port c 3
	ip link add eth2 netns a type veth peer name eth2 netns b
	for n in a b; do ip -n $n link set eth2 up; done
	ip -n a addr add 10.1.0.1/30 dev eth2
	ip -n b addr add 10.1.0.2/30 dev eth2
	[ ! -c /dev/net/tun ] || { machine d 1; machine e 2; }
}

machine() { # node: what would be inside of it; its eth1 is an end of the tunnel
	node "inside-$1"
	ip -n "inside-$1" tuntap add dev eth1 mode tap
	ip -n "inside-$1" link set eth1 up
	ip -n "inside-$1" addr add "10.2.0.$2/30" dev eth1
}

tunnel() {
	[ -c /dev/net/tun ] || return 0
	"$TOOLS/udptap" inside-d eth1 127.1.1.4 10001 127.1.1.5 10001 3600 >/dev/null 2>&1 &
	"$TOOLS/udptap" inside-e eth1 127.1.1.5 10001 127.1.1.4 10001 3600 >/dev/null 2>&1 &
	in_node inside-d ping -i 1 -c 3600 10.2.0.2
}

in_node() { # node CMD...: in the background, silent
	node=$1; shift
	ip netns exec "$node" "$@" >/dev/null 2>&1 &
}

traffic() {
	in_node b ping -i 1 -c 3600 172.16.0.1
	in_node c ping -6 -i 2 -c 1800 2001:db8:0:1::1
	in_node a ping -i 1 -s 200 -c 3600 10.1.0.2
	tunnel
	in_node a "$TOOLS/talk" serve 7 3600
	in_node b "$TOOLS/talk" send 10.1.0.1 7 3 3600
	in_node a "$TOOLS/hello" eth2 10.0.0.1 10.0.0.2 2 3600
	in_node b "$TOOLS/hello" eth2 10.0.0.2 10.0.0.1 2 3600
	in_node b sh -c 'for i in $(seq 360); do ip neigh flush dev eth1; sleep 10; done'
}

case $1 in
up) up ;;
traffic) traffic ;;
*) sed -n '2,9s/^# //p' "$0"; exit 2 ;;
esac
