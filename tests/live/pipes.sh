#!/bin/bash
# labtap among other programs: readers that go, that are slow, that stop; without a terminal, under timeout, script, cron.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth1 up; done
ip -n a addr add 10.9.0.1/24 dev eth1; ip -n b addr add 10.9.0.2/24 dev eth1
send() { ip netns exec b "$BUILD/tools/blast" eth1 "$1" 500 20000 >/dev/null; }
ping() { ip netns exec a ping -q -c 1 -W 1 10.9.0.2 >/dev/null; }
listening() { wait_for grep -q 'listening on' err; }
gone() { ! kill -0 "$1" 2>/dev/null; }
mkfifo pipe

# The reader goes while nothing is sent: nobody waits for the next packet to notice.
for how in "" "-w -"; do
	: >err; "$LABTAP" capture a:eth1 $how >pipe 2>err & pid=$!
	exec 3<pipe; listening; exec 3<&-
	wait $pid; same "a reader that goes ends it at once ($how)" $? 0
	check "with the counts ($how)" grep -q 'packets captured' err
	check "and no complaint ($how)" sh -c '! grep -qi broken err'
done

# The reader stops reading: ^C, TERM and --for still end it, and a slow one gets everything.
for how in "" "-w -"; do
	: >err; "$LABTAP" capture a:eth1 $how >pipe 2>err & pid=$!
	exec 3<pipe; listening; send 3000
	kill -INT $pid
	check "^C ends it though the pipe is full ($how)" wait_for gone $pid
	check "it says that the rest was not read ($how)" grep -q 'nobody was reading the output: the last of it is missing' err
	exec 3<&-; wait $pid
	same "with status 0 ($how)" $? 0
done
: >err; "$LABTAP" capture a:eth1 --for 1s -w - >pipe 2>err & pid=$!
exec 3<pipe; listening; send 3000
check "--for as well" wait_for gone $pid
exec 3<&-
: >err; "$LABTAP" capture a:eth1 -w - >pipe 2>err & pid=$!
python3 -c 'import os, time
while chunk := os.read(0, 65536): os.write(1, chunk); time.sleep(0.1)' <pipe >copy & reader=$!
listening; send 3000; kill -INT $pid; wait $pid; wait $reader
same "a slow reader gets all that was captured before ^C" "$("$LABTAP" read copy -q | wc -l)" \
	"$(sed -n 's/ packets captured//p' err)"

# A pipe that was made non-blocking by somebody else.
python3 - "$LABTAP" <<'P' >lines
import os, subprocess, sys, time, fcntl
r, w = os.pipe()
fcntl.fcntl(w, fcntl.F_SETFL, os.O_NONBLOCK)
p = subprocess.Popen([sys.argv[1], "capture", "a:eth1", "--for", "2s", "-X"], stdout=w, stderr=subprocess.PIPE)
p.stderr.readline()
os.close(w)
subprocess.run(["ip", "netns", "exec", "b", os.environ["BUILD"] + "/tools/blast", "eth1", "500", "500", "20000"], stdout=subprocess.DEVNULL)
time.sleep(0.3)
data = b""
while chunk := os.read(r, 65536):
    data += chunk
print(p.wait(), data.count(b" Frame") or data.count(b"\t0x0000"))
P
same "a non-blocking pipe loses nothing" "$(cat lines)" "0 500"

# Without a terminal, without an environment, without open files.
: >out; : >err; "$LABTAP" capture a:eth1 -c 1 icmp <&- >out 2>err & pid=$!; listening; ping; wait $pid
same "standard input closed" "$? $(wc -l <out)" "0 1"
: >out; : >err; env -i setsid "$LABTAP" capture a:eth1 -c 1 icmp </dev/null >out 2>err & pid=$!; listening; ping; wait $pid
same "as cron starts it: no TERM, no HOME, no terminal" "$? $(wc -l <out)" "0 1"
"$LABTAP" capture a:eth1 -c 1 icmp -w file 2>&- >&- & pid=$!
finished() { ping; gone $pid; }
wait_for finished; wait $pid
same "everything closed: the file is right" "$? $("$LABTAP" read file | wc -l)" "0 1"
"$LABTAP" read file >&- 2>err; same "a closed standard output is an error" $? 1
"$LABTAP" read file >/dev/full 2>err; same "a full one too" $? 1
check "that is said" grep -q '^labtap: standard output: No space left' err
for how in "env -i setsid" "setsid env TERM=nosuch" "setsid env TERM="; do
	$how "$LABTAP" </dev/null >out 2>err
	same "the browser without a terminal ($how)" $? 1
	check "says what works there ($how)" grep -q 'the browser needs a terminal; .*list, capture and read' err
	same "and draws nothing ($how)" "$(cat out)" ""
