#!/bin/bash
# Which files `labtap read` takes, in which order, and those that grow; tcpdump's -r.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
"$BUILD/tools/mkcap" -n -c 40 "$dir/lab.pcapng" && cd "$dir" || exit 1
rows() { "$LABTAP" "$@" --format tsv; }
want=$(rows read lab.pcapng)

# tcpdump's way to say it.
same "-r FILE is read FILE" "$(rows -r lab.pcapng)" "$want"
same "with letters in front and a filter behind" "$("$LABTAP" -nr lab.pcapng -tt icmp)" "$("$LABTAP" read lab.pcapng -tt icmp)"
same "read -r FILE too, and what follows is a filter" "$(rows read -r lab.pcapng arp)" "$(rows read lab.pcapng arp)"
same "-S goes with it" "$(rows -S -r lab.pcapng)" "$(rows read -S lab.pcapng)"
"$LABTAP" --colour -r lab.pcapng 2>err
same "a wrong option stays one" $? 2
check "of read, which -r meant" grep -q 'try labtap read --help' err

# Several files, each in order.
"$LABTAP" read lab.pcapng -w even.pcap icmp or arp
"$LABTAP" read lab.pcapng -w odd.pcapng 'not (icmp or arp)'
same "two files merged by time are the whole" "$(rows read even.pcap odd.pcapng)" "$want"
same "in any order, also by -r" "$(rows -r odd.pcapng -r even.pcap)" "$want"
same "with a filter behind" "$(rows read odd.pcapng even.pcap arp | cut -f3-)" "$(rows read lab.pcapng arp | cut -f3-)"
same "-c counts over all" "$(rows read even.pcap odd.pcapng -c 7)" "$(head -7 <<<"$want")"
same "one of them from a pipe" "$(cat odd.pcapng | rows read - even.pcap)" "$want"
check "a merged copy is written" "$LABTAP" read even.pcap odd.pcapng -w both.pcapng
same "and reads the same" "$(rows read both.pcapng)" "$want"
if command -v capinfos >/dev/null; then
	same "with the interfaces of both" "$(capinfos -M both.pcapng 2>/dev/null | sed -n 's/^Number of interfaces in file: *//p')" 3
else
	skip "with the interfaces of both" "capinfos is not installed"
fi
same "a tie goes to the file named first" "$(rows read lab.pcapng lab.pcapng | cut -f2- | uniq -c | grep -c '^ *2 ')" 40
head -c -5 odd.pcapng >cut.pcapng
"$LABTAP" read even.pcap cut.pcapng >out 2>err
same "one that is cut fails it" $? 1
check "and is named" grep -q '^labtap: cut.pcapng: cut short' err
same "after all other packets" "$(wc -l <out)" 39

# File or filter?
cp lab.pcapng icmp
"$LABTAP" read lab.pcapng icmp 2>err
same "a word that is both is refused" $? 1
check "with a way out" grep -q 'icmp: the file ./icmp or a filter? write ./icmp, or -- in front' err
same "./icmp is the file" "$(rows read lab.pcapng ./icmp | wc -l)" 80
same "behind -- it is the filter" "$("$LABTAP" read --format tsv lab.pcapng -- icmp)" "$(rows read ./icmp 'icmp[0] >= 0')"
rm icmp
"$LABTAP" read lab.pcapng missing.pcap 2>err
same "a file that is missing" $? 1
check "is said to be" grep -q 'missing.pcap: No such file' err

# Out of order.
"$LABTAP" read lab.pcapng -w late.pcapng icmp
"$LABTAP" read lab.pcapng -w early.pcapng not icmp
cat late.pcapng early.pcapng >mixed.pcapng
same "file order is the default" "$(rows read mixed.pcapng | cut -f3-)" "$( (rows read late.pcapng; rows read early.pcapng) | cut -f3-)"
same "--sort time" "$(rows read mixed.pcapng --sort time | cut -f2-)" "$(cut -f2- <<<"$want")"
same "numbers stay those of the file" "$(rows read mixed.pcapng --sort time | cut -f1 | sort -n)" "$(seq 40)"
same "--sort file is the default" "$(rows read mixed.pcapng --sort file)" "$(rows read mixed.pcapng)"
same "it sorts each of several" "$(rows read mixed.pcapng --sort time lab.pcapng | cut -f2- | uniq -c | grep -c '^ *2 ')" 40
"$LABTAP" read lab.pcapng --sort size 2>err
same "another order is refused" $? 2

# A file that grows.
part=$(($(stat -c %s lab.pcapng) / 2))
head -c $part lab.pcapng >growing.pcapng
: >out; : >err; "$LABTAP" read growing.pcapng --follow --format tsv >out 2>err & pid=$!
lines() { [ "$(wc -l <out)" -ge "$1" ]; }
wait_for lines 5
before=$(wc -l <out)
check "--follow prints what is whole" test "$before" -lt 40
tail -c +$((part + 1)) lab.pcapng >>growing.pcapng
wait_for lines 40
same "and what is added" "$(cat out)" "$want"
check "and goes on" kill -0 $pid
kill -INT $pid; wait $pid
same "until SIGINT, with status 0" $? 0
same "-c ends it too" "$(rows read growing.pcapng --follow -c 40)" "$want"
head -c 200 lab.pcapng >growing.pcapng
"$LABTAP" read growing.pcapng --follow -w copy.pcapng & pid=$!
tail -c +201 lab.pcapng >>growing.pcapng
writes() { [ "$(stat -c %s .labtap-save-* 2>/dev/null || echo 0)" -gt 1000 ]; }
wait_for writes
kill -TERM $pid; wait $pid
same "a copy of it is finished by SIGTERM" $? 0
same "and is a file" "$("$LABTAP" read copy.pcapng -c 1 | wc -l)" 1
: >out; : >err; "$LABTAP" read growing.pcapng --follow >out 2>err & pid=$!
wait_for lines 40
: >growing.pcapng
wait $pid
same "one that becomes shorter ends it" $? 1
check "saying so" grep -q 'growing.pcapng: became shorter' err
"$LABTAP" read lab.pcapng even.pcap --follow 2>err
same "--follow is for one file" $? 2
done_testing
