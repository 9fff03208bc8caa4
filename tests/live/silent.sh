#!/bin/bash
# labtap sends nothing, ever, and asks nobody for a name: with a name server and a route to it in place, every verb and the
# browser leave the counters of sent packets as they were. The same counters tell when getent asks.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
dir=$(mktemp -d); cd "$dir" || exit 1
trap 'umount /etc/resolv.conf /etc/nsswitch.conf 2>/dev/null; cd /; rm -rf "$dir"' EXIT
unset SUDO_UID SUDO_GID SUDO_USER SSH_CONNECTION
ip netns add a && ip netns add b && ip link add eth1 netns a type veth peer name eth1 netns b && ip link add up0 type veth peer name up0 netns b
for n in "" a b; do ${n:+ip netns exec $n} sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip -n a link set eth1 up; ip -n b link set eth1 up; ip -n b link set up0 up; ip link set up0 up
ip addr add 10.9.9.1/24 dev up0; ip route add default via 10.9.9.2
echo 'nameserver 10.9.9.2
options timeout:1 attempts:1' >resolv.conf
echo 'hosts: files dns' >nsswitch.conf
mount --bind resolv.conf "$(realpath /etc/resolv.conf)" && mount --bind nsswitch.conf /etc/nsswitch.conf || exit 1

# Of every interface in the namespaces labtap looks into; what is said on lo would count as well.
sent() { for n in "" a; do ${n:+ip netns exec $n} awk 'NR > 2 { print $1 $11 }' /proc/net/dev; done; }
quiet() { same "$1 sends nothing" "$(sent | tr '\n' ' ')" "$before"; }
send() { ip netns exec b "$BUILD/tools/blast" "$1" 300 0 20000 >/dev/null; }
before=$(sent | tr '\n' ' ')

"$LABTAP" list >/dev/null; "$LABTAP" list --json >/dev/null
quiet "a list"
: >out; : >err; "$LABTAP" capture a:eth1 host:up0 host:lo --names -v -w file.pcapng >out 2>err & pid=$!
wait_for grep -q 'listening on' err; send eth1; send up0; kill -INT $pid; wait $pid
check "packets came" [ "$("$LABTAP" read file.pcapng | wc -l)" -ge 600 ]
quiet "a capture"
: >out; : >err; "$LABTAP" capture a:eth1 --backend pcap -c 100 >out 2>err & pid=$!
wait_for grep -q 'listening on' err; send eth1; wait $pid
quiet "a capture by libpcap"
"$LABTAP" read file.pcapng --names -v >/dev/null
"$LABTAP" read file.pcapng 'host nosuch.example.net or ip6 host example.com' >out 2>&1
same "a host nobody knows is refused" $? 1
"$LABTAP" capture a:eth1 'src net nosuch.example.net' >out 2>&1
same "also by the kernel's filter" $? 1
"$LABTAP" capture udp:nosuch.example.net:1-127.0.0.1:2 --for 1s >out 2>&1
quiet "a name in a filter, and names for addresses,"
while sleep 0.1; do send eth1; done & busy=$!
"$LABTAP" path --from a:eth1 --to b:eth1 --for 2s udp >out 2>&1
check "a path sees packets" grep -q 'a:eth1' out
"$LABTAP" expect 'udp and a:eth1' --count 3 --within 60s >out 2>&1; same "what is expected comes" $? 0
mkfifo fifo; cat fifo >captured & "$LABTAP" --capture --extcap-interface labtap --endpoint a:eth1 --fifo fifo >/dev/null 2>&1 & pid=$!
check "Wireshark gets packets" wait_for sh -c '[ "$(stat -c %s captured)" -gt 10000 ]'
kill $pid; wait $pid
kill $busy; wait $busy 2>/dev/null
"$LABTAP" --extcap-interfaces >/dev/null; "$LABTAP" --extcap-config --extcap-interface labtap >/dev/null; "$LABTAP" help >/dev/null
quiet "a path, an expectation, Wireshark's capture program"
cat >script <<'S'
wait screen eth1
keys A Enter
wait live >= 2
wait packets >= 300
keys f
type host nosuch.example.net
keys Enter Escape
keys j Enter
dump screen
keys Escape
keys C
dump screen
keys Escape S
wait message saved
keys Q
S
: >screen; : >err; "$LABTAP" --script script >screen 2>err & pid=$!
until ! kill -0 $pid 2>/dev/null; do send eth1; sleep 0.2; done
wait $pid; same "the browser captures, decodes and saves" $? 0
sed 's/^/# /' err
quiet "the browser"
timeout 5 getent hosts nosuch.example.net
check "whoever asks is counted" [ "$(sent | tr '\n' ' ')" != "$before" ]
done_testing
