#!/bin/bash
# Every frame by its number, while what captures it changes under load: a ring that grows because it lost frames, and a
# capture filter that is changed. No frame is missing that is not counted as lost, none is there twice.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
numbers=$PWD/../tools/numbers.py
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
# So many endpoints in front of it that its ring has 1 MiB.
for i in $(seq 40); do echo "link add eth$((i + 1)) type bridge"; done | ip -n a -batch -
for n in a b; do
	ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n $n link set eth1 up arp off
done
send() { ip netns exec b "$BUILD/tools/blast" eth1 "$1" 500 "$2" >/dev/null & sender=$!; }
said() { grep -q -- "$1" "$2"; }
number() { sed -n "s/^\(labtap: \)\?\([0-9]*\) packets$1.*/\2/p" err | tail -1; }
engine() { pgrep -P $pid | head -1; }

: >err; "$LABTAP" capture $(for i in $(seq 41 -1 1); do echo a:eth$i; done) -w grown 2>err & pid=$!
wait_for said 'listening on' err
send 300000 60000
some() { [ "$(stat -c %s grown)" -gt 100000 ]; }
wait_for some
kill -STOP "$(engine)"; sleep 1; kill -CONT "$(engine)"
grew() { said 'the ring grew to 4 MiB after' grown; }
check "a ring that loses packets grows" wait_for grew
wait $sender
kill -INT $pid; wait $pid
lost=$(number ' dropped by kernel')
python3 "$numbers" grown a:eth1 >result
check "there was a loss" [ "${lost:-0}" -gt 0 ]
same "every number is there once, in order, or was lost" "$(head -1 result)" \
	"$((300000 - lost)) frames, $((300000 - lost)) numbers, 0 behind"
check "the file says so where it was" said "^comment: the ring grew to 4 MiB after [0-9]* packets were lost" result
check "and so does stderr" said 'a:eth1: the ring grew to 4 MiB after [0-9]* packets were lost' err
sed 's/^/# /' result

# The filter changed to and fro, in the browser.
low='udp src portrange 40000-40127' high='udp src portrange 40128-40255'
rule() { printf 'keys f ^U\ntype %s\nkeys ^T Enter\nwait packets >= %s\n' "$1" "$2"; }
{
	printf '%s\n' 'resize 140 24' 'wait screen eth2' 'keys \' 'type a:eth1' 'keys Enter Home j' 'wait screen a:eth1' 'keys Space Enter' \
		'wait live == 1' 'wait packets >= 10000'
	for i in 1 2 3 4; do rule "$low" $((i * 20000)); rule "$high" $((i * 20000 + 10000)); done
	rule udp 95000
	printf '%s\n' 'keys p g /' 'type capture filter udp src portrange 40128-40255, it was' 'keys Enter' \
		'wait screen ── ' 'dump screen' 'keys S' 'wait message saved' 'keys Q'
} >script
: >screen; : >err; "$LABTAP" --script script >screen 2>err & pid=$!
send 1000000 20000
wait $pid
same "the filter is changed eight times" $? 0
sed 's,^,# ,' err
kill $sender 2>/dev/null
check "each change is a line in the list" said 'capture filter udp src portrange 40128-40255, it was udp src portrange 40000-40127 ──' screen
python3 "$numbers" ./*.pcapng a:eth1 >result
numbers() { sed -n 's/^\([0-9]*\) frames, \([0-9]*\) numbers, 0 behind$/\1 \2/p' result; }
check "no frame is judged twice" [ "$(numbers | tr ' ' '\n' | uniq | wc -l)" = 1 ]
check "each is on the interface whose filter it fits" sh -c "! grep -q '40127: high' result && ! grep -q '40255: low' result"
check "and there are such" sh -c "grep -q '40127: low' result && grep -q '40255: high' result"
done_testing
