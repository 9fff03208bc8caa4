#!/bin/bash
# Every type of card that libvirt knows and this machine can run, in one real domain: what each is called, that its frames
# are captured under that name, and where that cannot be, why. Two labs and a domain of none; which name is selected then.
. "$(dirname "$0")/../libvirt/common.sh" "cards of libvirt"
"$lab" start || exit 1
ip link add br9 type bridge && ip link set br9 up
ip link add up0 type veth peer name up1 && ip link set up0 up && ip link set up1 up
ip tuntap add mine0 mode tap && ip link set mine0 up
ip route add 224.0.0.0/4 dev lo
echo "<network><name>wire</name><bridge name='virbr7' stp='off' delay='0'/></network>" >wire.xml
virsh -q net-define wire.xml >/dev/null && virsh -q net-start wire >/dev/null
"$lab" define all <<XML
<interface type='network'><source network='wire'/><model type='virtio'/></interface>
<interface type='bridge'><source bridge='br9'/><model type='virtio'/></interface>
<interface type='ethernet'><target dev='mine0' managed='no'/><model type='virtio'/></interface>
<interface type='direct'><source dev='up0' mode='bridge'/><model type='virtio'/></interface>
<interface type='mcast'><source address='230.0.0.1' port='5558'/><model type='virtio'/></interface>
<interface type='server'><source address='127.0.0.1' port='5559'/><model type='virtio'/></interface>
<interface type='udp'><source address='127.0.0.1' port='5562'><local address='127.0.0.1' port='5561'/></source>
  <target dev='mine1'/><model type='virtio'/><alias name='ua-uplink'/></interface>
<interface type='user'><model type='virtio'/></interface>
<interface type='vhostuser'><source type='unix' path='$dir/switch' mode='client'/><model type='virtio'/></interface>
XML
"$lab" define peer <<XML
<interface type='client'><source address='127.0.0.1' port='5559'/><model type='virtio'/></interface>
<interface type='udp'><source address='127.0.0.1' port='5561'><local address='127.0.0.1' port='5562'/></source>
  <model type='virtio'/></interface>
XML
# The switch at the other end of vhost-user answers one question only: which features it has, none.
python3 -c '
import socket, struct
s = socket.socket(socket.AF_UNIX); s.bind("switch"); s.listen(1); c, _ = s.accept()
while True:
    request, flags, size = struct.unpack("<III", c.recv(12, socket.MSG_WAITALL))
    c.recv(size, socket.MSG_WAITALL) if size else None
    request == 1 and c.send(struct.pack("<IIIQ", 1, 5, 8, 0))' 2>/dev/null &
wait_for [ -S switch ]

"$LABTAP" list >out 2>err
same "domains that do not run" "$(sed '/^ENDPOINT/,$d' out)" \
'no lab: live, libvirt, 2 nodes, 8 links

NODE      STATE  KIND  PROVIDER  WHERE
all       down   qemu  libvirt   all
peer      down   qemu  libvirt   peer

LINK      TYPE  CARRIER          BRIDGE  ENDS
wire      stub  libvirt-network  virbr7  all:net0
br9       stub  bridge           br9     all:net1
all:net2  stub  unknown                  all:net2
up0       stub  macvtap                  all:net3
all:net4  stub  udp-tunnel               all:net4
all-peer  p2p   tcp-tunnel               all:net5 peer:net0
all-peer  p2p   udp-tunnel               all:uplink peer:net1
all:net7  stub  unknown                  all:net7'
same "say so" "$(grep -c 'not running: the libvirt domain all (virsh start all)' out)" 3
virsh -q start all >/dev/null && virsh -q start peer >/dev/null
"$LABTAP" list >out 2>err
card() { check "$1" grep -qE "$2" out; }
card "network: a tap on the bridge that libvirt chose" '^host:virbr7 +up +bridge'
same "below it" "$(sed -n '/^host:virbr7/{n;s/ \+/ /gp}' out)" " all:net0 up tun"
same "bridge: a tap on a bridge of the host" "$(sed -n '/^host:br9/{n;s/ \+/ /gp}' out)" " all:net1 up tun"
card "ethernet: a tap that somebody else made" '^all:net2 +up +tun'
card "direct: a macvtap, and what is below it" '^all:net3 +up +macvtap +on host:up0'
card "mcast: the group" '^all:net4 +up +tunnel +230.0.0.1:5558$'
card "server: where it listens" '^all:net5 +up +tunnel +127.0.0.1:5559$'
card "udp: both ends; a name that the user gave the card, and none of the target that is no interface" \
	'^all:uplink +up +tunnel +127.0.0.1:5561 - 127.0.0.1:5562$'
card "client: where it can be had" '^peer:net0 .*\(connects by TCP: capture the end that listens, tcp:127.0.0.1:5559\)$'
card "user: why not" '^all:net6 .*\(user networking: its frames stay inside of QEMU; what leaves is on the host.s interfaces\)$'
card "vhost-user: why not" '^all:net7 .*\(vhost-user: its frames are in memory shared with a switch; capture there\)$'
same "not a word of trouble" "$(cat err)" ""

