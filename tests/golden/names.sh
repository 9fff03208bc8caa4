#!/bin/bash
# Names of the lab for addresses: in rows, in filters, in the browser. The lab is that of the folder; nothing asks the network.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"; "$BUILD/tools/mkcap" -n -c 60 "$dir/lab.pcapng" && cd "$dir" || exit 1
chmod 644 lab.pcapng
as=; [ "$(id -u)" = 0 ] && as="--user nobody"
cat >topology.yml <<'Z'
provider: clab
defaults.device: linux
nodes: {a: {loopback.ipv4: 10.0.0.1/24}, b: }
links: [{a: , b: {ipv4: 10.0.0.2/24}, name: wire}]
Z
rows() { "$LABTAP" read lab.pcapng --format tsv "$@"; }
ends() { cut -f3,4 | sort -u | head -3 | tr '\t\n' '> '; }

bgp="bgp and host 10.0.0.1 and host 10.0.0.2"
plain=$(rows "$bgp" | ends)
same "addresses are the default" "$plain" "10.0.0.2>10.0.0.1 "
same "--names" "$(rows --names "$bgp" | ends)" "b:eth1>a "
same "-n behind it takes them back" "$(rows --names -n "$bgp" | ends)" "$plain"
same "in text" "$("$LABTAP" read lab.pcapng --names -t -q "$bgp" | grep -o "b:eth1 > a" | head -1)" "b:eth1 > a"
same "host NAME" "$(rows "$bgp and dst host a" | ends)" "10.0.0.2>10.0.0.1 "
same "with NODE:IF, which reads like an address" "$(rows "$bgp and src b:eth1" | ends)" "10.0.0.2>10.0.0.1 "
same "net LINK" "$(rows 'net wire and icmp' | wc -l)" "$(rows 'net 10.0.0.0/24 and icmp' | wc -l)"
"$LABTAP" read lab.pcapng 'icmp and host zz' 2>err
same "a name that the lab does not have" $? 1
check "is said to be none, at its place" grep -q 'the lab has no host of this name' err
check "which is pointed at" grep -q '  *^^$' err
printf '%s\n' 'wait packets >= 60' 'keys a' 'wait screen b:eth1' 'keys a' 'wait screen 10.0.0.2 ' 'keys f' 'type bgp and host b' 'keys Enter' 'wait packets >= 1' >script
check "a toggles them in the browser, and host NAME filters" "$LABTAP" $as --script script lab.pcapng
same "without a lab" "$(mkdir -p none && cd none && "$LABTAP" read ../lab.pcapng --names --format tsv "$bgp" | ends)" "$plain"
done_testing
