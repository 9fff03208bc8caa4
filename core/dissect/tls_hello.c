/* The two messages of a TLS handshake that say something to everybody (RFC 8446, 5246):
 * versions, cipher suites, extensions with server names (RFC 6066) and application
 * protocols (RFC 7301).
 *
 *	version:2  random:32  session id:1+n  ciphers:2+n  compression:1+n
 *extensions:2+n a server chose:			      cipher:2	   compression:1
 *	extension:	type:2  length:2  value */
#include "core/dissect/tls.h"

#include "core/dissect/field.h"

enum extension {
	SERVER_NAME = 0,
	GROUPS = 10,
	POINTS = 11,
	SIGNATURES = 13,
	PROTOCOLS = 16,
	RECORD_SIZE = 28,
	VERSIONS = 43,
	KEY_MODES = 45,
	SIGNATURES_CERT = 50,
	KEYS = 51
};

static const struct name extensions[] = {
	{ SERVER_NAME, "server_name" },
	{ 1, "max_fragment_length" },
	{ 5, "status_request" },
	{ GROUPS, "supported_groups" },
	{ POINTS, "ec_point_formats" },
	{ SIGNATURES, "signature_algorithms" },
	{ 14, "use_srtp" },
	{ 15, "heartbeat" },
	{ PROTOCOLS, "application_layer_protocol_negotiation" },
	{ 18, "signed_certificate_timestamp" },
	{ 21, "padding" },
	{ 22, "encrypt_then_mac" },
	{ 23, "extended_master_secret" },
	{ 27, "compress_certificate" },
	{ RECORD_SIZE, "record_size_limit" },
	{ 34, "delegated_credentials" },
	{ 35, "session_ticket" },
	{ 41, "pre_shared_key" },
	{ 42, "early_data" },
	{ VERSIONS, "supported_versions" },
	{ 44, "cookie" },
	{ KEY_MODES, "psk_key_exchange_modes" },
	{ 47, "certificate_authorities" },
	{ 49, "post_handshake_auth" },
	{ SIGNATURES_CERT, "signature_algorithms_cert" },
	{ KEYS, "key_share" },
	{ 57, "quic_transport_parameters" },
	{ 13172, "next_protocol_negotiation" },
	{ 17513, "application_settings" },
	{ 0xfe0d, "encrypted_client_hello" },
	{ 0xff01, "renegotiation_info" },
	{ 0, NULL },
};

static const struct name ciphers[] = {
	{ 0x0005, "RSA_RC4_128_SHA" },
	{ 0x000a, "RSA_3DES_EDE_CBC_SHA" },
	{ 0x002f, "RSA_AES_128_CBC_SHA" },
	{ 0x0033, "DHE_RSA_AES_128_CBC_SHA" },
	{ 0x0035, "RSA_AES_256_CBC_SHA" },
	{ 0x0039, "DHE_RSA_AES_256_CBC_SHA" },
	{ 0x003c, "RSA_AES_128_CBC_SHA256" },
	{ 0x003d, "RSA_AES_256_CBC_SHA256" },
	{ 0x009c, "RSA_AES_128_GCM_SHA256" },
	{ 0x009d, "RSA_AES_256_GCM_SHA384" },
	{ 0x009e, "DHE_RSA_AES_128_GCM_SHA256" },
	{ 0x009f, "DHE_RSA_AES_256_GCM_SHA384" },
	{ 0x00ff, "EMPTY_RENEGOTIATION_INFO" },
	{ 0x1301, "AES_128_GCM_SHA256" },
	{ 0x1302, "AES_256_GCM_SHA384" },
	{ 0x1303, "CHACHA20_POLY1305_SHA256" },
	{ 0x1304, "AES_128_CCM_SHA256" },
	{ 0x5600, "FALLBACK" },
	{ 0xc009, "ECDHE_ECDSA_AES_128_CBC_SHA" },
	{ 0xc00a, "ECDHE_ECDSA_AES_256_CBC_SHA" },
	{ 0xc013, "ECDHE_RSA_AES_128_CBC_SHA" },
	{ 0xc014, "ECDHE_RSA_AES_256_CBC_SHA" },
	{ 0xc023, "ECDHE_ECDSA_AES_128_CBC_SHA256" },
	{ 0xc027, "ECDHE_RSA_AES_128_CBC_SHA256" },
	{ 0xc02b, "ECDHE_ECDSA_AES_128_GCM_SHA256" },
	{ 0xc02c, "ECDHE_ECDSA_AES_256_GCM_SHA384" },
	{ 0xc02f, "ECDHE_RSA_AES_128_GCM_SHA256" },
	{ 0xc030, "ECDHE_RSA_AES_256_GCM_SHA384" },
	{ 0xcca8, "ECDHE_RSA_CHACHA20_POLY1305_SHA256" },
	{ 0xcca9, "ECDHE_ECDSA_CHACHA20_POLY1305_SHA256" },
	{ 0, NULL },
};

