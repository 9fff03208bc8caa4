#!/bin/bash
# Containers of a real podman, as containerlab makes them, found without a file, with one, and without podman's API;
# beside them nodes of Mininet, and of a rule of the user's.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
[ "${WORLD:-}" ] || { echo "needs a world (tests/world.sh)"; exit 77; }
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
export XDG_CONFIG_HOME=$dir/config; mkdir -p config/labtap
# A host with nothing on it: own sockets, own images, cgroups as they are.
mkdir netns && mount --bind /run/netns netns && mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/netns /run/lock &&
	mount --bind netns /run/netns && umount netns && mount -t tmpfs tmpfs /var/lib/containers || exit 1
finish() {
	local all; all=$($podman ps -qa --no-trunc 2>/dev/null)
	kill $(jobs -p) 2>/dev/null; $podman kill -a >/dev/null 2>&1
	for id in $all; do find /sys/fs/cgroup -depth -type d -path "*/libpod_parent/*$id*" -exec rmdir {} + 2>/dev/null; done
	umount -l /var/lib/containers /run/netns; umount -l /run; rm -rf "$dir"
}
trap finish EXIT
podman="podman --runtime runc --log-level error"
mkdir -p root/bin root/etc root/usr root/run root/tmp root/var/lib/containers root/var/tmp && ln -s usr/lib usr/lib64 root/ && cp "$(command -v busybox)" root/bin/ && ln -s busybox root/bin/sleep
tar -C root -c . | $podman import - lab >/dev/null 2>&1 || { echo "podman cannot import an image"; exit 1; }

start() { # name label...
	local name=$1; shift
	$podman run -d --name "$name" --network none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 "$@" lab /bin/sleep 300 >/dev/null
	$podman inspect -f '{{.State.Pid}}' "$name"
}
node() { start "clab-X-$1" --label containerlab=X --label clab-node-name="$1" --label clab-node-kind=linux; }
a=$(node a) b=$(node b)
check "podman runs two containers" test -d "/proc/$a" -a -d "/proc/$b"
ip link add X_1 type bridge; ip link set X_1 up
ip link add eth2 netns "/proc/$a/ns/net" type veth peer name eth2 netns "/proc/$b/ns/net"
for n in a b; do
	ip link add ${n}_eth1 type veth peer name eth1 netns "/proc/${!n}/ns/net"
	ip link set ${n}_eth1 master X_1 up
	for i in lo eth1 eth2; do nsenter -n -t "${!n}" ip link set $i up; done
	nsenter -n -t "${!n}" ip addr add 10.9.0.$([ $n = a ] && echo 1 || echo 2)/24 dev eth2
done
unshare -n bash -c "exec -a 'bash --norc -is mininet:h1' sleep 300" & h1=$!
unshare -n bash -c "exec -a 'ours:x/r9' sleep 300" & r9=$!
apart() { [ "$(readlink /proc/$1/ns/net)" != "$(readlink /proc/self/ns/net)" ]; }
wait_for apart $h1; wait_for apart $r9
ip link add h1-eth0 netns /proc/$h1/ns/net type veth peer name eth0 netns /proc/$r9/ns/net
socket=unix:///run/podman/podman.sock
mkdir -p /run/podman; $podman system service --time 0 $socket >/dev/null 2>&1 & service=$!
serves() { [ -S /run/podman/podman.sock ]; }
wait_for serves

lists() { "$LABTAP" list >out 2>err && grep -qE "$1" out; }
check "a running lab is a lab, without its file" wait_for lists '^X/a +up +linux +podman +clab-X-a$'
lists '^X/a'
sed '/^ENDPOINT/,$d' out | grep -v '^lab ' >head
check "its bridge is a link of both nodes" grep -qE '^X_1 +lan +bridge +X_1 +X/a:eth1 X/b:eth1$' head
check "its cable is a link" grep -qE '^X/a-b +p2p +veth +X/a:eth2 X/b:eth2$' head
check "a node of Mininet is one by its words" grep -qE '^mininet/h1 +up +Mininet' head
check "an interface goes by its node" grep -qE '^X/a:eth2 +up +veth +X/b:eth2 +10.9.0.1/24' out
same "nothing is complained about" "$(cat err)" ""

