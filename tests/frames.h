/* One frame of every kind that a word of the filter language is for, and which of our
 * own words it is to match. Made by hand from the standards, checksums left out. */
#ifndef TESTS_FRAMES_H
#define TESTS_FRAMES_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct frame {
	uint8_t bytes[256];
	uint32_t size;
};

struct frame_kind {
	const char *name;
	struct frame frame;
	const char *words; /* with a blank on either side of each */
};

static inline void frame_hex(struct frame *f, const char *hex)
{
	for (unsigned byte; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		f->bytes[f->size++] = (uint8_t)byte;
}

static inline struct frame frame_eth(unsigned type, const char *hex)
{
	struct frame f = { .size = 0 };
	char tail[16];
	frame_hex(&f, "525400000002525400000001");
	snprintf(tail, sizeof(tail), "%04x", type);
	frame_hex(&f, tail);
	frame_hex(&f, hex);
	return f;
}

/* 802.3 with LLC: the length in place of the type. */
static inline struct frame frame_llc(const char *hex)
{
	return frame_eth((unsigned)strlen(hex) / 2, hex);
}

static inline struct frame frame_ip4(unsigned protocol, const char *hex)
{
	char head[48];
	struct frame f;
	snprintf(head, sizeof(head), "4500%04x0001000040%02x00000a0000010a000002",
		 (unsigned)(20 + strlen(hex) / 2) & 0xffff, protocol & 0xff);
	f = frame_eth(0x0800, head);
	frame_hex(&f, hex);
	return f;
}

static inline struct frame frame_ip6(unsigned next, const char *hex)
{
	char head[96];
	struct frame f;
	snprintf(head, sizeof(head),
		 "60000000%04x%02x40fe800000000000000000000000000001"
		 "ff020000000000000000000000000005",
		 (unsigned)(strlen(hex) / 2) & 0xffff, next & 0xff);
	f = frame_eth(0x86dd, head);
	frame_hex(&f, hex);
	return f;
}

/* The first bytes of UDP and TCP are the same: ports. */
static inline struct frame frame_port(unsigned protocol, unsigned source,
				      unsigned target)
{
	char head[64];
	snprintf(head, sizeof(head), "%04x%04x000800000000000050020000000000000000",
		 source & 0xffff, target & 0xffff);
	return frame_ip4(protocol, head);
}

static inline struct frame frame_port6(unsigned protocol, unsigned source,
				       unsigned target)
{
	char head[64];
	snprintf(head, sizeof(head), "%04x%04x000800000000000050020000000000000000",
		 source & 0xffff, target & 0xffff);
	return frame_ip6(protocol, head);
}

/* A tag between the addresses and the type. */
static inline struct frame frame_tag(struct frame f, unsigned tpid, unsigned vid)
{
	uint8_t tag[4] = { (uint8_t)(tpid >> 8), (uint8_t)tpid, (uint8_t)(vid >> 8),
			   (uint8_t)vid };
	memmove(f.bytes + 16, f.bytes + 12, f.size - 12);
	memcpy(f.bytes + 12, tag, 4);
	f.size += 4;
	return f;
}

enum { FRAME_TCP = 6, FRAME_UDP = 17, FRAME_KINDS = 96 };

/* Fills kinds[FRAME_KINDS], returns how many. */
static inline size_t frames_make(struct frame_kind *kinds)
{
	const struct frame_kind all[] = {
		{ "OSPFv2", frame_ip4(89, "0201002c"), " ospf " },
		{ "OSPFv3", frame_ip6(89, "03010024"), " ospf " },
		{ "BGP", frame_port(FRAME_TCP, 40000, 179), " bgp " },
		{ "BGP answer over IPv6", frame_port6(FRAME_TCP, 179, 40000), " bgp " },
		{ "UDP port 179", frame_port(FRAME_UDP, 40000, 179), "" },
		{ "EIGRP", frame_ip4(88, "0205"), " eigrp " },
		{ "EIGRP for IPv6", frame_ip6(88, "0205"), " eigrp " },
		{ "RIP", frame_port(FRAME_UDP, 520, 520), " rip " },
		{ "RIPng", frame_port6(FRAME_UDP, 521, 521), " ripng " },
		{ "Babel", frame_port6(FRAME_UDP, 6696, 6696), " babel " },
		{ "LDP hello", frame_port(FRAME_UDP, 646, 646), " ldp " },
		{ "LDP session", frame_port6(FRAME_TCP, 646, 33000), " ldp " },
		{ "RSVP", frame_ip4(46, "1001"), " rsvp " },
		{ "BFD", frame_port(FRAME_UDP, 49152, 3784), " bfd " },
		{ "BFD over IPv6", frame_port6(FRAME_UDP, 49152, 3784), " bfd " },
		{ "BFD echo", frame_port(FRAME_UDP, 3785, 3785), " bfd " },
		{ "BFD multihop", frame_port(FRAME_UDP, 49152, 4784), " bfd " },
		{ "BFD on a LAG member", frame_port(FRAME_UDP, 49152, 6784), " bfd " },
		{ "seamless BFD", frame_port6(FRAME_UDP, 7784, 49152), " bfd " },
		{ "MLD report", frame_ip6(0, "3a000502000001008f00000000000000"),
		  " mld " },
		{ "MLD query", frame_ip6(0, "3a0005020000010082000000"), " mld " },
		{ "hop-by-hop, not MLD", frame_ip6(0, "3a0005020000010080000000"), "" },
		{ "NHRP", frame_ip4(54, "0001"), " nhrp " },
		{ "HSRP", frame_port(FRAME_UDP, 1985, 1985), " hsrp " },
		{ "HSRP for IPv6", frame_port6(FRAME_UDP, 2029, 2029), " hsrp " },
		{ "GLBP", frame_port(FRAME_UDP, 3222, 3222), " glbp " },
		{ "LLDP", frame_eth(0x88cc, "0207040102"), " lldp " },
		{ "CDP", frame_llc("aaaa0300000c200002b40000"), " cdp " },
		{ "VTP", frame_llc("aaaa0300000c200302b40000"), "" },
		{ "PVST+", frame_llc("aaaa0300000c010b0000020200"), " pvst " },
		{ "STP", frame_llc("4242030000020200"), "" },
		{ "bytes of CDP behind a type", frame_eth(0x88b5, "aaaa0300000c2000"),
		  "" },
		{ "LACP", frame_eth(0x8809, "0101"), " lacp " },
		{ "marker of 802.3ad", frame_eth(0x8809, "0201"), "" },
		{ "EAPOL", frame_eth(0x888e, "0200"), " eapol " },
		{ "MACsec", frame_eth(0x88e5, "2c00"), " macsec " },
		{ "CFM", frame_eth(0x8902, "6001"), " cfm " },
		{ "PTP", frame_eth(0x88f7, "1002"), " ptp " },
		{ "PTP over UDP", frame_port6(FRAME_UDP, 319, 319), " ptp " },
		{ "ARP", frame_eth(0x0806, "0001080006040001"), "" },
		{ "router solicitation", frame_ip6(58, "85000000"), " nd rs " },
		{ "router advertisement", frame_ip6(58, "86000000"), " nd ra " },
		{ "neighbour solicitation", frame_ip6(58, "87000000"), " nd " },
		{ "redirect", frame_ip6(58, "89000000"), " nd " },
		{ "ping", frame_ip4(1, "0800"), " ping " },
		{ "ping answer", frame_ip4(1, "0000"), " ping " },
		{ "unreachable", frame_ip4(1, "0301"), "" },
		{ "ping over IPv6", frame_ip6(58, "8000"), " ping " },
		{ "ping answer over IPv6", frame_ip6(58, "8100"), " ping " },
		{ "VXLAN", frame_port(FRAME_UDP, 50000, 4789), " vxlan " },
		{ "VXLAN over IPv6", frame_port6(FRAME_UDP, 50000, 4789), " vxlan " },
		{ "GRE", frame_ip4(47, "00000800"), " gre " },
		{ "GRE over IPv6", frame_ip6(47, "00000800"), " gre " },
		{ "IP in IP", frame_ip4(4, "45000014"), " ipip " },
		{ "6in4", frame_ip4(41, "60000000"), " sit " },
		{ "SRv6", frame_ip6(43, "3a020401010000000000"), " srv6 " },
		{ "other routing header", frame_ip6(43, "3a020201"), "" },
		{ "L2TP", frame_port(FRAME_UDP, 1701, 1701), " l2tp " },
		{ "L2TPv3", frame_ip4(115, "00000001"), " l2tp " },
		{ "IKE", frame_port(FRAME_UDP, 500, 500), " ike " },
		{ "ESP in UDP", frame_port(FRAME_UDP, 4500, 4500), " ike " },
		{ "WireGuard", frame_port(FRAME_UDP, 51820, 51820), " wireguard " },
		{ "GTP", frame_port(FRAME_UDP, 2152, 2152), " gtp " },
		{ "QUIC", frame_port(FRAME_UDP, 50000, 443), " quic " },
		{ "DNS", frame_port(FRAME_UDP, 50000, 53), " dns " },
		{ "DNS over TCP", frame_port6(FRAME_TCP, 53, 50000), " dns " },
		{ "multicast DNS", frame_port(FRAME_UDP, 5353, 5353), " mdns " },
		{ "LLMNR", frame_port6(FRAME_UDP, 5355, 50000), " llmnr " },
		{ "DHCP", frame_port(FRAME_UDP, 68, 67), " dhcp " },
		{ "DHCPv6", frame_port6(FRAME_UDP, 546, 547), " dhcp6 " },
		{ "NTP", frame_port(FRAME_UDP, 123, 123), " ntp " },
		{ "SSH", frame_port6(FRAME_TCP, 50000, 22), " ssh " },
		{ "Telnet", frame_port(FRAME_TCP, 50000, 23), " telnet " },
		{ "FTP", frame_port(FRAME_TCP, 50000, 21), " ftp " },
		{ "TFTP", frame_port(FRAME_UDP, 50000, 69), " tftp " },
		{ "HTTP", frame_port(FRAME_TCP, 50000, 80), " http " },
		{ "HTTPS", frame_port(FRAME_TCP, 50000, 443), " https " },
		{ "NETCONF", frame_port(FRAME_TCP, 50000, 830), " netconf " },
		{ "SNMP", frame_port(FRAME_UDP, 50000, 161), " snmp " },
		{ "SNMP trap", frame_port(FRAME_UDP, 50000, 162), " snmp " },
		{ "syslog", frame_port(FRAME_UDP, 50000, 514), " syslog " },
		{ "RADIUS", frame_port(FRAME_UDP, 50000, 1812), " radius " },
		{ "TACACS+", frame_port(FRAME_TCP, 50000, 49), " tacacs " },
		{ "SIP", frame_port(FRAME_UDP, 5060, 5060), " sip " },
		{ "sFlow", frame_port(FRAME_UDP, 50000, 6343), " sflow " },
		{ "NetFlow", frame_port(FRAME_UDP, 50000, 2055), " netflow " },
		{ "IPFIX", frame_port(FRAME_UDP, 50000, 4739), " ipfix " },
		{ "TCP fragment",
		  frame_eth(0x0800, "450000280001001040060000"
				    "0a0000010a000002c35000b3"),
		  "" },
		{ "MPLS", frame_eth(0x8847, "0006413f45000014"), "" },
		{ "a short one", frame_eth(0x0800, ""), "" },
	};
	_Static_assert(sizeof(all) / sizeof(all[0]) <= FRAME_KINDS, "room for all");
	memcpy(kinds, all, sizeof(all));
	return sizeof(all) / sizeof(all[0]);
}

#endif
