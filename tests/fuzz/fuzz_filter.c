/* Filter text that nobody would type: no crash, no hang, marks inside the text, and
 * whatever is accepted runs on any bytes. The input is the text, then, behind a NUL,
 * the bytes. */
#include <stdlib.h>
#include <string.h>

#include "core/analysis/filter.h"
#include "core/base/clock.h"
#include "core/base/mem.h"

enum { ROOM = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_mark(const char *text, const struct filter_mark *mark,
		       const struct error *e)
{
	size_t length = strlen(text);
	if (mark->offset > length || mark->size > length - mark->offset ||
	    !e->text[0] || !memchr(mark->suggestion, 0, sizeof(mark->suggestion)))
		abort();
}

/* What we hand to libpcap must be a filter to us too, and mean itself: the expansion is
 * one of its own. */
static void check_expansion(const struct filter *f)
{
	struct error e;
	if (strlen(filter_expanded(f)) > ROOM)
		return;
	struct filter *again = filter_new(filter_expanded(f), NULL, &e);
	if (!again || strcmp(filter_expanded(again), filter_expanded(f)) != 0)
		abort();
	filter_free(again);
}

static void check_match(struct filter *f, const uint8_t *bytes, size_t size)
{
	static const uint32_t linktypes[] = { LINKTYPE_ETHERNET, LINKTYPE_RAW,
					      LINKTYPE_LINUX_SLL2, LINKTYPE_NULL };
	struct sock_filter code[ROOM];
	struct error e = { 0 };
	for (size_t i = 0; i < COUNT(linktypes); i++) {
		struct packet p = { .linktype = linktypes[i],
				    .captured = (uint32_t)size,
				    .length = (uint32_t)size + 7,
				    .direction = i % 3,
				    .bytes = bytes };
		bool usable = filter_usable(f, linktypes[i], &e);
		if (filter_match(f, &p) && !usable)
			abort();
		if (filter_program(f, linktypes[i], code, ROOM, &e) > ROOM)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t length = strnlen((const char *)data, size);
	autofree char *text = mem_new(length + 1);
	memcpy(text, data, length);
	struct error e = { 0 };
	struct filter_mark mark;
	int64_t start = clock_mono();
	struct filter *f = filter_new(text, &mark, &e);
	if (clock_mono() - start > 3 * CLOCK_SEC)
		abort();
	if (!f) {
		check_mark(text, &mark, &e);
		return 0;
	}
	size_t rest = length < size ? length + 1 : size;
	check_expansion(f);
	check_match(f, data + rest, size - rest);
	filter_free(f);
	return 0;
}