"$LABTAP" list --json >out
check "the object has them as well" python3 -c '
import json
d = json.load(open("out"))
labs = {lab["name"]: {n["name"]: n for n in lab["nodes"]} for lab in d["labs"]}
a = labs["X"]["a"]
assert a["container"] == "clab-X-a" and a["state"] == "up" and "h1" in labs["mininet"], labs
assert "X/a:eth2" in [i["endpoint"] for i in a["interfaces"]], a
'
kill $h1; wait $h1 2>/dev/null
cat >config/labtap/rules.yml <<'Z'
rules:
- name: ours
  argv: '^ours:([a-z]+)/([a-z0-9]+)'
  lab: $1
  node: $2
Z
check "a rule of the user's makes a node" wait_for lists '^x/r9 +up +ours'
check "a node that ended is no more" wait_for eval '! lists "^mininet/h1"'
echo 'rules: [{argv: "("}]' >config/labtap/rules.yml
kill $r9; wait $r9 2>/dev/null
check "a mistake in the rules is said, and that is all" sh -c "'$LABTAP' list 2>&1 >/dev/null | grep -q 'rules.yml:1:9: a rule needs'"
rm config/labtap/rules.yml
check "one lab alone needs no name in front" wait_for lists '^a:eth2 +up +veth +b:eth2'

# Captured by the name that only podman knows.
: >rows; : >err; "$LABTAP" capture a:eth2 -c 4 icmp >rows 2>err & capture=$!
wait_for grep -q 'listening on' err
nsenter -n -t "$a" ping -q -c 2 -i 0.1 10.9.0.2 >/dev/null
wait $capture
same "packets of a node" "$? $(grep -c '(ping) request' rows)" "0 2"

# All about it, with who says so.
cat >script <<'Z'
wait screen a eth2
keys /
type a:eth2
keys Enter D
wait screen a:eth2   what is known
wait screen 10.9.0.1/24
wait screen container    clab-X-a, process
wait screen podman
wait screen a-b, veth
Z
"$LABTAP" --script script >out 2>err
same "the detail names container, link and source" "$? $(cat err)" "0 "

# With its file: joined, and what the file promises beside it.
cat >X.clab.yml <<'Z'
name: X
topology:
  nodes: {a: {kind: linux}, b: {kind: linux}, c: {kind: linux}}
  links:
  - endpoints: ["a:eth2", "b:eth2"]
  - endpoints: ["b:eth3", "c:eth1"]
Z
check "with its file: the node is the container" wait_for lists '^a +up +linux +clab +clab-X-a$'
check "the ports are found in namespaces that have no name" grep -qE '^a:eth2 +up +veth +b:eth2 +10.9.0.1/24' out
check "what is not there is gone" grep -qE '^b:eth3 +gone ' out
rm X.clab.yml

# No API: the files that podman keeps have the names.
kill $service; wait $service 2>/dev/null; rm -f /run/podman/podman.sock
check "without the API containers have their names" wait_for lists '^clab-X-a +up +podman'

gone() { "$LABTAP" list >out 2>err; ! grep -q clab-X-a out; }

# Podman in podman: whoever looks after the inner one is the only one outside who knows its name.
mkdir -p inner/containers && cp -r /etc/containers/policy.json /etc/passwd /etc/group inner/ && mv inner/policy.json inner/containers/
backend=cni; ! [ -x /usr/lib/podman/netavark ] || backend=netavark # podman comes with one of the two
printf '[network]\nnetwork_backend = "%s"\n' $backend >inner/containers/containers.conf
tar -C root -cf inner/lab.tar .
$podman run -d --name outer --privileged --network none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 -v /usr:/usr:ro -v "$dir/inner:/etc" \
	--tmpfs /run --tmpfs /tmp --tmpfs /var/tmp --tmpfs /var/lib/containers lab /bin/sleep 300 >/dev/null
within() { $podman exec outer /usr/bin/podman --runtime runc --cgroup-manager cgroupfs --storage-driver vfs --log-level error "$@" >>within.log 2>&1; }
within import /etc/lab.tar lab &&
	within run -d --name deep --network none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 lab /bin/sleep 300 || cat within.log
check "a container in a container goes by both names" wait_for lists '^outer/deep +up +podman +outer/deep$'
check "so do its interfaces" grep -q '^outer/deep:lo ' out
within kill deep
$podman kill outer >/dev/null
kill -9 "$a" "$b" 2>/dev/null
check "and are gone with their processes" wait_for gone
done_testing
