/* Lookup in value tables, and the few tables that more than one protocol needs. */
#include "core/dissect/names.h"

const char *name_of(const struct name *table, uint32_t value, const char *otherwise)
{
	for (; table->text; table++)
		if (table->value == value)
			return table->text;
	return otherwise;
}

bool names_flags(struct text *t, const struct name *table, uint32_t bits,
		 const char *between)
{
	bool any = false;
	for (; table->text; table++) {
		if (!(bits & table->value))
			continue;
		if (any)
			text_str(t, between);
		text_str(t, table->text);
		any = true;
	}
	return any;
}

void text_hex_upper(struct text *t, uint64_t value, unsigned digits)
{
	while (digits--)
		text_char(t, "0123456789ABCDEF"[value >> digits * 4 & 15]);
}

/* The words that Wireshark's Info uses for a protocol that nobody decodes. */
const struct name names_ip_protocols[] = {
	{ 0, "IPv6 Hop-by-Hop Option" },
	{ 1, "ICMP" },
	{ 2, "IGMP" },
	{ 3, "GGP" },
	{ 4, "IPIP" },
	{ 5, "Stream" },
	{ 6, "TCP" },
	{ 7, "CBT" },
	{ 8, "EGP" },
	{ 9, "IGP" },
	{ 12, "PUP" },
	{ 17, "UDP" },
	{ 20, "HMP" },
	{ 22, "XNS-IDP" },
	{ 27, "RDP" },
	{ 29, "ISO-TP4" },
	{ 33, "DCCP" },
	{ 36, "XTP" },
	{ 37, "DDP" },
	{ 41, "IPv6" },
	{ 42, "SDRP" },
	{ 43, "IPv6 Routing" },
	{ 44, "IPv6 Fragment" },
	{ 45, "IDRP" },
	{ 46, "RSVP" },
	{ 47, "Generic Routing Encapsulation" },
	{ 48, "DSR" },
	{ 50, "Encap Security Payload" },
	{ 51, "Authentication Header" },
	{ 54, "NHRP" },
	{ 55, "Mobile IP" },
	{ 58, "ICMPv6" },
	{ 59, "IPv6 No Next Header" },
	{ 60, "IPv6 Destination Options" },
	{ 80, "ISO-IP" },
	{ 88, "EIGRP" },
	{ 89, "OSPF IGP" },
	{ 94, "IPIP" },
	{ 97, "EtherIP" },
	{ 98, "ENCAP" },
	{ 103, "PIM" },
	{ 108, "IPComp" },
	{ 112, "VRRP" },
	{ 113, "PGM" },
	{ 115, "Layer 2 Tunneling" },
	{ 124, "ISIS over IPv4" },
	{ 132, "SCTP" },
	{ 133, "Fibre Channel" },
	{ 134, "RSVP-E2E-IGNORE" },
	{ 135, "Mobile IPv6" },
	{ 136, "UDPlite" },
	{ 137, "MPLS in IP" },
	{ 138, "MANET" },
	{ 139, "HIP" },
	{ 140, "Shim6" },
	{ 141, "WESP" },
	{ 142, "ROHC" },
	{ 143, "Ethernet" },
	{ 253, "Unknown" },
	{ 254, "Unknown" },
	{ 255, "Reserved" },
	{ 0, NULL },
};

const struct name names_ethertypes[] = {
	{ 0x0800, "IPv4" },
	{ 0x0806, "ARP" },
	{ 0x0842, "Wake on LAN" },
	{ 0x2000, "CDP" },
	{ 0x22ea, "802.1Qat Multiple Stream Reservation Protocol" },
	{ 0x22f0, "IEEE 1722 Audio Video Transport Protocol" },
	{ 0x22f3, "Transparent Interconnection of Lots of Links" },
	{ 0x6002, "DEC DNA Remote Console" },
	{ 0x6003, "DEC DNA Routing" },
	{ 0x6558, "transparent Ethernet bridging" },
	{ 0x8035, "RARP" },
	{ 0x809b, "AppleTalk LLAP bridging" },
	{ 0x80f3, "AARP" },
	{ 0x8100, "802.1Q" },
	{ 0x8137, "Netware IPX/SPX" },
	{ 0x86dd, "IPv6" },
	{ 0x8808, "MAC Control" },
	{ 0x8809, "Slow Protocols" },
	{ 0x8847, "MPLS" },
	{ 0x8848, "MPLS, upstream label" },
	{ 0x8863, "PPPoE Discovery" },
	{ 0x8864, "PPPoE Session" },
	{ 0x888e, "802.1X Authentication" },
	{ 0x88a8, "802.1ad" },
	{ 0x88b5, "Local Experimental Ethertype 1" },
	{ 0x88b6, "Local Experimental Ethertype 2" },
	{ 0x88be, "ERSPAN II" },
	{ 0x88cc, "LLDP" },
	{ 0x88e5, "802.1AE (MACsec)" },
	{ 0x88e7, "802.1ah" },
	{ 0x88f5, "MVRP" },
	{ 0x88f7, "PTP" },
	{ 0x8902, "IEEE 802.1ag Connectivity Fault Management (CFM) protocol" },
	{ 0x8906, "Fibre Channel over Ethernet" },
	{ 0x894f, "Network Service Header" },
	{ 0x9000, "Loopback" },
	{ 0x9100, "802.1Q, old outer tag" },
	{ 0xfefe, "ISO over Ethernet" },
	{ 0, NULL },
};

