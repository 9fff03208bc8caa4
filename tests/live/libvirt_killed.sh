#!/bin/bash
# A real libvirtd that is killed in the middle of a call - it has the question and stands still then -, under a browser
# that captures on their bridge: no frame is lost and no key waits, what happened is said, its domains stay as they were,
# and when it is back it is asked again. Then its helper is killed as well.
. "$(dirname "$0")/../libvirt/common.sh" "libvirtd is killed"
BUILD=$(dirname "$LABTAP")
"$lab" start || exit 1
# A network with a domain on it, and a cable from outside into its bridge.
echo "<network><name>wire</name><bridge name='virbr7' stp='off' delay='0'/></network>" >wire.xml
virsh -q net-define wire.xml >/dev/null && virsh -q net-start wire >/dev/null
card() { echo "<interface type='network'><source network='wire'/><target dev='$1'/><model type='virtio'/></interface>"; }
card vgif_a_1 | "$lab" define X_a && card vgif_b_1 | "$lab" define X_b && virsh -q start X_a >/dev/null
ip netns add far && ip link add up0 type veth peer name eth0 netns far
for n in "" far; do ${n:+ip netns exec $n} sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip link set up0 master virbr7 up; ip -n far link set eth0 up
send() { ip netns exec far "$BUILD/tools/blast" eth0 "$1" 500 20000 >/dev/null; }
mkfifo pipe; timeout 200 "$LABTAP" --capture-filter "udp port 5001" --script - <pipe >out 2>err & browser=$!
exec 3>pipe; tell() { printf '%s\n' "$@" >&3; }
screen() { rm -f here; tell "$@" 'dump screen here'; WAIT=300 wait_for test -s here; }
screen 'resize 150 40' 'wait screen a eth1' 'wait screen b eth1' 'type :select host:up0' 'keys Enter' 'wait selected == 1' 'keys Enter' 'wait live == 1'
count() { sed -n 's/.* \([0-9]*\) pkts.*/\1/p' here; }
until_seen() { send 1; screen 'keys j' && [ "$(count)" -ge 1 ]; }
check "a port of their bridge is captured" wait_for until_seen
screen 'keys i' 'wait screen b eth1' 'wait packets >= 1'; sent=$(count) # those before it was open are not there
more() { send "$1"; sent=$((sent + $1)); screen 'keys j' "wait packets >= $sent"; }

pid=$(cat /var/tmp/lab/libvirtd.pid)
# An event makes it ask; the question then waits in the socket of one that stands still.
waits() { ss -xH src /run/libvirt/libvirt-sock-ro | awk '$3 > 0 { n++ } END { exit !n }'; }
asked() {
	local i
	kill -CONT "$pid"; virsh -q desc X_b "$RANDOM" >/dev/null; virsh -q destroy X_b 2>/dev/null; virsh -q start X_b >/dev/null; kill -STOP "$pid"
	for i in $(seq 20); do waits && return; sleep 0.05; done
	false
}
check "it stands still with a question" wait_for asked
check "frames come meanwhile" more 500
kill -KILL "$pid"; rm -f /var/tmp/lab/libvirtd.pid
screen 'wait screen domains are shown as they were until it answers'
check "killed then: it is said" grep -q 'domains are shown as they were until it answers: .*libvirt' here
same "they are" "$(grep -cE '(a|b) +eth1' here)" 2
check "and the capture goes on" more 500
card vgif_c_1 >cards
"$lab" start || exit 1
"$lab" define X_c <cards && virsh -q start X_c >/dev/null
check "when it is back it is asked again" screen 'wait screen what could not be asked answers again' 'wait screen c eth1'
same "and all rows are there" "$(grep -cE '(a|b|c) +eth1' here)" 3
same "not a word of it is left" "$(grep -c 'as they were' here)" 0
# The helper that asks, killed as well.
keeper=$(for p in $(pgrep -P $(pgrep -P $browser)); do [ "$(cat /proc/$p/comm)" = labtap-helper ] && echo $p; done)
worker=$(pgrep -P "$keeper" | head -1)
kill -KILL $worker
other() { local now; now=$(pgrep -P "$keeper" | head -1); [ "$now" ] && [ "$now" != "$worker" ]; }
check "a helper that is killed is replaced" wait_for other
check "nothing is lost by that" more 100
check "not one" grep -q ' 0 lost' here
tell 'keys Q Q' 'keys y'; exec 3>&-
wait $browser; same "the browser ends well" "$? $(cat err)" "0 "
nothing_left
done_testing
