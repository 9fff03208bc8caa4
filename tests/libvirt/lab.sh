#!/bin/bash
# lab.sh up|down: the lab X on real libvirt and QEMU (without KVM), in the world of tests/world.sh that it is called
# in, as netlab would make it:
#
#   a, b, c on the libvirt network X_1 (bridge virbr1, taps vgif_a_1 vgif_b_1 vgif_c_1), eth0, 172.16.0.1-3/24
#   a eth1 - b eth1: a UDP tunnel, 127.1.1.1:10002 - 127.1.1.2:10002, 10.1.0.1-2/30, MTU 9000, and VLAN 10 in it,
#   10.10.0.1-2/24
#
# Every second b pings a on X_1; a pings b through the tunnel, with 56 and with 8000 bytes and in VLAN 10, and
# fetches a page and 100 kB by HTTP from it. `up` ends when all guests are up (5 to 30 s); a guest lives LAB_LIFE
# seconds (300). LAB_GUESTS="a b" starts only these; the others are defined. LAB_LIBVIRTD_CONF: a libvirtd.conf.
#
#   lab.sh start|stop             libvirtd alone: no network, no domain
#   lab.sh define|xml NAME        a domain without a system, with the cards on standard input; or its XML alone
set -u
here=$(dirname "$(readlink -f "$0")")
guest=/var/cache/labtap-guest
run=/var/tmp/lab
export LIBVIRT_DEFAULT_URI=qemu:///system
die() { echo "lab.sh: $*" >&2; exit 1; }
quiet() { "$@" >/dev/null 2>&1; }

# Below these libvirt keeps what it knows: in this world it knows nothing yet.
private_folders() {
	mountpoint -q /run/libvirt && return
	local dir
	mkdir -p /run/libvirt
	for dir in /run/libvirt /etc/libvirt/qemu /var/lib/libvirt /var/log/libvirt; do
		[ ! -d $dir ] || mount -t tmpfs -o mode=755 tmpfs $dir || die "$dir"
	done
	# libvirt looks at its bridges through the sysfs of its own network namespace.
	mkdir -p $run/cgroup
	mount --rbind /sys/fs/cgroup $run/cgroup && mount -t sysfs sysfs /sys &&
		mount --rbind $run/cgroup /sys/fs/cgroup
	# As root, and without probing for KVM again at every question: 45 s each where the users libvirt-qemu
	# and root disagree about it. Files for consoles instead of virtlogd.
	cat >$run/qemu.conf <<-CONF
	user = "root"
	group = "root"
	dynamic_ownership = 0
	security_driver = "none"
	namespaces = []
	cgroup_controllers = []
	stdio_handler = "file"
	CONF
	mount --bind $run/qemu.conf /etc/libvirt/qemu.conf || die "qemu.conf"
	# Who may connect for reading is not asked of polkit, which is not in this world.
	cat >$run/libvirtd.conf <<-CONF
	auth_unix_ro = "none"
	auth_unix_rw = "none"
	unix_sock_ro_perms = "0777"
	CONF
}

answers() { virsh -q version; }

start() {
	[ "${WORLD:-}" = 1 ] || die "only in a world of its own: tests/world.sh tests/libvirt/lab.sh ..."
	command -v libvirtd >/dev/null || die "libvirtd is not installed"
	mkdir -p $run && private_folders
	libvirtd -d -f "${LAB_LIBVIRTD_CONF:-$run/libvirtd.conf}" -p $run/libvirtd.pid || die "libvirtd did not start"
	for _ in $(seq 100); do quiet answers && return; sleep 0.1; done
	die "libvirtd does not answer"
}

stop() {
	local pid
	pid=$(cat $run/libvirtd.pid 2>/dev/null) || return 0
	kill "$pid" 2>/dev/null
	for _ in $(seq 100); do grep -q '^State:.[^Z]' /proc/"$pid"/status 2>/dev/null || break; sleep 0.1; done
	rm -f $run/libvirtd.pid
}

# What a guest boots.
guest_system() { # kernel-words
	cat <<-XML
	<kernel>$guest/vmlinuz</kernel><initrd>$guest/initrd.gz</initrd>
	<cmdline>console=ttyS0 quiet panic=-1 lab.life=${LAB_LIFE:-300} $1</cmdline>
	XML
}

