#!/bin/bash
# A screen on which nothing changes sends nothing, whichever it is: not a byte in three seconds. In this world nothing is
# sent but what the test sends, so once rates and sparklines have run out no counter moves any more: that is waited for.
. tests/tty/tmux

sysctl -qw net.ipv6.conf.default.disable_ipv6=1 2>/dev/null # where there is IPv6 it speaks by itself
ip link add quiet0 type veth peer name quiet1 && ip link set quiet0 up && ip link set quiet1 up || exit 1
"$BUILD/tools/mkcap" -n -c 60 "$dir/lab.pcapng" || exit 1
cd "$dir" || exit 1 # where recordings go
scenes=

on() { T capture-pane -p -t "$scene" | grep -q -- "$1"; }
keys() { T send-keys -t "$scene" "$@"; }

scene() { # name, words of its first screen, labtap's arguments: a terminal of its own, whose bytes go into $dir/out.NAME
	scene=$1
	T new-session -d -s "$scene" -x 80 -y 24 "$LABTAP ${*:3}"
	check "$scene: starts" wait_for on "$2"
}

listen() { scenes+=" $scene"; T pipe-pane -t "$scene" "cat >'$dir/out.$scene'"; }

live() { # name ENDPOINT: captures it
	scene "$1" quiet0
	keys / "$2" Enter Enter
	check "$1: captures" wait_for on "$2 .*live"
}

scene points quiet0
listen
scene file '60 pkts' lab.pcapng
listen
live silent host:quiet0
check "silent: since when" wait_for on '0 packets from 1 point since [0-9][0-9]:'
listen

# Each live one has rows before it comes to the screen that it is about.
for name in rows detail conversations traffic; do live $name host:lo; done
ping -qc3 -i0.2 127.0.0.1 >/dev/null
show() { # name, words, keys
	scene=$1
	check "$1: packets came" wait_for on 'Echo (ping)'
	[ $# -lt 3 ] || keys "${@:3}"
	check "$1: there" wait_for on "$2"
	listen
}
show rows 'follow'
show detail '── [0-9]*  98 bytes' Enter
show conversations 'BETWEEN' C
check "conversations: no name of a page is cut" on '^ conversations  protocols  traffic  *as root'
show traffic 'PKTS/S' T
check "traffic: it is named when there is no room for all" on '^ traffic  losses  conversations  *as root'

sizes() { for s in $scenes; do echo "$s $(stat -c %s "$dir/out.$s")"; done; }
# Nothing has come anywhere for three seconds.
settled() {
	local newest
	newest=$(stat -c %Y "$dir"/out.* | sort -n | tail -1)
	[ $(($(date +%s) - newest)) -gt 3 ]
}
WAIT=600 check "all have settled" wait_for settled
before=$(sizes)
sleep 3
same "nothing is sent while nothing changes" "$(sizes)" "$before"
scene=conversations
check "conversations: last seen then, not so long ago" on ' [0-9][0-9]:[0-9][0-9]:[0-9][0-9]$'
for scene in $scenes; do keys Q; done
check "all leave" wait_for gone

done_testing
