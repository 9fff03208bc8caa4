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
same "one object, endpoints by name" "$(cat out)" "{
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

"$LABTAP" list nonsense >out 2>err
same "an argument is a usage error" $? 2
"$LABTAP" list >/dev/full 2>err
same "a full disk is a failure" $? 1
done_testing
