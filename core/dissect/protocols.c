/* One sorted table per space. A new protocol adds its lines here and nothing else. */
#include "core/dissect/protocols.h"

struct entry {
	uint32_t key;
	const struct proto *proto;
};

/* clang-format off */
static const struct entry links[] = { /* LINKTYPE_* */
	{ 0, &proto_null },
	{ 1, &proto_ethernet },
	{ 7, &proto_arcnet },
	{ 9, &proto_ppp },
	{ 12, &proto_raw }, /* DLT_RAW, written as it is */
	{ 14, &proto_raw },
	{ 50, &proto_ppp },
	{ 51, &proto_pppoe_session },
	{ 100, &proto_llc },
	{ 101, &proto_raw },
	{ 104, &proto_hdlc },
	{ 105, &proto_wlan },
	{ 106, &proto_clip },
	{ 107, &proto_frame_relay },
	{ 108, &proto_loop },
	{ 113, &proto_sll },
	{ 127, &proto_radiotap },
	{ 129, &proto_arcnet },
	{ 178, &proto_juniper },
	{ 179, &proto_juniper },
	{ 180, &proto_juniper },
	{ 181, &proto_juniper },
	{ 226, &proto_ipnet },
	{ 228, &proto_ip4 },
	{ 229, &proto_ip6 },
	{ 276, &proto_sll2 },
	{ 0x10069, &proto_wlan }, /* 105, in CAPWAP */
	{ 0x20069, &proto_wlan }, /* 105, with a check sequence */
};

static const struct entry ethertypes[] = {
	{ 0x0800, &proto_ip4 },
	{ 0x0806, &proto_arp },
	{ 0x2000, &proto_cdp },
	{ 0x2001, &proto_nhrp },
	{ 0x8035, &proto_rarp },
	{ 0x8100, &proto_vlan },
	{ 0x86dd, &proto_ip6 },
	{ 0x8808, &proto_mac_control },
	{ 0x8809, &proto_slow },
	{ 0x880b, &proto_ppp },
	{ 0x8847, &proto_mpls },
	{ 0x8848, &proto_mpls },
	{ 0x8863, &proto_pppoe_discovery },
	{ 0x8864, &proto_pppoe_session },
	{ 0x8870, &proto_llc }, /* frames longer than 1500 bytes */
	{ 0x888e, &proto_eapol },
	{ 0x88a8, &proto_vlan },
	{ 0x88c7, &proto_eapol },
	{ 0x88cc, &proto_lldp },
	{ 0x88e5, &proto_macsec },
	{ 0x88e7, &proto_itag },
	{ 0x88f7, &proto_ptp },
	{ 0x8902, &proto_cfm },
	{ 0x8909, &proto_cmd },
	{ 0x894f, &proto_nsh },
	{ 0x9000, &proto_loop_test },
	{ 0x9100, &proto_vlan },
	{ 0x9200, &proto_vlan },
};

static const struct entry ieee802_3[] = {
	{ 0, &proto_llc },
};

static const struct entry llc_saps[] = {
	{ 0x06, &proto_ip4 },
	{ 0x42, &proto_stp },
	{ 0x1aa, &proto_snap },
};

static const struct entry ppp_protocols[] = {
	{ 0x0021, &proto_ip4 },
	{ 0x0031, &proto_ppp_bridged },
	{ 0x003d, &proto_ppp_multilink },
	{ 0x0057, &proto_ip6 },
	{ 0x0207, &proto_cdp },
	{ 0x0281, &proto_mpls },
	{ 0x0283, &proto_mpls },
	{ 0x8021, &proto_ppp_control },
	{ 0x8023, &proto_ppp_control },
	{ 0x8031, &proto_ppp_control },
	{ 0x8057, &proto_ppp_control },
	{ 0x80fd, &proto_ppp_control },
	{ 0x8207, &proto_ppp_control },
	{ 0x8281, &proto_ppp_control },
	{ 0xc021, &proto_ppp_control },
	{ 0xc023, &proto_ppp_pap },
	{ 0xc223, &proto_ppp_chap },
	{ 0xc227, &proto_eap },
	{ 0x18035, &proto_slarp },
};

