#!/bin/bash
# Labs without a path: that of the folder, those that netlab has running, by name or number.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"; cd "$dir" || exit 1
mkdir -p one two none
printf 'name: one\nprovider: clab\ndefaults.device: frr\nnodes: [a, b]\nlinks: [a-b]\n' >one/topology.yml
printf 'name: two\ntopology:\n  nodes: {c: {kind: linux}}\n' >two/clab.yml
chmod -R a+rX .
lab() { "$LABTAP" list --json "$@" 2>err | sed -n '/"labs"/,/"endpoints"/s/^    "name": "\([^"]*\)".*/\1/p'; }

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
same "another" "$(run zz)" "zz: no such lab runs; these do: one (default), ml-12 (12)"
echo '{ a: [' >home/.netlab/status.yaml
check "a file that is broken is said to be" grep -q 'status.yaml:2:1' <<<"$(run)"
done_testing
