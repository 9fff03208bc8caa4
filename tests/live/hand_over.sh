#!/bin/bash
# W hands a capture over in the middle: a real tshark in the place of Wireshark gets what was kept, then what comes,
# each packet once; by a named pipe where there is no display. What is said when the reader goes, or is not there.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
command -v tshark >/dev/null || { skip "handing over" "tshark is not installed"; done_testing; }
dir=$(mktemp -d); chmod 755 "$dir"; cd "$dir" || exit 1
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION XDG_CONFIG_HOME WAYLAND_DISPLAY DISPLAY
export HOME=$dir TMPDIR=$dir
mkdir -p .config/labtap
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b
for n in a b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip -n $n link set eth1 up; done
ip -n a addr add 10.1.0.1/24 dev eth1; ip -n b addr add 10.1.0.2/24 dev eth1
for n in a b; do ip -n $n neigh replace 10.1.0.$([ $n = a ] && echo 2 || echo 1) lladdr $(ip netns exec $([ $n = a ] && echo b || echo a) cat /sys/class/net/eth1/address) dev eth1; done # no ARP

# Numbered packets, as fast as they are answered.
talk() { ip netns exec a ping -q -i 0.01 -c "$1" 10.1.0.2 >/dev/null; }
cat >reader <<'SH'
#!/bin/sh
exec tshark -n -l -i - -Y icmp.type==8 -T fields -e icmp.seq >seen
SH
chmod 755 reader
echo "wireshark: $dir/reader" >.config/labtap/config.yaml
begin='wait screen eth1
keys \
type a:eth1
keys Enter Home j Space
wait selected == 1
keys Enter
wait live == 1
dump screen live'
whole() { [ "$(cat seen 2>/dev/null)" = "$(seq 30; seq 30)" ]; }
browse() { # NAME: runs what is on standard input
	{ echo "$begin"; cat; } >"$1.script"
	: >"$1.out"; : >"$1.err"; timeout 500 "$LABTAP" --script "$1.script" >"$1.out" 2>"$1.err" & browser=$!
}

# Kept ones first, then live ones.
DISPLAY=:7 browse window <<'S'
wait packets >= 60
keys W
wait screen to Wireshark
dump screen handing
wait packets >= 120
keys Q
S
wait_for test -s live; talk 30
wait_for test -s handing; rm -f live
same "W says what it does" "$(grep -c 'everything so far, then what comes' handing)" 1
talk 30; wait $browser
same "the browser ends well" $? 0
check "what was kept is there, then what came, each packet once" wait_for whole
same "at the end it says how much that was" "$(cat window.err)" "labtap: to Wireshark 120 packets were handed over; nothing more comes"

# Without a display: a named pipe; the reader comes when it comes, and goes. The clipboard has the line for it.
browse piped <<'S'
resize 160 24
wait packets >= 60
keys W
wait screen copied
dump screen offer
wait screen somebody reads
wait packets >= 120
wait screen has closed the stream
dump screen closed
keys Q
S
wait_for test -s live; talk 30; rm -f live
wait_for test -s offer
pipe=$(grep -o "cat $dir/labtap-[0-9a-f]*.pcapng | wireshark -k -i -" offer | cut -d' ' -f2)
same "the pipe is the user's alone" "$(stat -c '%a %F' "$pipe")" "600 fifo"
: >seen; : >rerr; tshark -n -l -i - -Y icmp.type==8 -T fields -e icmp.seq -c 120 <"$pipe" >seen 2>rerr & reader=$!
wait_for grep -q 30 seen; talk 30
wait $reader; ip netns exec a ping -q -i 0.05 -c 12000 10.1.0.2 >/dev/null & more=$! # to notice that nobody reads
wait $browser
same "the browser ends well" $? 0
kill $more; wait $more 2>/dev/null
check "by the pipe the same" whole
check "that the reader has gone is said" grep -q 'Wireshark has closed the stream: 1[0-9]* packets were handed over' closed
check "nothing is left" [ ! -e "$pipe" ]
rm -f live

# Under sudo it is the user who runs Wireshark, not root; and what it writes is his.
mkdir own bin && chmod 777 own
printf '#!/bin/sh\nid -u >who\nexec tshark -n -l -i - -Y icmp.type==8 -T fields -e icmp.seq >seen\n' >bin/wireshark; chmod 755 bin/wireshark
{ echo "$begin"; printf 'wait packets >= 60\nkeys W\nwait screen to Wireshark\ndump screen handing\nwait packets >= 120\nkeys Q\n'; } >sudo.script
(cd own && exec env PATH="$dir/bin:$PATH" DISPLAY=:7 TMPDIR="$dir/own" SUDO_UID=65534 SUDO_GID="$(id -g nobody)" SUDO_USER=nobody \
	timeout 60 "$LABTAP" --script ../sudo.script >../sudo.out 2>../sudo.err) & browser=$!
wait_for test -s own/live; talk 30
wait_for test -s own/handing; talk 30
wait $browser
same "under sudo the browser ends well" "$? $(cat sudo.out)" "0 "
whole_own() { [ "$(cat own/seen 2>/dev/null)" = "$(seq 30; seq 30)" ]; }
check "what was kept is there, then what came" wait_for whole_own
same "for the user who called sudo" "$(cat own/who) $(stat -c %u own/seen)" "65534 65534"

# A Wireshark that fails, or is not there, is words; of a file all of it.
cat >failing <<'SH'
#!/bin/sh
printf 'no \033[31mway\n' >&2; exit 3
SH
chmod 755 failing
"$BUILD/tools/mkcap" -n -c 60 some.pcapng
whole_file() { [ "$(wc -l 2>/dev/null <seen)" = 60 ]; }
echo "wireshark: $dir/failing" >.config/labtap/config.yaml
DISPLAY=:7 timeout 500 "$LABTAP" --script - some.pcapng <<'S' >out 2>err
wait packets >= 60
keys W
wait screen has ended with status 3
dump screen failed
keys Q
S
check "what it says is said, harmless" grep -qF 'with status 3: no \x1b[31mway' failed
echo "wireshark: $dir/nowhere" >.config/labtap/config.yaml
: >out; : >err; DISPLAY=:7 timeout 500 "$LABTAP" --script - some.pcapng <<'S' >out 2>err & browser=$!
wait packets >= 60
keys W
wait screen copied: ssh
dump screen offered
wait screen somebody reads
keys W
wait screen the file was handed over
dump screen ended
keys Q
S
wait_for test -s offered
pipe=$(grep -o "$dir/labtap-[0-9a-f]*.pcapng" offered)
check "one that is not installed is looked for elsewhere" [ -p "$pipe" ]
tshark -n -r - <"$pipe" >seen 2>/dev/null
wait $browser
check "of a file all of it" whole_file
done_testing
