#!/bin/bash
# One recording in several files: -C, -G, -W, their names, what is left alone, and that nothing is lost between two.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
shopt -s nullglob
trap 'rm -rf "$dir"' EXIT
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do
	ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n $n link set eth1 up
done
start() { : >err; "$LABTAP" capture a:eth1 "$@" 2>err & pid=$!; wait_for grep -q 'listening on' err; }
stop() { kill -INT $pid; wait $pid; }
send() { ip netns exec b "$BUILD/tools/blast" eth1 "$1" 500 20000 >/dev/null; }
packets() { for f in "$@"; do "$LABTAP" read "$f" -q || echo "bad $f"; done | wc -l; }
many() { [ "$(ls -d "$1"* | wc -l)" -ge "$2" ]; }

# By size: FILE, FILE1, FILE2 ...; every one is whole while the capture goes on.
touch old3 # of somebody else
start -C 100k -w old
send 3000
wait_for many old 5
same "all files can be read while it records" "$(packets old old1 old2 | grep -c bad)" 0
captured() { [ "$(packets old old1 old2 old[4-9]* old1?* )" -ge 3000 ]; }
wait_for captured
stop
same "-C ends with status 0" $? 0
same "no packet is missing, none twice" "$(packets old old1 old2 old[4-9]* old1?*)" 3000
same "counts are of all files" "$(grep captured err)" "3000 packets captured"
same "a name that is taken is left alone" "$(stat -c %s old3)" 0
check "files end soon after they are large enough" test "$(stat -c %s old1)" -ge 102400
same "each has its interface" "$(for f in old old1 old2 old[4-9]* old1?*; do "$LABTAP" read $f --format json; done | grep -c '"endpoint":"a:eth1"')" 3000
"$LABTAP" capture a:eth1 -C 1 -w old 2>err
same "the first name must be free" $? 1
check "it says so" grep -q '^labtap: old: exists already; --overwrite' err

# Round and round.
start -C 50k -W 3 -w round
for _ in 1 2 3 4 5 6 7 8; do send 400; sleep 0.05; done
stop
same "-W keeps so many" "$(ls -d round* | tr '\n' ' ')" "round0 round1 round2 "
check "the oldest packets went" test "$(packets round*)" -lt 3200
check "a whole file of them is there" test "$(cat round? | wc -c)" -ge 102400
same "each is whole" "$(packets round0 round1 round2 | grep -c bad)" 0
"$LABTAP" capture a:eth1 -C 1 -W 3 -w round 2>err
same "names that would be replaced must be free" $? 1
rm round0 round1
"$LABTAP" capture a:eth1 -C 1 -W 3 -w round 2>err
same "all of them" $? 1
check "which one is said" grep -q '^labtap: round2: exists already' err
same "and nothing is made" "$(ls -d round*)" round2
start -C 1 -W 12 -w pad --overwrite; stop
same "numbers are as wide as the last" "$(ls -d pad*)" pad00

# By time, with the time in the name or a number; -W ends it.
TZ=UTC "$LABTAP" capture a:eth1 -G 1 -W 2 -w 't-%Y%m%d-%H%M%S' 2>err
same "-G -W ends by itself" $? 0
check "with two files" test "$(ls -d t-* | grep -cE '^t-20[0-9]{6}-[0-9]{6}$')" = 2
same "that are whole, even without a packet" "$(packets t-*)" 0
"$LABTAP" capture a:eth1 -G 1 -W 2 -w plain 2>err
same "without a pattern they are numbered" "$(ls -d plain* | tr '\n' ' ')" "plain plain1 "

# A number of packets, over all files.
start -C 50k -w few -c 1000
send 3000; wait $pid
same "-c ends it" $? 0
same "with exactly so many in all files" "$(packets few*)" 1000
same "as said" "$(grep captured err)" "1000 packets captured"

# Where no next file can be made the one before goes on.
mkdir away
start -G 1 -w 'away/t-%Y%m%d-%H%M%S'
first=$(ls away); exec 4<"away/$first"; rm -r away
check "that no next file can be made is said" wait_for grep -qE '^labtap: away/t-[0-9-]*: No such file or directory; the file before goes on$' err
send 100; stop
same "which has what came later" "$? $("$LABTAP" read - -q <&4 | wc -l)" "0 100"
exec 4<&-

# Whose they are, and what cannot be meant.
SUDO_UID=65534 SUDO_GID=65534 SUDO_USER=nobody "$LABTAP" capture a:eth1 -G 1 -W 2 -w mine 2>err
same "all belong to who called sudo" "$(stat -c %u:%g mine mine1 | sort -u)" 65534:65534
for wrong in "-C 1" "-G 1 -w -" "-W 2 -w x" "-C 1 -G 1 -W 2 -w x" "-C x -w x" "-G 0 -w x"; do
	"$LABTAP" capture a:eth1 $wrong 2>err
	same "$wrong is a usage error" $? 2
done
done_testing
