/* What `labtap path` says: for people, and for scripts. */
#ifndef TUI_PATH_TEXT_H
#define TUI_PATH_TEXT_H

#include "core/analysis/hops.h"
#include "core/base/text.h"

struct path_report {
	struct hops_summary sum;
	const char *const *points; /* names, escaped, by number; the first is where
				      packets start, the last where they go */
	size_t point_count;
	uint64_t dropped; /* packets that the capture itself lost */
	/* Why a packet may not have got from one point to the next; nothing is put
	 * where nothing is known. */
	void (*cause)(const void *owner, uint32_t last, uint32_t next, struct text *t);
	const void *owner;
	bool ascii; /* no UTF-8 */
};

/* "ttl mac": enum hop_change in words. */
void path_text_changes(struct text *t, unsigned changes);

enum { PATH_TEXT_SIZE = 1 << 22 }; /* all that is listed, whatever its names are */

void path_text_put(struct text *t, const struct path_report *r);
void path_json_put(struct text *t, const struct path_report *r);

#endif
