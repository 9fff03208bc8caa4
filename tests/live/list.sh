#!/bin/bash
# `labtap list` on real namespaces: a and b on bridge X_1, a wire between them.
LABTAP=$(realpath "$LABTAP"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
for n in a b; do
	ip netns add $n; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n $n link set lo up
done
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip link add X_1 type bridge; ip link set X_1 up
for n in a b; do
	ip link add ${n}_eth1 type veth peer name eth1 netns $n
	ip link set ${n}_eth1 master X_1
done
ip link set a_eth1 up; ip -n a link set eth1 up
ip link set b_eth1 up # its other end stays down: no carrier
ip link set a_eth1 alias $'to \e[31mnode a'
ip -n a addr add 172.16.0.1/24 dev eth1
ip -n a link add eth2 type veth peer name eth2 netns b
ip -n b link add vx0 type vxlan id 42 remote 198.51.100.9 dstport 4789 dev eth2
settled() { ip link show X_1 | grep -q 'state UP'; }
wait_for settled

"$LABTAP" list >out 2>err
same "list ends with status 0" $? 0
same "nothing is complained about" "$(cat err)" ""
same "columns, ports under their bridge" "$(cat out)" \
'ENDPOINT       STATE  TYPE      PEER         ADDRESSES
host:X_1       up     bridge
  host:a_eth1  up     veth      a:eth1       "to \x1b[31mnode a"
  host:b_eth1  down   veth      b:eth1       (no carrier: b:eth1 is down)
host:lo        up     loopback               127.0.0.1/8
a:eth1         up     veth      host:a_eth1  172.16.0.1/24
a:eth2         down   veth      b:eth2
a:lo           up     loopback               127.0.0.1/8
b:eth1         down   veth      host:b_eth1
b:eth2         down   veth      a:eth2
b:vx0          down   vxlan                  vni 42 remote 198.51.100.9 port 4789 on b:eth2
b:lo           up     loopback               127.0.0.1/8'

row() { # name netns ifname ifindex type master peer state
	q() { [ "$1" = null ] && echo null || echo "\"$1\""; }
	echo "    { \"name\": \"$1\", \"kind\": \"interface\", \"netns\": $(q $2), \"ifname\": \"$3\"," \
		"\"kernel_ifindex\": $4, \"type\": \"$5\", \"master\": $(q $6), \"peer\": $(q $7)," \
		"\"local\": null, \"remote\": null, \"owner\": null, \"state\": \"$8\" }$9"
}
"$LABTAP" list --json >out 2>err
same "list --json ends with status 0" $? 0
same "one object, endpoints by name" "$(sed -E 's/, "reason": .*, "capture": true \}/ }/' out)" "{
  \"version\": 1,
  \"labs\": [],
  \"endpoints\": [
$(row a:eth1 a eth1 2 veth null host:a_eth1 up ,
row a:eth2 a eth2 3 veth null b:eth2 down ,
row a:lo a lo 1 loopback null null up ,
row b:eth1 b eth1 2 veth null host:b_eth1 down ,
row b:eth2 b eth2 3 veth null a:eth2 down ,
row b:lo b lo 1 loopback null null up ,
row b:vx0 b vx0 4 vxlan null null down ,
row host:X_1 null X_1 2 bridge null null up ,
row host:a_eth1 null a_eth1 3 veth X_1 a:eth1 up ,
row host:b_eth1 null b_eth1 4 veth X_1 b:eth1 down ,
row host:lo null lo 1 loopback null null up)
  ],
  \"limits\": []
}"
check "with addresses, and why one is down" sh -c '
	grep -q "\"a:eth1\".*\"reason\": null, \"detail\": null, \"addresses\": \[ \"172.16.0.1/24\" \], \"linktype\": 1, \"capture\": true }" out &&
	grep -q "\"host:b_eth1\".*\"reason\": \"no carrier: b:eth1 is down\"" out'

# A namespace of processes alone.
ip link add outer type veth peer name inner
unshare -n sleep 1000 & sleeper=$!
own() { [ "$(readlink /proc/$sleeper/ns/net)" != "$(readlink /proc/self/ns/net)" ]; }
wait_for own
ip link set inner netns $sleeper
"$LABTAP" list >out
check "a namespace without a name goes by its process" \
	grep -qE "^sleep\.$sleeper:inner +down +veth +host:outer" out
kill $sleeper; wait $sleeper 2>/dev/null

# What does not go on the line goes on under the last column.
script -qec "stty cols 80; '$LABTAP' list" /dev/null </dev/null | tr -d '\r' >out
check "long lines go on at 80 columns" \
	sh -c 'grep -A1 "^b:vx0" out | tail -1 | grep -qE "^ {45}4789 on b:eth2$"'
check "and none is longer" sh -c '! grep -qE "^.{81}" out'

