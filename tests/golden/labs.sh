#!/bin/bash
# Labs without a path: that of the folder, those that netlab has running, by name or number.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"; cd "$dir" || exit 1
mkdir -p one two none
printf 'name: one\nprovider: clab\ndefaults.device: frr\nnodes: [a, b]\nlinks: [a-b]\n' >one/topology.yml
printf 'name: two\ntopology:\n  nodes: {c: {kind: linux}, b: {kind: linux}}\n  links: [endpoints: ["c:eth1", "b:eth1"]]\n' >two/clab.yml
chmod -R a+rX .
lab() { "$LABTAP" list --json "$@" 2>err | sed -n '/^  "labs"/,/^  "endpoints"/s/^    "name": "\([^"]*\)".*/\1/p'; }

same "a folder by its file" "$(lab one | head -1)" one
same "netlab's containerlab file alone" "$(lab two | head -1)" two
same "the folder it is started in" "$(cd one && lab | head -1)" one
same "none of them elsewhere" "$(cd none && lab | grep -x one)" ""
run() { HOME=$dir/home "$BUILD/tools/running_labs" "$@" 2>&1; }
same "no status file, no lab" "$(run)" ""
mkdir -p home/.netlab
cat >home/.netlab/status.yaml <<Z
default:
  dir: $dir/one
  log: ['2026-11-23T06:31:05.380070+00:00: starting lab']
  name: one
  providers: [clab]
  status: started
  timestamp: 2026-11-23 06:31:05.387200+00:00
12: {dir: $dir/two, name: ml-12, status: starting lab}
broken: 5
Z
same "all that run" "$(run)" "default one $dir/one started
12 ml-12 $dir/two starting lab"
same "by name" "$(run ml-12)" "$dir/two"
same "by number" "$(run 12)" "$dir/two"
same "by the one that has none" "$(run default)" "$dir/one"
same "another" "$(run zz)" "zz: no such lab runs, and there is no such file; these do: one (default), ml-12 (12)"

# --lab: a name, an instance, a folder, a file. HOME is rebuilt under sudo: as a user of its own it is what it is.
at() { local where=$1; shift; (cd "$where" && HOME=$dir/home lab "$@"); }
same "--lab NAME" "$(at none --lab one | head -1)" one
same "--lab INSTANCE" "$(at none --lab 12 | head -1)" two
same "--lab FOLDER" "$(at none --lab ../two | head -1)" two
same "--lab FILE" "$(at none --lab ../two/clab.yml | head -1)" two
same "--lab in another lab's folder" "$(at two --lab one | head -1)" one
same "a name before a file of that name" "$(cp two/clab.yml none/one && at none --lab one | head -1; rm none/one)" one
same "no such lab" "$(at none --lab zz; sed -n '/^labtap: zz/p' none/err)" \
	"labtap: zz: no such lab runs, and there is no such file; these do: one (default), ml-12 (12)"

same "the one that CLAB_TOPO names, as for containerlab" "$(CLAB_TOPO=../two/clab.yml at one | head -1)" two
same "or CLAB_NAME" "$(CLAB_NAME=one at two | head -1)" one
same "by its file first" "$(CLAB_NAME=one CLAB_TOPO=../two/clab.yml at none | head -1)" two
same "one that does not run" "$(CLAB_NAME=zz at one; cut -d, -f1 one/err)" "labtap: CLAB_NAME: zz: no such lab runs"
same "but for --lab" "$(CLAB_TOPO=../two/clab.yml at none --lab one | head -1)" one
same "which is not there" "$(CLAB_TOPO=zz.yml at one; cat one/err)" "labtap: CLAB_TOPO: zz.yml: No such file or directory"

# Several labs: all are there, each with its name in front.
all() { (cd none && HOME=$dir/home "$LABTAP" list "$@" 2>err); }
same "all that run are listed" "$(at none)" "one
two"
json=$(all --json)
py() { python3 -c "import json, sys; d = json.load(sys.stdin); print($1)" <<<"$json"; }
same "a lab each" "$(py '[(l["name"], l["format"], l["path"], l["exact"]) for l in d["labs"]]')" \
	"[('one', 'netlab-topology', '$dir/one/topology.yml', True), ('two', 'containerlab', '$dir/two/clab.yml', True)]"
same "nodes go by their name in it" "$(py '[(l["name"], [n["name"] for n in l["nodes"]]) for l in d["labs"]]')" \
	"[('one', ['a', 'b']), ('two', ['c', 'b'])]"
same "references have the lab in front" "$(py '[(i["endpoint"], i["neighbors"]) for n in d["labs"][0]["nodes"] for i in n["interfaces"]]')" \
	"[('one/a:eth0', []), ('one/a:eth1', ['one/b:eth1']), ('one/b:eth0', []), ('one/b:eth1', ['one/a:eth1'])]"
