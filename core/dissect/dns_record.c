/* The data of records of DNS: addresses, names and texts (RFC 1035, 2782, 3403, 3596),
 * keys and signatures (RFC 4034, 5155, 4255, 6698, 8659, 8945), how to reach a service
 * (RFC 9460), and options (RFC 6891, 7871, 7873, 5001, 8914). */
#include "core/dissect/dns.h"
#include "core/dissect/moment.h"

static void read_number(struct dissect *d, const char *label, struct text *info)
{
	uint32_t value = field_uint(d, label, 2);
	if (d->r.cut)
		return;
	text_char(info, ' ');
	text_uint(info, value);
}

static void read_soa(struct dissect *d, const struct dns *m)
{
	if (!dns_read_name(d, m, "primary", m->info) ||
	    !dns_read_name(d, m, "mailbox", NULL))
		return;
	(void)field_uint(d, "serial", 4);
	(void)field_uint(d, "refresh", 4);
	(void)field_uint(d, "retry", 4);
	(void)field_uint(d, "expire", 4);
	(void)field_uint(d, "minimum", 4);
}

static void read_strings(struct dissect *d)
{
	while (part_more(d)) {
		size_t n = reader_u8(&d->r);
		(void)field_text(d, "text", n);
	}
}

static void read_address(struct dissect *d, struct text *info, bool six)
{
	const uint8_t *p = six ? field_ip6(d, "address") : field_ip4(d, "address");
	if (!p)
		return;
	text_char(info, ' ');
	if (six)
		addr_ip6(info, p);
	else
		addr_ip4(info, p);
}

/* --- Keys and signatures --- */

static const struct name algorithms[] = {
	{ 1, "RSA/MD5" },
	{ 3, "DSA/SHA1" },
	{ 5, "RSA/SHA1" },
	{ 6, "DSA/SHA1, NSEC3" },
	{ 7, "RSA/SHA1, NSEC3" },
	{ 8, "RSA/SHA-256" },
	{ 10, "RSA/SHA-512" },
	{ 13, "ECDSA P-256/SHA-256" },
	{ 14, "ECDSA P-384/SHA-384" },
	{ 15, "Ed25519" },
	{ 16, "Ed448" },
	{ 0, NULL },
};

static const struct name digests[] = {
	{ 1, "SHA-1" },
	{ 2, "SHA-256" },
	{ 4, "SHA-384" },
	{ 0, NULL },
};

static const struct name key_flags[] = {
	{ 0x0100, "zone key" },
	{ 0x0080, "revoked" },
	{ 0x0001, "secure entry point" },
	{ 0, NULL },
};

static const struct name host_algorithms[] = {
	{ 1, "RSA" }, { 2, "DSS" }, { 3, "ECDSA" }, { 4, "Ed25519" }, { 0, NULL },
};

static const struct name host_digests[] = {
	{ 1, "SHA-1" },
	{ 2, "SHA-256" },
	{ 0, NULL },
};

static void read_moment(struct dissect *d, const char *name)
{
	uint32_t seconds = reader_u32(&d->r);
	struct text *t = field_over(d, name, 4);
	if (t)
		moment_text(t, seconds, 0, 0);
}

static void read_signature(struct dissect *d, const struct dns *m)
{
	uint32_t type = reader_u16(&d->r);
	struct text *t = field_over(d, "type covered", 2);
	if (t)
		dns_put_type(t, type);
	(void)field_named(d, "algorithm", 1, algorithms);
	(void)field_uint(d, "labels", 1);
	(void)field_uint(d, "original ttl", 4);
	read_moment(d, "expires");
	read_moment(d, "signed");
	(void)field_uint(d, "key tag", 2);
	if (dns_read_name(d, m, "signer", NULL))
		field_rest(d, "signature");
}

static void read_key(struct dissect *d)
{
	(void)field_flags(d, "flags", 2, key_flags);
	(void)field_uint(d, "protocol", 1);
	(void)field_named(d, "algorithm", 1, algorithms);
	field_rest(d, "key");
}

static void read_delegation(struct dissect *d)
{
	(void)field_uint(d, "key tag", 2);
	(void)field_named(d, "algorithm", 1, algorithms);
	(void)field_named(d, "digest type", 1, digests);
	field_rest(d, "digest");
}

