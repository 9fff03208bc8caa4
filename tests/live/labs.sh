#!/bin/bash
# Labs that run are found without a path, one or several at once: netlab's by its status file, containerlab's by its
# folders beside this one. Their interfaces are real, and captured by their names in the lab.
. tests/tap.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export LC_ALL=C.UTF-8
unset SUDO_UID SUDO_GID SUDO_USER CLAB_LABDIR_BASE
export HOME=$dir/home XDG_CONFIG_HOME=$dir/config XDG_STATE_HOME=$dir/state

for lab in one two; do
	for n in a b; do ip netns add clab-$lab-$n; ip -n clab-$lab-$n link set lo up; done
	ip link add eth1 netns clab-$lab-a type veth peer name eth1 netns clab-$lab-b
	for n in a b; do ip -n clab-$lab-$n link set eth1 up; done
	ip -n clab-$lab-a addr add 10.78.0.1/24 dev eth1
	ip -n clab-$lab-b addr add 10.78.0.2/24 dev eth1
	mkdir -p "$dir/$lab"
done
mkdir -p "$dir"/{home/.netlab,config,state,work,clab-two}
cat >"$dir/one/topology.yml" <<'Z'
name: one
provider: clab
defaults.device: frr
nodes: [a, b]
links: [a-b]
Z
cat >"$dir/two/x.clab.yml" <<'Z'
name: two
topology:
  nodes: {a: {kind: linux}, b: {kind: linux}}
  links: [{endpoints: ['a:eth1', 'b:eth1']}]
Z
node() { echo "\"$1\": {\"longname\": \"clab-two-$1\", \"kind\": \"linux\", \"labels\": {\"clab-topo-file\": \"$dir/two/x.clab.yml\"}}"; }
echo "{\"name\": \"two\", \"type\": \"clab\", \"nodes\": {$(node a), $(node b)}, \"links\": []}" >"$dir/clab-two/topology-data.json"
cd "$dir/work" || exit 1
names() { "$LABTAP" list --json "$@" 2>err | python3 -c 'import json, sys; print(*[(l["name"], l["format"]) for l in json.load(sys.stdin)["labs"]])'; }

same "containerlab's lab beside this folder is found" "$(names)" "('two', 'containerlab')"
same "from the file it was deployed from" "$("$LABTAP" list | sed -n 's/^lab two: //p')" "containerlab, $dir/two/x.clab.yml, 2 nodes, 1 link"
check "one alone needs no name in front" grep -qE '^a:eth1 +up +veth +b:eth1' <("$LABTAP" list)
cat >script <<'Z'
wait screen a-b
wait screen 2 nodes
keys Q
Z
timeout 60 "$LABTAP" --script script >out 2>err; cat out
same "the browser starts with it" "$? $(cat err)" "0 "
printf 'default: {dir: %s, name: one, status: started}\n' "$dir/one" >"$HOME/.netlab/status.yaml"
same "netlab's is there with it" "$(names)" "('one', 'netlab-topology') ('two', 'containerlab')"

"$LABTAP" list >out 2>err
for line in '^one/a +up +frr +clab +clab-one-a$' '^two/b +up +linux +clab +clab-two-b$' '^two/a-b +p2p +veth +two/a:eth1 two/b:eth1$' \
	'^one/a:eth1 +up +veth +one/b:eth1 +10.78.0.1/24'; do
	check "$line" grep -qE "$line" out
done

# Both have these addresses: only the name says which one is meant.
: >err
timeout 60 "$LABTAP" capture two/a:eth1 -c 2 --format tsv icmp >rows 2>err & capture=$!
WAIT=50 wait_for grep -q 'listening on' err
ip netns exec clab-one-a ping -q -c 2 -i 0.1 10.78.0.2 >/dev/null
ip netns exec clab-two-a ping -q -c 2 -i 0.1 -s 99 10.78.0.2 >/dev/null
wait $capture
same "packets of the one that was named" "$? $(cut -f6 rows | sort -u)" "0 141"
cat >script <<'Z'
wait screen one, two
wait screen 4 nodes
wait screen one/a-b
wait screen two/a-b
keys :
type select link:two/b-a
keys Enter
wait selected == 2
dump model picked
keys Q
Z
timeout 60 "$LABTAP" --script script >picked 2>err
same "the browser shows them together, a link is selected by its lab" "$? $(cat err)" "0 "
check "both of its ends" grep -q 'two/b:eth1' picked
check "and none of the other's" sh -c '! grep -q "selected.*one/" picked'
same "--lab takes one of them" "$(names --lab two)" "('two', 'containerlab')"

# A lab that was taken down leaves its folder behind.
for n in a b; do ip netns del clab-two-$n; done
same "what does not run is not in the list" "$(names)" "('one', 'netlab-topology')"
done_testing
