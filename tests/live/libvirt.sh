#!/bin/bash
# libvirt's domains find themselves: the lab X on real libvirt and QEMU (tests/libvirt/lab.sh), first with nothing but
# libvirt to ask, then joined with netlab's topology file and its snapshot; what its guests say to each other through the
# tunnel; changes.
kernel_passed=$(realpath "$(dirname "$0")/../tools/kernel_passed.py")
. "$(dirname "$0")/../libvirt/common.sh" "libvirt's domains"
listening() { wait_for grep -q 'listening on' err; }
if [ ! -s /var/cache/labtap-guest/initrd.gz ]; then
	skip "libvirt's domains" "the guest is missing (make deps)"
	done_testing
fi

# A daemon that hangs: nobody waits for it.
mkdir -p /run/libvirt && mount -t tmpfs tmpfs /run/libvirt
python3 -c '
import socket, time
s = socket.socket(socket.AF_UNIX); s.bind("/run/libvirt/libvirt-sock-ro"); s.listen(8); time.sleep(600)' & hangs=$!
wait_for [ -S /run/libvirt/libvirt-sock-ro ]
"$LABTAP" list >out 2>err
same "libvirt hangs: the list comes all the same" "$? $(grep -c '^host:lo' out)" "0 1"
same "and says what may be missing" "$(cat err)" "labtap: libvirt has not answered yet"
printf 'wait screen does not answer\ndump screen\nkeys Q\n' | timeout 500 "$LABTAP" --script - >screen 2>err
check "and the browser says it" grep -q 'libvirt (qemu:///system) does not answer' screen
kill $hangs; wait $hangs 2>/dev/null; umount /run/libvirt

LAB_GUESTS="a b" "$lab" up
same "the lab X is up" $? 0
"$LABTAP" list >out 2>err
cat >want <<'WANT'
lab X: live, libvirt, 3 nodes, 2 links

NODE      STATE  KIND  PROVIDER  WHERE
a         up     qemu  libvirt   X_a
b         up     qemu  libvirt   X_b
c         down   qemu  libvirt   X_c

LINK      TYPE  CARRIER          BRIDGE  ENDS
X_1       lan   libvirt-network  virbr1  a:eth1 b:eth1 c:eth1
a-b       p2p   udp-tunnel               a:eth2 b:eth2

ENDPOINT     STATE  TYPE      PEER  ADDRESSES
host:virbr1  up     bridge
  a:eth1     up     tun
  b:eth1     up     tun
host:lo      up     loopback        127.0.0.1/8 ::1/128
a:eth2       up     tunnel          127.1.1.1:10002 - 127.1.1.2:10002
b:eth2       up     tunnel          127.1.1.2:10002 - 127.1.1.1:10002
c:eth1       down                   (not running: the libvirt domain X_c (virsh start X_c))
WANT
same "all of it, with nothing but libvirt to ask" "$(cat out)" "$(cat want)"
same "not a word of trouble" "$(cat err)" ""
setpriv --reuid nobody --clear-groups --inh-caps=-all "$LABTAP" list 2>/dev/null | grep -q '^a:eth2  *up'
check "without privileges the domains are seen as well" [ "${PIPESTATUS[1]}" = 0 ]
"$LABTAP" list --json >json
fits "its object is by the schema" json
check "as JSON" python3 - <<'PYTHON'
import json, sys
o = json.load(open("json"))
lab, = o["labs"]
ends = {e["name"]: e for e in o["endpoints"]}
links = {l["name"]: l for l in lab["links"]}
sys.exit(not (
    lab["name"] == "X" and lab["format"] == "live" and lab["path"] is None
    and [(n["name"], n["domain"], n["state"]) for n in lab["nodes"]]
        == [("a", "X_a", "up"), ("b", "X_b", "up"), ("c", "X_c", "down")]
    and links["X_1"]["linux_bridge"] == "virbr1" and links["X_1"]["bridge"] == "X_1"
    and links["a-b"]["carrier"] == "udp-tunnel" and links["a-b"]["interfaces"] == ["a:eth2", "b:eth2"]
    and ends["a:eth2"]["local"] == "127.1.1.1:10002" and ends["a:eth2"]["kind"] == "udp-tunnel"
    and ends["a:eth1"]["ifname"] == "vgif_a_1" and ends["a:eth1"]["master"] == "virbr1"
    and lab["nodes"][0]["interfaces"][0]["mac"] == "52:54:00:ca:01:01"))
