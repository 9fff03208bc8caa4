#!/bin/bash
# A disk that stands still for a while (frozen, as by a snapshot of the machine) under a capture: what came before is
# shown, keys are answered, what did not fit into the ring meanwhile is counted, and it goes on by itself.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d /var/tmp/slow.XXXXXX); cd "$dir" || exit 1
trap 'cd /; fsfreeze -u "$dir/small" 2>/dev/null; umount "$dir/small" 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
mkdir small && truncate -s 200M disk && mkfs.ext4 -q -F disk
if ! mount -o loop disk small 2>err || ! fsfreeze -f small 2>err || ! fsfreeze -u small; then
	skip "a disk that stands still" "this kernel has none to test with: $(head -1 err)"
	done_testing; exit
fi
ip netns add a
ip link add up0 type veth peer name eth0 netns a
for ns in "" a; do ${ns:+ip netns exec $ns} sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link set up0 up arp off; ip -n a link set eth0 up arp off
said() { grep -q -- "$1" err; }
number() { local n; n=$(sed -n "s/^\([0-9]*\) packets$1.*/\1/p" err | tail -1); echo "${n:-0}"; }
send() { "$BUILD/tools/blast" up0 "$1" 1000 "$2" >/dev/null; }
packets() { "$LABTAP" read "$1" -q 2>/dev/null | wc -l; }
has() { [ "$(packets "$1")" -ge "$2" ]; }

: >err; "$LABTAP" capture a:eth0 'udp port 5001' -B 4096 -w small/file.pcapng 2>err & pid=$!
wait_for said 'listening on'
send 500 20000; wait_for has small/file.pcapng 500
fsfreeze -f small; send 20000 100000
same "what came before can be read" "$(packets small/file.pcapng)" 500
fsfreeze -u small
more() { send 100 20000; has small/file.pcapng 700; }
check "it goes on" wait_for more
kill -INT $pid; wait $pid; same "and ends well" $? 0
same "nothing is uncounted" "$(number ' received by filter')" \
	$(($(number ' captured') + $(number ' dropped by kernel') + $(number ' dropped by labtap')))
same "the file has what it says" "$(packets small/file.pcapng)" "$(number ' captured')"
check "what did not fit is said" test "$(number ' dropped by kernel')" -gt 0

# The browser: keys, and the number of the lost.
mkdir small/spool; mkfifo pipe
: >out; : >err; "$LABTAP" --spool-dir small/spool --script - <pipe >out 2>err & pid=$!
exec 3>pipe
tell() { printf '%s\n' "$@" >&3; }
reached() { rm -f here; tell "$@" 'dump screen here'; wait_for test -s here; }
tell 'resize 120 30' 'wait screen a:eth0' 'type :select a:eth0' 'keys Enter' 'wait selected == 1' 'keys Enter'
reached 'wait live == 1'; send 500 20000
check "packets are there" reached 'wait packets >= 500'
fsfreeze -f small; send 500 20000
check "keys are answered meanwhile" reached 'keys G Enter' 'wait screen filling' 'keys Escape'
fsfreeze -u small
check "it goes on" reached 'wait packets >= 1000'
tell 'keys Q Q' 'keys y'; exec 3>&-
wait $pid; same "the browser ends well" $? 0
sed 's/^/# /' err
nothing_left
done_testing
