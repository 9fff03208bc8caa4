/* What a person types for an endpoint, and the endpoints at the start of a command
 * line. */
#ifndef TUI_ENDPOINT_FIND_H
#define TUI_ENDPOINT_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/base/vec.h"
#include "core/lab/lab.h"

/* The endpoint of exactly this name, else the only one whose name ends so behind a
 * separator ("eth1", "X-a:eth1") or that has it as another name. NULL: none, or
 * several, which e lists. */
const struct endpoint *endpoint_find(const struct lab *lab, const char *text,
				     struct error *e);

/* The name under which the session knows what the text means: of an endpoint of the
 * lab, or of a tunnel given by hand (core/lab/outer.h), which is the text itself. It
 * lives as long as both. NULL: e says why. */
const char *endpoint_name(const struct lab *lab, const char *text, struct error *e);

/* False with an error: `text` is no endpoint, and which ones it may stand for - those
 * of a node of this name, or interfaces of this name. */
bool endpoint_missing(const struct lab *lab, const char *text, struct error *e);

struct endpoint_list {
	VEC(const char *) items; /* names, borrowed from the lab and the words */
};

/* Takes endpoints from the front of the words: those with ':', and NODE IF where the
 * model has NODE:IF, up to the first that is neither; all of the first `split` when
 * something follows "--". *used: where the filter begins. */
bool endpoint_words(const struct lab *lab, const char *const *words, size_t count,
		    size_t split, struct endpoint_list *list, size_t *used,
		    struct error *e);

#endif