static const struct name groups[] = {
	{ 23, "secp256r1" },
	{ 24, "secp384r1" },
	{ 25, "secp521r1" },
	{ 29, "x25519" },
	{ 30, "x448" },
	{ 256, "ffdhe2048" },
	{ 257, "ffdhe3072" },
	{ 0x11ec, "X25519MLKEM768" },
	{ 0x6399, "X25519Kyber768" },
	{ 0, NULL },
};

static const struct name point_formats[] = {
	{ 0, "uncompressed" },
	{ 1, "compressed, prime" },
	{ 2, "compressed, characteristic 2" },
	{ 0, NULL },
};

/* RFC 8446 4.2.3; older ones are a hash and a way to sign. */
static const struct name signatures[] = {
	{ 0x0201, "rsa_pkcs1_sha1" },
	{ 0x0202, "dsa_sha1" },
	{ 0x0203, "ecdsa_sha1" },
	{ 0x0301, "rsa_sha224" },
	{ 0x0303, "ecdsa_sha224" },
	{ 0x0401, "rsa_pkcs1_sha256" },
	{ 0x0402, "dsa_sha256" },
	{ 0x0403, "ecdsa_secp256r1_sha256" },
	{ 0x0501, "rsa_pkcs1_sha384" },
	{ 0x0503, "ecdsa_secp384r1_sha384" },
	{ 0x0601, "rsa_pkcs1_sha512" },
	{ 0x0603, "ecdsa_secp521r1_sha512" },
	{ 0x0804, "rsa_pss_rsae_sha256" },
	{ 0x0805, "rsa_pss_rsae_sha384" },
	{ 0x0806, "rsa_pss_rsae_sha512" },
	{ 0x0807, "ed25519" },
	{ 0x0808, "ed448" },
	{ 0x0809, "rsa_pss_pss_sha256" },
	{ 0x080a, "rsa_pss_pss_sha384" },
	{ 0x080b, "rsa_pss_pss_sha512" },
	{ 0, NULL },
};

static const struct name key_modes[] = {
	{ 0, "key alone" },
	{ 1, "with (EC)DHE" },
	{ 0, NULL },
};

struct hello {
	bool client;
	uint32_t *version;
	struct text *info;
};

/* --- One reader per extension. --- */

static void read_names(struct dissect *d, struct hello *h)
{
	reader_skip(&d->r, part_more(d) ? 2 : 0); /* a server's is empty */
	while (part_more(d)) {
		uint32_t type = reader_u8(&d->r);
		size_t n = reader_u16(&d->r);
		const uint8_t *name = field_text(d, "name", n);
		if (!name || type != 0 || !h->client || !h->info)
			continue;
		text_str(h->info, " (SNI=");
		text_escape(h->info, name, n);
		text_char(h->info, ')');
	}
}

static void read_protocols(struct dissect *d, struct hello *h)
{
	(void)h;
	reader_skip(&d->r, 2);
	while (part_more(d)) {
		size_t n = reader_u8(&d->r);
		(void)field_text(d, "protocol", n);
	}
}

static void read_versions(struct dissect *d, struct hello *h)
{
	if (h->client)
		reader_skip(&d->r, 1);
	while (part_more(d)) {
		uint32_t version = field_named(d, "version", 2, tls_versions);
		if (!h->client)
			*h->version = version;
	}
}

