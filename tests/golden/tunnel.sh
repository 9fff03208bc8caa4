#!/bin/bash
# `labtap read --tunnel`: the frames inside a saved outer capture are those that were put into it, of every kind of tunnel.
LABTAP=$(realpath "$LABTAP"); TOOLS=$(realpath "$BUILD")/tools; cd "$(dirname "$0")" && . ../tap.sh
wrap=$PWD/wrap.py; dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir" || exit 1
export TZ=UTC
"$TOOLS/mkcap" -c 600 in.pcap
rows() { "$LABTAP" read --format tsv "$@" 2>err | cut -f3-; }
link=udp:127.1.1.1:10002-127.1.1.2:10002
rows in.pcap >want; rows -S in.pcap >want-S

for kind in udp udp6 group any tcp late gap odd; do "$wrap" $kind in.pcap $kind.pcap; done
for kind in udp udp6 group any tcp odd; do
	rows --tunnel auto --tunnels-only $kind.pcap >got
	check "$kind: found by itself, and all frames are there" cmp want got
done
same "what was left out is said" "$(rows --tunnel auto --tunnels-only udp.pcap >/dev/null; cat err)" \
	"labtap: udp.pcap: 600 frames out of 1 tunnel, 60 other packets left out"

# Named: the same; from the other end, over a pipe, with a filter for what is inside.
rows --tunnel 127.1.1.1:10002-127.1.1.2:10002 --tunnels-only udp.pcap >got; check "by its ends" cmp want got
rows --tunnel udp:127.1.1.2:10002-127.1.1.1:10002 --tunnels-only udp.pcap >got; check "from the other end" cmp want got
cat udp.pcap | rows --tunnel auto --tunnels-only - >got; check "from a pipe" cmp want got
rows --tunnel udp:230.0.0.1:1234 --tunnels-only group.pcap >got; check "a group" cmp want got
rows --tunnel tcp:127.1.1.2:2 --tunnels-only tcp.pcap >got; check "by the listening end of TCP" cmp want got
rows --tunnel tcp:127.1.1.1:40000-127.1.1.2:2 --tunnels-only tcp.pcap >got; check "by both ends of TCP" cmp want got
rows in.pcap arp >want-arp; rows --tunnel auto udp.pcap arp >got; check "a filter is for the inner frame" cmp want-arp got
rows --tunnel udp:127.9.9.9:1-127.1.1.2:2 udp.pcap >got
same "another tunnel: nothing is taken apart" "$(wc -l <got; grep -o '[0-9]* frames out of [0-9]* tunnels' err)" $'660\n0 frames out of 0 tunnels'

# What is no tunnel's stays, in its place.
"$LABTAP" read --tunnel auto --format tsv udp.pcap 2>err >got
same "all others stay as they are" "$(wc -l <got) $(cut -f4 got | grep -c '^127.0.0.1$')" "660 60"
same "and keep their numbers" "$("$LABTAP" read --format tsv udp.pcap | awk -F'\t' '$3 == "127.0.0.1" { print $1 }' | sha1sum)" \
	"$(awk -F'\t' '$3 == "127.0.0.1" { print $1 }' got | sha1sum)"

# Lost segments, a beginning that is not there: every row is one that was put in, in order, and little is missing.
for kind in late gap; do
	rows -S --tunnel auto --tunnels-only $kind.pcap >got
	check "$kind: nothing is invented" sh -c "! diff want-S got | grep -q '^>'"
	check "$kind: most is there" [ "$(wc -l <got)" -gt 580 ]
done
rows --tunnel auto gap.pcap >/dev/null
check "gaps are counted" grep -qF 'gap.pcap: not decoded: 2 frames around a gap in the TCP stream' err
rows --tunnel auto odd.pcap >got
check "so is what holds no frame" sh -c "grep -qF '60 datagrams too short' err && grep -qF '60 datagrams in fragments' err && grep -qF '60 datagrams with IP options' err"
same "and it stays as it is" "$(wc -l <got)" 840

# Saved: plain Ethernet on an interface with the tunnel's name, lengths right.
"$LABTAP" read --tunnel auto --tunnels-only udp.pcap -w out.pcapng 2>err
rows out.pcapng >got; check "saved and read again" cmp want got
"$LABTAP" read --tunnel auto --tunnels-only tcp.pcap -w out.pcap 2>err
rows out.pcap >got; check "as plain pcap, too" cmp want got
if command -v tshark >/dev/null; then
	fields() { tshark -n -r "$1" -T fields -e frame.len -e frame.cap_len -e frame.time_epoch -e eth.src -e eth.dst 2>/dev/null; }
	fields in.pcap >want-fields; fields out.pcapng >got; check "tshark: the same lengths, times and addresses" cmp want-fields got
	same "an interface of that name, both directions" \
		"$(tshark -n -r out.pcapng -T fields -e frame.interface_name -e frame.packet_flags_direction 2>/dev/null | sort -u)" \
		"$(printf '%s\t0x0000000%d\n' $link 1 $link 2)"
	check "described" sh -c "capinfos -I out.pcapng 2>/dev/null | grep -qF 'Description = $link: Ethernet in UDP'"
else
	skip "tshark reads what was unwrapped" "tshark is not installed"
fi

refused() { # words, args...
	local words=$1; shift
	"$LABTAP" read "$@" udp.pcap >/dev/null 2>err
	check "refused: $*" grep -qF -- "$words" err
}
refused "two ends are needed" --tunnel 127.1.1.1:10002
refused "not an address" --tunnel udp:1.2.3:1-1.2.3.4:2
refused "--tunnels-only needs --tunnel" --tunnels-only
done_testing
