#!/bin/bash
# Reading a lab of 500 nodes and 1000 links: containerlab, netlab's source, and its snapshot's size. The aim is 100 ms.
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build/release} dump=$B/tools/topology_dump
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
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
for file in big.clab.yml big.yml netlab.snapshot.yml; do
	best=1000000
	for _ in 1 2 3 4 5; do
		start=$(date +%s%N)
		"$dump" "$dir/$file" >"$dir/out" || exit 1
		time=$((($(date +%s%N) - start) / 1000))
		[ $time -lt $best ] && best=$time
	done
	printf '%-22s %4d nodes %5d links %8d bytes %7d us\n' "$file" "$(grep -c ^node "$dir/out")" "$(grep -c ^link "$dir/out")" \
		"$(stat -c %s "$dir/$file")" $best
	[ $best -lt 100000 ] || { echo "slower than 100 ms"; exit 1; }
done