static void read_groups(struct dissect *d, struct hello *h)
{
	(void)h;
	reader_skip(&d->r, 2);
	while (part_more(d))
		(void)field_named(d, "group", 2, groups);
}

static void read_keys(struct dissect *d, struct hello *h)
{
	if (h->client)
		reader_skip(&d->r, 2);
	while (part_more(d)) {
		(void)field_named(d, "group", 2, groups);
		if (!part_more(d))
			return; /* a server asks for it */
		size_t n = reader_u16(&d->r);
		(void)field_bytes(d, "key", n);
	}
}

static void read_points(struct dissect *d, struct hello *h)
{
	(void)h;
	reader_skip(&d->r, 1);
	while (part_more(d))
		(void)field_named(d, "format", 1, point_formats);
}

static void read_signatures(struct dissect *d, struct hello *h)
{
	(void)h;
	reader_skip(&d->r, 2);
	while (part_more(d))
		(void)field_named(d, "algorithm", 2, signatures);
}

static void read_key_modes(struct dissect *d, struct hello *h)
{
	(void)h;
	reader_skip(&d->r, 1);
	while (part_more(d))
		(void)field_named(d, "mode", 1, key_modes);
}

static void read_record_size(struct dissect *d, struct hello *h)
{
	(void)h;
	(void)field_uint(d, "bytes", 2);
}

static void read_other(struct dissect *d, struct hello *h)
{
	(void)h;
	field_rest(d, "value");
}

struct reader_of {
	uint32_t type;
	void (*read)(struct dissect *d, struct hello *h);
};

static const struct reader_of readers[] = {
	{ SERVER_NAME, read_names },
	{ GROUPS, read_groups },
	{ PROTOCOLS, read_protocols },
	{ VERSIONS, read_versions },
	{ KEYS, read_keys },
	{ POINTS, read_points },
	{ SIGNATURES, read_signatures },
	{ SIGNATURES_CERT, read_signatures },
	{ KEY_MODES, read_key_modes },
	{ RECORD_SIZE, read_record_size },
};

static void read_extension(struct dissect *d, struct hello *h)
{
	void (*read)(struct dissect *, struct hello *) = read_other;
	uint32_t type = field_named(d, "extension", 2, extensions);
	struct nest nest = field_enter(d);
	size_t n = field_uint(d, "size", 2);
	struct part outer = part_open(d, n);
	for (size_t i = 0; i < COUNT(readers); i++)
		if (readers[i].type == type)
			read = readers[i].read;
	read(d, h);
	part_close(d, outer);
	field_leave(d, nest);
}

/* --- What comes before them. --- */

static void read_ciphers(struct dissect *d)
{
	size_t n = field_uint(d, "ciphers size", 2);
	struct part outer = part_open(d, n);
	while (part_more(d))
		(void)field_named(d, "cipher", 2, ciphers);
	part_close(d, outer);
	n = field_uint(d, "compression size", 1);
	(void)field_bytes(d, "compression", n);
}

void tls_hello(struct dissect *d, enum tls_hello kind, uint32_t *version,
	       struct text *info)
{
	bool client = kind != TLS_SERVER_HELLO;
	struct hello h = { .client = client, .version = version, .info = info };
	*version = field_named(d, "version", 2, tls_versions);
	(void)field_bytes(d, "random", 32);
	size_t n = field_uint(d, "session id size", 1);
	(void)field_bytes(d, "session id", n);
	if (kind == TLS_CLIENT_HELLO_DATAGRAM) {
		n = field_uint(d, "cookie size", 1);
		(void)field_bytes(d, "cookie", n);
	}
	if (client) {
		read_ciphers(d);
	} else {
		(void)field_named(d, "cipher", 2, ciphers);
		(void)field_uint(d, "compression", 1);
	}
	if (!part_more(d))
		return; /* before there were extensions */
	n = field_uint(d, "extensions size", 2);
	struct part outer = part_open(d, n);
	while (part_more(d))
		read_extension(d, &h);
	part_close(d, outer);
}
