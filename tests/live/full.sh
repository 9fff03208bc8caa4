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
# Some that fit by themselves: what comes in one piece and is more than there is room for goes as a whole.
has() { [ "$("$LABTAP" read small/file.pcapng --format tsv 2>/dev/null | wc -l)" = "$1" ]; }
"$BUILD/tools/blast" up0 100 1000 20000 >/dev/null; wait_for has 100
"$BUILD/tools/blast" up0 4900 1000 20000 >/dev/null
wait_for said 'packets are lost: .*No space left on device'
check "a full disk is said at once" said 'packets are lost: .*free some space'
kill -INT $pid; wait $pid
kept=$("$LABTAP" read small/file.pcapng --format tsv | wc -l)
number() { sed -n "s/^\(labtap: \)\?\([0-9]*\) packets$1.*/\2/p" err | tail -1; }
check "what was there before is kept" [ "$kept" -ge 100 ]
same "the counts say what the file has" "$(number ' captured')" "$kept"
same "and what was seen" "$(number ' received by filter')" 5000
same "the rest is dropped by labtap" "$(number ' dropped by labtap')" $((5000 - kept))
same "and said at the end" "$(number ' were lost (.*); free some space: No space left on device')" $((5000 - kept))
nothing_left
done_testing
