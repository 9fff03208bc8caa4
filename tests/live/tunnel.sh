#!/bin/bash
# Capture from UDP tunnels: two taps joined by a relay that speaks QEMU's framing, and QEMU itself where it is installed.
LABTAP=$(realpath "$LABTAP"); TOOLS=$(realpath "$BUILD")/tools; cd "$(dirname "$0")" && . ../tap.sh
here=$PWD dir=$(mktemp -d); cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
link=udp:127.1.1.1:10002-127.1.1.2:10002
listening() { wait_for grep -q 'listening on' err; }

if [ -c /dev/net/tun ]; then
	for n in a b; do
		ip netns add $n && ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1
		ip -n $n tuntap add dev eth3 mode tap && ip -n $n link set eth3 mtu 9000 up
	done
	ip -n a addr add 10.2.0.1/24 dev eth3; ip -n b addr add 10.2.0.2/24 dev eth3
	"$TOOLS/udptap" a eth3 127.1.1.1 10002 127.1.1.2 10002 600 &
	"$TOOLS/udptap" b eth3 127.1.1.2 10002 127.1.1.1 10002 600 &
	answers() { ip netns exec a ping -q -c 1 -W 1 10.2.0.2 >/dev/null; }
	check "the tunnel carries pings" wait_for answers

	# Pings until the file $1 has the text $2.
	ping_until() {
		for _ in $(seq 100); do
			ip netns exec a ping -q -c 1 -W 1 ${3:+-s $3} 10.2.0.2 >/dev/null
			grep -q -- "$2" "$1" 2>/dev/null && return 0
			sleep 0.05
		done
		return 1
	}

	: >out; : >err; "$LABTAP" capture $link icmp -c 6 >out 2>err & pid=$!
	listening; ping_until err 'packets captured'; wait $pid
	same "capture of a tunnel ends with status 0" $? 0
	same "exactly that many rows" "$(wc -l <out)" 6
	check "inner frames are decoded" grep -q '10.2.0.1.*10.2.0.2.*Echo (ping) request' out
	check "only what the filter lets through" sh -c '! grep -qv ICMP out'
	check "no outer address is shown" sh -c '! grep -q 127.1.1 out'

	# Both ends at once, then one direction only.
	back=udp:127.1.1.2:10002-127.1.1.1:10002
	: >out; : >err; "$LABTAP" capture $link $back@host icmp -c 8 >out 2>err & pid=$!
	listening; ping_until err 'packets captured'; wait $pid
	check "requests go out of LOCAL" grep -q " $link Out .*request" out
	check "replies come in" grep -q " $link In .*reply" out
	check "the other way round from the other end" grep -q " $back@host In .*request" out
	: >out; : >err; "$LABTAP" capture $back -Q in icmp -c 3 >out 2>err & pid=$!
	listening; ping_until err 'packets captured'; wait $pid
	same "-Q in" "$(grep -c ' request' out)" 3

	# The words for the direction mean the tunnel's ends: a filter that wants what goes out of LOCAL, or ARP that comes in.
	: >out; : >err; "$LABTAP" capture $back '(outbound and icmp) or (inbound and arp)' -c 6 >out 2>err & pid=$!
	listening; ip -n b neigh flush all; ip -n a neigh flush all; ping_until err 'packets captured'; wait $pid
	check "outbound: out of LOCAL" grep -q ' reply' out
	check "and nothing that comes in" sh -c '! grep -q " request,\|Echo (ping) request" out'

	# The same packets as the tap has, with the right lengths, jumbo frames among them.
	: >err; "$LABTAP" capture $link a:eth3 icmp -c 8 -w both.pcapng 2>err & pid=$!
	listening; ping_until err 'packets captured' 8000; wait $pid
	if command -v tshark >/dev/null; then
		tshark -n -r both.pcapng -T fields -e frame.interface_name -e frame.len -e frame.cap_len -e ip.len >fields 2>/dev/null
		check "a pcapng interface of its own" grep -q "^$link" fields
		same "lengths of both agree" "$(cut -f2- fields | sort -u)" "$(printf '8042\t8042\t8028')"
		tshark -n -r both.pcapng -T fields -e frame.interface_description >fields 2>/dev/null
		check "described with the outer addresses" grep -qF '127.1.1.1:10002-127.1.1.2:10002: Ethernet in UDP on lo in the host' fields
	else
		skip "tshark reads a tunnel's capture" "tshark is not installed"
	fi

	# netlab's snapshot of two libvirt nodes and the link between them: an endpoint like any other.
	cp -r "$here/p2p" lab
	(cd lab && exec "$LABTAP" capture r1:swp2 icmp -c 4 -w ../named.pcapng) 2>err & pid=$!
	listening; ping_until err 'packets captured'; wait $pid
	same "a link of the topology ends with status 0" $? 0
	"$LABTAP" read named.pcapng >out
	check "its frames are there" grep -q '10.2.0.1.*10.2.0.2.*Echo (ping) request' out
	if command -v tshark >/dev/null; then
		same "under the name of the port, with direction" \
			"$(tshark -n -r named.pcapng -Y 'icmp.type == 8' -T fields -e frame.interface_name -e frame.packet_flags_direction 2>/dev/null | sort -u)" \
			"$(printf 'r1:swp2\t0x00000002')"
	fi
	# Both of its ends: as a link each frame comes once, where it is received; named, from both sides.
	pings() { "$LABTAP" read --format tsv "$1" | cut -f7 | sort | uniq -c | awk '{ print $1 }' | sort -u | tr '\n' ' '; }
	(cd lab && exec "$LABTAP" capture link:r1-r2 icmp -c 8 -w ../once.pcapng) 2>err & pid=$!
	listening; ping_until err 'packets captured'; wait $pid
	same "a link with both ends: each frame once" "$(pings once.pcapng)" "1 "
	same "as received" "$("$LABTAP" read --format json once.pcapng | grep -o '"endpoint":"[^"]*","direction":"[^"]*"' | sort -u | tr '\n' ' ')" \
		'"endpoint":"r1:swp2","direction":"in" "endpoint":"r2:swp2","direction":"in" '
	(cd lab && exec "$LABTAP" capture r1:swp2 r2:swp2 icmp -c 8 -w ../twice.pcapng) 2>err & pid=$!
	listening; ping_until err 'packets captured'; wait $pid
	check "both ends by name: from either" grep -q "2 $" <(pings twice.pcapng)
	printf '%s\n' 'wait screen ▾  host' 'keys :' 'type select r1-r2' 'keys Enter Enter' 'wait live >= 2' 'wait packets >= 6' 'keys p' 'dump screen' 'keys Q' >script
	ip netns exec a ping -q -i 0.2 -c 40 10.2.0.2 >/dev/null &
	(cd lab && exec "$LABTAP" --script ../script) >screen 2>err
	same "the link in the browser" $? 0
	same "each frame is one row" "$(grep -o 'request .*seq=[0-9]*' screen | sort | uniq -d)" ""
	printf 'wait screen ▾  host\nkeys Enter\nwait live >= 1\nwait packets >= 2\nwait screen ICMP\ndump screen\nkeys Q\n' >script
	ip netns exec a ping -q -i 0.2 -c 40 10.2.0.2 >/dev/null &
	(cd lab && exec "$LABTAP" --script ../script) >screen 2>err
	same "and in the browser" $? 0
	check "with its rows" grep -q 'ICMP' screen

	# By hand in the browser; O shows the packets of the tunnel instead, and again the frames inside.
	printf '%s\n' 'wait screen host' 'keys :' 'type tunnel 127.1.1.1:10002-127.1.1.2:10002' 'keys Enter' 'wait live >= 1' \
		'wait packets >= 2' 'dump screen' 'keys O' 'wait screen as they are' 'wait screen UDP' 'wait screen : its packets as' 'dump screen' 'keys :' 'type decode udp.port==10002,eth' 'keys Enter' \
		'wait screen decoded as you say' 'keys f' 'type inner ( icmp )' 'keys Enter' 'wait screen 10.2.0.1' 'dump screen inside' \
		'keys O' 'wait screen frames inside' 'keys O' 'wait screen sees those, not the frames' 'keys Q' >script
	(while :; do ip netns exec a ping -q -i 0.2 -c 10 10.2.0.2 >/dev/null; done) & pings=$!
	"$LABTAP" --script script >screen 2>err
	same ":tunnel in the browser, and O" $? 0
	check "with rows of both kinds" sh -c 'grep -q "10.2.0.1 .*ICMP" screen && grep -q "127.1.1.[12] .*UDP" screen'
	check "and of the frames in the packets as they are" grep -q "10.2.0.1 .*Echo" inside
	kill $pings; wait $pings 2>/dev/null

	# The packets themselves, by the same inner filter.
	: >err; "$LABTAP" capture $link --keep-outer 'icmp[icmptype] = icmp-echo' -c 3 -w outer.pcapng 2>err & pid=$!
	listening; ping_until err 'packets captured'; wait $pid
	same "--keep-outer: 42 bytes more, whole, of one end" \
		"$("$LABTAP" read --format tsv outer.pcapng | cut -f3-6 | sort -u)" "$(printf '127.1.1.1\t127.1.1.2\tUDP\t140')"
	same "and they can be unwrapped later" "$("$LABTAP" read --tunnel auto outer.pcapng 2>/dev/null | grep -c 'request')" 3
	check "described as such" sh -c "! command -v capinfos >/dev/null || capinfos -I outer.pcapng 2>/dev/null | grep -q 'with its frames inside'"

	# Snap length: of the inner frame.
	: >err; "$LABTAP" capture $link -s 20 icmp -c 2 -w short.pcapng 2>err & pid=$!
	listening; ping_until err 'packets captured'; wait $pid
	same "snap length counts inner bytes" "$("$LABTAP" read -x short.pcapng | grep -cE '0x0000:  4500 0054 [0-9a-f]{4}$')" 2

	# Fragments are counted, and said.
	ip link set lo mtu 1500
	: >out; : >err; "$LABTAP" capture $link --for 60s >out 2>err & pid=$!
	listening; ping_until err 'in fragments' 3000
	kill -INT $pid; wait $pid
	check "fragments are named" grep -q "$link: datagrams in fragments .* dropped, not decoded" err
	check "and counted" grep -qE '^not decoded: [1-9][0-9]* datagrams? in fragments \(MTU too small\), [1-9][0-9]* fragments behind the first \(MTU too small\)$' err
	same "and never taken for frames" "$(grep -vcE ' (ARP|ICMP) ' out)" 0
	ip link set lo mtu 65536

	# A hub of three by multicast, and a connection over TCP whose beginning was not seen; then from its beginning.
	pair() { # SUBNET IFNAME NODE...: taps with addresses of their own
		local subnet=$1 ifname=$2 n=0 node; shift 2
		for node in "$@"; do
			n=$((n + 1))
			ip -n $node tuntap add dev $ifname mode tap; ip -n $node addr add $subnet.$n/24 dev $ifname
			ip -n $node link set $ifname mtu 9000 up
		done
	}
	ip netns add e && ip netns exec e sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	pair 10.4.0 eth4 a b e
	for n in a b e; do "$TOOLS/udptap" $n eth4 127.0.0.1 1234 230.0.0.1 1234 600 group & done
	hub() { ip netns exec a ping -q -c 1 -W 1 10.4.0.$1 >/dev/null; }
	check "the hub carries pings" wait_for hub 2
	: >err; "$LABTAP" capture udp:230.0.0.1:1234 icmp -c 8 -w hub.pcapng 2>err & pid=$!
	listening; for i in $(seq 100); do grep -q 'packets captured' err && break; hub $((2 + i % 2)); done; wait $pid
	same "a group: several senders, no direction" "$("$LABTAP" read --format tsv hub.pcapng | cut -f3 | sort -u | tr '\n' ' ')" \
		"10.4.0.1 10.4.0.2 10.4.0.3 "
	check "so do the words for it" sh -c "! '$LABTAP' capture udp:230.0.0.1:1234 inbound -c 1 2>err && grep -q 'without inbound and outbound' err"
	check "-Q needs a direction" sh -c "! '$LABTAP' capture udp:230.0.0.1:1234 -Q in -c 1 2>err && grep -q 'multicast link has no direction' err"
	pair 10.5.0 eth5 a b
	"$TOOLS/udptap" b eth5 127.1.3.2 2 127.1.3.1 1 600 listen &
	: >err; "$LABTAP" capture tcp:127.1.3.2:2 icmp -c 6 -w stream.pcapng 2>err & pid=$!
	listening
	"$TOOLS/udptap" a eth5 127.1.3.1 1 127.1.3.2 2 600 connect &
	far() { ip netns exec a ping -q -c 1 -W 1 ${1:+-s $1} 10.5.0.2 >/dev/null; }
	until_done() { for _ in $(seq 100); do grep -q 'packets captured' err && break; far $1; done; wait $pid; }
	until_done
	same "a stream over TCP, by its listening end" "$("$LABTAP" read stream.pcapng | grep -c 'Echo (ping)')" 6
	: >out; : >err; "$LABTAP" capture tcp:127.1.3.2:2 --keep-outer -c 4 >out 2>err & pid=$!
	listening; until_done
	same "segments as they are" "$(grep -c '127.1.3.[12].* > 127.1.3.[12].*' out)" 4
	check "but not by a filter" sh -c "! '$LABTAP' capture tcp:127.1.3.2:2 --keep-outer icmp -c 1 2>err && grep -q 'cannot be filtered by the frames' err"
	: >out; : >err; "$LABTAP" capture tcp:127.1.3.1:1-127.1.3.2:2 icmp -Q out -c 3 >out 2>err & pid=$!
	listening; until_done 8000
	same "from the middle of a connection, jumbo, one direction" "$(grep -c '10.5.0.1.* > .*10.5.0.2.*request' out)" 3
	check "and nothing was lost" sh -c "! grep -q 'dropped by labtap' err"

	# A tunnel whose sockets are in a namespace, not on loopback addresses.
	ip netns add c && ip netns add d && ip link add out netns c type veth peer name out netns d
	for n in c d; do ip -n $n link set lo up; ip -n $n link set out up; done
	ip -n c addr add 192.0.2.1/24 dev out; ip -n d addr add 192.0.2.2/24 dev out
	for n in c d; do ip netns add ${n}in; ip -n ${n}in tuntap add dev eth1 mode tap; ip -n ${n}in link set eth1 up; done
	ip -n cin addr add 10.3.0.1/24 dev eth1; ip -n din addr add 10.3.0.2/24 dev eth1
	ip netns exec c "$TOOLS/udptap" cin eth1 192.0.2.1 4001 192.0.2.2 4002 600 &
	ip netns exec d "$TOOLS/udptap" din eth1 192.0.2.2 4002 192.0.2.1 4001 600 &
	far() { ip netns exec cin ping -q -c 1 -W 1 10.3.0.2 >/dev/null; }
	wait_for far
	: >out; : >err; "$LABTAP" capture udp:192.0.2.1:4001-192.0.2.2:4002@c icmp -c 2 >out 2>err & pid=$!
	listening; for _ in $(seq 100); do grep -q 'packets captured' err && break; far; done; wait $pid
	same "in a namespace, over a veth" "$(grep -cE '10.3.0.[12] > .* (request|reply)' out)" 2
