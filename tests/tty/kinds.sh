#!/bin/bash
# Other terminals: without UTF-8, without colour, old ones, small ones, none at all.
. tests/tty/tmux

ascii_only() { ! screen | LC_ALL=C grep -q '[^ -~]'; }
colours() { LC_ALL=C grep -qE $'\033\\[([0-9;]*;)?[34][0-8][0-9;]*m' "$dir/out"; }
no_colours() { ! colours; }

try() { # name, variables
	local name=$1; shift
	start "$@"
	T pipe-pane -o "cat >$dir/out"
	check "$name: starts" browser
	T send-keys j k
	T send-keys '?'
	check "$name: help" wait_for shows 'letters follow tcpdump'
	T send-keys Escape
	wait_for shows 'NAMESPACE / POINT'
}

leave() {
	T send-keys Q
	check "$1: leaves" wait_for shows 'status=0'
	close_terminal
}

try "256 colours"
check "256 colours: has colours" colours
leave "256 colours"

try "LC_ALL=C" LC_ALL=C
check "LC_ALL=C: plain characters only" ascii_only
leave "LC_ALL=C"

try NO_COLOR NO_COLOR=1
check "NO_COLOR: no colours" no_colours
leave NO_COLOR

for name in vt100 xterm-mono; do
	infocmp $name >/dev/null 2>&1 || { skip "$name" "no such terminfo entry"; continue; }
	try $name TERM=$name
	check "$name: no colours" no_colours
	leave $name
done
for name in linux screen xterm-256color; do
	infocmp $name >/dev/null 2>&1 || { skip "$name" "no such terminfo entry"; continue; }
	try $name TERM=$name
	leave $name
done

start TERM=nonesuch
type_line '$LABTAP; echo status=$?'
check "unknown terminal: status 1" wait_for shows 'status=1'
check "unknown terminal: says what to do" shows 'TERM=vt100'
close_terminal

start TERM=dumb
type_line '$LABTAP; echo status=$?'
check "a terminal that cannot move its cursor: status 1" wait_for shows 'status=1'
check "a terminal that cannot move its cursor: says so" shows 'cannot move its cursor'
close_terminal

"$LABTAP" </dev/null >"$dir/none" 2>&1
same "no terminal: status 1" $? 1
check "no terminal: says so" grep -q 'needs a terminal' "$dir/none"

done_testing
