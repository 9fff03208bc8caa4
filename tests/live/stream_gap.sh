#!/bin/bash
# A tunnel over TCP, live, of which two segments are missing, and one whose beginning was not seen: what comes out is what
# comes out of a file with the same segments (tests/golden/tunnel.sh), and the gaps are counted and said.
LABTAP=$(realpath "$LABTAP"); TOOLS=$(realpath "$BUILD")/tools; cd "$(dirname "$0")" && . ../tap.sh
wrap=$PWD/../golden/wrap.py dir=$(mktemp -d); cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
# Nobody lives on this wire: the host would answer the segments.
ip link add w0 mtu 65000 type veth peer name w1 mtu 65000
for i in w0 w1; do sysctl -qw net.ipv6.conf.$i.disable_ipv6=1; ip link set $i up; done
cat >replay.py <<'PYTHON'
import socket, struct, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(("w1", 0))
data = open(sys.argv[1], "rb").read()
at = 24
while at < len(data):
    size = struct.unpack_from("<I", data, at + 8)[0]
    s.send(data[at + 16:at + 16 + size])
    at += 16 + size
PYTHON
"$TOOLS/mkcap" -c 600 in.pcap
rows() { "$LABTAP" read -S --format tsv "$@" 2>>err | cut -f3-; }
for kind in gap late; do
	"$wrap" $kind in.pcap $kind.pcap
	rows --tunnel auto --tunnels-only $kind.pcap >want
	: >err
	: >err; "$LABTAP" capture tcp:127.1.1.1:40000-127.1.1.2:2%w0 -c "$(wc -l <want)" --for 60s -w $kind.pcapng 2>err & pid=$!
	wait_for grep -q 'listening on' err
	python3 replay.py $kind.pcap
	wait $pid
	same "$kind: ends with status 0" $? 0
	rows $kind.pcapng >got
	check "$kind: the frames are those that a file of the same segments has" cmp want got
	[ $kind = late ] || check "gaps are named" grep -q 'frames around a gap in the TCP stream are dropped, not decoded' err
	[ $kind = late ] || check "and counted" grep -qx 'not decoded: 2 frames around a gap in the TCP stream' err
done
done_testing
