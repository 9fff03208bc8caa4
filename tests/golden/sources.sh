#!/bin/bash
# Where a lab is read from when several files know it, or the best of them is gone: netlab's snapshots, what it tells
# Ansible, what containerlab writes when it deploys.
BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dump=$BUILD/tools/topology_dump
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir" && mkdir netlab clab home || exit 1
export HOME=$dir/home
unset CLAB_LABDIR_BASE $(env | sed -n 's/^\(NETLAB_[A-Z_]*\)=.*/\1/ip')
of() { "$dump" "$@" 2>&1; }
links() { of "$1" | grep '^link'; }

# netlab: a snapshot that cannot be read, then none.
cat >netlab/topology.yml <<'Z'
name: X
provider: clab
defaults.device: frr
nodes: [a, b]
links: [a-b]
Z
printf '\x80\x04cos\nsystem\n.' >netlab/netlab.snapshot.pickle
same "the next source is taken" "$(links netlab)" "link 1 a-b p2p veth - a:eth1 b:eth1"
same "and it is said" "$(of netlab | grep ^note)" \
	"note netlab/netlab.snapshot.pickle: it holds more than plain data (at byte 3); netlab/topology.yml is read instead"
check "the lab is exact all the same" grep -q ' exact$' <(of netlab | head -1 | grep -v 'not exact')
rm netlab/netlab.snapshot.pickle
echo 'plugin: [mine]' >>netlab/topology.yml
check "a source that leaves something open" grep -q 'not exact$' <(of netlab | head -1)
cat >netlab/clab.yml <<'Z'
name: X
topology:
  nodes: {a: {kind: linux}, b: {kind: linux}}
  links: [{endpoints: ['a:eth1', 'b:eth7']}]
Z
same "gives way to what netlab wrote" "$(links netlab)" "link 1 a-b p2p veth - a:eth1 b:eth7"
mkdir -p netlab/group_vars/all netlab/host_vars/{a,b,lost}
echo '{"netlab_name": "X", "netlab_provider": "clab"}' >netlab/group_vars/all/topology.json
cat >netlab/hosts.yml <<'Z'
{"frr": {"hosts": {"a": {"id": 4}, "b": {"id": 7}}}}
Z
for n in a:1:b b:2:a; do
	IFS=: read -r node last other <<<"$n"
	cat >netlab/host_vars/$node/topology.json <<Z
{"device": "frr", "hostname": "clab-X-$node", "mgmt": {"ifname": "eth0", "ipv4": "192.0.2.$last"},
 "loopback": {"ipv4": "10.0.0.$last/32"},
 "interfaces": [{"ifindex": 2, "ifname": "eth2", "linkindex": 3, "type": "p2p", "ipv4": "10.1.0.$last/30",
   "neighbors": [{"node": "$other"}]}, {"ifindex": 9, "ifname": "Loopback9", "type": "loopback", "virtual_interface": true}]}
Z
done
same "what netlab tells Ansible comes before it" "$(of netlab)" "lab X netlab-snapshot not exact
note netlab/group_vars/all/topology.json: of links only what their interfaces say is known
node a id 4 frr clab - clab-X-a
  eth0 if eth0 in clab-X-a ip 192.0.2.1
  eth2 link 3 no 2 if eth2 in clab-X-a ip 10.1.0.1/30
node b id 7 frr clab - clab-X-b
  eth0 if eth0 in clab-X-b ip 192.0.2.2
  eth2 link 3 no 2 if eth2 in clab-X-b ip 10.1.0.2/30
host
link 3 a-b p2p veth - a:eth2 b:eth2"
mv netlab/host_vars/a/topology.json netlab/host_vars/a/topology.yml
same "YAML, as older ones wrote it" "$(links netlab)" "link 3 a-b p2p veth - a:eth2 b:eth2"
echo '{' >netlab/host_vars/b/topology.json
check "a file of it that is broken is said" grep -q '^note .*host_vars/b/topology.json:2:1: ' <(of netlab)
rm -r netlab/host_vars

# containerlab: the file, what the lab is deployed as, what is left of it.
cat >clab/x.clab.yml <<'Z'
name: x
topology:
  nodes: {a: {kind: cisco_csr1000v}, b: {kind: linux}, d: {kind: linux, network-mode: none}}
  links:
  - endpoints: ['a:Gi5', 'b:eth1']
  - {type: dummy, endpoint: 'd:e0'}
