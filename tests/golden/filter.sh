#!/bin/bash
# Our filters against tcpdump: the same verdict on every packet of a synthetic lab capture and of one frame of
# every kind, plain, tagged and cut short; and where the text is libpcap's own language, the same program.
set -u
. tests/tap.sh
command -v tcpdump >/dev/null || { echo "1..0"; echo "tcpdump is missing"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bench=$BUILD/tools/filter_bench
"$BUILD/tools/mkcap" -c 5000 "$dir/lab.pcap"
"$BUILD/tools/filter_frames" "$dir/frames.pcap"

verdicts() { # file filter
	local expanded
	expanded=$("$bench" -x "$2") || { echo "$2: $expanded"; return 1; }
	tcpdump --time-stamp-precision=nano -r "$1" -w - -- "$expanded" >"$dir/theirs.pcap" 2>"$dir/log" || cat "$dir/log"
	"$bench" -l "$dir/theirs.pcap" "" >"$dir/theirs"
	"$bench" -l "$1" "$2" >"$dir/ours"
	cmp "$dir/ours" "$dir/theirs"
}

# Only libpcap's language: their program for the text is their program for our reading of it.
program() { # filter
	tcpdump -y EN10MB -d -- "$1" >"$dir/theirs" 2>"$dir/log" || { cat "$dir/log"; return 1; }
	tcpdump -y EN10MB -d -- "$("$bench" -x "$1")" 2>/dev/null | diff "$dir/theirs" -
}

check "a filter lets something through and not all" test \
	"$("$bench" -l "$dir/lab.pcap" bgp | wc -l)" -gt 10 -a "$("$bench" -l "$dir/lab.pcap" bgp | wc -l)" -lt 4000

while read -r filter; do
	[ -n "$filter" ] || continue
	check "program of: $filter" program "$filter"
	for file in lab frames; do check "$file: $filter" verdicts "$dir/$file.pcap" "$filter"; done
done <<'TEXTS'
icmp
ip
ip6
arp
not ip
tcp
udp or sctp
icmp6
tcp port 179
port 53 or 179
port 53 or (179 or 80)
port (53 or 179)
port not 53
not port 53 and not 80
not (port 53 or 80)
src port 179
tcp dst port 179 or 80 or 443
src or dst port 646
src and dst port 646
portrange 100-700
udp portrange 100-700 or 3784-3785
portrange 80
host 10.0.0.1
host 10.0.0.1 and 10.0.0.2
src host 10.0.0.1 or 10.0.0.2
dst 10.0.0.2
ip host 10.0.0.1
arp host 10.0.0.1
host fe80::1
ip6 dst host ff02::5
net 10
net 10.0.0.0/24
dst net 10.0.0.0 mask 255.255.255.0
net fe80::/10 or ff02::/16
not net 10.0.0.0/30 and 10.0.0.0/8
ether host 52:54:00:00:00:01
ether src 52:54:00:00:00:01 or 52:54:00:00:00:02
ether dst 52-54-0-0-0-2
ether host 5254.0000.0001
ether broadcast
broadcast or multicast
ip multicast
ip6 multicast
ip proto 89
ip proto 6 or 17
ip proto \tcp or \udp
ip6 proto 58
proto 89 or 88
proto \icmp
ip6 protochain 58
protochain 6
ether proto 0x88cc
ether proto \arp or \ip6
ether proto \stp
ether proto \ipx
ether proto \iso or \netbeui
ether proto \atalk or \aarp
ether proto \decnet or \loopback
iso proto \isis
stp or isis or clnp
vlan
vlan 100
not vlan
vlan 100 and icmp
vlan and vlan 100 and tcp port 179
vlan 200 or ip
mpls
mpls 100
geneve
pppoes or pppoed
vrrp or pim or igmp or igrp or carp
esp or ah
len > 60
less 60
greater 60 and tcp
len & 1 = 0 and len - 1 > 40
tcp[tcpflags] & (tcp-syn|tcp-fin) != 0
tcp[tcpflags] & (tcp-rst|tcp-ack) == (tcp-rst|tcp-ack)
icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply
icmp6[icmp6type] = icmp6-echo or icmp6[0] = 134
tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)
ether[0] & 1 = 0 and ip[16] >= 224
ip[6:2] & 0x1fff = 0
ip[0] & 0xf != 5
ether[12:2] = 0x0800
-1 = 0xffffffff
1 = 1
(((icmp)))
!icmp&&!tcp||arp
icmp or arp and ip
icmp or (arp and ip)
not not tcp
not icmp and not (tcp or udp port 53)
llc
llc u
lat or moprc or mopdl or sca
host 10.0.0.1 and (port 179 or 53) or 10.0.0.3
TEXTS

while read -r filter; do
	[ -n "$filter" ] || continue
	for file in lab frames; do check "$file: $filter" verdicts "$dir/$file.pcap" "$filter"; done
done <<'TEXTS'

ospf
ospf or icmp or arp
port bgp or ssh
port bgp or ospf or domain
not bgp and not ospf
ldp or bfd and ip
vlan 100 and ospf
vlan 100 and not (lacp or cdp)
cdp or lldp or stp
vlan and vlan and cdp
lacp or pvst
mld or nd
ping and not host 10.0.0.1
vxlan or gre or ipip
ip proto ospf or eigrp
ether proto lldp
net 10/8
srv6 or sit
TEXTS
done_testing