/* Blocks of a bit for each type: number:1  size:1  bits. */
static void read_types(struct dissect *d)
{
	struct text *t = field_at(d, "types", d->r.at, reader_left(&d->r));
	while (part_more(d)) {
		uint32_t block = reader_u8(&d->r), size = reader_u8(&d->r);
		const uint8_t *bits = reader_bytes(&d->r, size);
		for (uint32_t i = 0; t && bits && i < size * 8; i++) {
			if (!(bits[i / 8] & 0x80 >> i % 8))
				continue;
			if (text_length(t))
				text_char(t, ' ');
			dns_put_type(t, block << 8 | i);
		}
	}
}

static void read_hashed(struct dissect *d, bool chain)
{
	(void)field_named(d, "hash", 1, digests);
	(void)field_hex(d, "flags", 1);
	(void)field_uint(d, "iterations", 2);
	size_t n = reader_u8(&d->r);
	(void)field_bytes(d, "salt", n);
	if (!chain)
		return;
	n = reader_u8(&d->r);
	(void)field_bytes(d, "next hashed owner", n);
	read_types(d);
}

static void read_transaction(struct dissect *d, const struct dns *m)
{
	if (!dns_read_name(d, m, "algorithm", NULL))
		return;
	reader_skip(&d->r, 2);
	read_moment(d, "signed");
	(void)field_uint(d, "fudge s", 2);
	size_t n = field_uint(d, "mac size", 2);
	(void)field_bytes(d, "mac", n);
	(void)field_hex(d, "original id", 2);
	(void)field_uint(d, "error", 2);
	(void)field_uint(d, "other size", 2);
}

static void read_keys(struct dissect *d, const struct dns *m, uint32_t type)
{
	if (type == DNS_RRSIG) {
		read_signature(d, m);
	} else if (type == DNS_DNSKEY || type == DNS_CDNSKEY) {
		read_key(d);
	} else if (type == DNS_DS || type == DNS_CDS) {
		read_delegation(d);
	} else if (type == DNS_NSEC) {
		if (dns_read_name(d, m, "next", m->info))
			read_types(d);
	} else if (type == DNS_NSEC3 || type == DNS_NSEC3PARAM) {
		read_hashed(d, type == DNS_NSEC3);
	} else if (type == DNS_SSHFP) {
		(void)field_named(d, "algorithm", 1, host_algorithms);
		(void)field_named(d, "digest type", 1, host_digests);
		field_rest(d, "fingerprint");
	} else if (type == DNS_TLSA) {
		(void)field_uint(d, "usage", 1);
		(void)field_uint(d, "selector", 1);
		(void)field_uint(d, "matching", 1);
		field_rest(d, "association");
	} else if (type == DNS_TSIG) {
		read_transaction(d, m);
	}
}

/* --- Services --- */

enum parameter { ALPN = 1, NO_DEFAULT = 2, PORT = 3, HINT_4 = 4, HINT_6 = 6 };

static const struct name parameters[] = {
	{ 0, "mandatory" },
	{ ALPN, "alpn" },
	{ NO_DEFAULT, "no-default-alpn" },
	{ PORT, "port" },
	{ HINT_4, "ipv4hint" },
	{ 5, "ech" },
	{ HINT_6, "ipv6hint" },
	{ 7, "dohpath" },
	{ 0, NULL },
};

static void read_parameter(struct dissect *d)
{
	uint32_t key = field_named(d, "parameter", 2, parameters);
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "length", 2));
	while (key == ALPN && part_more(d)) {
		size_t n = reader_u8(&d->r);
		(void)field_text(d, "protocol", n);
	}
	if (key == PORT)
		(void)field_uint(d, "port", 2);
	while (key == HINT_4 && part_more(d))
		(void)field_ip4(d, "address");
	while (key == HINT_6 && part_more(d))
		(void)field_ip6(d, "address");
	field_rest(d, "value");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_service(struct dissect *d, const struct dns *m)
{
	(void)field_uint(d, "priority", 2);
	if (!dns_read_name(d, m, "target", NULL))
		return;
	while (part_more(d))
		read_parameter(d);
}

static void read_string(struct dissect *d, const char *name)
{
	size_t n = reader_u8(&d->r);
	(void)field_text(d, name, n);
}

/* The same, in the Info as well. */
static void read_word(struct dissect *d, const char *name, struct text *info)
{
	size_t n = reader_u8(&d->r);
	const uint8_t *p = field_text(d, name, n);
	if (!p)
		return;
	text_char(info, ' ');
	text_escape(info, p, n);
}

