#!/bin/bash
# w in the browser: what is captured goes into files as well, by size, time and number, while everything else goes on.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'sed "s/^/# /" err; umount full disk2 2>/dev/null; rm -rf "$dir"' EXIT
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do
	ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n $n link set eth1 up
done
send() { ip netns exec b "$BUILD/tools/blast" eth1 "$1" 500 20000 >/dev/null; }
packets() { for f in "$@"; do "$LABTAP" read "$f" -q || echo "bad $f"; done | wc -l; }

# The browser on a:eth1, told what to do line by line through a pipe.
mkfifo pipe
listens() { ip netns exec a awk 'NR > 1 && $4 == "0003" { f = 1 } END { exit !f }' /proc/net/packet; }
start() { # OPTION...
	: >out; : >err; "$LABTAP" "$@" --script - <pipe >out 2>err & pid=$!
	exec 3>pipe
	tell 'wait screen a:eth1' 'keys /' 'type a:eth1' 'keys Enter Space Enter' 'wait screen pkts' 'dump screen listening'
	wait_for test -s listening; wait_for listens
}
tell() { printf '%s\n' "$@" >&3; }
sent() { # N ALL: sends so many, waits until the browser has all of them
	send "$1"; tell "wait packets >= $2" "dump screen have$2"; wait_for test -s "have$2"
}
test_packets() { [ "$(packets "$1")" = "$2" ]; }
stop() { tell 'keys Q'; exec 3>&-; wait $pid; }

start

sent 300 300
tell 'keys w' 'dump screen sheet' 'keys ^A ^K' 'type now.pcapng' 'keys Enter' 'wait message recording to now.pcapng; w ends it' \
	'dump screen recording'
wait_for test -s recording
check "the sheet says what is in it" grep -q '(•) from now on, all that is captured' sheet
check "the title says that it records" grep -q 'rec 0 ' recording
sent 500 800
recorded() { [ "$(packets now.pcapng)" = "$1" ]; }
check "the file is whole while it grows" wait_for recorded 500
if command -v tshark >/dev/null; then
	same "to tshark as well" "$(tshark -n -r now.pcapng 2>said | wc -l) $(grep -c 'cut short\|damaged' said)" "500 0"
else
	skip "to tshark as well" "tshark is not installed"
