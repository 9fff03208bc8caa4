/* Opening QUIC's Initial packets (RFC 9001 5, RFC 9369 3.3): whoever saw the client's
 * first destination id has the keys, they keep out nobody but accidents. Through
 * nettle, which allocates nothing. */
#include "core/dissect/quic.h"

#include <nettle/aes.h>
#include <nettle/gcm.h>
#include <nettle/hkdf.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <string.h>

enum { KEY = 16, IV = 12, SECRET = 32, SALT = 20, SAMPLE = 16, NUMBER_MAX = 4 };

/* Versions from first to last share a salt and the names of their keys. */
struct salt {
	uint32_t first, last;
	const char *prefix;
	const char *bytes; /* SALT of them */
};

#define SALT_1                                                                         \
	"\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f" \
	"\x0a"
#define SALT_2                                                                         \
	"\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e" \
	"\xd9"
#define SALT_23                                                                        \
	"\xc3\xee\xf7\x12\xc7\x2e\xbb\x5a\x11\xa7\xd2\x43\x2b\xb4\x63\x65\xbe\xf9\xf5" \
	"\x02"
#define SALT_29                                                                        \
	"\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8" \
	"\x99"

#define SALT_T051                                                                      \
	"\x7a\x4e\xde\xf4\xe7\xcc\xee\x5f\xa4\x50\x6c\x19\x12\x4f\xc8\xcc\xda\x6e\x03" \
	"\x3d"

static const struct salt salts[] = {
	{ QUIC_VERSION_1, QUIC_VERSION_1, "quic ", SALT_1 },
	{ QUIC_VERSION_2, QUIC_VERSION_2, "quicv2 ", SALT_2 },
	{ 0xff000021, 0xff000022, "quic ", SALT_1 }, /* the last drafts */
	{ 0xff00001d, 0xff000020, "quic ", SALT_29 },
	{ 0xff000017, 0xff00001c, "quic ", SALT_23 },
	{ 0xfaceb002, 0xfaceb002, "quic ", SALT_23 },	/* mvfst */
	{ 0x54303531, 0x54303531, "quic ", SALT_T051 }, /* Google */
};

static const struct salt *salt_of(uint32_t version)
{
	for (size_t i = 0; i < COUNT(salts); i++)
		if (version >= salts[i].first && version <= salts[i].last)
			return &salts[i];
	return NULL;
}

/* HKDF-Expand-Label (RFC 8446 7.1) without a context. */
static void expand(const uint8_t secret[SECRET], const char *prefix, const char *name,
		   uint8_t *out, size_t size)
{
	uint8_t label[64];
	size_t n = 0;
	struct hmac_sha256_ctx hmac;
	const char *const words[] = { "tls13 ", prefix, name };
	label[n++] = 0;
	label[n++] = (uint8_t)size;
	n++;
	for (size_t i = 0; i < COUNT(words); i++) {
		size_t length = strlen(words[i]);
		memcpy(label + n, words[i], length);
		n += length;
	}
	label[2] = (uint8_t)(n - 3);
	label[n++] = 0;
	hmac_sha256_set_key(&hmac, SECRET, secret);
	hkdf_expand(&hmac, (nettle_hash_update_func *)hmac_sha256_update,
		    (nettle_hash_digest_func *)hmac_sha256_digest, SHA256_DIGEST_SIZE,
		    n, label, size, out);
}

struct keys {
	uint8_t key[KEY], iv[IV], header[KEY];
};

static void keys_derive(struct keys *k, const struct salt *salt,
			const struct quic_sealed *s)
{
	uint8_t secret[SECRET], side[SECRET];
	struct hmac_sha256_ctx hmac;
	hmac_sha256_set_key(&hmac, SALT, (const uint8_t *)salt->bytes);
	hmac_sha256_update(&hmac, s->id.size, s->id.at);
	hmac_sha256_digest(&hmac, SECRET, secret);
	expand(secret, "", s->server ? "server in" : "client in", side, SECRET);
	expand(side, salt->prefix, "key", k->key, KEY);
	expand(side, salt->prefix, "iv", k->iv, IV);
	expand(side, salt->prefix, "hp", k->header, KEY);
}

/* Puts the bits that hide the header over it, or takes them off: the bytes behind where
 * the longest number would end say which (RFC 9001 5.4). */
static void header_mask(const struct keys *k, const uint8_t *packet, size_t number,
			uint8_t mask[SAMPLE])
{
	struct aes128_ctx aes;
	aes128_set_encrypt_key(&aes, k->header);
	aes128_encrypt(&aes, SAMPLE, mask, packet + number + NUMBER_MAX);
}

static size_t header_clear(uint8_t *packet, size_t number, const uint8_t *mask)
{
	packet[0] = (uint8_t)(packet[0] ^ (mask[0] & 0x0f));
	size_t n = 1 + (packet[0] & 3u);
	for (size_t i = 0; i < n; i++)
		packet[number + i] ^= mask[1 + i];
	return n;
}

static void header_hide(uint8_t *packet, size_t number, size_t n, const uint8_t *mask)
{
	packet[0] = (uint8_t)(packet[0] ^ (mask[0] & 0x0f));
	for (size_t i = 0; i < n; i++)
		packet[number + i] ^= mask[1 + i];
}

/* Decrypts what is behind the number, or (the tag is another) leaves all as it is. */
static bool body_open(const struct keys *k, const struct quic_sealed *s, size_t n,
		      uint8_t *packet)
{
	uint8_t nonce[IV], tag[QUIC_TAG];
	struct gcm_aes128_ctx gcm;
	size_t at = s->number + n, size = s->size - QUIC_TAG - at;
	memcpy(nonce, k->iv, IV);
	for (size_t i = 0; i < n; i++)
		nonce[IV - n + i] ^= packet[s->number + i];
	gcm_aes128_set_key(&gcm, k->key);
	gcm_aes128_set_iv(&gcm, IV, nonce);
	gcm_aes128_update(&gcm, at, packet);
	gcm_aes128_decrypt(&gcm, size, packet + at, packet + at);
	gcm_aes128_digest(&gcm, QUIC_TAG, tag);
	if (memeql_sec(tag, packet + at + size, QUIC_TAG))
		return true;
	gcm_aes128_set_iv(&gcm, IV, nonce); /* the same stream puts it back */
	gcm_aes128_decrypt(&gcm, size, packet + at, packet + at);
	return false;
}

size_t quic_open(const struct quic_sealed *s, uint8_t *packet)
{
	const struct salt *salt = salt_of(s->version);
	uint8_t mask[SAMPLE];
	struct keys k;
	if (!salt || s->size < s->number + NUMBER_MAX + SAMPLE)
		return 0;
	keys_derive(&k, salt, s);
	header_mask(&k, packet, s->number, mask);
	size_t n = header_clear(packet, s->number, mask);
	if (body_open(&k, s, n, packet))
		return n;
	header_hide(packet, s->number, n, mask);
	return 0;
}
