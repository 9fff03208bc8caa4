#!/bin/bash
# What the browser opens that is not one finished file: several at once, a pipe while it comes, a file that grows.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
"$BUILD/tools/mkcap" -n -c 40 "$dir/lab.pcapng" && cd "$dir" || exit 1
rows() { "$LABTAP" read "$@" --format tsv | cut -f2-; }
part=$(($(stat -c %s lab.pcapng) / 2))

# Several, merged by time; an interface without a name is called as its file is.
"$LABTAP" read lab.pcapng -w even.pcap icmp or arp
"$LABTAP" read lab.pcapng -w odd.pcapng 'not (icmp or arp)'
gzip -k odd.pcapng
"$LABTAP" --script - even.pcap odd.pcapng.gz <<-S >screen
	wait packets == 40
	dump screen
	keys s ^A ^K
	type all.pcapng
	keys Enter
	wait message saved 40
S
same "several files are one list" $? 0
check "its title says so" grep -q 'even.pcap + 1 more' screen
same "in order" "$(rows all.pcapng)" "$(rows lab.pcapng)"
same "with the places of each" "$("$LABTAP" read all.pcapng --format json | grep -o '"endpoint":"[^"]*"' | sort -u | tr '\n' ' ')" \
	'"endpoint":"a:eth1" "endpoint":"b:eth1" "endpoint":"even.pcap" '
head -c -9 odd.pcapng >cut.pcapng
"$LABTAP" --script - even.pcap cut.pcapng <<<'wait screen cut.pcapng: cut short'
same "a damaged one is named" $? 0
"$LABTAP" --script - even.pcap none.pcap </dev/null 2>err
same "one that is missing, too" $? 1
check "with its name" grep -q '^labtap: none.pcap: No such file' err
"$LABTAP" even.pcap - 2>err </dev/null
same "a pipe is no file" $? 2

# A pipe: what came is there before the rest comes.
mkfifo pipe
cat >script <<-S
	wait packets >= 10
	dump model half
	wait packets == 40
	keys G
	wait screen packet 40
S
"$LABTAP" --script script - <pipe & pid=$!
exec 3>pipe; head -c $part lab.pcapng >&3
check "rows of a pipe appear as they come" wait_for test -s half
tail -c +$((part + 1)) lab.pcapng >&3; exec 3>&-
wait $pid; same "and all that came later" $? 0
check "following them" grep -qx 'follow 1' half
zstd -qc lab.pcapng | "$LABTAP" --script <(echo 'wait packets == 40') -
same "a compressed one" $? 0
echo 'no capture at all, not even nearly' | "$LABTAP" --script script - 2>err
same "one that is no capture" $? 1
check "is said to be none" grep -q 'standard input: neither a pcap nor a pcapng' err
{ sleep 1; printf Q; } | TERM=xterm timeout 20 script -qefc "cat lab.pcapng | '$LABTAP' -" typed >/dev/null
same "the keyboard stays the terminal" $? 0
check "and shows it" grep -q 'standard input' typed

# A file that grows under the browser.
head -c $part lab.pcapng >growing.pcapng
"$LABTAP" --script script growing.pcapng & pid=$!
rm -f half; wait_for test -s half
tail -c +$((part + 1)) lab.pcapng >>growing.pcapng
wait $pid; same "a file that grows is looked at again" $? 0
done_testing
