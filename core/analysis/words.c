/* Our own filter words with what they stand for, the list that help shows, and the
 * nearest word to a mistyped one. */
#include "core/analysis/words.h"

#include <stdio.h>
#include <string.h>

#include "core/analysis/words_table.h"
#include "core/base/attr.h"
#include "core/base/nearest.h"

#define SNAP_CISCO "ether[@t:2] <= 1500 and ether[@0:4] = 0xaaaa0300 and ether[@4:4] = "
#define ND_TYPE	   "ip6[6] = 58 and ip6[40] "

static const struct word words[] = {
	/* Routing */
	{ "ospf", "proto 89", "OSPFv2 and OSPFv3" },
	{ "bgp", "tcp port 179", "BGP" },
	{ "isis", NULL, "IS-IS" },
	{ "eigrp", "proto 88", "EIGRP" },
	{ "rip", "udp port 520", "RIP version 1 and 2" },
	{ "ripng", "udp port 521", "RIP for IPv6" },
	{ "babel", "udp port 6696", "Babel" },
	{ "ldp", "tcp port 646 or udp port 646", "LDP, discovery and sessions" },
	{ "rsvp", "proto 46", "RSVP and RSVP-TE" },
	{ "bfd",
	  "udp port 3784 or udp port 3785 or udp port 4784 or udp port 6784 or "
	  "udp port 7784",
	  "BFD: single hop, echo, multihop, on LAG members, seamless" },
	{ "pim", NULL, "PIM" },
	{ "igmp", NULL, "IGMP" },
	{ "mld",
	  "ip6[6] = 0 and ip6[40] = 58 and ip6[41] = 0 and "
	  "(ip6[48] >= 130 and ip6[48] <= 132 or ip6[48] = 143)",
	  "multicast listener discovery for IPv6" },
	{ "nhrp", "proto 54", "NHRP" },
	/* First hop redundancy */
	{ "vrrp", NULL, "VRRP over IPv4 (over IPv6: ip6 proto vrrp)" },
	{ "carp", NULL, "CARP" },
	{ "hsrp", "udp port 1985 or udp port 2029", "HSRP for IPv4 and IPv6" },
	{ "glbp", "udp port 3222", "GLBP" },
	/* Link level */
	{ "lldp", "ether proto 0x88cc", "LLDP" },
	{ "cdp", SNAP_CISCO "0x000c2000", "Cisco discovery" },
	{ "stp", NULL, "spanning tree: STP, RSTP, MSTP" },
	{ "pvst", SNAP_CISCO "0x000c010b", "per-VLAN spanning tree" },
	{ "lacp", "ether proto 0x8809 and ether[@0] = 1", "LACP" },
	{ "eapol", "ether proto 0x888e", "802.1X and MKA" },
	{ "macsec", "ether proto 0x88e5", "MACsec" },
	{ "cfm", "ether proto 0x8902", "connectivity fault management, Y.1731" },
	{ "ptp", "ether proto 0x88f7 or udp port 319 or udp port 320",
	  "precision time protocol" },
	{ "arp", NULL, "ARP" },
	{ "nd", ND_TYPE ">= 133 and ip6[40] <= 137", "neighbour discovery, all of it" },
	{ "rs", ND_TYPE "= 133", "IPv6 router solicitation" },
	{ "ra", ND_TYPE "= 134", "IPv6 router advertisement" },
	/* Tunnels and tags */
	{ "inner", NULL, "inner ( EXPR ): holds for the innermost frame of a tunnel" },
	{ "vlan", NULL, "tagged, with a number: that VLAN; moves what follows inside" },
	{ "mpls", NULL, "labelled, with a number: that label; moves what follows" },
	{ "vxlan", "udp port 4789", "VXLAN" },
	{ "geneve", NULL, "Geneve, with a number: that VNI; moves what follows" },
	{ "gre", "proto 47", "GRE over IPv4 and IPv6" },
	{ "ipip", "proto 4", "IPv4 in IPv4 or IPv6" },
	{ "sit", "proto 41", "IPv6 in IPv4 or IPv6" },
	{ "srv6", "ip6[6] = 43 and ip6[42] = 4", "IPv6 with a segment routing header" },
	{ "l2tp", "udp port 1701 or proto 115", "L2TP" },
	{ "pppoed", NULL, "PPPoE discovery" },
	{ "pppoes", NULL, "PPPoE session; moves what follows inside" },
	{ "ike", "udp port 500 or udp port 4500", "IKE, and ESP in UDP" },
	{ "esp", NULL, "IPsec ESP" },
	{ "ah", NULL, "IPsec AH" },
	{ "wireguard", "udp port 51820", "WireGuard on its usual port" },
	{ "gtp", "udp port 2123 or udp port 2152", "GTP, control and user" },
	/* Network and transport */
	{ "ip", NULL, "IPv4" },
	{ "ip6", NULL, "IPv6" },
	{ "icmp", NULL, "ICMP for IPv4" },
	{ "icmp6", NULL, "ICMPv6" },
	{ "ping",
	  "icmp[0] = 8 or icmp[0] = 0 or "
	  "(ip6[6] = 58 and (ip6[40] = 128 or ip6[40] = 129))",
	  "echo requests and replies" },
	{ "tcp", NULL, "TCP" },
	{ "udp", NULL, "UDP" },
	{ "sctp", NULL, "SCTP" },
	{ "quic", "udp port 443", "QUIC on the port of https" },
	/* Services */
	{ "dns", "tcp port 53 or udp port 53", "DNS" },
	{ "mdns", "udp port 5353", "multicast DNS" },
	{ "llmnr", "udp port 5355", "link-local name resolution" },
	{ "dhcp", "udp port 67 or udp port 68", "DHCP for IPv4" },
	{ "dhcp6", "udp port 546 or udp port 547", "DHCPv6" },
	{ "ntp", "udp port 123", "NTP" },
	{ "ssh", "tcp port 22", "SSH" },
	{ "telnet", "tcp port 23", "Telnet" },
	{ "ftp", "tcp port 20 or tcp port 21", "FTP" },
	{ "tftp", "udp port 69", "TFTP requests" },
	{ "http", "tcp port 80", "HTTP" },
	{ "https", "tcp port 443", "HTTPS" },
	{ "netconf", "tcp port 830", "NETCONF over SSH" },
	{ "snmp", "udp port 161 or udp port 162", "SNMP and its traps" },
	{ "syslog", "udp port 514", "syslog" },
	{ "radius",
	  "udp port 1812 or udp port 1813 or udp port 1645 or udp port 1646 or "
	  "udp port 3799",
	  "RADIUS" },
	{ "tacacs", "tcp port 49", "TACACS+" },
	{ "sip", "port 5060 or tcp port 5061", "SIP" },
	{ "sflow", "udp port 6343", "sFlow" },
	{ "netflow", "udp port 2055 or udp port 9995", "NetFlow" },
	{ "ipfix", "port 4739", "IPFIX" },
	/* The grammar */
	{ "host", NULL, "host ADDRESS, src host, dst host, ether host MAC" },
	{ "net", NULL, "net 10.0.0.0/8, net fe80::/10" },
	{ "port", NULL, "port 179, port bgp, tcp src port ssh" },
	{ "portrange", NULL, "portrange 6000-6008" },
	{ "proto", NULL, "proto 89, ip proto ospf, ether proto 0x88cc" },
	{ "src", NULL, "only the source: src host, src net, src port" },
	{ "dst", NULL, "only the destination" },
	{ "ether", NULL, "ether host MAC, ether proto, ether[0]" },
	{ "less", NULL, "frames of at most so many bytes" },
	{ "greater", NULL, "frames of at least so many bytes" },
	{ "broadcast", NULL, "sent to all at link level" },
	{ "multicast", NULL, "sent to a group; also ip multicast, ip6 multicast" },
	{ "inbound", NULL, "came in through the interface" },
	{ "outbound", NULL, "went out through the interface" },
	{ "and", NULL, "both; and, or: equal, from left to right" },
	{ "or", NULL, "one of the two" },
	{ "not", NULL, "the opposite of what follows" },
};

const struct word *word_list(size_t *count)
{
	*count = COUNT(words);
	return words;
}

const char *word_expansion(const char *s, size_t size)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (word_same(words[i].word, s, size))
			return words[i].expansion;
	return NULL;
}

bool word_nearest(const char *s, size_t size, const enum word_space *values, char *best,
		  size_t room)
{
	struct nearest n = nearest_to(s, size);
	for (size_t i = 0; values && word_value_name(*values, i); i++)
		nearest_try(&n, word_value_name(*values, i));
	for (size_t i = 0; i < COUNT(words); i++)
		nearest_try(&n, words[i].word);
	for (size_t i = 0; word_part_name(i); i++)
		nearest_try(&n, word_part_name(i));
	if (!n.best)
		return false;
	snprintf(best, room, "%s", n.best);
	return true;
}
