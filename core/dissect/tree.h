/* How the loop fills a tree: what protocol authors do not need to see. */
#ifndef DISSECT_TREE_H
#define DISSECT_TREE_H

#include "core/base/text.h"
#include "core/dissect/dissect.h"

/* A tree has no more fields and no more text than this, whatever the packet says. */
#define TREE_FIELDS 4096
#define TREE_TEXT   (256 * 1024)

struct fields {
	size_t count, layer; /* index of the layer in hand */
	struct text open;    /* value of the newest field, still written to */
	struct field items[TREE_FIELDS];
	char text[TREE_TEXT];
};

/* Empties the tree. */
void tree_start(struct fields *f);

/* A new line with an empty value, to be written into the text; NULL when full. */
struct text *tree_add(struct fields *f, const char *name, uint16_t depth, size_t offset,
		      size_t size);

/* Drops all lines from `count` on. */
void tree_cut(struct fields *f, size_t count);

/* Starts the value of field `index` anew. */
struct text *tree_value(struct fields *f, size_t index);

#endif