PYTHON

# What real guests say through the tunnel: decapsulated, filtered on the inner frame by the kernel.
through() { # name count filter-words...: into FILE name.pcapng
	local name=$1 count=$2; shift 2
	timeout 500 "$LABTAP" capture a:eth2 -c "$count" -w "$name.pcapng" "$@" 2>"$name.err"
	same "through the tunnel: $name" "$? $("$LABTAP" read "$name.pcapng" | wc -l)" "0 $count"
}
through ping 4 icmp and less 200
check "echo requests and replies of the guests" sh -c '"$LABTAP" read ping.pcapng | grep -q "10.1.0.1 > 10.1.0.2.*request"'
through jumbo 4 icmp and greater 8000
check "whole" sh -c '"$LABTAP" read -e jumbo.pcapng | grep -q "length 8042"'
through http 80 tcp port 80 # both pages: it may begin amid the large one
check "a page is fetched" sh -c '"$LABTAP" read http.pcapng | grep -q "GET /"'
through vlan 4 vlan 10 and icmp
check "in VLAN 10" sh -c '"$LABTAP" read vlan.pcapng | grep -q "10.10.0.1 > 10.10.0.2"'
: >out; : >err; "$LABTAP" capture a:eth2 vlan 10 >out 2>err & pid=$!
listening
check "the kernel lets nothing else through" python3 "$kernel_passed" $pid 127.1.1.1:10002-127.1.1.2:10002 vlan
kill -INT $pid; wait $pid
if command -v tshark >/dev/null; then
	same "on an interface of the node's name, in both directions" \
		"$(tshark -n -r ping.pcapng -T fields -e frame.interface_name -e frame.packet_flags_direction 2>/dev/null | sort -u)" \
		"$(printf 'a:eth2\t0x00000001\na:eth2\t0x00000002')"
	same "nothing of the outer packet is left" "$(tshark -n -r http.pcapng -Y 'udp || ip.addr == 127.0.0.0/8' 2>/dev/null)" ""
fi
timeout 500 "$LABTAP" capture a:eth1 icmp -c 2 >out 2>err
same "and on the tap, by the node's name" "$(grep -c '172.16.0.[12] > 172.16.0.[12]: ICMP' out)" 2

# The same lab with netlab's snapshot: its names, and what only libvirt knows.
mkdir lab && cat >lab/netlab.snapshot.yml <<'SNAPSHOT'
_netlab_version: '26.03'
name: X
provider: libvirt
nodes:
  a: {id: 1, device: iosv, interfaces: [{ifindex: 1, ifname: Gi0/1, linkindex: 1, type: lan}, {ifindex: 2, ifname: Gi0/2, linkindex: 2, type: p2p}]}
  b: {id: 2, device: frr, interfaces: [{ifindex: 1, ifname: eth1, linkindex: 1, type: lan}, {ifindex: 2, ifname: eth2, linkindex: 2, type: p2p}]}
  c: {id: 3, device: frr, interfaces: [{ifindex: 1, ifname: eth1, linkindex: 1, type: lan}]}
