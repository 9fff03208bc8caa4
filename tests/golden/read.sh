#!/bin/bash
# `labtap read` in all its forms, against expected text. `read.sh --accept` writes the expectations anew.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export TZ=UTC
binary() { printf "$(sed 's/#.*//' "$1" | tr -d ' \n' | sed 's/../\\x&/g')"; }
binary read/five.hex >"$dir/five.pcap"

binary read/tcp.hex >"$dir/tcp.pcap"
binary read/tunnel.hex >"$dir/tunnel.pcap"
binary read/quic.hex >"$dir/quic.pcap"

file=five
golden() { # name args...
	local name=$1 got; shift
	got=$("$LABTAP" read "$dir/$file.pcap" "$@" 2>&1; echo "status $?")
	[ "${ACCEPT:-}" ] && echo "$got" >"read/$name.txt"
	same "read $*" "$got" "$(cat "read/$name.txt")"
}
[ "${1:-}" = --accept ] && ACCEPT=1

golden text
golden tsv --format tsv
golden tsv-ns --format tsv --precision ns -c 2
golden json --format json
golden json-fields --format json -v -c 1
golden filter --format tsv icmp
golden vlan --format tsv vlan 100
golden count -c 2 -q -#
golden link -e -c 4
golden hex -x -c 2
golden ascii -XX -c 1
golden epoch -tt -c 3
golden step -ttt -c 3
golden fields -v -c 1
golden wrong-filter icmp and prot 1
golden wrong-option --colour
file=tcp
golden relative --format tsv
golden relative-filtered --format tsv tcp[13] == 24
golden absolute --format tsv -S
file=quic
golden quic --format tsv
golden quic-one --format tsv -S udp[8] == 0xf0
file=tunnel
golden decode-as --format tsv --decode-as udp.port==10001,ethernet --decode-as tcp.port==8000-8010,telnet
golden decode-as-absolute --format tsv -S --decode-as udp.port==10000:2,eth
golden decode-as-inner --format tsv --decode-as udp.port==10001,eth 'inner ( host 192.0.2.2 ) and udp src port 10001'
golden decode-as-wrong --decode-as udp.port==10001,qemu
golden inner-none --format tsv 'inner ( icmp )'
file=five

# The same from a pipe, and through files we write.
want=$("$LABTAP" read "$dir/five.pcap" --format tsv)
same "a pipe reads like a file" "$(cat "$dir/five.pcap" | "$LABTAP" read - --format tsv)" "$want"
same "standard input may be a file" "$("$LABTAP" read - --format tsv <"$dir/five.pcap")" "$want"
for end in pcap pcapng; do
	check "write $end" "$LABTAP" read "$dir/five.pcap" -w "$dir/copy.$end"
	same "a copy as $end reads the same" "$("$LABTAP" read "$dir/copy.$end" --format tsv)" "$want"
done
same "-w - is a stream" "$("$LABTAP" read "$dir/five.pcap" arp -w - | "$LABTAP" read - --format tsv)" \
	"$("$LABTAP" read "$dir/five.pcap" arp --format tsv | sed 's/^3\t[^\t]*/1\t0.000000/')"
"$LABTAP" read "$dir/five.pcap" -w "$dir/copy.pcap" 2>"$dir/err"
same "an existing file is refused" $? 1
check "and it says so" grep -q 'copy.pcap: exists already' "$dir/err"
check "--overwrite replaces it" "$LABTAP" read "$dir/five.pcap" icmp -w "$dir/copy.pcap" --overwrite
same "and only what matches is in it" "$("$LABTAP" read "$dir/copy.pcap" --format tsv | wc -l)" 2
same "one line per packet" "$("$LABTAP" read "$dir/five.pcap" --format tsv | wc -l)" 5
check "JSON is JSON" sh -c '"$0" read "$1" --format json -v | python3 -c "
import json, sys
for line in sys.stdin: json.loads(line)"' "$LABTAP" "$dir/five.pcap"

# A file cut short gives what is whole, says so, and fails.
head -c -7 "$dir/five.pcap" >"$dir/cut.pcap"
same "whole packets of a cut file" "$("$LABTAP" read "$dir/cut.pcap" --format tsv 2>/dev/null)" "$(echo "$want" | head -4)"
"$LABTAP" read "$dir/cut.pcap" >/dev/null 2>"$dir/err"
same "status of a cut file" $? 1
check "it says what is wrong" grep -q '^labtap: .*cut.pcap: ' "$dir/err"

# tshark agrees on what every packet is.
if command -v tshark >/dev/null; then
	same "columns as tshark -n" "$(echo "$want" | head -4 | cut -f1-6)" "$(tshark -n -r "$dir/five.pcap" \
		-o 'gui.column.format:"n","%m","t","%t","s","%s","d","%d","p","%p","l","%L"' -T tabs 2>/dev/null |
		sed 's/^ *//; s/ *\t */\t/g; s/\t→\t/\t/; s/\(\t-*[0-9]*\.[0-9]\{6\}\)000/\1/' | head -4)"
else
	skip "columns as tshark -n" "tshark is not installed"
fi
done_testing
