#!/bin/bash
# :session save and load: filter, marks and looks come back; files are complete, never replaced, never trusted.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
"$BUILD/tools/mkcap" -n -c 60 "$dir/lab.pcapng" && cd "$dir" || exit 1

drive() { { echo 'wait packets == 60'; cat; } | "$LABTAP" --script - lab.pcapng; }

drive <<-'S'
	keys f
	type icmp or arp
	keys Enter
	wait screen shown
	keys g Space j j Space t c Enter
	keys :
	type session save eyes
	keys Enter
	wait message kept in eyes.labtap.yml
	dump screen before
	keys :
	type session save eyes
	keys Enter
	wait screen exists
	keys Esc Esc :
	type session save ../eyes
	keys Enter
	wait screen a name without /
S
same "a script that saves its session ends well" $? 0
check "the file says the filter" grep -qx "filter: 'icmp or arp'" eyes.labtap.yml

drive <<-'S'
	keys :
	type session load eyes
	keys Enter
	wait marks == 2
	wait screen icmp or arp
S
same "and is read again" $? 0

printf 'filter: "x y z"\nmarks: [0, 99, -1, a, 7]\ntime: 999\n' >odd.labtap.yml
printf 'marks: [0, 99, -1, a, 7]\ntime: 999\nfilter: udp\n' >half.labtap.yml
printf '{' >broken.labtap.yml
ln -s /dev/zero zero.labtap.yml
drive <<-'S'
	keys :
	type session load odd
	keys Enter
	wait screen not a word
	keys ^U
	type session load broken
	keys Enter
	wait screen broken.labtap.yml
	keys ^U
	type session load zero
	keys Enter
	wait screen not a file of at most
	keys ^U
	type session load half
	keys Enter
	wait marks == 1
	wait screen udp
S
same "what is wrong in a session file is said, or passed over" $? 0
done_testing