links:
- {linkindex: 1, type: lan, bridge: X_1, interfaces: [{node: a, ifindex: 1, ifname: Gi0/1}, {node: b, ifindex: 1, ifname: eth1}, {node: c, ifindex: 1, ifname: eth1}]}
- {linkindex: 2, type: p2p, interfaces: [{node: a, ifindex: 2, ifname: Gi0/2}, {node: b, ifindex: 2, ifname: eth2}]}
SNAPSHOT
(cd lab && exec "$LABTAP" list) >out 2>err
check "joined: the file's lab" grep -q '^lab X: netlab-snapshot, netlab.snapshot.yml, 3 nodes, 2 links' out
check "the node is what libvirt says of it" grep -q '^c  *down  *frr' out
check "the bridge that libvirt chose" grep -qE '^a-b-c +lan +libvirt-network +virbr1 +a:Gi0/1 b:eth1 c:eth1' out
check "the tap under the file's name" grep -q '^  a:Gi0/1  *up  *tun' out
check "the tunnel under the file's name" grep -q '^a:Gi0/2  *up  *tunnel  *127.1.1.1:10002 - 127.1.1.2:10002' out
check "a stopped one says so" grep -q '^c:eth1 .*not running: the libvirt domain X_c' out

# Changes appear by themselves: a domain is started, a card is plugged in and, as the guest lets go of it, taken out.
cat >nic.xml <<'XML'
<interface type='network'><mac address='52:54:00:ca:01:33'/><source network='X_1'/><target dev='vgif_b_3'/><model type='virtio'/></interface>
XML
printf '%s\n' 'resize 150 40' 'wait screen ✗    c eth1' 'dump screen before' 'wait screen ◇    c eth1' 'dump screen started' \
	'wait screen vgif_b_3' 'wait points == 8' 'dump screen card' 'wait points == 7' 'dump screen nocard' 'keys Q' >script
: >out; : >err; timeout 500 "$LABTAP" --script script >out 2>err & pid=$!
wait_for [ -s before ]
shown "a domain that is started" started virsh -q start X_c
shown "a card that is plugged in" card virsh -q attach-device X_b nic.xml --live
shown "a card that is taken out" nocard virsh -q detach-device X_b nic.xml --live
wait $pid
same "the browser shows it by itself" "$? $(cat err)" "0 "

# All three run: every node, link and endpoint, of libvirt alone and with netlab's topology file.
"$LABTAP" list >out 2>err
same "the lab X, all of it, with nothing but libvirt to ask" "$(cat out err)" 'lab X: live, libvirt, 3 nodes, 2 links

NODE      STATE  KIND  PROVIDER  WHERE
a         up     qemu  libvirt   X_a
b         up     qemu  libvirt   X_b
c         up     qemu  libvirt   X_c

LINK      TYPE  CARRIER          BRIDGE  ENDS
X_1       lan   libvirt-network  virbr1  a:eth1 b:eth1 c:eth1
a-b       p2p   udp-tunnel               a:eth2 b:eth2

ENDPOINT     STATE  TYPE      PEER  ADDRESSES
host:virbr1  up     bridge
  a:eth1     up     tun
  b:eth1     up     tun
  c:eth1     up     tun
host:lo      up     loopback        127.0.0.1/8 ::1/128
a:eth2       up     tunnel          127.1.1.1:10002 - 127.1.1.2:10002
b:eth2       up     tunnel          127.1.1.2:10002 - 127.1.1.1:10002'
mkdir topology && cat >topology/topology.yml <<'TOPOLOGY'
name: X
provider: libvirt
defaults.device: frr
nodes: [a, b, c]
links:
- interfaces: [a, b, c]
- a-b
TOPOLOGY
(cd topology && exec "$LABTAP" list) >out 2>err
same "and joined with its topology file" "$(cat out err)" 'lab X: netlab-topology, topology.yml, 3 nodes, 2 links

NODE      STATE  KIND  PROVIDER  WHERE
a         up     frr   libvirt   X_a
b         up     frr   libvirt   X_b
c         up     frr   libvirt   X_c

LINK      TYPE  CARRIER          BRIDGE  ENDS
a-b-c     lan   libvirt-network  virbr1  a:eth1 b:eth1 c:eth1
a-b       p2p   udp-tunnel               a:eth2 b:eth2

