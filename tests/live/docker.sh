#!/bin/bash
# Containers of a real docker: by containerlab's, Kathara's, compose's and IMUNES' labels and names; two that share a
# namespace; docker in docker; and without docker's API.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
command -v dockerd >/dev/null && command -v docker >/dev/null || { echo "no docker here"; exit 77; }
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
export XDG_CONFIG_HOME=$dir/config HOME=$dir
# A host with nothing on it: own sockets, own images, cgroups as they are.
mkdir -p netns /var/lib/docker && mount --bind /run/netns netns && mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/netns &&
	mount --bind netns /run/netns && umount netns && mount -t tmpfs tmpfs /var/lib/docker || exit 1
finish() {
	local all; all=$(docker ps -qa --no-trunc 2>/dev/null)
	docker kill $(docker ps -q 2>/dev/null) >/dev/null 2>&1
	kill $(jobs -p) 2>/dev/null; wait
	for id in $all; do find /sys/fs/cgroup -depth -type d -path "*/docker/$id*" -exec rmdir {} + 2>/dev/null; done
	umount -l /var/lib/docker /run/netns; umount -l /run; rm -rf "$dir"
}
trap finish EXIT
plain="--iptables=false --ip6tables=false --ip-forward=false --bridge=none --storage-driver vfs"
daemon() { dockerd $plain --live-restore >>docker.log 2>&1 & dockerd=$!; WAIT=300 wait_for docker version >/dev/null 2>&1; }
daemon || { cat docker.log; exit 1; }
mkdir -p root/bin root/etc root/usr root/var root/run/netns root/tmp && ln -s /run root/var/run && ln -s usr/lib usr/lib64 usr/sbin root/ &&
	cp "$(command -v busybox)" root/bin/ && ln -s busybox root/bin/sleep && ln -s busybox root/bin/sh
