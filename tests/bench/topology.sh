#!/bin/bash
# Reading a lab of 500 nodes and 1000 links: containerlab, netlab's source, and its snapshot's size. The aim is 100 ms.
cd "$(dirname "$0")/../.." && . tests/measure.sh || exit 2
dump=$B/tools/topology_dump
export HOME=$dir
awk 'BEGIN { print "name: big\ntopology:\n  kinds: {linux: {image: x}}\n  nodes:"
	for (i = 0; i < 500; i++) print "    n" i ": {kind: linux}"
	print "  links:"
	for (i = 0; i < 1000; i++) print "  - endpoints: [\"n" i % 500 ":eth" int(i / 500) * 2 + 1 "\", \"n" (i * 7 + 1) % 500 ":eth" int(i / 500) * 2 + 2 "\"]"
}' >"$dir/big.clab.yml"
awk 'BEGIN { print "name: big\nprovider: clab\ndefaults.device: frr\nmodule: [ospf]\ngroups:\n  _auto_create: true\n  all_of_them:\n    members:"
	for (i = 0; i < 500; i++) print "    - n" i
	print "    ospf.area: 0\nlinks:"
	for (i = 0; i < 1000; i++) print "- n" i % 500 "-n" (i * 7 + 1) % 500
}' >"$dir/big.yml"
awk 'BEGIN { print "_netlab_version: \"26.03\"\nname: big\nprovider: clab\nlinks:"
	for (i = 1; i <= 1000; i++) print "- {linkindex: " i ", type: p2p, interfaces: [{node: n" (i - 1) % 500 ", ifindex: " int((i - 1) / 500) * 2 + 1 ", ifname: a" i "}, {node: n" (i * 7) % 500 ", ifindex: " i + 10 ", ifname: b" i "}]}"
	print "nodes:"
	for (n = 0; n < 500; n++) {
		print "  n" n ":\n    id: " n % 250 + 1 "\n    device: frr\n    interfaces:"
		for (i = 1; i <= 1000; i++) {
			if ((i - 1) % 500 == n) print "    - {ifindex: " int((i - 1) / 500) * 2 + 1 ", ifname: a" i ", linkindex: " i ", type: p2p, ipv4: 10.0.0.1/30, name: x}"
			if ((i * 7) % 500 == n) print "    - {ifindex: " i + 10 ", ifname: b" i ", linkindex: " i ", type: p2p, ipv4: 10.0.0.2/30, name: x}"
		}
	}
}' >"$dir/netlab.snapshot.yml"
files=(big.clab.yml big.yml netlab.snapshot.yml)
for _ in $(seq "$RUNS"); do
	for file in "${files[@]}"; do
		note "$file" "$(cpu sh -c "'$dump' '$dir/$file' >'$dir/out'" | awk '{ print $1 * 1000 }')"
		[ "$(grep -c ^node "$dir/out"),$(grep -c ^link "$dir/out")" = 500,1000 ] || { echo "$file: not all of its nodes and links"; exit 1; }
	done
done
for file in "${files[@]}"; do
	goal "$file of 500 nodes, 1000 links" "$(median "$file")" 'CPU ms' '<= 100'
done
