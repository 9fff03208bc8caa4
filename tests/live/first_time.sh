#!/bin/bash
# What the README promises to who comes for the first time: which link of the demo lab carries OSPF, and some seconds of it
# in a file, by the keys that the screen names.
. tests/tap.sh
dir=$(mktemp -d); chmod 777 "$dir"; trap 'rm -rf "$dir"' EXIT
cat >"$dir/script" <<'S'
wait points >= 15
keys A Enter
wait screen pkts
keys f
type ospf
keys Enter
wait rows >= 2
wait screen on link a-b
keys w Space
wait screen (•) from now on, what is shown: ospf
keys Up Up
type 3s
keys Enter
wait screen recorded
dump screen
S
here=$PWD
(cd "$dir" && "$here/tests/demo/demo.sh" "$BUILD" --script script "$here/tests/demo") >"$dir/out" 2>"$dir/err"
same "the keys that the screen names do it" "$?$(cat "$dir/err")" 0
file=$(echo "$dir"/*.pcapng)
check "a file has packets" [ "$("$LABTAP" read "$file" -q | wc -l)" -ge 1 ]
same "of OSPF, and nothing else" "$("$LABTAP" read "$file" 'not ospf' -q)" ""
done_testing
