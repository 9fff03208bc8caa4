#!/bin/bash
# `labtap capture` on real namespaces: a, b joined by a veth pair; bounded pings.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
mkdir -m 1777 spools && mount --bind spools /var/tmp # ours alone: see the last check
trap 'umount /var/tmp; rm -rf "$dir"' EXIT
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do
	ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n $n link set lo up; ip -n $n link set eth1 up
done
ip -n a addr add 10.9.0.1/24 dev eth1; ip -n b addr add 10.9.0.2/24 dev eth1

# Pings until the file $1 has the text $2: captures end by themselves or are ended then.
ping_until() {
	for _ in $(seq 100); do
		ip netns exec a ping -q -c 1 -W 1 10.9.0.2 >/dev/null
		grep -q -- "$2" "$1" 2>/dev/null && return 0
		sleep 0.05
	done
	return 1
}
listening() { wait_for grep -q 'listening on' err; }

# Rows of two namespaces, in order, with their endpoints; -c ends it.
: >out; : >err; "$LABTAP" capture a:eth1 b:eth1 -c 8 icmp >out 2>err & pid=$!
listening; ping_until err 'packets captured'; wait $pid
same "capture -c ends with status 0" $? 0
same "exactly that many rows" "$(wc -l <out)" 8
check "rows name both endpoints" grep -q ' a:eth1 Out ' out
check "and the direction" grep -q ' b:eth1 In ' out
same "rows are in time order" "$(cut -d' ' -f1 out)" "$(cut -d' ' -f1 out | sort)"
check "only what the filter lets through" sh -c '! grep -qv ICMP out'
same "counts like tcpdump's" "$(head -1 <(grep captured err))" "8 packets captured"
check "counts per endpoint" grep -qE '^b:eth1: [0-9]+ received by filter, 0 dropped by kernel' err

# SIGINT ends it with the counts.
: >err; : >out; "$LABTAP" capture a:eth1 icmp >out 2>err & pid=$!
listening; ping_until out 'reply'
kill -INT $pid; wait $pid
same "SIGINT ends it with status 0" $? 0
same "every row is counted" "$(grep captured err)" "$(wc -l <out) packets captured"
check "one endpoint is not named in every row" sh -c '! grep -q a:eth1 out'

# A pcapng stream on stdout: nothing else there, complete, cut at -c.
: >stream; : >err; "$LABTAP" capture a:eth1 b:eth1 icmp -c 6 -w - >stream 2>err & pid=$!
listening; ping_until err 'packets captured'; wait $pid
same "-w - ends with status 0" $? 0
if command -v tshark >/dev/null; then
	tshark -n -r stream -T fields -e frame.interface_name -e icmp.type >fields 2>tshark.err
	same "tshark reads all of the stream" "$(wc -l <fields)" 6
	same "with the names of the endpoints" "$(cut -f1 fields | sort -u | tr '\n' ' ')" "a:eth1 b:eth1 "
	check "and finds nothing wrong with it" sh -c '! grep -qiE "cut short|damaged|error" tshark.err'
else
	skip "tshark reads the stream" "tshark is not installed"
fi

# A reader that goes away ends it quietly, with the counts.
: >err; : >status; ("$LABTAP" capture a:eth1 icmp -w - 2>err; echo "status $?" >status) | head -c 100 >/dev/null & pid=$!
ping_until err 'packets captured'; wait $pid
wait_for test -s status
same "a closed pipe is a normal end" "$(cat status)" "status 0"
check "without a complaint" sh -c '! grep -qi "broken pipe" err'

# A file, with the rights and in the name of the invoking user.
: >err; SUDO_UID=65534 SUDO_GID=65534 SUDO_USER=nobody "$LABTAP" capture a:eth1 icmp -c 3 -w file.pcapng 2>err & pid=$!
listening; ping_until err 'packets captured'; wait $pid
same "-w FILE ends with status 0" $? 0
same "the file belongs to who called sudo" "$(stat -c %u:%g file.pcapng)" 65534:65534
same "who alone can read it: exactly as many packets" "$(SUDO_UID=65534 SUDO_GID=65534 SUDO_USER=nobody "$LABTAP" read file.pcapng | wc -l)" 3
before=$(md5sum <file.pcapng)
"$LABTAP" capture a:eth1 -c 1 -w file.pcapng 2>err
same "an existing file is refused" $? 1
check "it says so, and what helps" grep -q 'exists already; --overwrite replaces it' err
same "and nothing happens to it" "$(md5sum <file.pcapng)" "$before"
mkdir closed; chmod 700 closed
SUDO_UID=65534 SUDO_GID=65534 SUDO_USER=nobody "$LABTAP" capture a:eth1 -c 1 -w closed/file 2>err
same "the user's rights count, not root's" $? 1
check "a refused path says why" grep -q 'closed/file: Permission denied' err

# Names.
"$LABTAP" capture -i eth1 -c 1 2>err
same "an ambiguous name is refused" $? 1
check "with the candidates" grep -q 'eth1: could be a:eth1, b:eth1' err
"$LABTAP" capture eth1 icmp 2>err
check "without -i too" grep -q 'eth1: which endpoint? a:eth1, b:eth1$' err
"$LABTAP" capture a 2>err
check "a node needs its interface" grep -q 'a: which endpoint? a:eth1, a:lo$' err
timeout 20 script -qec "'$LABTAP' capture a:eth1 -w -" /dev/null >err </dev/null
check "a terminal gets no pcapng" grep -q 'standard output is a terminal' err
"$LABTAP" lsit 2>err
same "a verb that is none is wrong use" $? 2
check "and is no missing file, but the nearest one is named" \
	grep -q 'lsit: neither a verb nor a file - did you mean list?$' err
"$LABTAP" capture c:eth9 -c 1 2>err
same "an unknown endpoint is refused" $? 1
"$LABTAP" capture a eth1 --for 200ms 2>err
same "NODE IF is an endpoint, --for ends it" $? 0
"$LABTAP" capture a:eth1 'icmp and prot 1' 2>err
same "a wrong filter is refused" $? 1
check "pointing at the word" grep -q '^ *^^^^$' err
"$LABTAP" capture 2>err
same "no endpoint is a usage error" $? 2

# The interface disappears.
: >err; : >out; "$LABTAP" capture a:eth1 b:eth1 >out 2>err & pid=$!
listening; ip -n a link del eth1; wait $pid
same "the last endpoint's end is status 1" $? 1
check "it says which" grep -qE '^labtap: a:eth1: the interface was deleted or moved away' err
check "and that nothing is left" grep -q '^labtap: no endpoint is left to capture from' err
check "with the counts" grep -q 'packets captured' err
same "no spool is left" "$(ls /var/tmp)" ""
done_testing