static const struct entry nlpids[] = {
	{ 0x08, &proto_lmi },
	{ 0x09, &proto_lmi_cisco },
	{ 0x81, &proto_clnp },
	{ 0x82, &proto_esis },
	{ 0x83, &proto_isis },
};

static const struct entry snap_protocols[] = {
	{ 0x000c010b, &proto_stp }, /* PVST+ */
	{ 0x000c0111, &proto_udld },
	{ 0x000c2000, &proto_cdp },
	{ 0x000c2003, &proto_vtp },
	{ 0x000c2004, &proto_dtp },
	{ 0xe02b00bb, &proto_edp },
};

static const struct entry ip_protocols[] = {
	{ 0, &proto_ip6_hopopts },
	{ 1, &proto_icmp },
	{ 2, &proto_igmp },
	{ 4, &proto_ip4 },
	{ 6, &proto_tcp },
	{ 17, &proto_udp },
	{ 33, &proto_dccp },
	{ 41, &proto_ip6 },
	{ 43, &proto_ip6_routing },
	{ 44, &proto_ip6_fragment },
	{ 46, &proto_rsvp },
	{ 47, &proto_gre },
	{ 50, &proto_esp },
	{ 51, &proto_ah },
	{ 54, &proto_nhrp },
	{ 58, &proto_icmp6 },
	{ 59, &proto_ip6_none },
	{ 60, &proto_ip6_destination },
	{ 80, &proto_osi_over_ip },
	{ 88, &proto_eigrp },
	{ 89, &proto_ospf },
	{ 97, &proto_etherip },
	{ 103, &proto_pim },
	{ 108, &proto_ipcomp },
	{ 112, &proto_vrrp },
	{ 115, &proto_l2tp_ip },
	{ 132, &proto_sctp },
	{ 135, &proto_mobility },
	{ 136, &proto_udplite },
	{ 137, &proto_mpls },
	{ 143, &proto_ethernet },
};

static const struct entry udp_ports[] = {
	{ 53, &proto_dns },
	{ 67, &proto_dhcp },
	{ 68, &proto_dhcp },
	{ 69, &proto_tftp },
	{ 123, &proto_ntp },
	{ 137, &proto_nbns },
	{ 161, &proto_snmp },
	{ 162, &proto_snmp },
	{ 319, &proto_ptp },
	{ 320, &proto_ptp },
	{ 443, &proto_quic },
	{ 496, &proto_auto_rp },
	{ 500, &proto_ike },
	{ 514, &proto_syslog },
	{ 520, &proto_rip },
	{ 521, &proto_ripng },
	{ 546, &proto_dhcp6 },
	{ 547, &proto_dhcp6 },
	{ 646, &proto_ldp },
	{ 698, &proto_olsr },
	{ 1645, &proto_radius },
	{ 1646, &proto_radius },
	{ 1700, &proto_radius }, /* what Cisco changes authorisations with */
	{ 1701, &proto_l2tp },
	{ 1812, &proto_radius },
	{ 1813, &proto_radius },
	{ 1900, &proto_ssdp },
	{ 1985, &proto_hsrp },
	{ 2029, &proto_hsrp },
	{ 2055, &proto_netflow },
	{ 2123, &proto_gtp },
	{ 2152, &proto_gtp },
	{ 3222, &proto_glbp },
	{ 3478, &proto_stun },
	{ 3503, &proto_mpls_echo },
	{ 3544, &proto_teredo },
	{ 3784, &proto_bfd },
	{ 3785, &proto_bfd_echo },
	{ 3799, &proto_radius },
	{ 4011, &proto_dhcp }, /* boot servers of PXE */
	{ 4341, &proto_lisp_data },
	{ 4342, &proto_lisp },
	{ 4500, &proto_udp_encapsulation },
	{ 4739, &proto_netflow },
	{ 4754, &proto_gre }, /* RFC 8086 */
	{ 4784, &proto_bfd },
	{ 4789, &proto_vxlan },
	{ 4790, &proto_vxlan_gpe },
	{ 5001, &proto_iperf },
	{ 5060, &proto_sip },
	{ 5201, &proto_iperf },
	{ 5246, &proto_capwap },
	{ 5247, &proto_capwap },
	{ 5353, &proto_mdns },
	{ 5355, &proto_llmnr },
	{ 6081, &proto_geneve },
	{ 6343, &proto_sflow },
	{ 6635, &proto_mpls }, /* RFC 7510 */
	{ 6696, &proto_babel },
	{ 6784, &proto_bfd },
	{ 7784, &proto_bfd },
	{ 8161, &proto_snmp },
	{ 8472, &proto_vxlan }, /* what Linux used before there was a number */
	{ 9996, &proto_netflow },
	{ 51820, &proto_wireguard },
};