setpriv --reuid 65534 --regid 65534 --clear-groups "$LABTAP" list >out 2>err
same "without privileges: status 0" $? 0
check "its own namespace" grep -q '^host:lo  *up' out
check "no other" sh -c '! grep -q "^a:" out'
check "what is missing, and the remedy" sh -c 'grep -q "^CAP_SYS_ADMIN missing" err && grep -q sudo err'
setpriv --reuid 65534 --regid 65534 --clear-groups "$LABTAP" list --json >out 2>/dev/null
check "and in the object" grep -q '"limits": \["CAP_SYS_ADMIN missing: ' out

# What a file says, joined with what is there: this folder's lab, without a path.
cat >l.clab.yml <<'Z'
name: L
prefix: ""
topology:
  nodes:
    a: {kind: linux}
    b: {kind: linux}
    d: {kind: linux}
    X_1: {kind: bridge}
  links:
  - endpoints: ["a:eth1", "X_1:a_eth1"]
  - endpoints: ["a:eth2", "b:eth2"]
  - endpoints: ["d:eth1", "b:eth9"]
Z
"$LABTAP" list >out 2>err
same "list in a lab's folder ends with status 0" $? 0
same "nodes, links, then what can be captured" "$(sed '/^ENDPOINT/,$d' out)" \
'lab L: containerlab, l.clab.yml, 4 nodes, 3 links

NODE      STATE  KIND    PROVIDER  WHERE
a         up     linux   clab      a
b         up     linux   clab      b
d         gone   linux   clab      d
X_1       up     bridge  clab      host

LINK      TYPE  CARRIER          BRIDGE  ENDS
a-X_1     p2p   veth             X_1     a:eth1 X_1:a_eth1
a-b       p2p   veth                     a:eth2 b:eth2
d-b       p2p   veth                     d:eth1 b:eth9'
check "an interface goes by its node" grep -qE '^  X_1:a_eth1 +up +veth +a:eth1' out
check "what is missing, and why" \
	grep -qE '^b:eth9 +gone +\(there is no interface eth9 in b\)$' out
"$LABTAP" list --json . >out 2>err
same "list --json DIR ends with status 0" $? 0
check "it is JSON with the lab in it" python3 -c '
import json
d = json.load(open("out"))
lab, = d["labs"]
assert (lab["name"], lab["format"], lab["path"], lab["exact"]) == ("L", "containerlab", "l.clab.yml", True), lab
a, b, dd, x = lab["nodes"]
assert a["container"] == a["netns"] == "a" and a["state"] == "up" and dd["state"] == "missing"
eth1 = a["interfaces"][1]
assert eth1["name"] == eth1["ifname"] == "eth1" and eth1["link"] == 1 and eth1["neighbors"] == ["X_1:a_eth1"]
assert eth1["endpoint"] == "a:eth1" and eth1["also"] == ["X_1:a_eth1"] and eth1["state"] == "up"
assert x["netns"] is None and x["interfaces"][0]["state"] == "up"
assert lab["links"][1] == {"index": 2, "name": "a-b", "type": "p2p", "carrier": "veth", "bridge": None,
	"linux_bridge": None, "interfaces": ["a:eth2", "b:eth2"], "endpoints": ["a:eth2", "b:eth2"]}, lab["links"][1]
ends = {e["name"]: e for e in d["endpoints"]}
assert ends["b:eth9"]["state"] == "missing" and ends["b:eth9"]["kernel_ifindex"] is None
assert ends["a:eth1"]["kernel_ifindex"] == 2
'
setpriv --reuid 65534 --regid 65534 --clear-groups "$LABTAP" list --json l.clab.yml >out 2>/dev/null
check "without rights nothing is said to be missing" \
	python3 -c 'import json; print([n["state"] for n in json.load(open("out"))["labs"][0]["nodes"]])
assert json.load(open("out"))["labs"][0]["nodes"][0]["state"] == "unknown"'
echo 'topology: [' >l.clab.yml
"$LABTAP" list l.clab.yml >out 2>err
same "a broken file is a failure" $? 1
same "with the place" "$(cat err)" \
	"labtap: l.clab.yml:2:1: did not find expected node content while parsing a flow node"
"$LABTAP" list >out 2>err
same "of this folder: said, and the host is listed" "$? $(grep -c '^labtap: l.clab.yml:2:1: ' err) $(grep -c '^a:eth1' out)" "0 1 1"
rm l.clab.yml

"$LABTAP" list nonsense >out 2>err
same "no such file is a failure" $? 1
"$LABTAP" list one two >out 2>err
same "nor are two that are not there" $? 1
"$LABTAP" list >&- 2>err
same "a closed output is an error" $? 1
same "and says so" "$(cat err)" "labtap: standard output: Bad file descriptor"
"$LABTAP" list >/dev/full 2>err
same "a full disk is a failure" $? 1
done_testing
