#!/bin/bash
# Nodes of other labs by what they leave on the host: real LXC and systemd-nspawn; processes and namespaces in the shape
# that Mininet, CORE and IMUNES give theirs; QEMU as GNS3 and EVE-NG start it.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
for need in lxc-start systemd-nspawn qemu-system-x86_64 busybox; do
	command -v $need >/dev/null || { echo "no $need here"; exit 77; }
done
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
export XDG_CONFIG_HOME=$dir/config HOME=$dir
mkdir -p netns && mount --bind /run/netns netns && mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/netns /run/lock &&
	mount --bind netns /run/netns && umount netns || exit 1
id=$RANDOM$RANDOM # control groups are not of this world alone
groups=/sys/fs/cgroup/pids; [ -d $groups ] || groups=/sys/fs/cgroup
scope=$groups/machine.slice/machine-box\\x2d$id.scope
finish() {
	exec 2>/dev/null
	kill $(jobs -p); lxc-stop -P "$dir/lxc" -n "lxbox$id" -k; wait
	kill -KILL $(cat "$scope/cgroup.procs"); wait_for rmdir "$scope"; rmdir "${scope%/*}"
	umount -l /run/netns; umount -l /run; rm -rf "$dir"
}
trap finish EXIT
rootfs() { # folder
	mkdir -p "$1"/{bin,etc,usr,dev,proc,sys,tmp,run,var} && cp "$(command -v busybox)" "$1/bin/" && ln -s busybox "$1/bin/sleep"
	echo ID=box >"$1/etc/os-release"
}
rootfs lxroot; rootfs nsroot
cat >lx.conf <<Y
lxc.rootfs.path = dir:$dir/lxroot
lxc.uts.name = other
lxc.net.0.type = empty
lxc.init.cmd = /bin/sleep 600
lxc.autodev = 0
lxc.tty.max = 0
lxc.pty.max = 0
Y
mkdir lxc && lxc-start -P "$dir/lxc" -n "lxbox$id" -f lx.conf -d -l ERROR -o lx.log -L lx.console || cat lx.log
mkdir -p "$scope" && (
	echo $BASHPID >"$scope/cgroup.procs"
	exec systemd-nspawn -q -D nsroot -M "box-$id" --register=no --keep-unit --private-network /bin/sleep 600
) >ns.log 2>&1 </dev/null &

# What starts a node's shell in Mininet, and a node in CORE.
lives() { local name=$1; shift; unshare -n bash -c "exec -a '$name' sleep 600" & eval "$1=$!"; }
lives 'bash --norc --noediting -is mininet:h1' h1
lives 'bash --norc --noediting -is mininet:s2' s2
lives 'vnoded -v -c /tmp/pycore.3/n7 -l /tmp/pycore.3/n7.log -p /tmp/pycore.3/n7.pid' n7
unshare -nu sh -c 'hostname lonely; exec sleep 600' & lonely=$!
apart() { [ "$(readlink /proc/$1/ns/net)" != "$(readlink /proc/self/ns/net)" ]; }
for p in $h1 $s2 $n7 $lonely; do wait_for apart $p; done
ip link add h1-eth0 netns /proc/$h1/ns/net type veth peer name s2-eth1 netns /proc/$s2/ns/net
# IMUNES: a namespace for the experiment with the bridges, and one for each node.
for n in i1a2b i1a2b.n0 i1a2b.n1; do ip netns add $n; done
ip -n i1a2b link add n2 type bridge
for n in n0 n1; do ip -n i1a2b link add $n-n2 type veth peer name eth0 netns i1a2b.$n; ip -n i1a2b link set $n-n2 master n2; done
# EVE-NG: a tap of a QEMU, and one that somebody else holds; GNS3: sockets that lead to its ubridge.
ip tuntap add vunl1_7_0 mode tap
guest() { exec timeout 500 qemu-system-x86_64 -M none -display none -nodefaults -no-user-config "$@" 2>>guests; }
guest -name R1 -netdev tap,id=net0,ifname=vunl1_5_2,script=no,downscript=no &
guest -name vIOS -netdev socket,id=gns3-0,udp=127.0.0.1:10001,localaddr=127.0.0.1:10000 \
	-netdev socket,id=gns3-1,udp=127.0.0.1:10003,localaddr=127.0.0.1:10002 &

lists() { "$LABTAP" list >out 2>err && grep -qE "$1" out; }
row() { check "$1" grep -qE "$2" out; }
wait_for lists "^lxbox$id "; wait_for lists "^box-$id "; wait_for lists '^core-3/n7 '; wait_for lists 'vIOS '; wait_for lists 'R1 '
row "LXC: by its control group, not by the host name inside" "^lxbox$id +up +LXC +lxbox$id\$"
row "systemd-nspawn: by its control group, as systemd writes it" "^box-$id +up +nspawn +box-$id\$"
row "Mininet: by the words of its shell" '^mininet/h1 +up +Mininet +h1$'
row "its cable is a link" '^mininet/h1-s2 +p2p +veth +mininet/h1:h1-eth0 mininet/s2:s2-eth1$'
row "CORE: by its vnoded" '^core-3/n7 +up +CORE +n7$'
row "IMUNES: by the namespace" '^i1a2b/n0 +up +IMUNES +n0$'
row "two cables to a bridge in nobody's namespace are one link" '^i1a2b/n0-n1 +lan +bridge +n2 +i1a2b/n0:eth0 i1a2b/n1:eth0$'
row "a tap of EVE-NG is its node's, and the number is all there is" '^eve-1/7 .* EVE-NG '
row "of a QEMU, by the QEMU's name" '^eve-1/R1:e2 +(up|down) +tun$'
row "GNS3: a card by its number" '^vIOS:e1 +up +tunnel +127.0.0.1:10002 - 127.0.0.1:10003'
row "what only has a host name goes by that" '^lonely +up +host name +lonely$'
same "nothing is complained about" "$(cat err)" ""
"$LABTAP" list --json >out 2>err
fits "nodes by rules: by the schema" out
check "the object says who holds a tap and a tunnel" python3 -c '
import json, re
d = json.load(open("out"))
e = {e["name"]: e for e in d["endpoints"]}
for name in "eve-1/R1:e2", "vIOS:e1":
    assert re.fullmatch(r"qemu-system-x86 \(\d+\)", e[name]["owner"]), e[name]
assert e["eve-1/7:e0"]["owner"] is None
'
kill $h1; wait $h1 2>/dev/null
check "a node that ended is no more" wait_for eval '! lists "^mininet/h1 "'
done_testing
