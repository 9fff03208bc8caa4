# Labs in which every packet is known, to be sourced: lab_NAME makes one, sends COUNT datagrams at PPS through it, captures them
# at all points into $dir/NAME.pcapng and leaves what path_judge says of it in the associative array `judged`. In a world of
# its own (tests/world.sh); needs $dir, BUILD, LABTAP.
declare -A judged
taking=()
here=$PWD

field() { set -- "$1" ${judged[line]}; local name=$1; shift; while [ $# -gt 1 ]; do [ "$1" = "$name" ] && echo "$2"; shift 2; done; }

# capture NAME POINT... : until captured
capture() {
	local name=$1; shift
	: >"$dir/err"
	"$LABTAP" capture "$@" -B 8192 -w "$dir/$name.pcapng" --overwrite >/dev/null 2>"$dir/err" & capturing=$!
	wait_for grep -q listening "$dir/err"
}

captured() { # NAME FROM TO; a way takes at most WITHIN seconds
	local before=
	until [ "$before" = "$(stat -c %s "$dir/$1.pcapng")" ]; do before=$(stat -c %s "$dir/$1.pcapng"); sleep 1; done # what is on its way
	kill -INT $capturing; wait $capturing
	judged[line]=$("$BUILD/tools/path_judge" "$dir/$1.pcapng" "$2" "$3" "${WITHIN:-1}")
}

send() { ip netns exec "$1" python3 "$here/tests/tools/path_send.py" "$2" "${3:-$COUNT}" "$PPS" ${4:-}; }

# Somebody who takes the datagrams: without, errors would quote them.
sinks() {
	local n
	for n; do
		: >"$dir/sink"
		ip netns exec "$n" python3 -c 'import socket, time
ports = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
for i, s in enumerate(ports): s.bind(("", 9998 + i))
print("taking", flush=True); time.sleep(600)' >"$dir/sink" & taking+=($!)
		wait_for grep -q taking "$dir/sink"
	done
}

nodes() { for n; do ip netns add "$n" && ip -n "$n" link set lo up && ip netns exec "$n" sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done; }
wire() { # NODE IF NODE IF
	ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"; ip -n "$1" link set "$2" up; ip -n "$3" link set "$4" up
}
mac() { ip -n "$1" -br link show "$2" | awk '{ print $3 }'; }
forget() { kill "${taking[@]}"; wait "${taking[@]}"; taking=(); for n; do ip netns del "$n"; done; }

# Are joins and losses what they must be, as checks?
judge() { # NAME
	echo "# $1: ${judged[line]}"
	same "$1: no join is wrong" "$(field wrong)" 0
	check "$1: there are joins" [ "$(field right)" -ge "$COUNT" ]
	check "$1: 99 of 100 are joined" [ $(($(field missed) * 99)) -le "$(field right)" ]
	same "$1: every loss is found where it was" "$(field located)" "$(field losses)"
	same "$1: and nothing else is called lost" "$(field reported)" "$(field losses)"
}

# a, b and c on the bridge X_1: unicast from a to b, and broadcasts, which go everywhere.
lab_bridge() {
	nodes pa pb pc
	ip link add X_1 type bridge mcast_snooping 0; ip link set X_1 up
	local i=1
	for n in pa pb pc; do
		ip link add br-$n type veth peer name eth1 netns $n
		ip link set br-$n master X_1 up; ip -n $n link set eth1 up; ip -n $n addr add 10.1.0.$i/24 brd + dev eth1; i=$((i + 1))
	done
	ip netns exec pa ping -q -c 1 -w 5 10.1.0.2 >/dev/null
	sinks pb pc
	capture bridge pa:eth1 host:br-pa host:br-pb pb:eth1 host:br-pc pc:eth1 host:X_1
	send pa 10.1.0.2 $((COUNT / 2)); send pa 10.1.0.255 $((COUNT / 2)) 1000000
	captured bridge pa:eth1 pb:eth1
	forget pa pb pc; ip link del X_1
}

routed() { # DROP: a - r - b with r a router
	nodes pa pr pb
	wire pa eth1 pr eth1; wire pr eth2 pb eth1
	ip -n pa addr add 10.1.0.1/24 dev eth1; ip -n pr addr add 10.1.0.254/24 dev eth1
	ip -n pr addr add 10.2.0.254/24 dev eth2; ip -n pb addr add 10.2.0.1/24 dev eth1
	ip -n pa route add default via 10.1.0.254; ip -n pb route add default via 10.2.0.254
	ip netns exec pr sysctl -qw net.ipv4.ip_forward=1
	ip netns exec pa ping -q -c 1 -w 5 10.2.0.1 >/dev/null
}
lab_router() {
	routed
	sinks pb
	capture router pa:eth1 pr:eth1 pr:eth2 pb:eth1
	send pa 10.2.0.1
	captured router pa:eth1 pb:eth1
	forget pa pr pb
}
# Of what comes in on an interface, one of so many is lost, at random and behind where it is captured (SKF_AD_RANDOM,
# linux/filter.h). False: this kernel has no tc. drop_some IF ONE_OF [ip-option...]
drop_some() {
	local dev=$1 program="4,32 0 0 4294963256,53 0 1 $((4294967296 / $2)),6 0 0 4294967295,6 0 0 2"; shift 2
	tc "$@" qdisc add dev "$dev" clsact 2>/dev/null && tc "$@" filter add dev "$dev" ingress bpf da bytecode "$program"
}

lab_loss() { # 77: no tc
	routed
	drop_some eth1 100 -n pr || { forget pa pr pb; return 77; }
	sinks pb
	capture loss pa:eth1 pr:eth1 pr:eth2 pb:eth1
	send pa 10.2.0.1
	captured loss pa:eth1 pb:eth1
	forget pa pr pb
}

# An overlay between pr and pq, with a and b behind it on bridges.
lab_vxlan() {
	nodes pa pr pq pb
	wire pa eth1 pr eth1; wire pr eth2 pq eth2; wire pq eth1 pb eth1
	ip -n pr addr add 192.0.2.1/24 dev eth2; ip -n pq addr add 192.0.2.2/24 dev eth2
	ip -n pr link add vx type vxlan id 10 local 192.0.2.1 remote 192.0.2.2 dstport 4789
	ip -n pq link add vx type vxlan id 10 local 192.0.2.2 remote 192.0.2.1 dstport 4789
	for n in pr pq; do
		ip -n $n link add br0 type bridge mcast_snooping 0; ip -n $n link set br0 up
		for i in vx eth1; do ip -n $n link set $i master br0 up; done
	done
	ip -n pa addr add 10.3.0.1/24 dev eth1; ip -n pb addr add 10.3.0.2/24 dev eth1
	ip netns exec pa ping -q -c 2 -w 5 10.3.0.2 >/dev/null
	sinks pb
	capture vxlan pa:eth1 pr:eth1 pr:vx pr:eth2 pq:eth2 pq:vx pq:eth1 pb:eth1
	send pa 10.3.0.2
	captured vxlan pa:eth1 pb:eth1
	forget pa pr pq pb
}

# a - r - b, with a node in r that is a program of ours: lab_relay NAME MODE... A node that the machine did not let run for
# longer than path.h waits for a packet (path.c: NAT_MS) was none: again, then.
lab_relay() {
	local try
	for try in $(seq 20); do
		relay_once "$@"
		[ "$(field slowest_ms)" -ge 90 ] || return 0
		echo "# $1: a packet took $(field slowest_ms) ms"
	done
}

relay_once() {
	local name=$1; shift
	nodes pa pr pb
	wire pa eth1 pr eth1; wire pr eth2 pb eth1
	ip -n pa addr add 10.5.0.1/24 dev eth1; ip -n pb addr add 10.5.0.2/24 dev eth1
	ip -n pa neigh add 10.5.0.2 lladdr "$(mac pb eth1)" dev eth1
	: >"$dir/relay"
	nice -n -20 ip netns exec pr python3 "$here/tests/tools/path_relay.py" eth1 eth2 "$@" >"$dir/relay" & local relay=$!
	wait_for grep -q relaying "$dir/relay"
	sinks pb
	capture "$name" pa:eth1 pr:eth1 pr:eth2 pb:eth1
	send pa 10.5.0.2
	captured "$name" pa:eth1 pb:eth1
	kill $relay; wait $relay
	forget pa pr pb
}