const struct name names_dscp[] = {
	{ 0, "CS0" },	{ 1, "LE" },	{ 8, "CS1" },  { 10, "AF11" },
	{ 12, "AF12" }, { 14, "AF13" }, { 16, "CS2" }, { 18, "AF21" },
	{ 20, "AF22" }, { 22, "AF23" }, { 24, "CS3" }, { 26, "AF31" },
	{ 28, "AF32" }, { 30, "AF33" }, { 32, "CS4" }, { 34, "AF41" },
	{ 36, "AF42" }, { 38, "AF43" }, { 40, "CS5" }, { 44, "VOICE-ADMIT" },
	{ 46, "EF" },	{ 48, "CS6" },	{ 56, "CS7" }, { 0, NULL },
};

const struct name names_ecn[] = {
	{ 0, "not ECN-capable" },	 { 1, "ECT(1)" }, { 2, "ECT(0)" },
	{ 3, "congestion experienced" }, { 0, NULL },
};

const struct name names_hardware[] = {
	{ 1, "Ethernet" },     { 6, "IEEE 802" },      { 7, "ARCNET" },
	{ 15, "Frame Relay" }, { 16, "ATM" },	       { 19, "ATM" },
	{ 24, "IEEE 1394" },   { 32, "InfiniBand" },   { 512, "PPP" },
	{ 519, "raw IP" },     { 768, "IPIP tunnel" }, { 769, "IPv6 tunnel" },
	{ 772, "loopback" },   { 776, "SIT" },	       { 778, "GRE" },
	{ 801, "802.11" },     { 803, "radiotap" },    { 823, "GRE over IPv6" },
	{ 824, "netlink" },    { 0xfffe, "none" },     { 0, NULL },
};

const struct name names_srv6_behaviours[] = {
	{ 1, "End" },
	{ 2, "End with PSP" },
	{ 3, "End with USP" },
	{ 4, "End with PSP, USP" },
	{ 5, "End.X" },
	{ 6, "End.X with PSP" },
	{ 7, "End.X with USP" },
	{ 8, "End.X with PSP, USP" },
	{ 9, "End.T" },
	{ 10, "End.T with PSP" },
	{ 14, "End.B6.Encaps" },
	{ 15, "End.BM" },
	{ 16, "End.DX6" },
	{ 17, "End.DX4" },
	{ 18, "End.DT6" },
	{ 19, "End.DT4" },
	{ 20, "End.DT46" },
	{ 21, "End.DX2" },
	{ 22, "End.DX2V" },
	{ 23, "End.DT2U" },
	{ 24, "End.DT2M" },
	{ 27, "End.B6.Encaps.Red" },
	{ 28, "End with USD" },
	{ 29, "End with PSP, USD" },
	{ 30, "End with USP, USD" },
	{ 31, "End with PSP, USP, USD" },
	{ 32, "End.X with USD" },
	{ 33, "End.X with PSP, USD" },
	{ 34, "End.X with USP, USD" },
	{ 35, "End.X with PSP, USP, USD" },
	{ 43, "End with NEXT-CSID" },
	{ 44, "End with NEXT-CSID, PSP" },
	{ 48, "End with NEXT-CSID, PSP, USD" },
	{ 52, "End.X with NEXT-CSID" },
	{ 53, "End.X with NEXT-CSID, PSP" },
	{ 57, "End.X with NEXT-CSID, PSP, USD" },
	{ 60, "End.DX6 with NEXT-CSID" },
	{ 61, "End.DX4 with NEXT-CSID" },
	{ 62, "End.DT6 with NEXT-CSID" },
	{ 63, "End.DT4 with NEXT-CSID" },
	{ 64, "End.DT46 with NEXT-CSID" },
	{ 65, "End.DX2 with NEXT-CSID" },
	{ 67, "End.DT2U with NEXT-CSID" },
	{ 68, "End.DT2M with NEXT-CSID" },
	{ 0, NULL },
};
