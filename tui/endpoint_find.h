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

/* The endpoint of exactly this name, with or without the lab whose file is read in
 * front: whether it has to be there changes while other labs come and go. NULL: none.
 */
const struct endpoint *endpoint_named(const struct lab *lab, const char *text);

/* The endpoint of exactly this name, else the only one that it can mean: by the end of
 * its name ("eth1", "X-a:eth1"), by another name, by NODE:IF with IF as the device,
 * Linux or a hurried person says it ("r1:gi0/1"), by NODE:NODE of its link, or by NODE
 * alone. NULL: none, or several, which e lists. */
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
	VEC(const char *) once;	 /* those that were meant as ends of a link only */
};

/* Adds what the text means: an endpoint, all ends of "link:a-b" or "bridge:X_1", all
 * interfaces of "node:a" that are on links. */
bool endpoint_add(const struct lab *lab, const char *text, struct endpoint_list *list,
		  struct error *e);

/* Takes endpoints from the front of the words: those with ':', NODE IF, and NODE where
 * that has one interface, up to the first that is neither; all of the first `split`
 * when something follows "--". *used: where the filter begins. */
bool endpoint_words(const struct lab *lab, const char *const *words, size_t count,
		    size_t split, struct endpoint_list *list, size_t *used,
		    struct error *e);

#endif
