#!/bin/bash
# The options: help, manual page and README say the same, and every letter of `labtap read` does what it says.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
root=$(realpath ../..) dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
"$BUILD/tools/mkcap" -n -c 40 "$dir/lab.pcapng" && cd "$dir" || exit 1
export TZ=UTC

# One table drives them all; only the README is written by hand.
of_help() { "$LABTAP" help "$1" | sed -n '/^ *-/{s/^ *//; s/  .*//; p}' | tr ' ,' '\n\n' | grep '^-'; }
of_readme() { # COLUMN: the options of the table's rows that have a cross there; 0: of all rows
	sed -n '/^| option |/,/^$/{s/\\|/,/g; p}' "$root/README.md" | tail -n +3 |
		awk -F' *[|] *' -v c="$1" '!c || $c == "x" { print $2 }' | grep -oE -- '`--?[A-Za-z#-]+' | tr -d '`' |
		sed 's/^-\([txX]\)\1*$/-\1/'
}
plain() { grep -vxE -- '--(help|version|link|number|quiet|absolute|fields|interface|count|write|read|file-size|file-time|files|snapshot-length|no-promiscuous|direction|buffer-size)' | sort -u; }
same "README has every option of capture" "$(of_readme 3 | sort -u)" "$(of_help capture | plain)"
same "README has every option of read" "$(of_readme 4 | sort -u)" "$(of_help read | plain)"
man=$("$LABTAP" help --man)
for verb in capture read list; do
	for option in $(of_help $verb); do grep -qF -- "fB${option//-/\\-}\\fR" <<<"$man" || echo "$verb $option"; done
done >missing
same "the manual page has every option" "$(cat missing)" ""
if command -v man >/dev/null; then
	echo "$man" >page
	same "and is one" "$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=100 man --warnings -E UTF-8 -l page 2>&1 >/dev/null)" ""
else
	skip "and is one" "man is not installed"
fi
for verb in capture read list help; do check "help $verb" sh -c '"$0" help "$1" | grep -q "^usage: labtap $1"' "$LABTAP" $verb; done
"$LABTAP" help capure >out 2>err
same "help for a verb that is none" $? 2

# What a line shows.
first() { "$LABTAP" read lab.pcapng -c 1 "$@"; }
is() { local name=$1 want=$2; shift 2; check "$name" grep -qE -- "$want" <(first "$@"); }
is "a line" '^[0-9:]{8}\.[0-9]{6} [ab]:eth1 (In|Out) '
is "-n is taken" '^[0-9:]{8}' -n
is "-nn as well" '^[0-9:]{8}' -nn
is "-t: no time" '^[ab]:eth1 ' -t
is "-tt: the epoch" '^[0-9]{9,}\.[0-9]{6} ' -tt
is "-ttt: since the one above" '^ *(00:00:)?0+\.000000 ' -ttt
is "-tttt: the date" '^[0-9]{4}-[0-9]{2}-[0-9]{2} ' -tttt
is "-ttttt: since the first" '^ *(00:00:)?0+\.000000 ' -ttttt
is "-#: its number" '^ *1 ' '-#'
is "-e: the link header" '([0-9a-f]{2}:){5}[0-9a-f]{2} > ([0-9a-f]{2}:){5}' -e
is "-q: less" 'length [0-9]+$|, [0-9]+$|[0-9]+$' -q
check "-q is shorter" test "$(first -q | wc -c)" -lt "$(first | wc -c)"
is "-v: every field" '^ +' -v
is "-x: bytes" '^\s+0x0000: ' -x
check "-xx: with the link header" test "$(first -xx | wc -l)" -ge "$(first -x | wc -l)"
is "-X: and text" '^\s+0x0000: .*  [[:print:]]+$' -X
is "-XX too" '^\s+0x0000: .*  [[:print:]]+$' -XX
is "--precision ns" '^[0-9:]{8}\.[0-9]{9} ' --precision ns
is "--precision us" '^[0-9:]{8}\.[0-9]{6} ' --precision us
is "--format tsv" $'^1\t0\\.000000\t' --format tsv
is "--format json" '^\{"number":1,' --format json
"$LABTAP" read lab.pcapng --format xml 2>err; same "--format xml is wrong use" $? 2
"$LABTAP" read lab.pcapng --precision ps 2>err; same "--precision ps is wrong use" $? 2
"$LABTAP" read lab.pcapng -c 0 2>err; same "-c 0 is wrong use" $? 2
same "-c N" "$("$LABTAP" read -c 7 lab.pcapng | wc -l)" 7
same "letters in one word, tcpdump's way" "$("$LABTAP" -ennr lab.pcapng -c3)" "$("$LABTAP" read lab.pcapng -e -n -c 3)"
same "-r -: a pipe" "$(cat lab.pcapng | "$LABTAP" -nr - icmp)" "$("$LABTAP" read lab.pcapng icmp)"
"$LABTAP" read lab.pcapng -w copy.pcapng; same "-w FILE" "$("$LABTAP" read copy.pcapng)" "$("$LABTAP" read lab.pcapng)"
same "-w -" "$("$LABTAP" read lab.pcapng -w - | "$LABTAP" -r -)" "$("$LABTAP" read lab.pcapng)"
same "-- ends the files" "$("$LABTAP" read lab.pcapng -- icmp)" "$("$LABTAP" read lab.pcapng icmp)"
"$LABTAP" read -Z nosuchuser lab.pcapng 2>err
same "-Z is --user" "$(cat err)" "$("$LABTAP" read --user nosuchuser lab.pcapng 2>&1)"
check "and names a user that is not there" grep -q nosuchuser err
if [ "$(id -u)" = 0 ]; then
	chmod 755 . && chmod 600 lab.pcapng
	"$LABTAP" read -Z nobody lab.pcapng 2>err
	same "-Z NAME has that user's rights" $? 1
	check "and says what it may not" grep -q 'lab.pcapng: Permission denied' err
else
	skip "-Z NAME has that user's rights" "needs root"
fi
done_testing
