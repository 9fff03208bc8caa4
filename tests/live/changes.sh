#!/bin/bash
# Changes appear by themselves in a browser that nobody touches, and how fast: libvirt's networks, domains and cards, a
# bridge, a QEMU of which the kernel tells nothing, a namespace, a process in one of its own.
. "$(dirname "$0")/../libvirt/common.sh" "changes"
"$lab" start || exit 1
card() { echo "<interface type='network'><source network='wire'/><target dev='$1'/><model type='virtio'/></interface>"; }
card tap1 | "$lab" define n1
card tap2 >card2
echo "<network><name>wire</name><bridge name='virbr7' stp='off' delay='0'/></network>" >wire.xml
virsh -q net-define wire.xml >/dev/null
lonely() { unshare -nu sh -c 'hostname lonely; exec sleep 600' & lonely=$!; wait_for eval '[ "$(nsenter -u -t $lonely hostname)" = lonely ]'; }
guest() { timeout 500 qemu-system-x86_64 -M none -display none -nodefaults -no-user-config -name r9 -netdev \
	socket,id=n0,udp=127.0.0.1:10001,localaddr=127.0.0.1:10000 2>guest.err & guest=$!; wait_for eval 'ss -lnu | grep -q 127.0.0.1:10000'; }
ended() { kill "$1"; wait "$1" 2>/dev/null; :; }
cat >script <<'Y'
resize 150 50
wait screen ✗    n1 net0
wait points == 2
dump screen before
wait screen ✗    the bridge
dump screen network
wait screen ◇    n1 net0
dump screen domain
wait screen ◇    n1 net1
dump screen card
wait screen bridge in host
dump screen bridge
wait screen ◇    r9 nic0
dump screen guest
wait points == 5
dump screen noguest
wait screen nsx
dump screen space
wait screen lonely
dump screen process
wait points == 6
dump screen noprocess
wait screen ✗    n1 net0
dump screen nodomain
wait points == 4
dump screen nonetwork
keys Q
Y
: >out; : >err; timeout 500 "$LABTAP" --script script >out 2>err & browser=$!
WAIT=300 wait_for [ -s before ]
shown "a network of libvirt's is started" network virsh -q net-start wire
shown "a domain is started" domain virsh -q start n1
shown "a card is plugged in" card virsh -q attach-device n1 card2 --live
shown "a bridge is added" bridge eval 'ip link add br9 type bridge && ip link set br9 up'
shown "a guest whose only card is a socket" guest guest
shown "it ends" noguest ended $guest
shown "a namespace is added" space ip netns add nsx
shown "a process in one of its own" process lonely
shown "it ends" noprocess ended $lonely
shown "a domain is destroyed" nodomain virsh -q destroy n1
shown "its network is stopped" nonetwork virsh -q net-destroy wire
wait $browser
same "all of it is seen" "$? $(cat err)" "0 "

# A node is restarted while its card is captured: it is captured again, with the gap in the list and in the file.
virsh -q net-start wire >/dev/null; virsh -q start n1 >/dev/null
python3 -c '
import os, socket, time
while True:
    kind = b"\x88\xb5" if os.path.exists("deleted") else b"\x08\x06" # after the gap another
    frame = b"\xff" * 6 + bytes.fromhex("020000000099") + kind + bytes(46)
    try:
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(("tap1", 0)); s.send(frame)
    except OSError:
        pass
    time.sleep(0.05)' & sender=$!
rm -f before; cat >script <<'Y'
resize 120 30
wait screen ◇    n1 net0
keys /
type n1:net0
keys Enter Space Enter
wait packets >= 3
dump screen before
wait screen n1:net0: the interface was deleted or moved away
dump screen deleted
wait screen n1:net0 is back: 
wait screen 0x88b5
keys S
wait message saved
keys Q
Y
: >out; : >err; timeout 500 "$LABTAP" --script script >out 2>err & browser=$!
WAIT=300 wait_for [ -s before ]
virsh -q destroy n1 >/dev/null
WAIT=300 wait_for [ -s deleted ]
virsh -q start n1 >/dev/null
wait $browser
same "a restarted node is captured again, and the list says what is missing" "$? $(cat err)" "0 "
kill $sender; wait $sender 2>/dev/null
tshark -n -r ./*.pcapng -T fields -e frame.interface_name -e frame.comment 2>/dev/null | sort | uniq >comments
check "and so does the file" grep -q 'n1:net0.*again: nothing was captured for' comments
done_testing
