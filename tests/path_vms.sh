# Two labs with virtual machines, to be sourced behind path_labs.sh: r and q are real QEMU with kernels of their own
# (tests/libvirt/guest.sh), a UDP tunnel between them. Each of the two has two bridges inside:
#
#   a:eth1 - X_1 - tap r:eth0 - bridge - r:eth1 ~ UDP ~ q:eth1 - bridge - q:eth0 tap - X_2 - b:eth1      the tunnel
#   a:eth2 - X_3 - tap r:eth2 - bridge - r:eth1.10 ~ the same ~ q:eth1.10 - bridge - q:eth2 tap - X_4 - b:eth2    VLAN 10 in it,
#
# which the kernel of r pushes and that of q pops, or the other way round. Of what q hands to the host one of 20 is lost.
guest=/var/cache/labtap-guest
vms=() lossy=0 # 1: there is tc to lose something with

# Why there are none; nothing: there are.
no_vms() {
	command -v qemu-system-x86_64 >/dev/null || { echo "qemu-system-x86_64 is missing (make deps)"; return; }
	[ -r $guest/vmlinuz ] && [ -r $guest/initrd.gz ] || { echo "there is no guest (make deps)"; return; }
	[ -w /dev/net/tun ] || echo "there is no /dev/net/tun"
}

vm() { # NAME NETDEV NUMBER: eth0 and eth2 are the taps NAME0 and NAME2, eth1 is the netdev
	local card=virtio-net-pci,romfile=,mac=52:54:00:0a:$3
	timeout 600 qemu-system-x86_64 -name "$1" -M pc -accel tcg -m 96 -cpu qemu64 -display none -nodefaults -no-user-config \
		-kernel $guest/vmlinuz -initrd $guest/initrd.gz -serial file:"$dir/console.$1" \
		-append "console=ttyS0 quiet panic=-1 lab.name=$1 lab.life=600 lab.bridge=eth0,eth1 lab.bridge=eth2,eth1.10" \
		-netdev tap,id=n0,ifname="${1}0",script=no,downscript=no -netdev "$2,id=n1" \
		-netdev tap,id=n2,ifname="${1}2",script=no,downscript=no \
		-device $card:00,netdev=n0 -device $card:01,netdev=n1 -device $card:02,netdev=n2 2>"$dir/err.$1" & vms+=($!)
	wait_for ip link show "${1}0" >/dev/null 2>&1 && wait_for ip link show "${1}2" >/dev/null 2>&1
}

plug() { # BRIDGE NODE IF ADDRESS TAP: a bridge of the host with a node's interface and a tap
	ip link add "$1" type bridge mcast_snooping 0; ip link set "$1" up
	ip link add "br-$2-$3" type veth peer name "$3" netns "$2"; ip link set "br-$2-$3" master "$1" up
	ip -n "$2" link set "$3" up; ip -n "$2" addr add "$4" dev "$3"
	ip link set "$5" master "$1" up
}

vms_up() { # false: they do not boot
	nodes pa pb
	vm vr socket,udp=127.1.7.2:10001,localaddr=127.1.7.1:10001 01
	vm vq dgram,local.type=inet,local.host=127.1.7.2,local.port=10001,remote.type=inet,remote.host=127.1.7.1,remote.port=10001 02
	plug X_1 pa eth1 10.6.0.1/24 vr0; plug X_2 pb eth1 10.6.0.2/24 vq0
	plug X_3 pa eth2 10.7.0.1/24 vr2; plug X_4 pb eth2 10.7.0.2/24 vq2
	WAIT=150 wait_for ip netns exec pa ping -q -c 1 -W 1 10.6.0.2 >/dev/null &&
		WAIT=30 wait_for ip netns exec pa ping -q -c 1 -W 1 10.7.0.2 >/dev/null || { tail -5 "$dir"/console.* "$dir"/err.*; return 1; }
	sinks pa pb
	drop_some vq0 20 && drop_some vq2 20 && lossy=1
	true
}

vms_down() {
	kill "${vms[@]}"; wait "${vms[@]}" 2>/dev/null; vms=()
	forget pa pb
	for n in 1 2 3 4; do ip link del X_$n; done
}

# NAME IF TAP ADDRESS ADDRESS: half of them there, half of them back.
lab_vms() {
	tunnel=udp:127.1.7.1:10001-127.1.7.2:10001
	capture "$1" "pa:$2" "host:br-pa-$2" "vr:$3" $tunnel "vq:$3" "host:br-pb-$2" "pb:$2"
	send pb "$4" $((COUNT / 2)) 1000000; send pa "$5" $((COUNT / 2))
	WITHIN=10 captured "$1" "pa:$2" "pb:$2"
}
lab_tunnel() { lab_vms tunnel eth1 nic0 10.6.0.1 10.6.0.2; }
lab_vlan() { lab_vms vlan eth2 nic2 10.7.0.1 10.7.0.2; }
