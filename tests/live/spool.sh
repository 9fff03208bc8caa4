#!/bin/bash
# Where captured packets are kept and how many: --spool-dir, --spool-limit.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip -n $n link set eth1 up; done
listening() { wait_for grep -q 'listening on' err; }
mkdir kept

: >err; "$LABTAP" capture a:eth1 --spool-dir kept --spool-limit 2M >/dev/null 2>err & pid=$!
listening
same "--spool-dir holds the spool" "$(ls kept | grep -c '^labtap-0-')" 1
ip netns exec b "$BUILD/tools/blast" eth1 8000 1000 20000 >blast.out 2>&1 || cat blast.out
first_gone() { [ -n "$(ls kept/*)" ] && [ ! -e "$(echo kept/*)/00000001.pcapng" ]; }
wait_for first_gone
check "the oldest part goes first" first_gone
same "--spool-limit holds" "$(($(du -sb kept/*/ | cut -f1) <= (2 << 20) + 4096))" 1
kill -INT $pid; wait $pid
same "status 0" $? 0
same "nothing is left there" "$(ls kept)" ""

# A reader that stands still longer than that lasts: what is gone by then is counted and said.
mkfifo pipe
for how in "-q" "-w -"; do
	: >err; "$LABTAP" capture a:eth1 'udp port 5001' $how --spool-dir kept --spool-limit 1M >pipe 2>err & pid=$!
	exec 4<pipe; listening
	ip netns exec b "$BUILD/tools/blast" eth1 8000 1000 20000 >/dev/null
	wait_for first_gone
	: >rows; cat <&4 >rows & reader=$!; exec 4<&-
	some() { [ -s rows ]; }
	wait_for some; sleep 0.5
	kill -INT $pid; wait $pid; same "a reader that is too slow ($how): status 0" $? 0
	wait $reader
	number() { sed -n "s/^\([0-9]*\) packets $1.*/\1/p" err; }
	same "it has what is said to be captured ($how)" "$([ "$how" = -q ] && wc -l <rows || "$LABTAP" read rows -q | wc -l)" "$(number captured)"
	check "the rest is said to be gone, with what helps ($how)" grep -q 'packets gone before the output took them: .*--spool-limit' err
	same "nothing is uncounted ($how)" "$(($(number captured) + $(number gone)))" "$(number received)"
done

"$LABTAP" capture a:eth1 --spool-dir nowhere -c 1 2>err
same "a directory that is not there is refused" $? 1
check "with its name" grep -q 'nowhere: No such file' err
for size in 3 1000k 2X M -5; do
	"$LABTAP" capture a:eth1 --spool-limit $size 2>err
	same "--spool-limit $size is a usage error" $? 2
done
done_testing
