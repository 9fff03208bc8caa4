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
timeout 500 "$LABTAP" --script script >out 2>err; cat out
same "the browser starts with it" "$? $(cat err)" "0 "
printf 'default: {dir: %s, name: one, status: started}\n' "$dir/one" >"$HOME/.netlab/status.yaml"
same "netlab's is there with it" "$(names)" "('one', 'netlab-topology') ('two', 'containerlab')"

"$LABTAP" list >out 2>err
for line in '^one/a +up +frr +clab +clab-one-a$' '^two/b +up +linux +clab +clab-two-b$' '^two/a-b +p2p +veth +two/a:eth1 two/b:eth1$' \
	'^one/a:eth1 +up +veth +one/b:eth1 +10.78.0.1/24'; do
	check "$line" grep -qE "$line" out
done

# What netlab's own capture starts, with labtap as its command and its usual arguments.
: >err
: >rows; : >err; timeout 500 ip netns exec clab-one-a "$LABTAP" -i host:eth1 --immediate-mode -l -vv -c 2 icmp >rows 2>err & capture=$!
wait_for grep -q 'listening on' err
ip netns exec clab-one-a ping -q -c 2 -i 0.1 10.78.0.2 >/dev/null
wait $capture
same "netlab capture with labtap as its command" "$? $(grep -c '^[0-9].*Echo (ping) re' rows)" "0 2"
: >err
: >err; timeout 500 "$LABTAP" capture node:one/a node:one/b -c 4 -w both.pcapng icmp 2>err & capture=$!
wait_for grep -q 'listening on' err
ip netns exec clab-one-a ping -q -c 2 -i 0.1 10.78.0.2 >/dev/null
wait $capture
same "several nodes, all of their links, one file" "$? $("$LABTAP" read both.pcapng --format json | grep -o '"endpoint":"[^"]*"' | sort -u | xargs)" \
	"0 endpoint:one/a:eth1 endpoint:one/b:eth1"
same "a node that both labs have" "$("$LABTAP" capture node:a 2>&1)" "labtap: node:a: could be one/a, two/a"

# Both have these addresses: only the name says which one is meant.
: >err
: >rows; : >err; timeout 500 "$LABTAP" capture two/a:eth1 -c 2 --format tsv icmp >rows 2>err & capture=$!
wait_for grep -q 'listening on' err
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
timeout 500 "$LABTAP" --script script >picked 2>err
same "the browser shows them together, a link is selected by its lab" "$? $(cat err)" "0 "
check "both of its ends" grep -q 'two/b:eth1' picked
check "and none of the other's" sh -c '! grep -q "selected.*one/" picked'
same "--lab takes one of them" "$(names --lab two)" "('two', 'containerlab')"

# A lab that was taken down leaves its folder behind.
for n in a b; do ip netns del clab-two-$n; done
same "what does not run is not in the list" "$(names)" "('one', 'netlab-topology')"

# The first key is pressed before anybody knows what is there: it does what it would have done a moment later.
for keys in Enter 'j Enter' 'Space Enter'; do
	printf 'keys %s\nwait live >= 1\ndump model soon\nkeys Q\n' "$keys" >script
	timeout 500 "$LABTAP" --script script >out 2>err
	same "a key at once: $keys" "$? $(cat err out)" "0 "
done

# Beside the lab of the file one that no file mentions, with nodes of the same names: all have their lab in front, and
# who names none means the file's. What was selected before it was there stays so under its new name.
cat >script <<'Z'
wait screen ◇    b eth1
keys :
type select link:a-b
keys Enter
wait selected == 2
dump model before
wait screen mininet/a
wait selected == 2
dump model after
keys :
type session save renamed
keys Enter
wait message kept in
keys Q
Z
: >out; : >err; (cd ../one && exec timeout 500 "$LABTAP" --script ../work/script) >out 2>err & browser=$!
wait_for test -s ../one/before
for n in a b; do
	unshare -n bash -c "exec -a 'bash --norc --noediting -is mininet:$n' sleep 600" & nodes+=($!)
	wait_for sh -c "[ \$(readlink /proc/$!/ns/net) != \$(readlink /proc/self/ns/net) ]"
done
ip link add eth1 netns /proc/${nodes[0]}/ns/net type veth peer name eth1 netns /proc/${nodes[1]}/ns/net
for p in "${nodes[@]}"; do nsenter -n -t $p sh -c 'ip link set lo up; ip link set eth1 up'; done
nsenter -n -t ${nodes[0]} ip addr add 10.79.0.1/24 dev eth1
nsenter -n -t ${nodes[1]} ip addr add 10.79.0.2/24 dev eth1
wait $browser
same "the browser sees it come" "$? $(cat err)" "0 "
same "what was selected has another name" "$(sed -nE 's/^  ([^ ]+) .*selected$/\1/p' ../one/before ../one/after | xargs)" "a:eth1 b:eth1 one/a:eth1 one/b:eth1"
same "and is as it was the ends of a link" "$(sed -n '/^links:/,/^[a-z]/s/^- //p' ../one/renamed.labtap.yml | tr -d "'" | xargs)" "one/a:eth1 one/b:eth1"
both() { [ "$(names)" = "('mininet', 'live') ('one', 'netlab-topology')" ]; }
check "a lab that no file mentions is one of its own" wait_for both
json=$("$LABTAP" list --json)
py() { python3 -c "import json, sys; d = json.load(sys.stdin); print($1)" <<<"$json"; }
same "every reference has its lab in front" "$(py 'sorted({r for l in d["labs"] for n in l["nodes"] for i in n["interfaces"]
	for r in [i["endpoint"], *i["neighbors"]] if "eth1" in r})')" "['mininet/a:eth1', 'mininet/b:eth1', 'one/a:eth1', 'one/b:eth1']"
same "so have links" "$(py '[(l["name"], k["name"], k["interfaces"]) for l in d["labs"] for k in l["links"]]')" \
	"[('mininet', 'a-b', ['mininet/a:eth1', 'mininet/b:eth1']), ('one', 'a-b', ['one/a:eth1', 'one/b:eth1'])]"
captured() { # words of labtap capture: the sizes of pings that are seen
	: >err
	: >rows; : >err; timeout 500 "$LABTAP" capture "$@" -c 2 --format tsv icmp >rows 2>err & capture=$!
	wait_for grep -q 'listening on' err
	nsenter -n -t ${nodes[0]} ping -q -c 2 -i 0.1 -s 99 10.79.0.2 >/dev/null
	ip netns exec clab-one-a ping -q -c 2 -i 0.1 10.78.0.2 >/dev/null
	wait $capture
	echo "$? $(cut -f6 rows | sort -u)"
}
same "a name alone is the file's" "$(captured a:eth1)" "0 98"
same "a name that is waited for, too" "$(captured a:eth1 --wait)" "0 98"
same "as netlab takes it" "$(captured a eth1)" "0 98"
same "and a link" "$(captured link:a-b)" "0 98"
same "the other one by its lab" "$(captured mininet/a:eth1)" "0 141"
same "and its link" "$(captured link:mininet/b-a)" "0 141"
kill "${nodes[@]}"
done_testing
