/* What the ends of IKE propose to each other, and agree on (RFC 2408 3.5, 2409 A, 2407
 * 4.5, 7296 3.3).
 *
 *	proposal	more:1  reserved:1  length:2  number:1  protocol:1
 *			spi size:1  transforms:1  spi  { transform }
 *	transform	more:1  reserved:1  length:2  then  { attribute }
 *	version 1	number:1  id:1  reserved:2
 *	version 2	type:1  reserved:1  id:2
 *	attribute	name:2  value:2, or name:2  length:2  value */
#include "core/dissect/ike.h"

enum transform_type { ENCRYPTION = 1, PRF = 2, INTEGRITY = 3, GROUP = 4, SEQUENCE = 5 };
enum protocol { IKE = 1, AH = 2, ESP = 3 };

#define SHORT_VALUE 0x8000u /* of an attribute: no length before it */

const struct name ike_protocols[] = {
	{ IKE, "IKE" }, { AH, "AH" }, { ESP, "ESP" }, { 4, "IPcomp" }, { 0, NULL },
};

const struct name ike_groups[] = {
	{ 1, "MODP 768" },
	{ 2, "MODP 1024" },
	{ 5, "MODP 1536" },
	{ 14, "MODP 2048" },
	{ 15, "MODP 3072" },
	{ 16, "MODP 4096" },
	{ 17, "MODP 6144" },
	{ 18, "MODP 8192" },
	{ 19, "ECP 256" },
	{ 20, "ECP 384" },
	{ 21, "ECP 521" },
	{ 22, "MODP 1024, subgroup 160" },
	{ 23, "MODP 2048, subgroup 224" },
	{ 24, "MODP 2048, subgroup 256" },
	{ 25, "ECP 192" },
	{ 26, "ECP 224" },
	{ 28, "brainpool 256" },
	{ 29, "brainpool 384" },
	{ 30, "brainpool 512" },
	{ 31, "Curve25519" },
	{ 32, "Curve448" },
	{ 35, "ML-KEM-512" },
	{ 36, "ML-KEM-768" },
	{ 37, "ML-KEM-1024" },
	{ 0, NULL },
};

static const struct name transform_types[] = {
	{ ENCRYPTION, "encryption" },
	{ PRF, "pseudorandom function" },
	{ INTEGRITY, "integrity" },
	{ GROUP, "key exchange" },
	{ SEQUENCE, "extended sequence numbers" },
	{ 0, NULL },
};

static const struct name encryptions_2[] = {
	{ 2, "DES" },
	{ 3, "3DES" },
	{ 11, "NULL" },
	{ 12, "AES-CBC" },
	{ 13, "AES-CTR" },
	{ 14, "AES-CCM-8" },
	{ 15, "AES-CCM-12" },
	{ 16, "AES-CCM-16" },
	{ 18, "AES-GCM-8" },
	{ 19, "AES-GCM-12" },
	{ 20, "AES-GCM-16" },
	{ 21, "NULL-AES-GMAC" },
	{ 23, "Camellia-CBC" },
	{ 28, "ChaCha20-Poly1305" },
	{ 0, NULL },
};

static const struct name prfs[] = {
	{ 1, "HMAC-MD5" },	{ 2, "HMAC-SHA1" },
	{ 4, "AES128-XCBC" },	{ 5, "HMAC-SHA2-256" },
	{ 6, "HMAC-SHA2-384" }, { 7, "HMAC-SHA2-512" },
	{ 8, "AES128-CMAC" },	{ 0, NULL },
};

static const struct name integrities[] = {
	{ 0, "none" },
	{ 1, "HMAC-MD5-96" },
	{ 2, "HMAC-SHA1-96" },
	{ 5, "AES-XCBC-96" },
	{ 8, "AES-CMAC-96" },
	{ 12, "HMAC-SHA2-256-128" },
	{ 13, "HMAC-SHA2-384-192" },
	{ 14, "HMAC-SHA2-512-256" },
	{ 0, NULL },
};

static const struct name sequences[] = {
	{ 0, "no" },
	{ 1, "yes" },
	{ 0, NULL },
};

/* Version 1, of IKE itself. */
static const struct name ike_attributes[] = {
	{ 1, "encryption" }, { 2, "hash" },  { 3, "authentication" }, { 4, "group" },
	{ 11, "life type" }, { 12, "life" }, { 14, "key bits" },      { 0, NULL },
};

static const struct name encryptions_1[] = {
	{ 1, "DES" },  { 2, "IDEA" }, { 3, "Blowfish" }, { 5, "3DES" },
	{ 6, "CAST" }, { 7, "AES" },  { 8, "Camellia" }, { 0, NULL },
};

static const struct name hashes[] = {
	{ 1, "MD5" },	   { 2, "SHA1" },     { 4, "SHA2-256" },
	{ 5, "SHA2-384" }, { 6, "SHA2-512" }, { 0, NULL },
};

static const struct name authentications[] = {
	{ 1, "shared key" },
	{ 2, "DSS signature" },
	{ 3, "RSA signature" },
	{ 4, "RSA encryption" },
	{ 9, "ECDSA SHA2-256" },
	{ 64221, "hybrid, initiator" },
	{ 65001, "XAUTH, shared key, initiator" },
	{ 65002, "XAUTH, shared key, responder" },
	{ 65005, "XAUTH, RSA, initiator" },
	{ 0, NULL },
};

