#!/bin/bash
# A link of SR-SIM as containerlab makes it: a cable from each node to the host, and the two are joined there. What such
# a node sends is not seen on its own interface; labtap takes the side where both directions are.
. tests/tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export LC_ALL=C.UTF-8 HOME=$dir
unset SUDO_UID SUDO_GID SUDO_USER CLAB_TOPO CLAB_LABDIR_BASE
cd "$dir" || exit 1
cat >s.clab.yml <<'Y'
name: S
topology:
  nodes: {r1: {kind: nokia_srsim}, r2: {kind: nokia_srsim}}
  links: [{endpoints: ['r1:1/1/c1/1', 'r2:1/1/c1/1']}]
Y
side() { printf 'S\0%s\0001/1/c1/1' "$1" | sha1sum | cut -c1-8; }
ip link add joint type bridge; ip link set joint up # for tc's redirection, which not every kernel has
for n in r1 r2; do
	ip netns add clab-S-$n
	ip netns exec clab-S-$n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	s=clab-s-$(side $n)
	ip link add "$s" type veth peer name e1-1-c1-1 netns clab-S-$n
	ip link set "$s" master joint up; ip -n clab-S-$n link set e1-1-c1-1 up
done
sysctl -qw net.ipv6.conf.all.disable_ipv6=1
sysctl -qw net.bridge.bridge-nf-call-iptables=0 2>/dev/null # it drops frames whose IP is not right, as those of blast
"$LABTAP" list >out
check "the link is a stitched one" grep -qE '^r1-r2 +p2p +stitch ' out
check "and its end the side on the host" grep -qE "^ +r1:1/1/c1/1 +up +veth +clab-S-r1:e1-1-c1-1$" out
same "the other side of which is no difference" "$(grep -c 'no such' out)" 0
send() { ip netns exec clab-S-$1 "$BUILD/tools/blast" e1-1-c1-1 "$2" "$3" 0 >/dev/null; } # NODE COUNT SIZE, past its own tap
captured() { # POINT COUNT TIME: of the first ones how many have which length
	: >err
	: >rows; : >err; timeout 500 "$LABTAP" capture "$1" udp -c "$2" --for "$3" --format tsv >rows 2>err & capture=$!
	wait_for grep -q 'listening on' err
	send r1 5 100; send r2 7 200
	wait $capture
	cut -f6 rows | sort | uniq -c | xargs
}
same "both directions at one end" "$(captured r1:1/1/c1/1 12 20s)" "5 100 7 200"
same "the whole link, each frame once" "$(captured link:r1-r2 12 20s)" "5 100 7 200"
same "the interface of the node alone does not see what it sends" \
	"$(captured clab-S-r1:e1-1-c1-1 7 20s)" "7 200"
done_testing