ENDPOINT     STATE  TYPE      PEER  ADDRESSES
host:virbr1  up     bridge
  a:eth1     up     tun
  b:eth1     up     tun
  c:eth1     up     tun
host:lo      up     loopback        127.0.0.1/8 ::1/128
a:eth0       ?                      (which interface of the host it is, is not in the files)
a:eth2       up     tunnel          127.1.1.1:10002 - 127.1.1.2:10002
b:eth0       ?                      (which interface of the host it is, is not in the files)
b:eth2       up     tunnel          127.1.1.2:10002 - 127.1.1.1:10002
c:eth0       ?                      (which interface of the host it is, is not in the files)'
(cd topology && exec "$LABTAP" list --json) >json
fits "so is that of both" json
# All about a point, with who says so: a tap, a tunnel.
cat >script <<'SCRIPT'
resize 100 50
wait screen a eth1
keys /
type a:eth1
keys Enter D
wait screen a:eth1   what is known
wait screen received
wait screen owner
dump screen tap
keys q /
type a:eth2
keys Enter D
wait screen a:eth2   what is known
wait screen owner
dump screen tunnel
keys Q
SCRIPT
timeout 500 "$LABTAP" --script script >out 2>err
same "the facts of a point" "$? $(cat err)" "0 "
facts() { # file regex...: each is a line of it
	local file=$1 missing=; shift
	for r; do grep -qE "^ *$r\$" "$file" || missing="$missing, $r"; done
	same "all of a $file, with who says so" "$missing" ""
}
facts tap 'state +up since [0-9:]+ or longer +kernel' 'interface +vgif_a_1, tun, index [0-9]+, MTU 9500 +kernel' \
	'MAC +fe:54:00:ca:01:01 +kernel' "guest's MAC +52:54:00:ca:01:01 +libvirt" 'bridge +virbr1 +kernel' 'owner +qemu-system-x86 \([0-9]+\) +kernel' \
	'domain +X_a, qemu +libvirt' 'lab +X +libvirt' 'node +a, qemu +libvirt' 'link +X_1, libvirt-network +libvirt' 'network +X_1 +libvirt' \
	'received +[0-9 ,.]+ packets, [0-9 ,.]+ bytes, [0-9]+ dropped +kernel'
facts tunnel 'state +up' 'tunnel +udp:127.1.1.1:10002-127.1.1.2:10002 +libvirt' "guest's MAC +52:54:00:ca:02:01 +libvirt" 'link +a-b, udp-tunnel +libvirt' \
	'owner +qemu-system-x86 \([0-9]+\) +kernel'
virsh -q destroy X_c >/dev/null

# A node that is restarted: its endpoint comes back, and the gap is told.
virsh -q start X_c >/dev/null
wait_for ip link show vgif_c_1 >/dev/null
: >err; timeout 500 "$LABTAP" capture c:eth1 --wait -w c.pcapng 2>err & pid=$!
listening
virsh -q destroy X_c >/dev/null
wait_for grep -q 'c:eth1 is not there any more' err
virsh -q start X_c >/dev/null
check "a restarted node is captured again" wait_for grep -q 'c:eth1 is back after' err
kill -INT $pid; wait $pid

# The daemon is restarted under labtap's eyes.
: >screen; : >err
printf '%s\n' 'resize 160 40' 'wait screen vgif_a_1' 'dump screen' 'wait screen vgif_b_4' 'dump screen' 'keys Q' |
	timeout 500 "$LABTAP" --script - >screen 2>err & pid=$!
wait_for grep -q vgif_a_1 screen
"$lab" stop; "$lab" start
sed 's/_3/_4/; s/:33/:34/' nic.xml >nic4.xml
virsh -q attach-device X_b nic4.xml --live >/dev/null
wait $pid
same "a daemon that was restarted is asked again" $? 0
done_testing
