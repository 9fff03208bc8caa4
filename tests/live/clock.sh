#!/bin/bash
# The clock is set while packets come: rows of several endpoints go on, a filter that is changed keeps the packets of its
# time, a path goes on. tests/preload/faults.c sets it for the program alone: stamps of packets stay as they are, so that
# an hour back is what an hour forward is to the kernel.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
if readelf -W --dyn-syms "$LABTAP" | grep -qE '__[at]san_init'; then
	skip "the clock is set" "nothing can be put in front of a sanitizer"
	done_testing; exit
fi
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'kill $sender 2>/dev/null; cd /; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
export CLOCK_WHEN=$dir/now
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth1 up; done
ip -n a addr add 10.9.0.1/24 dev eth1; ip -n b addr add 10.9.0.2/24 dev eth1
at() { CLOCK_STEP=$1 LD_PRELOAD=$BUILD/tools/faults.so exec "$LABTAP" "${@:2}"; } # with & behind it
said() { grep -q -- "$1" err; }
send() { ip netns exec b "$BUILD/tools/blast" eth1 "$1" 500 20000 >/dev/null; }
lines() { [ "$(wc -l <out)" -ge "$1" ]; }

for step in -3600 3600; do
	: >out; rm -f now; : >err; at $step capture a:eth1 b:eth1 'udp port 5001' -q >out 2>err & pid=$!
	wait_for said 'listening on'; send 100 # past the tap of its own end
	check "rows of two endpoints ($step s)" wait_for lines 100
	touch now; send 100
	check "go on when the clock is set ($step s)" wait_for lines 200
	kill -INT $pid; wait $pid; same "all of them ($step s)" "$? $(wc -l <out)" "0 200"
done

# Since when packets are followed is a time of the clock that was: an hour ahead, and set back now.
: >out; : >err; at 3600 path --from a:eth1 --to b:eth1 icmp -c 3 >out 2>err & pid=$!
wait_for said 'following packets at'; rm now
ip netns exec a ping -q -i 0.1 10.9.0.2 >/dev/null & sender=$!
ended() { ! kill -0 $pid 2>/dev/null; }
check "a path is followed behind it" wait_for ended
kill $sender 2>/dev/null; wait $sender 2>/dev/null; kill $pid 2>/dev/null; wait $pid
same "to its end" $? 0

# What was captured when says the interface of the file. An hour ahead, every packet is older than the change.
mkfifo pipe
: >out; : >err; at 3600 --script - <pipe >out 2>err & pid=$!
exec 3>pipe
tell() { printf '%s\n' "$@" >&3; }
reached() { rm -f here; tell "$@" 'dump screen here'; WAIT=300 wait_for test -s here; }
(while :; do send 100; done) & sender=$!
tell 'resize 120 30' 'wait screen a:eth1' 'keys \' 'type a:eth1' 'keys Enter Home j Space Enter'
reached 'wait live == 1' 'wait packets >= 500'; touch now
tell 'keys f ^U' 'type udp port 5001' 'keys ^T Enter' 'keys w ^A ^K' 'type file.pcapng' 'keys Enter'
under() { # FILTER: how many packets of the file are under it
	python3 - "$1" <<'P'
import struct, sys
data, at, filters, count = open("file.pcapng", "rb").read(), 0, [], 0
while at + 12 <= len(data):
    kind, size = struct.unpack_from("<II", data, at)
    if at + size > len(data) or size < 12:
        break
    if kind == 1:
        o, text = at + 16, ""
        while o + 4 <= at + size - 4:
            code, length = struct.unpack_from("<HH", data, o)
            if code == 11:
                text = data[o + 5:o + 4 + length].decode()
            o += 4 + (length + 3 & ~3)
        filters.append(text)
    elif kind == 6:
        count += filters[struct.unpack_from("<I", data, at + 8)[0]] == sys.argv[1]
    at += size
print(count)
P
}
later() { tell 'keys j'; [ "$(under 'udp port 5001' 2>/dev/null || echo 0)" -ge 100 ]; }
check "packets behind a change of the filter are under the new one" wait_for later
tell 'keys Q Q' 'keys y'; exec 3>&-
wait $pid; same "the browser ends well" $? 0
sed 's/^/# /' err
nothing_left
done_testing
