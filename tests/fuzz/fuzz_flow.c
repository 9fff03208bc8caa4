/* Any packets in a row make flows and remarks that are sound, and a row drawn again,
 * backwards, says what it said in order. Input: packets, each after its interface, the
 * time since the one before, and its size. */
#include <stdint.h>
#include <stdlib.h>

#include "core/analysis/flow.h"
#include "core/base/attr.h"
#include "tests/craft.h"
#include "tests/unit/dissect_sound.h"

enum { PACKETS = 64, HEAD = 3, TEXT = 512 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct store *store_make(void)
{
	struct craft c = { .big = false };
	struct error e;
	craft_section(&c, false, NULL);
	craft_iface(&c, LINKTYPE_IPV4, 0, "a", 9);
	craft_iface(&c, LINKTYPE_IPV6, 0, "b", 9);
	craft_iface(&c, LINKTYPE_IPV4, 0, "a", 9);
	craft_iface(&c, LINKTYPE_ETHERNET, 0, "", 9);
	struct store *s = store_open_file(craft_fd(&c, c.size), "F", &e);
	while (s && store_advance(s, 1))
		;
	if (!s || store_ifaces(s) != 4)
		abort();
	craft_free(&c);
	return s;
}

static size_t cut(struct packet *packets, const uint8_t *data, size_t size,
		  const struct store *s)
{
	size_t count = 0;
	int64_t time = INT64_MAX - 100;
	while (size > HEAD && count < PACKETS) {
		struct packet *p = &packets[count++];
		size_t n = data[2] < size - HEAD ? data[2] : size - HEAD;
		/* Steps of all sizes, and a clock that wraps. */
		time = (int64_t)((uint64_t)time + (UINT64_C(1) << data[1] % 64));
		*p = (struct packet){ .number = count,
				      .time = time,
				      .iface = data[0] % 4 };
		p->linktype = store_iface(s, p->iface)->linktype;
		p->bytes = data + HEAD;
		p->captured = p->length = (uint32_t)n;
		data += HEAD + n;
		size -= HEAD + n;
	}
	return count;
}

/* A window may be scaled in hindsight, a ping paired. */
static void draw(struct flows *f, const struct packet *p, char *text)
{
	struct row row;
	flows_dissect(f, &row, NULL, p);
	if (dissect_unsound(&row, NULL, p->captured))
		abort();
	char *end = strstr(row.info, " Win=");
	end = end ? end : strstr(row.info, "Echo (ping)");
	if (end)
		*end = '\0';
	memcpy(text, row.info, TEXT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct store *store;
	static struct fields *tree;
	static char first[PACKETS][TEXT], again[TEXT];
	struct packet packets[PACKETS];
	struct row row;
	store = store ? store : store_make();
	tree = tree ? tree : fields_new();
	struct flows *f = flows_new(store);
	size_t count = cut(packets, data, size, store);
	for (size_t i = 0; i < count; i++)
		draw(f, &packets[i], first[i]);
	for (size_t i = count; i--;) {
		draw(f, &packets[i], again);
		if (strcmp(first[i], again) != 0) {
			fprintf(stderr, "%zu: %s\n -> %s\n", i, first[i], again);
			abort();
		}
	}
	if (count) {
		const struct packet *last = &packets[count - 1];
		flows_dissect(f, &row, tree, last);
		if (dissect_unsound(&row, tree, last->captured))
			abort();
	}
	flows_free(f);
	return 0;
}
