#!/bin/bash
# A ring that loses packets grows while the browser looks on: how many were lost and the new size are lines among the
# packets, the title counts the loss, and the saved file says why.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'kill $sender 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
ip netns add a && ip netns add b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
# With so many endpoints in front of it a ring has 1 MiB.
for i in $(seq 10 2 48); do echo "link add eth$i type veth peer name eth$((i + 1))"; done | ip -n a -batch -
ip link add eth99 netns a type veth peer name port netns b
ip -n a link set eth99 up arp off; ip -n b link set port up arp off

mkfifo pipe
tell() { printf '%s\n' "$@" >&3; }
: >out; : >err; "$LABTAP" --script - <pipe >out 2>err & browser=$!
exec 3>pipe
tell 'resize 120 30' 'wait points >= 43' 'keys \' 'type a:eth' 'keys Enter A Enter' 'wait live >= 41' 'wait packets >= 100' \
	'dump screen running' 'wait lost >= 1' 'keys g' 'dump screen loss'
# Fast until something is lost, then slowly: a ring grows while packets come.
(while :; do
	if [ -e loss ]; then set -- 20 1000; else set -- 3000 60000; fi
	ip netns exec b "$BUILD/tools/blast" port "$1" 500 "$2"
done) >/dev/null & sender=$!
WAIT=300
wait_for test -s running
engine=$(pgrep -P $browser | head -1)
sent() { ip netns exec b cat /sys/class/net/port/statistics/tx_packets; }
kill -STOP "$engine"; before=$(sent)
more() { [ "$(sent)" -gt $((before + 10000)) ]; }
wait_for more; kill -CONT "$engine"
check "a loss is counted in the title" wait_for test -s loss
screen() { rm -f "$1"; tell "dump screen $1"; wait_for test -s "$1"; }
searched() { screen "$1" && ! grep -q 'looking for' "$1"; }
# Looks for a line from the first packet on.
find_line() { # TEXT FILE
	tell 'keys g /' "type $1" 'keys Enter'
	wait_for searched "$2"; grep -q "^▌.*$1" "$2"
}
check "a ring that grew is a line" wait_for find_line 'a:eth99: the ring grew to 4 MiB after' grown
check "with how many packets were lost" grep -qE '── [0-9:]{8}  a:eth99: the ring grew to 4 MiB after [0-9]+ packets were lost ──' grown
check "and where they were lost is one" wait_for find_line 'lost around here' lost
check "with their number" grep -qE '── [0-9:]{8}  a:eth99: [0-9 ]+ lost around here ──' lost
check "which is in the title" grep -qE ' pkts +[1-9][0-9 .kM]* lost' lost
tell 'keys S' 'wait message saved' 'keys Q'; exec 3>&-
wait $browser
same "the browser ends well" $? 0
sed 's/^/# /' err
if command -v tshark >/dev/null; then
	tshark -n -r ./*.pcapng -Y 'frame.comment contains "grew to 4 MiB"' -T fields -e frame.interface_name -e frame.comment 2>/dev/null |
		grep a:eth99 | sed 's/after [0-9]* /after N /' >fields
	same "in the saved file it is a comment, once" "$(cat fields)" $'a:eth99\tthe ring grew to 4 MiB after N packets were lost'
else
	skip "in the saved file it is a comment, once" "tshark is not installed"
fi
done_testing
