#!/bin/bash
# What other users of the host can do with the places labtap writes to: nothing. Modes of the spool, of files while they are
# written and when they are complete; names that are links already; a spool whose directory is swapped while it is used.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 1777 "$dir"; cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
umask 022
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth1 up; done
send() { ip netns exec b "$BUILD/tools/blast" eth1 "$1" 500 20000 >/dev/null; }
start() { : >err; "$LABTAP" capture a:eth1 "$@" >out 2>err & pid=$!; wait_for grep -q 'listening on' err; }
lines() { [ "$(wc -l <out)" -ge "$1" ]; }
modes() { stat -c '%a %F' "$@" | sort -u | tr '\n' ','; }
echo precious >victim; chmod 644 victim

mkdir -m 1777 spools; start -q --spool-dir spools --spool-limit 1M; send 100; wait_for lines 100
same "the directory of the spool is ours alone" "$(modes spools/*)" "700 directory,"
same "so are its files" "$(modes spools/*/*)" "600 regular file,"
mv spools/labtap-* moved; mkdir elsewhere; chmod 777 elsewhere; ln -s "$dir/elsewhere" "spools/$(basename "$(readlink -f moved)")" 2>/dev/null
for i in 2 3 4 5 6 7 8; do ln -s "$dir/victim" moved/0000000$i.pcapng; done
send 3000
check "a segment is not written where something is already, which is said" wait_for grep -q 'packets are lost: .*File exists' err
kill -INT $pid; wait $pid
same "a link where the next segment would be is not followed" "$(cat victim)" precious
same "and nothing goes where the name points now" "$(ls elsewhere)" ""

for how in link dangling; do
	rm -f t.pcapng; [ $how = link ] && ln -s victim t.pcapng || ln -s nothing t.pcapng
	"$LABTAP" capture a:eth1 -w t.pcapng --for 1s >/dev/null 2>err
	same "capture -w does not write through a name that is taken ($how)" "$? $(cat victim) $(ls nothing 2>/dev/null)" "1 precious "
	check "and says that it is ($how)" grep -q 't.pcapng: .*exists' err
done
rm -f t.pcapng; ln -s victim t.pcapng
"$LABTAP" capture a:eth1 -w t.pcapng --overwrite --for 1s >/dev/null 2>err
same "nor with --overwrite, which replaces files alone" "$? $(cat victim) $(cut -d: -f3- err)" "1 precious  is not a regular file and is not replaced"
rm t.pcapng; cp victim t.pcapng; ln t.pcapng other; chmod 644 t.pcapng
"$LABTAP" capture a:eth1 -w t.pcapng --overwrite --for 1s >/dev/null 2>err
same "what it replaces is another file, which is ours alone" "$? $(cat other) $(stat -c %a t.pcapng)" "0 precious 600"
"$BUILD/tools/mkcap" -c 200000 big.pcap; rm -f t.pcapng; ln -s victim t.pcapng
"$LABTAP" read big.pcap -w t.pcapng 2>err; same "nor does a copy" "$? $(cat victim)" "1 precious"
"$LABTAP" read big.pcap -w t.pcapng --overwrite; same "a link is not replaced by --overwrite" \
	"$? $(cat victim) $(stat -c %F t.pcapng)" "1 precious symbolic link"
: >err; "$LABTAP" read big.pcap big.pcap big.pcap -w copy.pcapng 2>err & pid=$!
wait_for sh -c 'ls .labtap-save-* >/dev/null 2>&1'
kill -STOP $pid; same "a file that is being written is ours alone" "$(stat -c %a .labtap-save-*)" 600
kill -CONT $pid; wait $pid
same "complete as well, until you give it to others" "$(modes copy.pcapng)" "600 regular file,"
for how in "" "-C 1 -W 2"; do
	"$LABTAP" capture a:eth1 -w new.pcapng $how --for 1s >/dev/null 2>&1
	same "and what a capture writes ${how:-into one file}" "$(modes new.pcapng*)" "600 regular file,"
	rm -f new.pcapng*
done
nothing_left
done_testing
