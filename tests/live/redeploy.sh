#!/bin/bash
# A lab that was changed since its file was read: what is missing, what is new, and a cable that leads elsewhere, each
# with the reason; what nodes make for themselves is no difference.
. tests/tap.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export LC_ALL=C.UTF-8 HOME=$dir
unset SUDO_UID SUDO_GID SUDO_USER CLAB_LABDIR_BASE CLAB_TOPO
cd "$dir" || exit 1
cat >topology.yml <<'Y'
name: X
provider: clab
defaults.device: frr
nodes: [a, b, c]
links: [a-b, a-c, b-c]
Y
cable() { # A:IF B:IF
	ip link add "${1#*:}" netns "clab-X-${1%:*}" type veth peer name "${2#*:}" netns "clab-X-${2%:*}"
	for p in "$@"; do ip -n "clab-X-${p%:*}" link set "${p#*:}" up; done
}
for n in a b c; do
	ip netns add clab-X-$n
	ip link add mgmt-$n type veth peer name eth0 netns clab-X-$n # the management port
	ip link set mgmt-$n up; ip -n clab-X-$n link set eth0 up
done
cable a:eth1 b:eth1; cable a:eth2 c:eth1; cable b:eth2 c:eth2
# What FRR and its users make inside.
ip -n clab-X-a link add br0 type bridge
ip -n clab-X-a link add v0 type veth peer name v1
ip -n clab-X-a link add eth1.10 link eth1 type vlan id 10 2>/dev/null # not in every kernel
reasons() { "$LABTAP" list | sed -nE 's/^([^ ]+) .*\((.*)\)$/\1 \2/p' | grep -v 'is down\|no carrier'; }
same "as in the file" "$(reasons)" ""
same "what there is on the screen of it" "$(printf 'wait screen a-b\nwait screen X\nwait points > 12\nkeys Q\n' >s; timeout 500 "$LABTAP" --script s; echo $?)" 0

# Redeployed: c is gone, d is new, behind the interface that led to c; another interface of b leads to the host.
ip netns del clab-X-c; no_link clab-X-a eth2
ip netns add clab-X-d
cable a:eth2 d:eth1; cable d:eth2 b:eth7
ip link add extra type veth peer name eth9 netns clab-X-b; ip link set extra up; ip -n clab-X-b link set eth9 up
same "each difference has its reason" "$(reasons | sort)" "a:eth2 its other end is clab-X-d:eth1, not c:eth1 as in topology.yml
b:eth2 there is no interface eth2 in clab-X-b
c:eth0 there is no namespace clab-X-c, but others of its lab: stopped, or gone since topology.yml?
c:eth1 there is no namespace clab-X-c, but others of its lab: stopped, or gone since topology.yml?
c:eth2 there is no namespace clab-X-c, but others of its lab: stopped, or gone since topology.yml?
clab-X-b:eth7 topology.yml has no such interface
clab-X-b:eth9 topology.yml has no such interface
clab-X-d:eth1 topology.yml has no such node
clab-X-d:eth2 topology.yml has no such node"
"$LABTAP" list --json >json
interface() { python3 -c 'import json, sys
print(*[(i["state"], i["reason"]) for n in json.load(open("json"))["labs"][0]["nodes"] for i in n["interfaces"] if i["endpoint"] == sys.argv[1]])' "$1"; }
same "for scripts as well" "$(interface a:eth2)" "('up', 'its other end is clab-X-d:eth1, not c:eth1 as in topology.yml')"
cat >script <<'Z2'
resize 120 50
wait screen 4 not here · 5 differ
dump screen
type :select clab-X-d:eth1
keys Enter
wait selected == 1
dump model
keys Q
Z2
timeout 500 "$LABTAP" --script script >out 2>err
same "the browser counts them" "$? $(cat err)" "0 "
for row in clab-X-b:eth7 clab-X-d:eth1 clab-X-d:eth2; do
	check "and lists what is new: $row" grep -q "^  $row " out
done
check "which is captured as anything else" grep -q '^  clab-X-d:eth1 .* selected$' out
done_testing
