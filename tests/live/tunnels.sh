#!/bin/bash
# 200 tunnels at once: beyond four they share one source. Each has exactly its frames, by the filter, with its direction.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
cat >send.py <<'PYTHON'
"""First into each tunnel a datagram that holds no frame, and to its end an ARP frame from the same port elsewhere; then tunnel n
carries n % 5 + 1 pings there, one back, an ARP frame each way, and around them are the same ports elsewhere."""
import socket, struct
def end(ip, port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((ip, port))
    return s
macs = bytes.fromhex("525400000002525400000001")
def ping(n, k):
    body = struct.pack(">BBHHH", 8, 0, 0, n, k)
    return macs + b"\x08\0" + struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), k, 0, 64, 1, 0) + b"\x0a\0\0\1\x0a\0\0\2" + body
arp = macs + bytes.fromhex("08060001080006040001") + bytes(20)
def ends(n):
    a, b = (("127.1.%d.%d" % (1 + n // 90, node), 10000 + n % 90) for node in (1, 2))
    return a, b, end(*a), end(*b), end("127.1.9.9", a[1])
for n in range(200):
    a, b, sa, sb, other = ends(n)
    sa.sendto(b"short", b)
    other.sendto(arp, b)
    for s in (sa, sb, other):
        s.close()
for n in range(200):
    a, b, sa, sb, other = ends(n)
    for k in range(n % 5 + 1):
        sa.sendto(ping(n, k), b)
    sb.sendto(ping(n, 99), a)
    sa.sendto(arp, b); sb.sendto(arp, a)
    sa.sendto(ping(n, 5), other.getsockname())
    for s in (sa, sb, other):
        s.close()
PYTHON
name() { local of=127.1.$((1 + $1 / 90)) port=$((10000 + $1 % 90)); echo "udp:$of.1:$port-$of.2:$port"; }
names=(); for n in $(seq 0 199); do names+=("$(name $n)"); done

# pings: 200 + 40 * (1 + 2 + 3 + 4 + 5) = 800 of them, and who has how many of which direction.
want() { for n in $(seq 0 199); do printf '%s\t%s\t0x00000001\n%s\t%s\t0x00000002\n' 1 "$(name $n)" $((n % 5 + 1)) "$(name $n)"; done | sort; }
have() { tshark -n -r "$1" -T fields -e frame.interface_name -e frame.packet_flags_direction 2>/dev/null | sort | uniq -c | awk '{ print $1 "\t" $2 "\t" $3 }' | sort; }
run() { # FILE, ENDPOINT...
	local file=$1; shift
	: >err; "$LABTAP" capture "$@" icmp -c $COUNT -w "$file" >/dev/null 2>err & pid=$!
	wait_for grep -q 'listening on' err; python3 send.py; wait $pid
}
COUNT=800 run all.pcapng "${names[@]}"
same "200 tunnels: ends with status 0" $? 0
if command -v tshark >/dev/null; then
	want >want; have all.pcapng >got
	check "each has its own pings, with direction" cmp want got
else
	skip "each has its own pings" "tshark is not installed"
fi
same "nothing was lost" "$(grep -oE '[0-9]+ packets dropped by kernel' err | sort -u)" "0 packets dropped by kernel"
# The first may be open before the others are asked for: up to 20 have a ring of their own, and know.
shared() { grep -cE '^udp:.* received by filter$' err; }
same "a line for each" "$(grep -cE '^udp:.* received by filter' err)" 200
check "of one ring nobody knows whose a loss was, so none is said of each" [ "$(shared)" -ge 180 ]
# Frames that are odd are counted here as well.
same "what holds no frame is counted, and what comes from elsewhere, whatever the filter" "$(grep '^not decoded' err)" \
	"not decoded: 200 datagrams from another sender, 200 datagrams too short for a frame"
check "neither is lost" sh -c '! grep -q "dropped by labtap" err'

# Where the kernel has no room for so long a program (before Linux 6.8 by default) the frames are judged here: the same rows.
room=/proc/sys/net/core/optmem_max # of this world alone, where it is there at all
if [ "${WORLD:-}" ] && [ -w $room ]; then
	before=$(cat $room); echo 8192 >$room
	COUNT=800 run long.pcapng "${names[@]}"
	echo "$before" >$room
	rows() { "$LABTAP" read -x "$1" 2>/dev/null | grep -E 'Echo|0x0000' | sed -E 's/^[0-9:.]+ //' | sort | sha1sum; }
	same "a filter that is too long for the kernel: the same rows" "$(rows long.pcapng)" "$(rows all.pcapng)"
	same "and the same counts" "$(grep '^not decoded' err)" \
		"not decoded: 200 datagrams from another sender, 200 datagrams too short for a frame"
fi

# Three of them with a source each: the same rows.
COUNT=13 run few.pcapng "$(name 1)" "$(name 2)" "$(name 94)"
few() { "$LABTAP" read -x "$1" 2>/dev/null | grep -E 'Echo|0x0000' | sed -E 's/^[0-9:.]+ //' | grep -A1 -F -e "$(name 1) " -e "$(name 2) " -e "$(name 94) " | grep -v '^--' | sort; }
same "a source each says the same" "$(few few.pcapng | sha1sum; few few.pcapng | wc -l)" "$(few all.pcapng | sha1sum; few all.pcapng | wc -l)"
done_testing
