#include "core/lab/clab_hash.h"

#include <nettle/sha1.h>
#include <string.h>

/* Texts with a NUL between them. */
static void hash(uint8_t digest[SHA1_DIGEST_SIZE], const char *const *texts,
		 size_t count)
{
	struct sha1_ctx sha1;
	sha1_init(&sha1);
	for (size_t i = 0; i < count; i++) {
		if (i)
			sha1_update(&sha1, 1, (const uint8_t *)"");
		sha1_update(&sha1, strlen(texts[i]), (const uint8_t *)texts[i]);
	}
	sha1_digest(&sha1, SHA1_DIGEST_SIZE, digest);
}

static uint64_t first_bytes(const uint8_t *digest, size_t count)
{
	uint64_t value = 0;
	for (size_t i = 0; i < count; i++)
		value = value << 8 | digest[i];
	return value;
}

const char *clab_owner_name(struct topology_draft *d, const char *node,
			    const char *ifname)
{
	uint8_t digest[SHA1_DIGEST_SIZE];
	hash(digest, (const char *const[]){ node, ifname }, 2);
	return arena_printf(d->arena, "clab-o-%016llx",
			    (unsigned long long)first_bytes(digest, 8));
}

const char *clab_stitch_name(struct topology_draft *d, const char *lab,
			     const char *node, const char *interface)
{
	uint8_t digest[SHA1_DIGEST_SIZE];
	hash(digest, (const char *const[]){ lab, node, interface }, 3);
	return arena_printf(d->arena, "clab-s-%08llx",
			    (unsigned long long)first_bytes(digest, 4));
}