else
	skip "a tunnel between two taps" "no /dev/net/tun"
fi

# Errors, in words.
refused() { # words that the error has, ENDPOINT
	"$LABTAP" capture "$2" -c 1 >/dev/null 2>err
	same "refused: $2" $? 1
	check "saying: $1" grep -qF -- "$1" err
}
refused "no network namespace nowhere; labtap list" $link@nowhere
refused "no interface of host has the address 192.0.2.9" udp:192.0.2.9:1-192.0.2.1:2
refused "both ends are the same" udp:127.1.1.1:10002-127.1.1.1:10002
refused "port 0 does not exist" udp:127.1.1.1:0-127.1.1.2:10002
refused "127.1.1: not an address" udp:127.1.1:1-127.1.1.2:10002
refused "two ends are needed" udp:127.1.1.1:10002

# QEMU, with a guest that has no disk: its firmware asks for an address by DHCP.
if command -v qemu-system-x86_64 >/dev/null && [ -e /usr/lib/ipxe/qemu/pxe-virtio.rom ]; then
	: >out; : >err; "$LABTAP" capture udp:127.1.2.1:10001-127.1.2.2:10001 'udp port 67' -c 1 --for 60s >out 2>err & pid=$!
	listening
	timeout 500 qemu-system-x86_64 -accel tcg -m 64 -display none -monitor none -serial none -boot n \
		-netdev dgram,id=n,local.type=inet,local.host=127.1.2.1,local.port=10001,remote.type=inet,remote.host=127.1.2.2,remote.port=10001 \
		-device virtio-net-pci,netdev=n,mac=52:54:00:00:00:07 2>qemu.err & qemu=$!
	wait $pid
	check "QEMU's frames: DHCP of a real guest" grep -qE '0.0.0.0(.68)? > 255.255.255.255.*DHCP Discover' out
	kill $qemu 2>/dev/null; wait $qemu 2>/dev/null
else
	echo "# not tried with QEMU: qemu-system-x86 and ipxe-qemu are not installed"
fi
jobs -p | xargs -r kill 2>/dev/null
done_testing
