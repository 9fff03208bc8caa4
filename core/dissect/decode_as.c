#include "core/dissect/decode_as.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/vec.h"
#include "core/dissect/protocols.h"

enum { ENTRIES_MAX = 256, PORT_MAX = 65535 };

struct entry {
	enum space space;
	uint32_t first, last;
	const struct proto *proto;
};

struct decode_as {
	VEC(struct entry) entries;
	VEC(char *) texts; /* ours, one of each entry */
};

static const struct {
	const char *name;
	enum space space;
	uint32_t max;
} layers[] = {
	{ "udp.port", SPACE_UDP, PORT_MAX },	    { "tcp.port", SPACE_TCP, PORT_MAX },
	{ "ethertype", SPACE_ETHERTYPE, PORT_MAX }, { "ip.proto", SPACE_IP, 255 },
	{ "ppp.protocol", SPACE_PPP, PORT_MAX },
};

/* The names of tshark -d, and a few that people write instead. */
static const struct {
	const char *name;
	const struct proto *proto;
} protocols[] = {
	{ "arp", &proto_arp },
	{ "babel", &proto_babel },
	{ "bfd", &proto_bfd },
	{ "bgp", &proto_bgp },
	{ "cdp", &proto_cdp },
	{ "cflow", &proto_netflow },
	{ "dhcp", &proto_dhcp },
	{ "dhcpv6", &proto_dhcp6 },
	{ "diameter", &proto_diameter },
	{ "dns", &proto_dns },
	{ "dns.tcp", &proto_dns_tcp },
	{ "dtls", &proto_dtls },
	{ "eigrp", &proto_eigrp },
	{ "esp", &proto_esp },
	{ "eth", &proto_ethernet },
	{ "ethernet", &proto_ethernet },
	{ "fr", &proto_frame_relay },
	{ "ftp", &proto_ftp },
	{ "geneve", &proto_geneve },
	{ "gre", &proto_gre },
	{ "gtp", &proto_gtp },
	{ "hsrp", &proto_hsrp },
	{ "http", &proto_http },
	{ "http2", &proto_http2 },
	{ "imap", &proto_imap },
	{ "ip", &proto_ip4 },
	{ "ipv4", &proto_ip4 },
	{ "ipv6", &proto_ip6 },
	{ "isakmp", &proto_ike },
	{ "l2tp", &proto_l2tp },
	{ "ldp", &proto_ldp },
	{ "lisp", &proto_lisp },
	{ "lisp-data", &proto_lisp_data },
	{ "lldp", &proto_lldp },
	{ "mdns", &proto_mdns },
	{ "mpls", &proto_mpls },
	{ "mpls-echo", &proto_mpls_echo },
	{ "nsh", &proto_nsh },
	{ "ntp", &proto_ntp },
	{ "ospf", &proto_ospf },
	{ "pop", &proto_pop },
	{ "ppp", &proto_ppp },
	{ "pptp", &proto_pptp },
	{ "ptp", &proto_ptp },
	{ "quic", &proto_quic },
	{ "radius", &proto_radius },
	{ "rip", &proto_rip },
	{ "rtcp", &proto_rtcp },
	{ "rtp", &proto_rtp },
	{ "sctp", &proto_sctp },
	{ "sflow", &proto_sflow },
	{ "sip", &proto_sip },
	{ "smtp", &proto_smtp },
	{ "snmp", &proto_snmp },
	{ "ssdp", &proto_ssdp },
	{ "ssh", &proto_ssh },
	{ "ssl", &proto_tls },
	{ "stun", &proto_stun },
	{ "syslog", &proto_syslog },
	{ "tacplus", &proto_tacacs },
	{ "telnet", &proto_telnet },
	{ "tftp", &proto_tftp },
	{ "tls", &proto_tls },
	{ "vlan", &proto_vlan },
	{ "vxlan", &proto_vxlan },
	{ "vxlan-gpe", &proto_vxlan_gpe },
	{ "wg", &proto_wireguard },
	{ "wireguard", &proto_wireguard },
};

struct decode_as *decode_as_new(void)
{
	return mem_new(sizeof(struct decode_as));
}

