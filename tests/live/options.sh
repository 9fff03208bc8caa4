#!/bin/bash
# The letters of `labtap capture` that no other test looks at, each on real packets: tcpdump's meaning.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do
	ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n $n link set lo up; ip -n $n link set eth1 up
done
ip -n a addr add 10.9.0.1/24 dev eth1; ip -n b addr add 10.9.0.2/24 dev eth1
ping() { ip netns exec a ping -q -c 1 -W 1 -s 600 10.9.0.2 >/dev/null; }
start() { : >out; : >err; "$LABTAP" capture "$@" >out 2>err & pid=$!; wait_for grep -q 'listening on' err; }
stop() { kill -INT $pid; wait $pid; }
lines() { [ "$(wc -l <out)" -ge "$1" ]; }
run() { # N ARG...: until so many lines are there
	local n=$1; shift
	start "$@"
	for _ in $(seq 50); do ping; lines "$n" && break; sleep 0.05; done
	stop
}
promiscuity() { ip -d -n a link show eth1 | grep -o 'promiscuity [0-9]*'; }
# Bytes of packet rings that our engine has mapped.
rings() {
	local p
	for p in $(pgrep -P $pid); do grep 'socket:' "/proc/$p/maps"; done | awk '{ split($1, a, "-")
		print a[1], a[2] }' | while read -r from to; do echo $((0x$to - 0x$from)); done | sort -n | tail -1
}

run 2 a:eth1 icmp -enq --precision ns
check "-e: the link header" grep -qE ' ([0-9a-f]{2}:){5}[0-9a-f]{2} > ' out
check "--precision ns" grep -qE '^[0-9:]{8}\.[0-9]{9} ' out
run 2 -# -tttt a:eth1 icmp
check "-#: numbers" grep -qE '^ *1 ' out
check "-tttt: the date" grep -qE ' [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\.' out
run 2 -t -v a:eth1 icmp
check "-t: no time" grep -qE '^10[.]9[.]0[.]' out
check "-v: every field" grep -qE '^ +.*[Tt]ype' out
run 2 -X a:eth1 icmp
check "-X: bytes and text" grep -qE '^\s+0x0000: ' out
run 2 -tt a:eth1 icmp
check "-tt: the epoch" grep -qE '^[0-9]{10}\.[0-9]{6} 10[.]9[.]0[.]' out
run 2 -ttt a:eth1 icmp
check "-ttt: since the line above" sh -c 'head -1 out | grep -q "^0\.000000 " && sed -n 2p out | grep -qE "^0\.0[0-9]{5} "' # the reply comes at once
start -ttttt a:eth1 icmp -c 4; ping; sleep 0.5; ping; wait $pid
check "-ttttt: since the first" sh -c 'head -1 out | grep -q "^0\.000000 " && ! sed -n 4p out | grep -q "^0\.[0-4]"'
run 2 -x a:eth1 icmp
check "-x: bytes behind the link header" grep -qE '^\s+0x0000:  45[0-9a-f]{2} ' out
for letter in -xx -XX; do
	run 2 $letter a:eth1 icmp
	check "$letter: with the link header" grep -qE '^\s+0x0000: ( [0-9a-f]{4}){6} 0800 45' out
done
check "-XX: and text" grep -qE '^\s+0x0000: .*  [[:print:]]{16}$' out
run 2 -q a:eth1 icmp
check "-q: less" grep -qE ' 10[.]9[.]0[.]2: ICMP, length 642$' out
run 2 -n a:eth1 icmp
check "-n is taken: names are not asked for anyway" grep -q ' 10[.]9[.]0[.]1 > 10[.]9[.]0[.]2: ICMP' out
refused() { ip netns exec a bash -c '(exec 3<>/dev/tcp/10.9.0.2/9) 2>/dev/null'; }
start a:eth1 tcp -c 2; refused; wait $pid
check "TCP numbers are relative" grep -qE 'RST, ACK\] Seq=[01] Ack=1 ' out
start a:eth1 tcp -c 2 -S; refused; wait $pid
check "-S: as on the wire" grep -qE 'RST, ACK\] Seq=0 Ack=[0-9]{4,} ' out
run 2 --format tsv a:eth1 icmp
check "--format tsv" grep -qE $'^1\t0\\.000000\t10[.]9[.]0[.]1\t10[.]9[.]0[.]2\tICMP\t642\t' out
run 2 --format json a:eth1 icmp
check "--format json" grep -qE '^\{"number":1,.*"endpoint":"a:eth1","direction":"' out

