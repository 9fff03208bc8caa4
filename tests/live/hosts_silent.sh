#!/bin/bash
# Another host falls silent, as one does that lost its power: no connection ends, nothing comes. It is said, and what was
# captured there goes on over new connections. tests/preload/faults.c lets the seconds pass that labtap waits for a word.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh && . ../servers.sh
if readelf -W --dyn-syms "$LABTAP" | grep -qE '__[at]san_init'; then
	skip "another host falls silent" "nothing can be put in front of a sanitizer"
	done_testing; exit
fi
servers_begin 2
server 2 & sshd2=$!
reaches 2
ping -q -i 0.1 10.9.2.2 >/dev/null & pings=$!
cat >browse <<'S'
resize 130 50
wait screen by ssh; its clock
keys :
type select s2/host:eth0
keys Enter Enter
wait live == 1
wait packets >= 10
dump screen live
wait screen s2: no connection: it has said nothing for 20 s
dump screen silent
wait screen s2 is connected again: its clock
wait live == 1
dump screen again
wait screen  342  ICMP
keys Q
S
# Each connection is one of its own, as under sudo: there is no place for a socket to share one.
unset XDG_RUNTIME_DIR
: >err; CLOCK_WHEN=$dir/later CLOCK_PASSED=30 LD_PRELOAD=$BUILD/tools/faults.so timeout 100 "$LABTAP" --host s2 --capture-filter icmp --script browse >out 2>err & browser=$!
check "packets of it come" wait_for test -s live
kill $pings; wait $pings 2>/dev/null
sessions=$(pgrep -P $sshd2)
same "by two connections" "$(echo $sessions | wc -w)" 2
kill -STOP $sessions; touch later
check "that nothing comes from it is said" wait_for test -s silent
check "it is connected again, and captured" wait_for test -s again
kill -CONT $sessions
ping -s 300 -q -i 0.1 10.9.2.2 >/dev/null & pings=$!
wait $browser
same "packets come again" "$? $(cat out)" "0 "
cat err
check "its points say why there are no packets" grep -q 's2/host:eth0: it has said nothing for 20 s' silent
done_testing
