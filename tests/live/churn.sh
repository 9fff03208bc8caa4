#!/bin/bash
# Interfaces and namespaces that are created and deleted while an endpoint is captured, CHURN times (40; tests/bench/churn.sh:
# 1000): no frame of it is lost, the list is right at the end, nothing is held and no descriptor stays open.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
churn=${CHURN:-40}
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'cd /; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth1 up arp off; done
said() { grep -q -- "$1" err; }
fds() { ls "/proc/$engine/fd" | wc -l; }

: >err; "$LABTAP" capture a:eth1 'udp port 5001' -w file.pcapng 2>err & pid=$!
wait_for said 'listening on'; engine=$(pgrep -P $pid | head -1)
: >out; : >err.browser; mkfifo pipe; "$LABTAP" --script - <pipe >out 2>err.browser & browser=$!
exec 3>pipe; printf '%s\n' 'resize 120 40' 'wait points == 5' 'dump screen started' >&3
WAIT=300 wait_for test -s started; before=$(fds)
: >sent; (i=0; while [ ! -e over ]; do ip netns exec b "$BUILD/tools/blast" eth1 100 200 2000 >/dev/null; i=$((i + 100)); echo $i >sent; done) & sender=$!
started=$(date +%s%N)
for i in $(seq "$churn"); do # what was made two rounds ago goes
	printf '%s\n' "netns add c$i" "link add x$i type veth peer name e0 netns c$i" "link set x$i up" "link add t$i type bridge"
	[ "$i" -le 2 ] || printf '%s\n' "link del t$((i - 2))" "netns del c$((i - 2))"
done >batch
same "interfaces and namespaces come and go" "$(ip -batch batch 2>&1)" ""
for i in $((churn - 1)) $churn; do ip link del t$i; ip netns del c$i; done
echo "# $churn times in $((($(date +%s%N) - started) / 1000000)) ms"
touch over; wait $sender
ip link add afterwards type bridge; ip link set afterwards up
printf '%s\n' 'wait screen afterwards' 'wait points == 6' 'dump screen ended' 'keys Q' >&3; exec 3>&-
wait $browser; same "the browser's list is right behind it" "$? $(cat err.browser)" "0 "
check "the captured endpoint is still there" grep -q 'eth1' ended
as_before() { [ "$(fds)" -le "$before" ]; }
check "no descriptor stays open" wait_for as_before
complete() { [ "$("$LABTAP" read file.pcapng -q 2>/dev/null | wc -l)" = "$(cat sent)" ]; }
check "no frame was lost meanwhile" wait_for complete
kill -INT $pid; wait $pid; same "the capture ends well" $? 0
same "without a word of loss" "$(grep -c '^0 packets dropped by kernel' err)" 1
same "no namespace is held" "$(ip netns list | cut -d' ' -f1 | sort | tr '\n' ' ')" "a b "
ip link del afterwards
alone() { [ "$(ip -o link | wc -l)" = 1 ]; } # the kernel takes its time
check "nor an interface" wait_for alone
nothing_left
done_testing
