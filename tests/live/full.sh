#!/bin/bash
# capture -w on a disk that is full and stays so: what fitted is kept, and at the end it is said how many packets are not.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'cd /; umount "$dir/small" 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION

ip netns add a
ip link add up0 type veth peer name eth0 netns a
for ns in "" a; do ${ns:+ip netns exec $ns} sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link set up0 up arp off; ip -n a link set eth0 up arp off
mkdir small && mount -t tmpfs -o size=1m tmpfs small || exit 1

: >err; "$LABTAP" capture a:eth0 'udp port 5001' -w small/file.pcapng 2>err & pid=$!
said() { grep -q -- "$1" err; }
wait_for said 'listening on'
"$BUILD/tools/blast" up0 5000 1000 20000 >/dev/null
wait_for said 'packets are lost: .*No space left on device'
check "a full disk is said at once" said 'packets are lost: .*free some space'
kill -INT $pid; wait $pid
kept=$("$LABTAP" read small/file.pcapng --format tsv | wc -l)
number() { sed -n "s/^\(labtap: \)\?\([0-9]*\) packets$1.*/\2/p" err | tail -1; }
check "something was kept" [ "$kept" -gt 50 ]
same "the counts say what the file has" "$(number ' captured')" "$kept"
same "and what was seen" "$(number ' received by filter')" 5000
same "the rest is dropped by labtap" "$(number ' dropped by labtap')" $((5000 - kept))
same "and said at the end" "$(number ' were lost (.*); free some space: No space left on device')" $((5000 - kept))
done_testing
