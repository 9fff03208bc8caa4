#!/bin/bash
# The terminal is as it was before, however the browser ends; and nothing is left behind when the terminal goes first.
. tests/tty/tmux

start FAULTS="$BUILD/tools/faults.so"
before=$(settings)
check "starts" browser
check "on the alternate screen" alternate 1
check "with raw keys" [ "$(settings)" != "$before" ]
T send-keys Q
check "ends with status 0" wait_for shows 'status=0'
check "alternate screen left" alternate 0
same "settings restored" "$(settings)" "$before"
check "no process left" wait_for gone

for signal in TERM SEGV ABRT; do
	browser
	kill -$signal "$(front)"
	check "$signal: ends" wait_for shows 'status='
	check "$signal: alternate screen left" alternate 0
	same "$signal: settings restored" "$(settings)" "$before"
	check "$signal: no process left" wait_for gone
	type_line clear
done

type_line 'LD_PRELOAD=$FAULTS FAIL_WHEN=$DIR/now $LABTAP; echo status=$?'
wait_for shows 'NAMESPACE / POINT'
touch "$dir/now"; T send-keys '?' Escape f i c m p Enter
check "no memory: ends with status 1" wait_for shows 'status=1'
check "no memory: says so" shows 'labtap: out of memory: free some'
check "no memory: alternate screen left" alternate 0
same "no memory: settings restored" "$(settings)" "$before"
check "no memory: no process left" wait_for gone
type_line clear

browser
kill -9 "$(engine)"
check "engine killed: the browser says so" wait_for shows 'the engine ended'
T send-keys Q
check "engine killed: the browser ends with status 0" wait_for shows 'status=0'
same "engine killed: settings restored" "$(settings)" "$before"
type_line clear

browser
T send-keys C-z
check "^Z gives the shell back" wait_for alternate 0
same "^Z: settings restored" "$(settings)" "$before"
type_line 'echo stopped; fg'
check "fg brings the screen back" wait_for alternate 1
check "fg draws it" wait_for shows 'NAMESPACE / POINT'
T send-keys '?'
check "keys work after fg" wait_for shows 'letters follow tcpdump'
T send-keys Escape
wait_for shows 'NAMESPACE / POINT'
T send-keys Escape
check "Escape never leaves by accident" wait_for shows 'Q leaves'
T send-keys Z Z
check "ZZ leaves" wait_for alternate 0
type_line clear

browser
close_terminal
check "terminal killed: no process left" gone

start
browser
T send-keys f
T kill-session
check "terminal killed in the filter bar: no process left" wait_for gone

# What was captured belongs to whoever sat there: the connection is gone, the packets are not.
spools() { ls -d /var/tmp/labtap-* 2>/dev/null | wc -l; }
start
browser
same "nothing captured: no spool is left" "$(spools)" 0
T send-keys j Enter
ping -qi0.2 127.0.0.1 >/dev/null &
check "packets are there" wait_for shows 'Echo (ping)'
kill $!
close_terminal
check "terminal killed while capturing: no process left" gone
same "terminal killed while capturing: the spool stays" "$(spools)" 1
start
browser
check "and is offered" wait_for shows 'broke off'

done_testing