fi
tell 'keys w' 'wait message recorded 500 packets to now.pcapng' 'dump screen done'
check "w ends it and says how much" wait_for test -s done
sent 100 900
same "then it stays as it is" "$(packets now.pcapng)" 500
same "with the name of its endpoint" "$("$LABTAP" read now.pcapng -c 1 --format json | grep -o '"endpoint":"[^"]*"')" '"endpoint":"a:eth1"'

# Everything so far, too; an existing file is refused.
tell 'keys w ^A ^K' 'type now.pcapng' 'keys Enter' 'wait screen exists already' 'keys ^A ^K' 'type all.pcapng' \
	'keys Up Up Up Up Up Space Space Enter' 'wait message recording to all.pcapng' 'dump screen all'
wait_for test -s all
sent 100 1000
tell 'keys w' 'wait message recorded 1000 packets to all.pcapng' 'dump screen whole'
check "with everything before" wait_for test -s whole
same "a file has it" "$(packets all.pcapng)" 1000
if command -v tshark >/dev/null; then
	same "tshark finds nothing wrong" "$(tshark -n -r all.pcapng 2>&1 >/dev/null | grep -v 'Running as')" ""
else
	skip "tshark finds nothing wrong" "tshark is not installed"
fi

# Only what the filter shows, which may change afterwards.
small() { ip netns exec b "$BUILD/tools/blast" eth1 "$1" 100 20000 >/dev/null; }
tell 'keys f' 'type len < 300' 'keys Enter w ^A ^K' 'type shown.pcapng' 'keys Up Up Up Up Up Space' \
	'wait screen (•) from now on, what is shown: len < 300' 'keys Enter' 'wait message recording to shown.pcapng' \
	'keys f ^U Enter' 'dump screen shown'
wait_for test -s shown
sent 50 1050
small 60; tell 'wait packets >= 1110' 'dump screen have1110'; wait_for test -s have1110
check "a part of it is whole while it grows" wait_for test_packets shown.pcapng 60
tell 'keys w' 'wait message recorded 60 packets to shown.pcapng' 'dump screen shown2'
check "of what the filter shows, the number is told" wait_for test -s shown2
same "they are those" "$("$LABTAP" read shown.pcapng 'len < 300' -q | wc -l)" 60
tell 'keys w ^A ^K' 'type half' 'keys Up' 'type 20' 'keys Up Up Up Up Space Enter' 'wait message recording to half' 'dump screen half1'
wait_for test -s half1; small 50
tell 'wait message recorded 20 packets to half' 'dump screen half2'
check "it ends by itself as well" wait_for test -s half2
same "exactly, too" "$(packets half)" 20

tell 'wait packets >= 1160' 'dump screen have1160'; wait_for test -s have1160 # else the rest of them is from now on

# From the save sheet as well.
tell 'keys s ^A ^K' 'type later.pcapng' 'keys Up Up Space Space' 'wait screen (•) from now on' 'keys Enter' \
	'wait message recording to later.pcapng; w ends it' 'dump screen later1'
wait_for test -s later1; small 30; tell 'wait packets >= 1190' 'dump screen have1190'; wait_for test -s have1190
check "what is saved from now on" wait_for test_packets later.pcapng 30
tell 'keys w' 'wait message recorded 30 packets to later.pcapng' 'dump screen later2'
wait_for test -s later2

# Several files by size, round and round: tcpdump's names; the list is filtered meanwhile, the recording is not.
tell 'keys w ^A ^K' 'type ring' 'keys Up' 'keys Up' 'type 3' 'keys Up Up' 'type 50k' 'keys Enter' \
	'wait message recording to ring0' 'keys f' 'type icmp' 'keys Enter' 'dump screen ring'
wait_for test -s ring
for n in 1460 1760 2060; do send 300; tell "wait packets >= $n" "dump screen c$n"; wait_for test -s c$n; done
tell 'keys w' 'wait message , the last of' 'dump screen ringdone'
wait_for test -s ringdone
same "three files remain" "$(ls ring[0-9]* | tr '\n' ' ')" "ring0 ring1 ring2 "
same "each is whole" "$(packets ring0 ring1 ring2 | grep -c bad)" 0
check "the oldest packets went" test "$(packets ring0 ring1 ring2)" -lt 900

# It ends by itself: after packets, after time.
tell 'keys w ^A ^K' 'type few' 'keys Up' 'type 50' 'keys Enter' 'wait message recording to few'  'dump screen few1'
wait_for test -s few1; send 200
tell 'wait message recorded 50 packets to few' 'dump screen few2'
check "after so many packets" wait_for test -s few2
same "exactly" "$(packets few)" 50
tell 'keys w ^A ^K' 'type timed' 'keys Up' 'type 1s' 'keys Enter' 'wait message recorded' 'dump screen timed2'
check "after so much time" wait_for test -s timed2
tell 'keys w Tab Tab Tab' 'type 3' 'keys Enter' 'wait screen by size or by time?' 'keys Escape' 'dump screen mistake'
check "what cannot be meant is said" wait_for test -s mistake
# Much traffic: the filter line says what would spare work.
ip netns exec b "$BUILD/tools/blast" eth1 40000 100 4000 >/dev/null & blast=$!
tell 'keys f' 'wait screen a kernel filter (^T) would spare work' 'dump screen hint' 'keys Escape'
check "with more than 1000 packets a second a kernel filter is suggested" wait_for test -s hint
wait $blast
stop; same "the browser ends well" $? 0

# A full disk: said, and made up for when there is room again.
mkdir full && mount -t tmpfs -o size=64k tmpfs full
rm listening; start
tell 'keys w ^A ^K' 'type full/file' 'keys Enter' 'wait message recording to full/file' 'dump screen full1'
wait_for test -s full1
send 1000
tell 'wait message recording to full/file: writing: No space left on device; what comes is kept and written when it goes again' \
	'dump screen full2'
check "a full disk is said" wait_for test -s full2
check "the file is whole all the same" sh -c '! "$0" read full/file -q | grep -q bad' "$LABTAP"
mount -o remount,size=4m full
# Between two lines of a script the browser does nothing.
all_there() { tell 'keys j'; [ "$(packets full/file)" = 1000 ]; }
check "with room again nothing is missing" wait_for all_there

tell 'keys w' 'wait message recorded 1000 packets to full/file' 'dump screen full3'
wait_for test -s full3
mkdir disk2 && mount -t tmpfs -o size=64k tmpfs disk2
tell 'keys w ^A ^K' 'type disk2/file' 'keys Up Up Up Up Up Space Enter' 'wait message recording to disk2/file' 'dump screen full4'
wait_for test -s full4
send 1000
tell 'wait message No space left on device; what comes is kept' 'dump screen full5'
check "so it is of what is shown" wait_for test -s full5
check "which is whole as well" sh -c '! "$0" read disk2/file -q | grep -q bad' "$LABTAP"
mount -o remount,size=4m disk2
shown_there() { tell 'keys j'; [ "$(packets disk2/file)" = 1000 ]; }
check "and has all of it with room again" wait_for shown_there
tell 'keys w w ^A ^K' 'type killed.pcapng' 'keys Up Up Up Up Up Space Space Enter' 'wait message recording to killed' 'dump screen kill'
wait_for test -s kill
whole() { [ "$(packets killed.pcapng)" = 2000 ]; }
wait_for whole

# The engine is killed: what it published is in the recording.
for p in $(pgrep -P $pid); do kill -9 "$p"; done
tell 'wait screen the engine ended' 'keys w' 'wait message recorded 2000 packets to killed.pcapng' 'dump screen killed'
check "the engine killed: nothing of the recording is lost" wait_for test -s killed
stop
same "leaving ends a recording" "$(packets killed.pcapng)" 2000

# The list behind the form goes on: a namespace that comes is there, one that goes is not. (A sanitizer sees what was freed.)
printf '%s\n' 'resize 120 50' 'wait screen eth' 'keys A Enter' 'wait packets >= 1' 'keys i' 'wait screen NAMESPACE' 'keys w' 'wait screen ── record' 'dump screen form' 'wait screen late' 'dump screen came' \
	'wait screen ── record' 'keys Escape Q' >behind
rm -f form came
: >err; timeout 500 "$LABTAP" --script behind 2>err & pid=$!
form_up() { send 1; test -s form; }
WAIT=300 wait_for form_up; ip netns add late
wait $pid; same "what comes while a form is open is shown behind it" $? 0
sed 's/^/# /' err
ip netns del late
done_testing