static const struct name life_types[] = {
	{ 1, "seconds" },
	{ 2, "kilobytes" },
	{ 0, NULL },
};

/* Version 1, of AH and ESP. */
static const struct name ipsec_attributes[] = {
	{ 1, "life type" }, { 2, "life" },     { 3, "group" }, { 4, "encapsulation" },
	{ 5, "integrity" }, { 6, "key bits" }, { 0, NULL },
};

static const struct name encapsulations[] = {
	{ 1, "tunnel" },	   { 2, "transport" }, { 3, "tunnel in UDP" },
	{ 4, "transport in UDP" }, { 0, NULL },
};

static const struct name ipsec_integrities[] = {
	{ 1, "HMAC-MD5" },
	{ 2, "HMAC-SHA1" },
	{ 5, "HMAC-SHA2-256" },
	{ 6, "HMAC-SHA2-384" },
	{ 7, "HMAC-SHA2-512" },
	{ 9, "AES-XCBC" },
	{ 0, NULL },
};

static const struct name esp_transforms[] = {
	{ 2, "DES" },	      { 3, "3DES" },	    { 11, "NULL" },
	{ 12, "AES-CBC" },    { 13, "AES-CTR" },    { 18, "AES-GCM-8" },
	{ 19, "AES-GCM-12" }, { 20, "AES-GCM-16" }, { 0, NULL },
};

static const struct name attributes_2[] = {
	{ 14, "key bits" },
	{ 0, NULL },
};

static const struct name nothing[] = {
	{ 0, NULL },
};

/* The words of an attribute's value. */
static const struct name *values_of(uint32_t protocol, uint32_t attribute)
{
	static const struct name *const ike[] = { nothing, encryptions_1, hashes,
						  authentications, ike_groups };
	static const struct name *const ipsec[] = { nothing,	    life_types,
						    nothing,	    ike_groups,
						    encapsulations, ipsec_integrities };
	if (protocol != IKE)
		return attribute < COUNT(ipsec) ? ipsec[attribute] : nothing;
	return attribute == 11		? life_types
	       : attribute < COUNT(ike) ? ike[attribute]
					: nothing;
}

static void read_attribute(struct dissect *d, unsigned version, uint32_t protocol)
{
	const struct name *names = version == 2	     ? attributes_2
				   : protocol == IKE ? ike_attributes
						     : ipsec_attributes;
	uint32_t type = reader_u16(&d->r);
	const char *name = name_of(names, type & ~SHORT_VALUE, "attribute");
	if (type & SHORT_VALUE) {
		const struct name *values = values_of(protocol, type & ~SHORT_VALUE);
		(void)field_named(d, name, 2, version == 2 ? nothing : values);
		return;
	}
	size_t size = reader_u16(&d->r);
	if (size == 4)
		(void)field_uint(d, name, 4);
	else
		(void)field_bytes(d, name, size);
}

static void read_id_2(struct dissect *d)
{
	static const struct name *const ids[] = {
		nothing, encryptions_2, prfs, integrities, ike_groups, sequences
	};
	uint32_t type = field_named(d, "type", 1, transform_types);
	reader_skip(&d->r, 1);
	(void)field_named(d, "id", 2, type < COUNT(ids) ? ids[type] : nothing);
}

static void read_transform(struct dissect *d, unsigned version, uint32_t protocol)
{
	const uint8_t *start = d->r.at;
	reader_skip(&d->r, 2);
	size_t size = reader_u16(&d->r);
	struct text *t = field_at(d, "transform", start, 1);
	if (t) {
		text_uint(t, size);
		text_str(t, " bytes");
	}
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, size < 4 ? 0 : size - 4);
	if (version == 2) {
		read_id_2(d);
	} else {
		(void)field_uint(d, "number", 1);
		(void)field_named(d, "id", 1,
				  protocol == ESP ? esp_transforms : nothing);
		reader_skip(&d->r, 2);
	}
	while (part_more(d))
		read_attribute(d, version, protocol);
	part_close(d, outer);
	field_leave(d, nest);
}

void ike_read_proposals(struct dissect *d, unsigned version)
{
	while (part_more(d)) {
		const uint8_t *start = d->r.at;
		reader_skip(&d->r, 2);
		size_t size = reader_u16(&d->r);
		uint32_t number = reader_u8(&d->r);
		struct text *t = field_at(d, "proposal", start, 5);
		if (t)
			text_uint(t, number);
		struct nest nest = field_enter(d);
		struct part outer = part_open(d, size < 5 ? 0 : size - 5);
		uint32_t protocol = field_named(d, "protocol", 1, ike_protocols);
		size_t spi = field_uint(d, "spi size", 1);
		(void)field_uint(d, "transforms", 1);
		if (spi)
			(void)field_bytes(d, "spi", spi);
		while (part_more(d))
			read_transform(d, version, protocol);
		part_close(d, outer);
		field_leave(d, nest);
	}
}