# A frame to every card that can be captured, until each has seen one.
cat >send.py <<'PYTHON'
import socket, struct, time
frame = b"\xff" * 6 + bytes.fromhex("020000000099") + b"\x08\x06" + bytes(28 + 18)
def packet(ifname):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind((ifname, 0)); return s.send
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(("127.0.0.1", 0))
udp.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
sends = [packet(i) for i in ("virbr7", "br9", "mine0", "up1")] + [lambda f: udp.sendto(f, ("230.0.0.1", 5558))]
for _ in range(600):
    for send in sends: send(frame)
    time.sleep(0.1)
PYTHON
python3 send.py & sender=$!
: >err; "$LABTAP" capture all:net0 all:net1 all:net2 all:net3 all:net4 -w all.pcapng ether src 02:00:00:00:00:99 2>err & pid=$!
seen() { "$LABTAP" read all.pcapng --format json 2>/dev/null | sed 's/.*"endpoint":"\([^"]*\)".*/\1/' | sort -u | xargs; }
all_seen() { [ "$(seen)" = "all:net0 all:net1 all:net2 all:net3 all:net4" ]; }
wait_for all_seen
same "each is captured under its own name" "$(seen)" "all:net0 all:net1 all:net2 all:net3 all:net4"
kill -INT $pid; wait $pid
same "to the end" $? 0
kill $sender; wait $sender 2>/dev/null

# Two labs beside them, as netlab would make them: each is an object of its own, with what belongs to none in another.
tap() { echo "<interface type='network'><source network='wire'/><target dev='vgif_$1'/><model type='virtio'/></interface>"; }
tap a_1 | "$lab" define X_a
virsh -q start X_a >/dev/null
wait_for ip link show vgif_a_1 >/dev/null
cat >script <<'SCRIPT'
resize 120 40
wait screen a eth1
keys \
type a:eth1
keys Enter Home j
wait screen ▌◇    a eth1
keys Enter
wait live == 1
dump screen before
keys i
wait screen ◆    X/a eth1
wait live == 1
wait selected == 1
keys Q
SCRIPT
: >out; : >err; timeout 500 "$LABTAP" --script script >out 2>err & pid=$!
WAIT=300 wait_for [ -s before ]
tap y_1 | "$lab" define Y_a
wait $pid
same "what is captured stays so under the name that a second lab gives it" "$? $(cat err)" "0 "
"$LABTAP" list --json >json
fits "several labs, every type of card: by the schema" json
check "an object per lab, and one for what is in none" python3 - <<'PYTHON'
import json
d = json.load(open("json"))
labs = {l["name"]: l for l in d["labs"]}
assert [l["name"] for l in d["labs"]] == ["X", "Y", "host"], list(labs)
assert all((l["format"], l["path"]) == ("live", None) for l in labs.values())
assert [[n["name"] for n in labs[l]["nodes"]] for l in labs] == [["a"], ["a"], ["all", "peer"]]
x = labs["X"]["nodes"][0]["interfaces"][0]
assert (x["name"], x["endpoint"], x["state"]) == ("eth1", "X/a:eth1", "up"), x
wire, = labs["X"]["links"]
assert wire["name"] == "wire" and wire["interfaces"] == ["X/a:eth1", "Y/a:eth1", "all:net0"], wire
assert x["neighbors"] == ["Y/a:eth1", "all:net0"] and x["link"] == wire["index"]
assert labs["Y"]["links"] == [] and labs["Y"]["nodes"][0]["state"] == "down"
y = labs["Y"]["nodes"][0]["interfaces"][0]
assert y["link"] is None and y["neighbors"] == ["X/a:eth1", "all:net0"], y
assert len(labs["host"]["links"]) == 7
assert [e["name"] for e in d["endpoints"]] == sorted(e["name"] for e in d["endpoints"])
PYTHON
mkdir lab && printf 'name: X\nprovider: libvirt\ndefaults.device: linux\nnodes: [a]\nlinks: [a]\n' >lab/topology.yml
(cd lab && exec "$LABTAP" list --json) >json
check "a lab of files beside another that runs, and what is in none" python3 - <<'PYTHON'
import json
d = json.load(open("json"))
assert [(l["name"], l["format"]) for l in d["labs"]] == [("X", "netlab-topology"), ("Y", "live"), ("host", "live")]
a = d["labs"][0]["nodes"][0]["interfaces"][-1]
assert (a["name"], a["endpoint"]) == ("eth1", "X/a:eth1"), a
PYTHON
(cd lab && exec "$LABTAP" list) >out
same "as people see it" "$(grep -E '^(lab|no lab)|^  X/a:eth1|^Y/a:eth1' out | sed 's/ \+/ /g')" \
'lab X: netlab-topology, topology.yml, 1 node, 1 link
lab Y: live, libvirt, 1 node, 1 link
no lab: live, libvirt, 2 nodes, 7 links
 X/a:eth1 up tun
Y/a:eth1 down (not running: the libvirt domain Y_a (virsh start Y_a))'
(cd lab && timeout 20 "$LABTAP" capture X/a:eth1 --for 100ms >out 2>err)
same "and by both names" "$?" 0
done_testing
