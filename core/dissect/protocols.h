/* The one table of protocols: which one a key names. */
#ifndef DISSECT_PROTOCOLS_H
#define DISSECT_PROTOCOLS_H

#include "core/dissect/proto.h"

/* The protocol that `key` names in `space`; NULL when nobody decodes it. */
const struct proto *protocols_find(enum space space, uint32_t key);

/* Whom to ask, one after the other, where the keys of `space` name nobody who accepts
 * the bytes: the protocols that know themselves by looking, or the one that says what
 * the unknown was. NULL behind the last. */
const struct proto *protocols_otherwise(enum space space, size_t index);

/* What the user says instead (decode_as.h): NULL where that is nothing. The first of
 * them is for who asks for every layer. */
const struct decode_as *decode_as_some(const struct decode_as *as);
const struct proto *decode_as_find(const struct decode_as *as, enum space space,
				   uint32_t key);

/* Every table is in order: what the tests ask. */
bool protocols_sorted(void);

/* The index-th protocol that has a key in `space`, in the order of keys; NULL behind
 * the last: the tests want a fixture of each. */
const struct proto *protocols_at(enum space space, size_t index);

extern const struct proto proto_ah;
extern const struct proto proto_arcnet;
extern const struct proto proto_arp;
extern const struct proto proto_auto_rp;
extern const struct proto proto_babel;
extern const struct proto proto_bfd;
extern const struct proto proto_bfd_echo;
extern const struct proto proto_bgp;
extern const struct proto proto_capwap;
extern const struct proto proto_cdp;
extern const struct proto proto_cfm;
extern const struct proto proto_clip;
extern const struct proto proto_clnp;
extern const struct proto proto_cmd;
extern const struct proto proto_dccp;
extern const struct proto proto_dhcp;
extern const struct proto proto_dhcp6;
extern const struct proto proto_diameter;
extern const struct proto proto_dns;
extern const struct proto proto_dns_guess;
extern const struct proto proto_dns_tcp;
extern const struct proto proto_dtls;
extern const struct proto proto_dtp;
extern const struct proto proto_eap;
extern const struct proto proto_eapol;
extern const struct proto proto_edp;
extern const struct proto proto_eigrp;
extern const struct proto proto_esis;
extern const struct proto proto_esp;
extern const struct proto proto_etherip;
extern const struct proto proto_ethernet;
extern const struct proto proto_ethertype_unknown;
extern const struct proto proto_frame_relay;
extern const struct proto proto_ftp;
extern const struct proto proto_ftp_data;
extern const struct proto proto_geneve;
extern const struct proto proto_glbp;
extern const struct proto proto_gre;
extern const struct proto proto_gtp;
extern const struct proto proto_hdlc;
extern const struct proto proto_hsrp;
extern const struct proto proto_http;
extern const struct proto proto_http2;
extern const struct proto proto_icmp;
extern const struct proto proto_icmp6;
extern const struct proto proto_igmp;
extern const struct proto proto_ike;
extern const struct proto proto_imap;
extern const struct proto proto_ip4;
extern const struct proto proto_ip6;
extern const struct proto proto_ip6_destination;
extern const struct proto proto_ip6_fragment;
extern const struct proto proto_ip6_hopopts;
extern const struct proto proto_ip6_none;
extern const struct proto proto_ip6_routing;
extern const struct proto proto_ip_unknown;
extern const struct proto proto_ipcomp;
extern const struct proto proto_ipfix_tcp;
extern const struct proto proto_iperf;
extern const struct proto proto_iperf3_control;
extern const struct proto proto_ipnet;
extern const struct proto proto_isis;
extern const struct proto proto_itag;
extern const struct proto proto_juniper;
extern const struct proto proto_l2tp;
extern const struct proto proto_l2tp_ip;
extern const struct proto proto_ldp;
extern const struct proto proto_link_unknown;
extern const struct proto proto_lisp;
extern const struct proto proto_lisp_data;
extern const struct proto proto_llc;
extern const struct proto proto_lldp;
extern const struct proto proto_llmnr;
extern const struct proto proto_lmi;
extern const struct proto proto_lmi_cisco;
extern const struct proto proto_loop;
extern const struct proto proto_loop_test;
extern const struct proto proto_mac_control;
extern const struct proto proto_macsec;
extern const struct proto proto_mdns;
extern const struct proto proto_mobility;
extern const struct proto proto_mpls;
extern const struct proto proto_mpls_echo;
extern const struct proto proto_msdp;
extern const struct proto proto_nbns;
extern const struct proto proto_netflow;
extern const struct proto proto_nhrp;
extern const struct proto proto_nsh;
extern const struct proto proto_ntp;
extern const struct proto proto_null;
extern const struct proto proto_olsr;
extern const struct proto proto_openflow;
extern const struct proto proto_osi_over_ip;
extern const struct proto proto_osi_unknown;
extern const struct proto proto_ospf;
extern const struct proto proto_pim;
extern const struct proto proto_pop;
extern const struct proto proto_ppp;
extern const struct proto proto_ppp_bridged;
extern const struct proto proto_ppp_chap;
extern const struct proto proto_ppp_control;
extern const struct proto proto_ppp_multilink;
extern const struct proto proto_ppp_pap;
extern const struct proto proto_pppoe_discovery;
extern const struct proto proto_pppoe_session;
extern const struct proto proto_pptp;
extern const struct proto proto_ptp;
extern const struct proto proto_quic;
extern const struct proto proto_radius;
extern const struct proto proto_rarp;
extern const struct proto proto_radiotap;
extern const struct proto proto_raw;
extern const struct proto proto_rip;
extern const struct proto proto_ripng;
extern const struct proto proto_rsvp;
extern const struct proto proto_rtcp;
extern const struct proto proto_rtp;
extern const struct proto proto_sctp;
extern const struct proto proto_sflow;
extern const struct proto proto_sip;
extern const struct proto proto_slarp;
extern const struct proto proto_sll;
extern const struct proto proto_sll2;
extern const struct proto proto_slow;
extern const struct proto proto_smtp;
extern const struct proto proto_snap;
extern const struct proto proto_snmp;
extern const struct proto proto_ssdp;
extern const struct proto proto_ssh;
extern const struct proto proto_stp;
extern const struct proto proto_stun;
extern const struct proto proto_syslog;
extern const struct proto proto_tacacs;
extern const struct proto proto_tcp;
extern const struct proto proto_telnet;
extern const struct proto proto_teredo;
extern const struct proto proto_tftp;
extern const struct proto proto_tftp_guess;
extern const struct proto proto_tls;
extern const struct proto proto_udld;
extern const struct proto proto_udp;
extern const struct proto proto_udp_encapsulation;
extern const struct proto proto_udplite;
extern const struct proto proto_vlan;
extern const struct proto proto_vrrp;
extern const struct proto proto_vtp;
extern const struct proto proto_vxlan;
extern const struct proto proto_vxlan_gpe;
extern const struct proto proto_wireguard;
extern const struct proto proto_wlan;

#endif