void decode_as_free(struct decode_as *as)
{
	if (!as)
		return;
	for (size_t i = 0; i < as->texts.count; i++)
		free(as->texts.items[i]);
	free(as->texts.items);
	free(as->entries.items);
	free(as);
}

/* A decimal or 0x number at *at, which moves behind it. */
static bool read_number(const char **at, uint32_t max, uint32_t *value)
{
	char *end;
	if (**at < '0' || **at > '9')
		return false;
	unsigned long n = strtoul(*at, &end, 0);
	if (end == *at || n > max)
		return false;
	*at = end;
	*value = (uint32_t)n;
	return true;
}

/* N, N-M or N:COUNT up to the comma. */
static bool read_range(const char **at, uint32_t max, struct entry *x)
{
	uint32_t count;
	if (!read_number(at, max, &x->first))
		return false;
	x->last = x->first;
	if (**at == '-') {
		++*at;
		if (!read_number(at, max, &x->last) || x->last < x->first)
			return false;
	} else if (**at == ':') {
		++*at;
		if (!read_number(at, max, &count) || !count ||
		    count - 1 > max - x->first)
			return false;
		x->last = x->first + count - 1;
	}
	return **at == ',';
}

static bool refuse_layer(struct error *e, const char *text, size_t n)
{
	char list[128];
	struct text t = text_over(list, sizeof(list));
	for (size_t i = 0; i < COUNT(layers); i++) {
		text_str(&t, i ? ", " : "");
		text_str(&t, layers[i].name);
	}
	return error_set(e, 0, "%.*s is no layer that says what follows: %s",
			 (int)(n > 40 ? 40 : n), text, list);
}

static bool read_layer(const char **at, struct entry *x, uint32_t *max, struct error *e)
{
	size_t n = strcspn(*at, "=");
	if (strncmp(*at + n, "==", 2) != 0)
		return error_set(e, 0,
				 "not LAYER==NUMBER,PROTOCOL: udp.port==10001,eth");
	for (size_t i = 0; i < COUNT(layers); i++) {
		if (strlen(layers[i].name) != n || strncmp(*at, layers[i].name, n) != 0)
			continue;
		x->space = layers[i].space;
		*max = layers[i].max;
		*at += n + 2;
		return true;
	}
	return refuse_layer(e, *at, n);
}

static bool read_protocol(const char *name, struct entry *x, struct error *e)
{
	for (size_t i = 0; i < COUNT(protocols); i++) {
		if (strcasecmp(name, protocols[i].name) != 0)
			continue;
		x->proto = protocols[i].proto;
		return true;
	}
	return error_set(e, 0,
			 "%.40s is no protocol to decode as: eth, ip, bgp, http, tls, "
			 "vxlan and the like, as tshark -d names them",
			 name);
}

bool decode_as_add(struct decode_as *as, const char *text, struct error *e)
{
	struct entry x = { .first = 0 };
	const char *at = text;
	uint32_t max = 0;
	if (!read_layer(&at, &x, &max, e))
		return error_in(e, "%.60s", text);
	if (!read_range(&at, max, &x)) {
		error_set(e, 0, "no number, range A-B or A:COUNT up to %u, and a comma",
			  max);
		return error_in(e, "%.60s", text);
	}
	if (!read_protocol(at + 1, &x, e))
		return error_in(e, "%.60s", text);
	if (as->entries.count == ENTRIES_MAX)
		return error_set(e, 0, "%.60s: too many of these", text);
	vec_push(&as->entries, x);
	vec_push(&as->texts, mem_strdup(text));
	return true;
}

const struct decode_as *decode_as_some(const struct decode_as *as)
{
	return as && as->entries.count ? as : NULL;
}

const struct proto *decode_as_find(const struct decode_as *as, enum space space,
				   uint32_t key)
{
	for (size_t i = as ? as->entries.count : 0; i > 0; i--) {
		const struct entry *x = &as->entries.items[i - 1];
		if (x->space == space && key >= x->first && key <= x->last)
			return x->proto;
	}
	return NULL;
}

size_t decode_as_texts(const struct decode_as *as, const char *const **texts)
{
	*texts = (const char *const *)as->texts.items;
	return as->texts.count;
}
