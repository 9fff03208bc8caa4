/* XML (as libxml2 reads it) to a tree: elements, their attributes and their text.
 * Nothing outside of the text is ever looked at; a document type, and with it every
 * entity of its own, is refused. */
#ifndef LAB_XML_H
#define LAB_XML_H

#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/attr.h"
#include "core/base/error.h"

/* Deeper or larger trees are refused. */
enum { XML_DEPTH_MAX = 32, XML_COUNT_MAX = 1 << 16 };

struct xml_attribute {
	const char *name, *value;
};

struct xml {
	const char *name; /* with its prefix */
	const char *text; /* the first in it that is not blank, "" without */
	const struct xml_attribute *attributes;
	const struct xml *const *children;
	size_t attribute_count, child_count;
};

/* The outermost element. NULL with e set: no XML, or beyond the limits. The bytes may
 * go when it returns. */
const struct xml *xml_read(struct arena *arena, const char *bytes, size_t size,
			   struct error *e) MUST_CHECK;

/* The first child of this name. NULL: none, or x is NULL. */
const struct xml *xml_child(const struct xml *x, const char *name);

/* NULL: none, or x is NULL. */
const char *xml_attribute(const struct xml *x, const char *name);

/* Text and attribute of the first child of this name; NULL: there is none. */
const char *xml_child_text(const struct xml *x, const char *child);
const char *xml_child_attribute(const struct xml *x, const char *child,
				const char *name);

#endif