start a:eth1
same "promiscuous unless told otherwise" "$(promiscuity)" "promiscuity 1"
stop
start a:eth1 -p
same "-p: the mode is left alone" "$(promiscuity)" "promiscuity 0"
stop

directions() { grep -o '"direction":[^,]*' out | sort -u | tr '\n' ' '; }
for q in in out; do
	run 2 a:eth1 icmp --format json -Q $q
	same "-Q $q" "$(directions)" "\"direction\":\"$q\" "
done
run 2 a:eth1 icmp --format json -Q inout
same "-Q inout" "$(directions)" '"direction":"in" "direction":"out" '

run 2 --format json a:eth1 outbound and icmp
same "outbound as a capture filter" "$(directions)" '"direction":"out" '
run 2 --format json a:eth1 inbound and not arp
same "inbound as well" "$(directions)" '"direction":"in" '
timeout 500 "$LABTAP" capture a:eth1 --backend pcap inbound -c 1 >out 2>err
same "libpcap does not tell it" "$? $(grep -c 'libpcap does not tell the direction' err)" "1 1"

start a:eth1 icmp -s 60 -w cut.pcapng -c 2; ping; wait $pid
same "-s N: so many bytes are kept" "$("$LABTAP" read cut.pcapng --format json | grep -o '"length":642,"captured":60' | wc -l)" 2
start a:eth1 -B 4096
same "-B KIB: the ring is that large" "$(rings)" $((4096 * 1024))
stop
start a:eth1 icmp --backend pcap --format json -c 2; ping; wait $pid
same "--backend pcap captures, without direction" "$(wc -l <out) $(directions)" '2 "direction":null '
start a:eth1 icmp --backend ring --format json -c 2; ping; wait $pid
same "--backend ring has it" "$(directions)" '"direction":"in" "direction":"out" '

echo old >there.pcapng
start a:eth1 icmp -w there.pcapng --overwrite -c 2; ping; wait $pid
same "--overwrite replaces FILE" "$("$LABTAP" read there.pcapng | wc -l)" 2
"$LABTAP" capture -Z nobody a:eth1 -w nobody.pcapng --for 100ms 2>err
same "-Z NAME: the file is theirs" "$(stat -c %U nobody.pcapng)" nobody
"$LABTAP" -ni eth1 -c 1 2>err
same "-i needs no verb" "$(cat err)" "labtap: eth1: could be a:eth1, b:eth1"
start -i a:eth1 -i b:eth1 -c 4 -lU icmp; ping; wait $pid
same "-i twice: two endpoints" "$(grep -oE '[ab]:eth1' out | sort -u | tr '\n' ' ')" "a:eth1 b:eth1 "
start --for 300ms a:eth1; wait $pid
same "--for ends it with status 0" $? 0

# What cannot be meant is wrong use, and named.
wrong() { "$LABTAP" capture a:eth1 "$@" >out 2>err; same "$* is wrong use" $? 2; check "and is named" grep -qF -- "$named" err; }
named=-3 wrong -c -3
named=99999999 wrong -s 99999999
named=sideways wrong -Q sideways
named=dpdk wrong --backend dpdk
named=soon wrong --for soon
named=0 wrong -B 0
named=x wrong --precision x
named=yaml wrong --format yaml
named=--promiscuous wrong --promiscuous
named=-w wrong -w
named='-C and -G need -w FILE' wrong -G 5
named='-C and -G need -w FILE' wrong -C 1 -w -
named='-W needs either -C or -G' wrong -W 2 -w some
named='-W needs either -C or -G' wrong -C 1 -G 1 -W 2 -w some
refuses() { local words=$1; shift; "$LABTAP" capture "$@" >out 2>err; same "$* is refused" $? 1; check "because: $words" grep -qF -- "$words" err; }
refuses 'a multicast link has no direction: without -Q' udp:230.0.0.1:5000 -Q in
refuses 'segments of TCP cannot be filtered by the frames inside' tcp:127.0.0.1:7-127.0.0.1:8 --keep-outer icmp
refuses 'link:x-y: no such link' link:x-y
refuses 'bridge:none: no such bridge; labtap list shows them' bridge:none

# Words that could be two things.
ip netns add tcp && ip link add port netns tcp type veth peer name other netns tcp
"$LABTAP" capture tcp port 80 2>err
same "a node called tcp: endpoint or filter?" $? 1
check "both are listed" grep -q 'tcp port: the endpoint tcp:port or a filter? write tcp:port, or --' err
start -c 2 a:eth1 -- icmp; ping; wait $pid
same "-- in front of the filter" "$(grep -c ICMP out)" 2
done_testing