Z
mkdir clab/clab-x
cat >clab/clab-x/topology-data.json <<'Z'
{ "name": "x", "type": "clab", "clab": { "config": { "prefix": "clab", "mgmt": { "bridge": "br-7" } } },
  "nodes": {
    "a": { "longname": "clab-x-a", "kind": "cisco_csr1000v", "mgmt-ipv4-address": "172.20.20.2", "mgmt-ipv4-prefix-length": 24,
           "mgmt-ipv6-address": "" },
    "b": { "longname": "clab-x-b", "kind": "linux", "mgmt-ipv4-address": "172.20.20.3", "mgmt-ipv4-prefix-length": 24 },
    "d": { "longname": "clab-x-d", "kind": "linux", "mgmt-ipv4-address": "" } },
  "links": [
    { "endpoints": { "a": { "node": "a", "interface": "eth4", "mac": "aa:c1:ab:00:00:01", "peer": "z" },
                     "z": { "node": "b", "interface": "eth1", "mac": "aa:c1:ab:00:00:02", "ipv4": "10.0.0.2/30", "peer": "a" } } },
    { "a": { "node": "d", "interface": "e0", "mac": "aa:c1:ab:00:00:03", "peer": "dummy" } } ] }
Z
want="lab x containerlab exact
node a id 0 - clab cisco_csr1000v clab-x-a
  eth0 if eth0 in clab-x-a ip 172.20.20.2/24
  Gi5 link 1 no 0 if eth4 alt Gi5 in clab-x-a mac aa:c1:ab:00:00:01
node b id 0 - clab linux clab-x-b
  eth0 if eth0 in clab-x-b ip 172.20.20.3/24
  eth1 link 1 no 0 if eth1 in clab-x-b ip 10.0.0.2/30 mac aa:c1:ab:00:00:02
node d id 0 - clab linux clab-x-d
  e0 link 2 no 0 if e0 in clab-x-d mac aa:c1:ab:00:00:03
host
link 1 a-b p2p veth - a:Gi5 b:eth1
link 2 d stub dummy - d:e0"
same "addresses that nobody chose are in the deployed lab's data" "$(of clab)" "$want"
same "the folder of the lab itself will do" "$(of clab/clab-x)" "$(sed 's/Gi5 link 1 no 0 if eth4 alt Gi5/GigabitEthernet5 link 1 no 0 if eth4/; s/a:Gi5/a:GigabitEthernet5/' <<<"$want")"
same "CLAB_LABDIR_BASE" "$(mkdir base && mv clab/clab-x base && CLAB_LABDIR_BASE=$dir/base of clab | grep -c aa:c1)" 3
mv base/clab-x clab
sed -i 's/b: {kind: linux}/c: {kind: linux}, &/' clab/x.clab.yml
same "not when the file was changed since" "$(of clab | grep -c aa:c1)" 0
same "which is said" "$(of clab | grep ^note)" "note clab/x.clab.yml has changed since the lab was deployed (clab-x/topology-data.json)"
echo '[' >clab/clab-x/topology-data.json
check "data that is broken is said, too" grep -q '^note clab/clab-x/topology-data.json: not read: ' <(of clab)

# A template, and variables that were others at the time.
cat >clab/x.clab.yml <<'Z'
name: x # {{ "comment" }}
topology:
  nodes: {{ range .n }}{{ . }}: {kind: linux}{{ end }}
Z
touch -d '1 hour ago' clab/x.clab.yml
check "a template alone is refused" grep -q 'Go template is not read' <(of clab)
cat >clab/clab-x/.state.clab.yaml <<'Z'
# generated by containerlab
topology:
  defaults: {}
  nodes: {n1: {kind: linux}, n2: {kind: linux}}
  links:
  - {type: veth, endpoints: [{node: n1, interface: eth1}, {node: n2, interface: eth1}]}
  - endpoints: ['n1:eth2', 'host:$x']
nodes: {}
Z
echo '{"name": "x", "clab": {"config": {"prefix": "__lab-name"}}}' >clab/clab-x/topology-data.json
check "what was deployed is read for it" grep -q '^note clab/x.clab.yml depends on its surroundings' <(of clab)
same "with the prefix that was in force, and no variables" "$(of clab | grep -v ^note)" "lab x containerlab exact
node n1 id 0 - clab linux x-n1
  eth0 if eth0 in x-n1
  eth1 link 1 no 0 if eth1 in x-n1
  eth2 link 2 no 0 if eth2 in x-n1
node n2 id 0 - clab linux x-n2
  eth0 if eth0 in x-n2
  eth1 link 1 no 0 if eth1 in x-n2
host
  \$x link 2 no 0 if \$x in host
link 1 n1-n2 p2p veth - n1:eth1 n2:eth1
link 2 n1-host p2p veth - n1:eth2 host:\$x"
touch clab/x.clab.yml; touch -d '1 hour ago' clab/clab-x/.state.clab.yaml
check "not when the file is newer" grep -q 'clab/x.clab.yml: a Go template' <(of clab)
same "the deployed lab is shown all the same, and says so" "$(of clab | grep -c '^node\|^note .*is read instead')" 3
done_testing
