#!/bin/bash
# A quota that is used up, on a btrfs made for this test: what was captured before is kept, what is lost is said and counted,
# a copy is complete or not there, and with more quota it goes on.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d /var/tmp/quota.XXXXXX); cd "$dir" || exit 1
trap 'cd /; umount "$dir/small" 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION

mkdir small && truncate -s 160M disk && mkfs.btrfs -q disk >/dev/null 2>&1
if ! mount -o loop disk small 2>err || ! btrfs quota enable small 2>err || ! btrfs qgroup limit 1m small 2>err; then
	skip "a quota that is used up" "this kernel has no quotas to test with: $(head -1 err)"
	done_testing; exit
fi
ip netns add a
ip link add up0 type veth peer name eth0 netns a
for ns in "" a; do ${ns:+ip netns exec $ns} sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link set up0 up arp off; ip -n a link set eth0 up arp off

said() { grep -q -- "$1" err; }
number() { sed -n "s/^\(labtap: \)\?\([0-9]*\) packets$1.*/\2/p" err | tail -1; }
send() { "$BUILD/tools/blast" up0 "$1" 1000 20000 >/dev/null; }
: >err
: >err; "$LABTAP" capture a:eth0 'udp port 5001' -w small/file.pcapng 2>err & pid=$!
wait_for said 'listening on'
send 5000
check "it is said, with what helps" wait_for said 'packets are lost: .*Disk quota exceeded .*: free some of your quota'
btrfs qgroup limit 8m small
again() { send 1; said 'packets are kept again; [0-9]* were lost'; }
check "with more of it, it goes on, and says how many were lost" wait_for again
kill -INT $pid; wait $pid; same "status 0" $? 0
kept=$("$LABTAP" read small/file.pcapng --format tsv | wc -l)
check "what fitted is in the file" test "$kept" -gt 50
same "the counts say what it has" "$(number ' captured')" "$kept"
same "nothing is uncounted" "$(number ' received by filter')" $((kept + $(number ' dropped by labtap')))

"$BUILD/tools/mkcap" -n -c 50000 large.pcapng
sync; btrfs qgroup limit 1500k small
"$LABTAP" read large.pcapng -w small/copy.pcapng 2>err; same "a copy that has no room fails" $? 1
check "with the reason and what to do" said 'small/copy.pcapng: .*Disk quota exceeded .*nothing was saved: free some space'
same "and nothing of it is left" "$(ls small)" "file.pcapng"
nothing_left
done_testing