same "links, too" "$(py '[(l["name"], k["name"], k["index"], k["interfaces"]) for l in d["labs"] for k in l["links"]]')" \
	"[('one', 'a-b', 1, ['one/a:eth1', 'one/b:eth1']), ('two', 'c-b', 1, ['two/c:eth1', 'two/b:eth1'])]"
same "and are names of endpoints" "$(py '[e["name"] for e in d["endpoints"] if "/" in e["name"]]')" \
	"['one/a:eth0', 'one/a:eth1', 'one/b:eth0', 'one/b:eth1', 'two/b:eth0', 'two/b:eth1', 'two/c:eth0', 'two/c:eth1']"
same "as text" "$(all | grep '^lab\|^[a-z]*/[ab]-\?[ab]* ' | sed 's/  */ /g')" "lab one: netlab-topology, $dir/one/topology.yml, 2 nodes, 1 link
lab two: containerlab, $dir/two/clab.yml, 2 nodes, 1 link
one/a gone frr clab clab-one-a
one/b gone frr clab clab-one-b
two/b gone linux clab clab-two-b
one/a-b p2p veth one/a:eth1 one/b:eth1"
same "two that are named" "$(HOME=$dir/home lab one two)" "one
two"
same "of which one cannot be read" "$(HOME=$dir/home lab one zz.yml; cat err)" "labtap: zz.yml: No such file or directory"
capture() { (cd none && HOME=$dir/home "$LABTAP" capture "$@" -w /dev/null 2>&1 | head -1); }
same "an end of a link of each" "$(capture link:c-b)" "labtap: link:c-b: nothing of it can be captured: there is no namespace clab-two-c: is the lab running?"
same "what both have is asked for" "$(capture b:eth1)" "labtap: b:eth1: could be one/b:eth1, two/b:eth1"
same "links by number as well" "$(capture link:1)" \
	"labtap: link:1: could be link:one/1 (one/a:eth1 one/b:eth1), link:two/1 (two/c:eth1 two/b:eth1)"
same "which is a name" "$(capture link:two/1)" "labtap: link:two/1: nothing of it can be captured: there is no namespace clab-two-c: is the lab running?"
mkdir -p three && sed 's/name: two/name: one/' two/clab.yml >three/x.clab.yml
same "two of one name" "$(HOME=$dir/home lab one three)" "one
one.2"
rm -r two/clab.yml
same "one that is gone does not keep the other back" "$(at none; cat none/err)" "one
labtap: $dir/two: no *.clab.yml, netlab.snapshot or topology.yml in it"
# A lab of which a part cannot be read: the rest is there, and what is wrong with the file is a row.
mkdir -p half
cat >half/x.clab.yml <<'Z'
name: half
topology:
  nodes: {a: {kind: linux}, b: {kind: linux}}
  links:
  - endpoints: ["a:eth1", "z:eth1"]
  - endpoints: ["a:eth2", "b:eth2"]
Z
same "what can be read is listed, with the mistake at its place" "$("$LABTAP" list half 2>/dev/null | sed -n '1,/^$/p')" \
	"lab half: containerlab, half/x.clab.yml, 2 nodes, 2 links
not exact: half/x.clab.yml:5:27: there is no node z"
json=$("$LABTAP" list --json half 2>/dev/null)
same "the object says so as well" "$(py 'd["labs"][0]["exact"], d["labs"][0]["notes"]')" "False ['half/x.clab.yml:5:27: there is no node z']"
printf '%s\n' 'wait screen a-b' 'dump screen' 'keys k k k k k k' 'dump screen' 'keys Enter' 'wait packets >= 0' 'keys Q' >script
"$LABTAP" --script script half >out 2>err
same "the browser runs" "$? $(cat err)" "0 "
same "it has a row" "$(grep -c '^.! *x.clab.yml:5:27: there is no node z' out)" 2
check "and the cursor begins below it" sh -c "! head -25 out | grep -q '^▌! *x.clab'"
check "on it the line at the bottom has all of it" grep -q '^ x.clab.yml:5:27: there is no node z' out
"$LABTAP" --script script two/none.yml >out 2>err
same "a file that is not there is a failure" $? 1
echo 'topology: {nodes: [' >half/x.clab.yml
"$LABTAP" list half >out 2>err
same "one that is no YAML, too" $? 1
check "file, line, column, what was expected" grep -qE 'half/x.clab.yml:2:1: did not find expected' err

echo '{ a: [' >home/.netlab/status.yaml
check "a file that is broken is said to be" grep -q 'status.yaml:2:1' <<<"$(run)"
done_testing