static void read_naptr(struct dissect *d, const struct dns *m)
{
	read_number(d, "order", m->info);
	read_number(d, "preference", m->info);
	read_word(d, "flags", m->info);
	read_string(d, "service");
	read_string(d, "regexp");
	(void)dns_read_name(d, m, "replacement", NULL);
}

static void read_authority(struct dissect *d)
{
	(void)field_hex(d, "flags", 1);
	read_string(d, "tag");
	(void)field_text(d, "value", reader_left(&d->r));
}

/* --- Options --- */

enum option { NAME_SERVER_ID = 3, SUBNET = 8, COOKIE = 10, ERROR = 15 };

static const struct name options[] = {
	{ NAME_SERVER_ID, "name server id" },
	{ 5, "DNSSEC algorithms" },
	{ SUBNET, "client subnet" },
	{ 9, "expire" },
	{ COOKIE, "cookie" },
	{ 11, "TCP keepalive" },
	{ 12, "padding" },
	{ ERROR, "extended error" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 0, "other" },		 { 3, "stale answer" },
	{ 6, "DNSSEC bogus" },	 { 7, "signature expired" },
	{ 9, "DNSKEY missing" }, { 10, "RRSIGs missing" },
	{ 12, "NSEC missing" },	 { 15, "blocked" },
	{ 16, "censored" },	 { 17, "filtered" },
	{ 18, "prohibited" },	 { 22, "no reachable authority" },
	{ 23, "network error" }, { 0, NULL },
};

static void read_subnet(struct dissect *d)
{
	static const struct name families[] = {
		{ 1, "IPv4" },
		{ 2, "IPv6" },
		{ 0, NULL },
	};
	uint8_t address[16] = { 0 };
	uint32_t family = field_named(d, "family", 2, families);
	(void)field_uint(d, "source bits", 1);
	(void)field_uint(d, "scope bits", 1);
	size_t n = reader_left(&d->r);
	const uint8_t *p = n <= sizeof(address) ? reader_bytes(&d->r, n) : NULL;
	struct text *t = p ? field_over(d, "subnet", n) : NULL;
	for (size_t i = 0; t && i < n; i++)
		address[i] = p[i];
	if (t && family == 1)
		addr_ip4(t, address);
	else if (t)
		addr_ip6(t, address);
}

static void read_option(struct dissect *d)
{
	uint32_t code = field_named(d, "option", 2, options);
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "length", 2));
	if (code == SUBNET) {
		read_subnet(d);
	} else if (code == COOKIE) {
		(void)field_bytes(d, "client cookie", 8);
		field_rest(d, "server cookie");
	} else if (code == ERROR) {
		(void)field_named(d, "error", 2, errors);
		if (part_more(d))
			(void)field_text(d, "text", reader_left(&d->r));
	}
	field_rest(d, "value");
	part_close(d, outer);
	field_leave(d, nest);
}

/* What has no part in the Info. */
static void read_plain_data(struct dissect *d, const struct dns *m, uint32_t type)
{
	switch (type) {
	case DNS_TXT:
	case DNS_SPF:
		read_strings(d);
		break;
	case DNS_OPT:
		while (part_more(d))
			read_option(d);
		break;
	case DNS_SVCB:
	case DNS_HTTPS:
		read_service(d, m);
		break;
	case DNS_CAA:
		read_authority(d);
		break;
	default:
		read_keys(d, m, type);
		break;
	}
}

void dns_read_data(struct dissect *d, const struct dns *m, uint32_t type)
{
	if (!part_more(d))
		return; /* an update that deletes (RFC 2136 2.5) */
	if (type == DNS_A || type == DNS_AAAA) {
		read_address(d, m->info, type == DNS_AAAA);
	} else if (type == DNS_NS || type == DNS_CNAME || type == DNS_PTR ||
		   type == DNS_DNAME) {
		(void)dns_read_name(d, m, "name", m->info);
	} else if (type == DNS_MX) {
		read_number(d, "preference", m->info);
		(void)dns_read_name(d, m, "exchange", m->info);
	} else if (type == DNS_SRV) {
		read_number(d, "priority", m->info);
		read_number(d, "weight", m->info);
		read_number(d, "port", m->info);
		(void)dns_read_name(d, m, "target", m->info);
	} else if (type == DNS_SOA) {
		read_soa(d, m);
	} else if (type == DNS_NAPTR) {
		read_naptr(d, m);
	} else if (type == DNS_HINFO) {
		read_word(d, "cpu", m->info);
		read_word(d, "os", m->info);
	} else {
		read_plain_data(d, m, type);
	}
	field_rest(d, "content");
}
