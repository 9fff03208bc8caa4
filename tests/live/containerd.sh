#!/bin/bash
# Containers of a real containerd, which has no socket that labtap could ask: as nerdctl and Kubernetes mark theirs, by what
# is in their bundles.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
command -v ctr >/dev/null && command -v containerd >/dev/null || { echo "no containerd here (make deps)"; exit 77; }
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
export XDG_CONFIG_HOME=$dir/config HOME=$dir
mkdir netns && mount --bind /run/netns netns && mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/netns /run/lock &&
	mount --bind netns /run/netns && umount netns || exit 1
groups=$(printf '%s/default ' /sys/fs/cgroup /sys/fs/cgroup/*)
finish() {
	exec 2>/dev/null
	for id in $ids; do ctr task kill -s 9 "$id"; done
	kill $(jobs -p); wait
	for id in $ids; do for g in $groups; do WAIT=100 wait_for eval "! [ -d $g/$id ] || rmdir $g/$id"; done; done
	rmdir $groups
	umount -l /run/netns; umount -l /run; rm -rf "$dir"
}
trap finish EXIT
mkdir -p root/bin && cp "$(command -v busybox)" root/bin/ && ln -s busybox root/bin/sleep
cat >config.toml <<Y
version = 2
root = "$dir/data"
state = "/run/containerd"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.devmapper"]
[grpc]
address = "/run/containerd/containerd.sock"
Y
: >containerd.log; containerd -c config.toml >containerd.log 2>&1 &
WAIT=300 wait_for ctr version >/dev/null 2>&1
started=$RANDOM ids=
start() { # number option...: sets pid
	local id; id=$(printf '%059d%05d' $((10#$started)) "$1"); shift
	ids="$ids $id"
	ctr run -d --rootfs --runtime io.containerd.runc.v2 "$@" "$dir/root" "$id" /bin/sleep 300 >>ctr.log 2>&1 || cat ctr.log
	pid=$(ctr task ls | awk -v id="$id" '$1 == id { print $2 }')
}
cri() { echo "--annotation io.kubernetes.cri.$1=$2"; }
start 1 --annotation nerdctl/name=web; web=$pid
start 2 $(cri container-type sandbox) $(cri sandbox-name shop-0) $(cri sandbox-namespace default); pod=$pid
start 3 $(cri container-type container) $(cri sandbox-name shop-0) $(cri container-name nginx) --with-ns "network:/proc/$pod/ns/net"
ip link add eth1 netns "/proc/$web/ns/net" type veth peer name eth1 netns "/proc/$pod/ns/net"
for p in $web $pod; do nsenter -n -t "$p" ip link set eth1 up; done

lists() { SUDO_UID=65534 SUDO_GID=65534 "$LABTAP" list >out 2>err && grep -qE "$1" out; }
check "a container of nerdctl's" wait_for lists '^web +up +containerd +web$'
check "a pod" grep -qE '^shop-0 +up +containerd +shop-0$' out
check "what is in it shares its namespace" grep -qE '^shop-0/nginx +up +containerd +shop-0/nginx in shop-0$' out
check "their cable is a link" grep -qE '^shop-0-web +p2p +veth +shop-0:eth1 web:eth1$' out
check "and its end goes by both names" grep -qE '^shop-0:eth1 +(up|down) +veth +web:eth1 +shared with shop-0/nginx' out
same "without a word, for a user of sudo's" "$(cat err)" ""
done_testing