# A domain up to its devices; the cards and the end are the caller's. Memory that can be shared is what vhost-user asks for.
domain_head() { # name MiB system
	cat <<-XML
	<domain type='qemu'>
	  <name>$1</name>
	  <memory unit='MiB'>$2</memory><vcpu>1</vcpu>
	  <memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>
	  <os><type arch='x86_64' machine='pc'>hvm</type>$3</os>
	  <features><acpi/><tcg><tb-cache unit='MiB'>48</tb-cache></tcg></features>
	  <cpu mode='custom' match='exact'><model fallback='allow'>qemu64</model></cpu>
	  <on_poweroff>destroy</on_poweroff><on_reboot>destroy</on_reboot><on_crash>destroy</on_crash>
	  <devices>
	    <emulator>/usr/bin/qemu-system-x86_64</emulator>
	    <serial type='file'><source path='$run/console.$1'/><target port='0'/></serial>
	    <memballoon model='none'/>
	XML
}

domain_tail() { printf '  </devices>\n</domain>\n'; }

xml() { domain_head "$1" 32 "<bios useserial='no'/>"; cat; domain_tail; } # name; cards on standard input

define() { # the same
	xml "$1" >$run/"$1".xml
	virsh -q define $run/"$1".xml >/dev/null || die "define $1"
}

node() { # name id: one of X
	local words="lab.name=$1 lab.eth0=172.16.0.$2/24"
	case $1 in
	a) words="$words lab.mtu.eth1=9000 lab.eth1=10.1.0.1/30 lab.eth1.10=10.10.0.1/24"
		words="$words lab.ping=10.1.0.2,10.1.0.2@8000,10.10.0.2 lab.get=10.1.0.2" ;;
	b) words="$words lab.mtu.eth1=9000 lab.eth1=10.1.0.2/30 lab.eth1.10=10.10.0.2/24"
		words="$words lab.ping=172.16.0.1 lab.http=1" ;;
	esac
	domain_head "X_$1" 96 "$(guest_system "$words")"
	cat <<-XML
	    <interface type='network'>
	      <mac address='52:54:00:ca:01:0$2'/><source network='X_1'/><target dev='vgif_$1_1'/>
	      <model type='virtio'/><rom enabled='no'/>
	    </interface>
	XML
	[ $2 -gt 2 ] || cat <<-XML
	    <interface type='udp'>
	      <mac address='52:54:00:ca:02:0$2'/>
	      <source address='127.1.1.$((3 - $2))' port='10002'><local address='127.1.1.$2' port='10002'/></source>
	      <target dev='vgif_$1_2'/>
	      <model type='virtio'/><rom enabled='no'/>
	    </interface>
	XML
	domain_tail
}

up() {
	local n id=0 wanted=${LAB_GUESTS-a b c}
	"$here/guest.sh" || die "no guest"
	start
	echo "<network><name>X_1</name><bridge name='virbr1' stp='off' delay='0'/><mtu size='9500'/></network>" >$run/X_1.xml
	quiet virsh net-define $run/X_1.xml && quiet virsh net-start X_1 || die "network X_1"
	for n in a b c; do
		id=$((id + 1))
		node $n $id >$run/X_$n.xml
		virsh -q define $run/X_$n.xml >/dev/null || die "define X_$n"
	done
	for n in $wanted; do virsh -q start X_$n >/dev/null || die "start X_$n"; done
	for n in $wanted; do
		for _ in $(seq 600); do grep -qs LAB-UP $run/console.X_$n && continue 2; sleep 0.1; done
		die "X_$n did not boot: $(tail -1 $run/console.X_$n 2>&1)"
	done
}

down() {
	for n in a b c; do quiet virsh destroy X_$n; quiet virsh undefine X_$n; done
	quiet virsh net-destroy X_1; quiet virsh net-undefine X_1
	stop
}

case ${1:-} in
up | down | start | stop) "$1" ;;
define | xml) "$1" "$2" ;;
*) sed -n '2,16s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