mkdir root/gns3 && printf '#!/bin/sh\nexec /bin/busybox sh /gns3/run-cmd.sh "$@"\n' >root/gns3/init.sh && printf '"$@"\n' >root/gns3/run-cmd.sh &&
	chmod 755 root/gns3/*
image() { tar -C root -c . | "$@" import - lab >/dev/null; }
image docker || { echo "docker cannot import an image"; exit 1; }

small="--network none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024"
start() { # name option...: prints its first process
	local name=$1; shift
	docker run -d --name "$name" $small "$@" lab /bin/sleep 600 >/dev/null 2>&1
	docker inspect -f '{{.State.Pid}}' "$name"
}
node() { start "clab-X-$1" --label containerlab=X --label clab-node-name="$1" --label clab-node-kind=linux; }
a=$(node a) b=$(node b)
check "docker runs two containers" test -d "/proc/$a" -a -d "/proc/$b"
pc1=$(start kathara_me_pc1_Gx --label app=kathara --label name=pc1 --label lab_hash=Gx --label user=me)
pc2=$(start kathara_me_pc2_Gx --label app=kathara --label name=pc2 --label lab_hash=Gx --label user=me)
start i1a2b.n3 --hostname pc3 >/dev/null
docker run -d --name nice_name --hostname PC7 $small --entrypoint /gns3/init.sh lab /bin/sleep 600 >/dev/null 2>&1
pc7=$(docker inspect -f '{{.State.Pid}}' nice_name)
start shop-web-1 --label com.docker.compose.project=shop --label com.docker.compose.service=web \
	--label com.docker.compose.container-number=1 >/dev/null
docker run -d --name side --network container:clab-X-a --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 lab /bin/sleep 600 >/dev/null 2>&1
cable() { # pid ifname pid ifname
	ip link add "$2" netns "/proc/$1/ns/net" type veth peer name "$4" netns "/proc/$3/ns/net"
	nsenter -n -t "$1" ip link set "$2" up; nsenter -n -t "$3" ip link set "$4" up
}
cable "$a" eth1 "$b" eth1
ip link add kt-A type bridge; ip link set kt-A up
for n in pc1 pc2; do
	ip link add $n type veth peer name eth0 netns "/proc/${!n}/ns/net"; ip link set $n master kt-A up
	nsenter -n -t "${!n}" ip link set eth0 up
done
nsenter -n -t "$a" ip addr add 10.9.0.1/24 dev eth1; nsenter -n -t "$b" ip addr add 10.9.0.2/24 dev eth1

ip tuntap add tap-gns3-e0 mode tap; ip link set tap-gns3-e0 netns "$pc7" name eth0

lists() { "$LABTAP" list >out 2>err && grep -qE "$1" out; }
check "a node of containerlab" wait_for lists '^X/a +up +linux +docker +clab-X-a$'
check "the cable of two nodes is a link" grep -qE '^X/a-b +p2p +veth +X/a:eth1 X/b:eth1$' out
check "nodes of Kathara by their labels" grep -qE '^Gx/pc1 +up +lab +docker +kathara_me_pc1_Gx$' out
check "a collision domain of theirs is a link" grep -qE '^kt-A +lan +bridge +kt-A +Gx/pc1:eth0 Gx/pc2:eth0$' out
check "a node of IMUNES by its name" grep -qE '^i1a2b/pc3 +up +lab +docker +i1a2b.n3$' out
check "one of GNS3 by its host name" grep -qE '^PC7 +up +lab +docker +nice_name$' out
check "its card is the tap that ubridge moved there" grep -qE '^PC7:eth0 +(up|down) +tun' out
check "one of compose" grep -qE '^shop/web-1 +up +lab +docker +shop-web-1$' out
check "who shares a namespace is said to" grep -qE '^side +up +lab +docker +side in clab-X-a$' out
same "and its interfaces are one row, with both names" "$(grep -cE ':eth1 +(up|gone)' out) $(grep -cE '^X/a:eth1 +up +veth +X/b:eth1 +10.9.0.1/24 shared with side$' out)" "2 1"
same "nothing is complained about" "$(cat err)" ""

: >rows; : >err; "$LABTAP" capture side:eth1 -c 2 icmp >rows 2>err & capture=$!
wait_for grep -q 'listening on' err
nsenter -n -t "$b" ping -q -c 1 10.9.0.1 >/dev/null
wait $capture
same "packets are captured by the other name, too" "$? $(grep -c 'Echo (ping)' rows)" "0 2"

# `containerlab destroy` and another deployment while a node is captured: nothing is held, and the capture goes on.
deploy_c() { c=$(node c); cable "$c" eth1 "$b" eth3; nsenter -n -t "$c" ip addr add 10.9.3.1/24 dev eth1; }
deploy_c; nsenter -n -t "$b" ip addr add 10.9.3.2/24 dev eth3
WAIT=300 wait_for lists '^X/c:eth1 '
: >err; "$LABTAP" capture X/c:eth1 --wait -w kept.pcapng icmp 2>err & capture=$!
WAIT=300 wait_for grep -q 'listening on' err
answers() { nsenter -n -t "$c" ping -q -c 1 -W 1 10.9.3.2 >/dev/null; [ "$("$LABTAP" read kept.pcapng 2>/dev/null | wc -l)" -ge "$1" ]; }
check "a node is captured" wait_for answers 2
same "and can be destroyed meanwhile" "$(timeout 500 docker rm -f clab-X-c)" clab-X-c
no_cable() { ! nsenter -n -t "$b" ip link show eth3 >/dev/null 2>&1; }
check "its namespace goes with it" wait_for no_cable
before=$("$LABTAP" read kept.pcapng | wc -l)
deploy_c; nsenter -n -t "$b" ip addr add 10.9.3.2/24 dev eth3
WAIT=300 wait_for grep -q 'X/c:eth1 is back after [0-9.]* s, what it saw meanwhile is missing' err
check "deployed again it is captured again" wait_for answers $((before + 2))
kill -INT $capture; wait $capture
same "which ends well" "$? $(grep -c 'is not there any more' err)" "0 1"
sed 's/^/# /' err
docker rm -f clab-X-c >/dev/null

"$LABTAP" list --json >out 2>err
fits "containers: by the schema" out
check "the object says where each lives" python3 -c '
import json
d = json.load(open("out"))
n = {n["container"]: n for lab in d["labs"] for n in lab["nodes"]}
e = {e["name"]: e for e in d["endpoints"]}
assert n["side"]["netns"] == n["clab-X-a"]["netns"] == e["X/a:eth1"]["netns"] == "clab-X-a", n["side"]
assert n["side"]["interfaces"] == [] and e["X/a:eth1"]["owner"] is None
'
cat >script <<'Y'
resize 100 60
wait screen clab-X-a
keys /
type X/a:eth1
keys Enter D
wait screen shared with  side
dump screen before
keys q
wait screen late
dump screen started
keys Q
Y
: >browsed; "$LABTAP" --script script >browsed 2>&1 & browser=$!
WAIT=300 wait_for [ -s before ]
shown "a container that starts appears by itself" started start late
wait $browser
same "the detail names who shares a namespace" "$? $(cat browsed)" "0 "

# Docker in docker, as KinD and devcontainers have it.
cat >inner <<'Y'
for c in /sys/fs/cgroup /sys/fs/cgroup/*; do /usr/bin/mount -o remount,bind,rw $c; done 2>/dev/null
exec /usr/sbin/dockerd $*
Y
docker run -d --name outer $small --cgroupns private --cap-add sys_admin --cap-add net_admin --cap-add mknod --security-opt seccomp=unconfined \
	--security-opt apparmor=unconfined -v /usr:/usr:ro -v /etc:/etc:ro -v "$dir/inner:/inner:ro" --tmpfs /var/lib/docker:exec --tmpfs /run --tmpfs /tmp \
	lab /bin/busybox sh /inner $plain >/dev/null 2>&1
within() { docker exec -i outer /usr/bin/docker "$@"; }
WAIT=300 wait_for within version >/dev/null 2>&1; image within
within run -d --name deep $small lab /bin/sleep 600 >/dev/null 2>&1
check "a container in a container goes by both names" wait_for lists '^outer/deep +up +lab +docker +outer/deep$'
check "so do its interfaces" grep -q '^outer/deep:lo ' out

# As vrnetlab: a QEMU in the container, its tap and the container's port on one bridge, a socket where no link is.
[ -c /dev/net/tun ] && docker run -d --name clab-X-v $small --label containerlab=X --label clab-node-name=v --label clab-node-kind=cisco_c8000v \
	--cap-add net_admin --device /dev/net/tun -v /usr:/usr:ro -v /etc:/etc:ro lab /usr/bin/timeout 500 /usr/bin/qemu-system-x86_64 -M pc -accel tcg -m 64 \
	-display none -nodefaults -no-user-config -boot n,reboot-timeout=100 -name guest \
	-netdev tap,id=p01,ifname=tap1,script=no,downscript=no -device virtio-net-pci,netdev=p01,mac=52:54:00:00:00:41 \
	-netdev socket,id=p02,listen=:10002 -device virtio-net-pci,netdev=p02 >/dev/null 2>&1
v=$(docker inspect -f '{{.State.Pid}}' clab-X-v)
cable "$v" eth1 "$b" eth2
inside() { nsenter -n -t "$v" ip "$@"; }
WAIT=300 wait_for inside link set tap1 up 2>/dev/null
inside link add br1 type bridge; inside link set br1 up; inside link set tap1 master br1; inside link set eth1 master br1
check "the container is the node, and its port the end of the link" wait_for lists '^X/b-v +p2p +veth +X/b:eth2 X/v:eth1$'
same "of the guest there is nothing else: no node, no placeholder" "$(grep -cE 'guest|10002|qemu' out)" "0"
check "its tap is listed in the container's namespace" grep -qE '^ *clab-X-v:tap1 +up +tun' out
timeout 500 "$LABTAP" capture v:eth1 -c 1 -w guest.pcapng ether src 52:54:00:00:00:41 2>err
check "the guest's frames are captured at the port" sh -c "'$LABTAP' read -e guest.pcapng | grep -q 52:54:00:00:00:41"
"$LABTAP" list --json >out 2>err
check "whose tap it is is in the object" grep -qE '"clab-X-v:tap1", .*"owner": "qemu-system-x86 \([0-9]+\)"' out

# What docker keeps on disk is enough; its containers go on without it.
kill $dockerd; wait $dockerd
check "without the API nodes have their names" wait_for lists '^X/a +up +linux +docker +clab-X-a$'
daemon
done_testing
