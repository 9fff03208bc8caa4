#!/bin/bash
# A capture that somebody else changes while it is open in the browser: appended to, cut short, emptied, overwritten,
# replaced, deleted. What is still there is shown, what happened is said, and nothing crashes or is lost by it.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'cd /; rm -rf "$dir"' EXIT
export XDG_STATE_HOME=$dir/state XDG_CONFIG_HOME=$dir/config
mkfifo pipe
tell() { printf '%s\n' "$@" >&3; }
screen() { rm -f here; tell "$@" 'dump screen here'; WAIT=300 wait_for test -s here; }
shows() { grep -qE -- "$1" here; }
open() { # a browser on a copy of $f
	rm -f file; cp $f file
	"$LABTAP" --script - file <pipe >out 2>err & browser=$!
	exec 3>pipe; screen 'resize 120 30' 'wait packets == 4000'
}
# Everywhere, with a filter, and into a copy; then it ends.
walk() { # what packets of a copy, "": some
	screen 'keys G PgUp PgUp g PgDn' 'keys Enter' 'keys J J K' 'keys Escape'
	screen 'keys f' 'type udp or tcp' 'keys Enter' 'keys G g' 'keys u'
	tell 'keys s ^A ^K' 'type copy.pcapng' 'keys Enter' 'wait message saved' 'dump screen last' 'keys Q' 'keys y' 2>/dev/null; exec 3>&-
	wait $browser; same "$f $1: it ends well" "$? $(cat err)" "0 "
	local kept
	kept=$("$LABTAP" read copy.pcapng -q 2>&1 | wc -l)
	[ ! "$2" ] || same "$f $1: packets of a copy" "$kept" "$2"
	same "$f $1: and those that it lacks" "$(grep -oE '[0-9]+ could not be read' last)" \
		"$([ "$kept" = 4000 ] || echo "$((4000 - kept)) could not be read")"
	rm -f copy.pcapng
}
for f in whole.pcapng whole.pcap; do
	"$BUILD/tools/mkcap" $([ $f = whole.pcap ] || printf %s -n) -c 4000 $f
	size=$(stat -c %s $f)
	head -c $((size / 2)) $f >half; tail -c +$((size / 2 + 1)) $f >rest
	first=$("$LABTAP" read half -q 2>/dev/null | wc -l)

	cp half file; "$LABTAP" --script - file <pipe >out 2>err & browser=$!
	exec 3>pipe
	check "$f in half" screen 'resize 120 30' "wait packets == $first" 'keys G'
	cat rest >>file
	check "$f appended to, from the middle of a packet: all of it" screen 'wait packets == 4000'
	walk "appended to" 4000

	open; truncate -s $((size / 2)) file
	check "$f cut short: it is said, with what to do" \
		screen "wait screen became shorter: $((size / 2)) bytes, $size were read; open it again" 'keys G'
	check "$f cut short: what is gone is no packet" shows '^.  not in the file any more'
	screen 'keys g Down Down Down'; check "$f cut short: what is there is one" shows '^▌ +4  '
	walk "cut short" $first

	open; truncate -s 0 file
	check "$f emptied" screen 'wait screen became shorter: 0 bytes'
	walk emptied 0

	open; head -c 200000 /dev/zero | tr '\0' '\377' | dd of=file conv=notrunc status=none
	screen 'keys g Down'
	walk overwritten ""

	open; cp $f new; truncate -s 300000 new; mv new file
	check "$f replaced: the one that was opened goes on" screen 'keys G' && shows '^▌ +4000 '
	walk replaced 4000

	open; rm file
	check "$f deleted: it goes on" screen 'keys G' && shows '^▌ +4000 '
	walk deleted 4000
done
done_testing