done
env -i setsid "$LABTAP" list </dev/null >out 2>err
same "list as cron starts it" "$? $(grep -o '^ *a:eth1 ' out | wc -l)" "0 1"
same "where nobody waits for what others left (a container's process 1) nothing is" "$(python3 - "$LABTAP" <<'P'
import ctypes, os, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
subprocess.run([sys.argv[1], "list"], stdout=subprocess.DEVNULL)
print(open("/proc/self/task/%d/children" % os.getpid()).read())
P
)" ""

# SIGUSR1 asks for the counts, as it does tcpdump; whoever of us gets it.
: >out; : >err; "$LABTAP" capture a:eth1 icmp >out 2>err & pid=$!; listening; ping; wait_for grep -q reply out
pkill -USR1 -P $pid -x labtap; kill -USR1 $pid
check "the counts so far" wait_for grep -q '^0 packets dropped by kernel' err
: >out; ping; check "and it goes on" wait_for grep -q reply out
kill -INT $pid; wait $pid
same "to its end" "$? $(grep -c 'packets captured' err)" "0 2"

# timeout, which sends SIGTERM; a hang-up; a shell's pipeline with head.
for seconds in 1 3 10 30; do # until it had begun by then
	rm -f timed; timeout $seconds "$LABTAP" capture a:eth1 -w timed ether proto 0x88b5 2>err; status=$?
	! grep -q 'listening on' err || break
done
same "timeout ends it, with its status" $status 124
check "with the counts" grep -q 'packets captured' err
same "and the file is whole" "$("$LABTAP" read timed | wc -l)" 0
: >err; "$LABTAP" capture a:eth1 2>err & pid=$!; listening; kill -HUP $pid; wait $pid
same "a hang-up is a normal end" $? 0
: >out; : >err; nohup "$LABTAP" capture a:eth1 icmp >out 2>err & pid=$!; listening; kill -HUP $pid; ping
check "under nohup it is none: packets come" wait_for grep -q ICMP out
kill -INT $pid; wait $pid
same "^C ends it then" $? 0
"$LABTAP" read file | head -c 1 >/dev/null
same "read into head says nothing" "${PIPESTATUS[0]}" "$([ "${PIPESTATUS[0]}" = 141 ] && echo 141 || echo 0)"

# A terminal of ssh -t: rows and words in one place, ^C from the keyboard.
{ wait_for grep -q listening typed; ping; wait_for grep -q ICMP typed; printf '\003'; sleep 0.2; } |
	script -qefc "exec '$LABTAP' capture a:eth1 icmp" typed >/dev/null
same "^C in a terminal ends it" $? 0
check "rows and counts are there" sh -c 'grep -q ICMP typed && grep -q "packets captured" typed'

# ^C while a copy is written.
"$BUILD/tools/mkcap" -c 400000 big.pcap
: >err; "$LABTAP" read big.pcap big.pcap big.pcap big.pcap -w copy.pcapng 2>err & pid=$!
wait_for sh -c 'ls .labtap-save-* >/dev/null 2>&1'; kill -INT $pid; wait $pid
same "^C while a file is copied: status 1" $? 1
check "nothing was saved, it says" grep -q '^labtap: interrupted: nothing was saved' err
same "and nothing half-made is left" "$(ls -A | grep -cE 'copy.pcapng|labtap-save')" 0
"$LABTAP" read big.pcap -w - | head -c 1000 >/dev/null
same "-w - into head is a normal end" "${PIPESTATUS[0]}" 0
{ cat file; sleep 600; } | "$LABTAP" read - -w live.pcapng & pid=$!
came() { [ "$("$LABTAP" read .labtap-save-* -q 2>/dev/null | wc -l)" = 1 ]; }
wait_for came; pkill -INT -P $$ -x labtap; wait_for test -e live.pcapng
same "^C ends a pipe, and what came is saved" "$("$LABTAP" read live.pcapng | wc -l)" 1
pkill -P $$ -x sleep
nothing_left
done_testing
