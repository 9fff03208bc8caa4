#!/bin/bash
# What goes wrong with the places packets are kept in and with the processes: nothing captured before is lost, and the
# words say what happened and what to do.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'umount small closed 2>/dev/null; rm -rf "$dir"' EXIT
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do
	ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n $n link set eth1 up
done
send() { ip netns exec b "$BUILD/tools/blast" eth1 "$1" 500 20000 >/dev/null; }
start() { : >err; "$LABTAP" capture a:eth1 "$@" >out 2>err & pid=$!; wait_for grep -q 'listening on' err; }
stop() { kill -INT $pid; wait $pid; }
lines() { [ "$(wc -l <out)" -ge "$1" ]; }
said() { grep -q -- "$1" err; }
packets() { "$LABTAP" read "$1" -q 2>/dev/null | wc -l; }
has() { [ "$(packets "$1")" = "$2" ]; }
engine() { pgrep -P $pid | head -1; }

# The directory of the spool is full, and has room again.
mkdir small && mount -t tmpfs -o size=256k tmpfs small
start --spool-dir small -q
check "a spool in memory is warned of" said 'small is in memory: captured packets take up RAM'
send 200; wait_for lines 200
send 3000; wait_for said 'packets are lost'
check "a full one is said, and what helps" said 'packets are lost: .*No space left on device .*: free some space'
check "what was captured before is shown" lines 200
mount -o remount,size=8m small
again() { send 1; said 'packets are kept again; [0-9]* were lost'; }
check "with room again it goes on, and says how many were lost" wait_for again
stop; same "status 0" $? 0
umount small

# One that nobody may write.
mkdir closed && mount -t tmpfs -o ro tmpfs closed
"$LABTAP" capture a:eth1 --spool-dir closed -c 1 2>err
same "a read-only one is refused" $? 1
check "and named, with what to do" said 'closed (--spool-dir names another): Read-only file system'
"$LABTAP" capture a:eth1 -w closed/file -c 1 2>err
same "so is a file there" $? 1
check "which is named" said 'closed/file: Read-only file system'

# The front is stopped: the engine goes on, and nothing is missing when it goes on itself.
start -w stopped; kill -STOP $pid; send 3000
check "the front stopped: what comes is in the file" wait_for has stopped 3000
kill -CONT $pid; stop; same "and it ends well" "$?$(packets stopped)" 03000
start -q; kill -STOP $pid; send 3000; kill -CONT $pid
check "rows of the time it stood come after that" wait_for lines 3000
stop
mkdir ring; start -q --spool-dir ring --spool-limit 1M; kill -STOP $pid
ip netns exec b "$BUILD/tools/blast" eth1 6000 1000 20000 >/dev/null
shrunk() { [ ! -e "$(echo ring/*)/00000001.pcapng" ]; }
check "the spool stays within its limit while the front stands" wait_for shrunk
check "which holds" test "$(du -sb ring/*/ | cut -f1)" -le $(((1 << 20) + 65536))
kill -CONT $pid; wait_for lines 500; stop
same "and it ends well" $? 0

# Its directory is deleted while it is in use.
mkdir gone; start -q --spool-dir gone; send 100; wait_for lines 100
rm -rf gone/*; send 100
check "deleted underneath: what comes is still shown" wait_for lines 200
stop; same "and it ends well" $? 0

# Each process is killed: what was published stays, and can be opened.
mkdir crash
start -w file; send 500; wait_for has file 500
kill -9 "$(engine)"; wait $pid; same "the engine killed: status 1" $? 1
check "it says so" said 'capturing has ended unexpectedly'
same "the file has everything" "$(packets file)" 500
start -q --spool-dir crash; send 500; wait_for lines 500
kill -9 "$(engine)"; wait $pid
check "where the packets are is said" said "the packets so far stay in .*crash/labtap-"
same "and they are there" "$(packets crash/labtap-*)" 500
rm -rf crash/*
start -q --spool-dir crash; send 500; wait_for lines 500
e=$(engine); kill -9 $pid; wait $pid 2>/dev/null
ended() { ! kill -0 "$e" 2>/dev/null; }
check "the front killed: the engine ends" wait_for ended
same "the spool is there" "$(packets crash/labtap-*)" 500
"$LABTAP" --spool-dir crash --script - >screen 2>err <<-S
	wait message a session that broke off left its packets
	dump screen
S
check "the next start offers it" grep -q 'left its packets: labtap .*crash/labtap-' screen
"$LABTAP" --script - crash/labtap-* <<<'wait packets == 500'
same "the browser opens it" $? 0

# Two at once keep out of each other's way.
start -w one; first=$pid; start -w two; second=$pid
send 300; wait_for has one 300; wait_for has two 300
kill -INT $first $second; wait $first; wait $second
same "two labtaps see everything each" "$(packets one) $(packets two)" "300 300"
nothing_left
done_testing