static const struct entry tcp_ports[] = {
	{ 20, &proto_ftp_data },
	{ 21, &proto_ftp },
	{ 22, &proto_ssh },
	{ 23, &proto_telnet },
	{ 25, &proto_smtp },
	{ 49, &proto_tacacs },
	{ 53, &proto_dns_tcp },
	{ 80, &proto_http },
	{ 110, &proto_pop },
	{ 143, &proto_imap },
	{ 161, &proto_snmp },
	{ 162, &proto_snmp },
	{ 179, &proto_bgp },
	{ 443, &proto_tls },
	{ 587, &proto_smtp },
	{ 639, &proto_msdp },
	{ 646, &proto_ldp },
	{ 1723, &proto_pptp },
	{ 2869, &proto_http },
	{ 3128, &proto_http },
	{ 3132, &proto_http },
	{ 3478, &proto_stun },
	{ 3868, &proto_diameter },
	{ 4739, &proto_ipfix_tcp },
	{ 5060, &proto_sip },
	{ 5201, &proto_iperf3_control },
	{ 5353, &proto_dns_tcp },
	{ 5985, &proto_http },
	{ 6633, &proto_openflow },
	{ 6653, &proto_openflow },
	{ 8080, &proto_http },
	{ 8088, &proto_http },
	{ 11371, &proto_http },
};
/* clang-format on */

struct table {
	const struct entry *items;
	size_t count;
	const struct proto *const *otherwise; /* ends in NULL */
};

#define OTHERWISE(...)                                                                 \
	(const struct proto *const[])                                                  \
	{                                                                              \
		__VA_ARGS__, NULL                                                      \
	}

#define TABLE(array) .items = (array), .count = COUNT(array)

static const struct table tables[SPACE_COUNT] = {
	[SPACE_LINK] = { TABLE(links), OTHERWISE(&proto_link_unknown) },
	[SPACE_ETHERTYPE] = { TABLE(ethertypes), OTHERWISE(&proto_ethertype_unknown) },
	[SPACE_802_3] = { TABLE(ieee802_3) },
	[SPACE_LLC] = { TABLE(llc_saps) },
	[SPACE_PPP] = { TABLE(ppp_protocols) },
	[SPACE_NLPID] = { TABLE(nlpids), OTHERWISE(&proto_osi_unknown) },
	[SPACE_SNAP] = { TABLE(snap_protocols) },
	[SPACE_IP] = { TABLE(ip_protocols), OTHERWISE(&proto_ip_unknown) },
	[SPACE_UDP] = { TABLE(udp_ports),
			OTHERWISE(&proto_stun, &proto_dtls, &proto_quic,
				  &proto_dns_guess, &proto_wireguard, &proto_sip,
				  &proto_rtcp, &proto_rtp, &proto_tftp_guess) },
	[SPACE_TCP] = { TABLE(tcp_ports), OTHERWISE(&proto_tls, &proto_http, &proto_sip,
						    &proto_stun, &proto_http2) },
};

const struct proto *protocols_find(enum space space, uint32_t key)
{
	const struct table *t = &tables[space];
	size_t low = 0, high = t->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (t->items[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->count && t->items[low].key == key ? t->items[low].proto : NULL;
}

const struct proto *protocols_otherwise(enum space space, size_t index)
{
	const struct proto *const *list = tables[space].otherwise;
	return list ? list[index] : NULL;
}

bool protocols_sorted(void)
{
	for (size_t s = 0; s < SPACE_COUNT; s++)
		for (size_t i = 1; i < tables[s].count; i++)
			if (tables[s].items[i - 1].key >= tables[s].items[i].key)
				return false;
	return true;
}

const struct proto *protocols_at(enum space space, size_t index)
{
	return index < tables[space].count ? tables[space].items[index].proto : NULL;
}
