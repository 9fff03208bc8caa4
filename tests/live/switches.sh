#!/bin/bash
# Open vSwitch, a real one that moves its frames itself: bridges with their ports, as it says when it is asked, and from its
# file where it must not be; containerlab's ovs-bridge, a card of libvirt's on such a bridge, changes.
. "$(dirname "$0")/../libvirt/common.sh" "Open vSwitch"
if ! command -v ovs-vswitchd >/dev/null; then
	skip "Open vSwitch" "ovs-vswitchd is missing (make deps)"
	done_testing
fi
mkdir -p /run/openvswitch /etc/openvswitch
mount -t tmpfs tmpfs /run/openvswitch && mount -t tmpfs tmpfs /etc/openvswitch || exit 1
finish() { kill $vswitchd $ovsdb $(jobs -p) 2>/dev/null; "$lab" down; wait; umount -l /run/openvswitch /etc/openvswitch; rm -rf "$dir"; }
trap finish EXIT
db=/etc/openvswitch/conf.db
ovsdb-tool create $db /usr/share/openvswitch/vswitch.ovsschema
ovsdb() { ovsdb-server $db --remote=punix:/run/openvswitch/db.sock --no-chdir --unixctl="$dir/db.ctl" >>ovs.log 2>&1 & ovsdb=$!; }
ovsdb
vsctl() { ovs-vsctl --timeout=30 "$@" 2>>ovs.log; }
wait_for [ -S /run/openvswitch/db.sock ]
vsctl --no-wait init
ovs-vswitchd unix:/run/openvswitch/db.sock --disable-system --no-chdir --unixctl="$dir/switch.ctl" >>ovs.log 2>&1 & vswitchd=$!
vsctl add-br ovs0 -- set bridge ovs0 datapath_type=netdev || { cat ovs.log; exit 1; }
ip link set ovs0 up
ip netns add h1; ip netns add h2
for n in 1 2; do
	ip link add s1-eth$n type veth peer name h$n-eth0 netns h$n; ip link set s1-eth$n up
	ip -n h$n addr add 10.8.0.$n/24 dev h$n-eth0; ip -n h$n link set h$n-eth0 up
done
vsctl add-port ovs0 s1-eth1 -- add-port ovs0 s1-eth2
lists() { "$LABTAP" list >out 2>err && grep -qE "$1" out; }
below() { sed -n '/^host:ovs0/,/^host:lo/{/^ /{s/ \+/ /g;s/ veth.*//;p}}' out | xargs; }

check "a bridge of Open vSwitch is one" wait_for lists '^host:ovs0 +up +openvswitch'
same "with its ports below it" "$(below)" "host:s1-eth1 up host:s1-eth2 up"
same "not a word of trouble" "$(cat err)" ""
"$LABTAP" list --json >json
check "in the object as well" python3 -c '
import json
e = {e["name"]: e for e in json.load(open("json"))["endpoints"]}
assert e["host:ovs0"]["type"] == "openvswitch" and e["host:s1-eth1"]["master"] == e["host:s1-eth2"]["master"] == "ovs0"'

# All of the bridge by its name.
: >err; timeout 500 "$LABTAP" capture bridge:ovs0 icmp -c 4 -w both.pcapng 2>err & pid=$!
wait_for grep -q 'listening on' err
ip netns exec h1 ping -q -c 1 -W 30 10.8.0.2 >/dev/null
wait $pid
same "what passes it is captured at its ports" "$? $("$LABTAP" read both.pcapng --format json | sed 's/.*"endpoint":"\([^"]*\)".*/\1/' | sort | uniq -c | xargs)" \
	"0 2 host:s1-eth1 2 host:s1-eth2"

printf '%s\n' 'resize 100 40' 'wait screen s1-eth1' 'keys /' 'type s1-eth1' 'keys Enter D' 'wait screen what is known' 'wait screen Open vSwitch' 'keys Q' >script
"$LABTAP" --script script >out 2>err
same "who says so is among the facts" "$? $(cat err)" "0 "

# A port more, a port less.
ip link add s1-eth3 type veth peer name h3-eth0; ip link set s1-eth3 up; ip link set h3-eth0 up
check "what is no port is none" wait_for lists '^host:s1-eth3 '
vsctl add-port ovs0 s1-eth3
check "what becomes one is" wait_for lists '^  host:s1-eth3 +up +veth'
vsctl del-port ovs0 s1-eth3
check "until it is none" wait_for lists '^host:s1-eth3 '

# containerlab's kind ovs-bridge.
cat >X.clab.yml <<'Z'
name: X
topology:
  nodes: {ovs0: {kind: ovs-bridge}, h1: {kind: linux}}
  links:
  - endpoints: ["h1:h1-eth0", "ovs0:s1-eth1"]
Z
ip netns add clab-X-h1; ip -n h1 link set h1-eth0 netns clab-X-h1; ip -n clab-X-h1 link set h1-eth0 up
check "the bridge of a containerlab file" wait_for lists '^h1-ovs0 +p2p +veth +ovs0 +h1:h1-eth0 ovs0:s1-eth1$'
check "its port is the file's, below the bridge" grep -qE '^  ovs0:s1-eth1 +up +veth' out
rm X.clab.yml

# libvirt's cards on such a bridge.
"$lab" start || exit 1
for n in a b; do
	"$lab" define "$n" <<-XML
	<interface type='bridge'><source bridge='ovs0'/><virtualport type='openvswitch'/><target dev='tap$n'/><model type='virtio'/></interface>
	XML
	virsh -q start "$n" >/dev/null || cat ovs.log
done
check "libvirt's cards are on a link of its name" wait_for lists '^ovs0 +lan +bridge +ovs0 +a:net0 b:net0$'
check "and below the bridge" grep -qE '^  a:net0 +up +tun' out

# Whom the database's socket refuses has its file, which root may read: as sudo starts labtap.
chown root:root /run/openvswitch/db.sock; chmod 700 /run/openvswitch/db.sock; chmod 640 $db
SUDO_UID=65534 SUDO_GID=65534 "$LABTAP" list >out 2>err
check "as another user: the bridge and its ports from the file" grep -qE '^  host:s1-eth2 +up +veth' out
same "without a word" "$(cat err)" ""
chmod 777 /run/openvswitch/db.sock
kill $vswitchd; wait $vswitchd 2>/dev/null
kill $ovsdb; wait $ovsdb 2>/dev/null
"$LABTAP" list >out 2>err
same "a switch that has ended says nothing, and nothing is complained about" "$(below) $(cat err)" " "
done_testing
