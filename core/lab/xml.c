/* libxml2's reader, one node after the other; elements that are not closed yet stand on
 * a stack that is as deep as the limit. */
#include "core/lab/xml.h"

#include <limits.h>
#include <string.h>

#include <libxml/xmlreader.h>

#include "core/base/vec.h"

struct open_element {
	struct xml *xml;
	VEC(const struct xml *) children;
};

struct reading {
	xmlTextReader *reader;
	struct arena *arena;
	struct error *e;
	struct open_element stack[XML_DEPTH_MAX];
	size_t depth, count;
	const struct xml *root;
};

static bool fail(const struct reading *r, const char *why)
{
	return error_set(r->e, 0, "line %d: %s",
			 xmlTextReaderGetParserLineNumber(r->reader), why);
}

static const char *copy(const struct reading *r, const xmlChar *s)
{
	return arena_strdup(r->arena, s ? (const char *)s : "");
}

static bool read_attributes(struct reading *r, struct xml *x)
{
	int count = xmlTextReaderAttributeCount(r->reader);
	if (count <= 0)
		return true;
	r->count += (size_t)count;
	if (r->count > XML_COUNT_MAX)
		return fail(r, "too many attributes");
	struct xml_attribute *list =
		arena_alloc(r->arena, (size_t)count * sizeof(*list));
	while (x->attribute_count < (size_t)count &&
	       xmlTextReaderMoveToNextAttribute(r->reader) == 1)
		list[x->attribute_count++] = (struct xml_attribute){
			copy(r, xmlTextReaderConstName(r->reader)),
			copy(r, xmlTextReaderConstValue(r->reader)),
		};
	x->attributes = list;
	xmlTextReaderMoveToElement(r->reader);
	return true;
}

static void close_element(struct reading *r)
{
	struct open_element *o = &r->stack[--r->depth];
	size_t size = o->children.count * sizeof(*o->children.items);
	const struct xml **list = arena_alloc(r->arena, size);
	if (size)
		memcpy(list, o->children.items, size);
	o->xml->children = list;
	o->xml->child_count = o->children.count;
	free(o->children.items);
}

static bool open_element(struct reading *r)
{
	if (r->depth == XML_DEPTH_MAX)
		return fail(r, "elements are nested too deep");
	if (++r->count > XML_COUNT_MAX)
		return fail(r, "too many elements");
	bool empty = xmlTextReaderIsEmptyElement(r->reader) == 1;
	struct xml *x = arena_alloc(r->arena, sizeof(*x));
	x->name = copy(r, xmlTextReaderConstName(r->reader));
	x->text = "";
	if (r->depth)
		vec_push(&r->stack[r->depth - 1].children, x);
	else
		r->root = x;
	r->stack[r->depth++] = (struct open_element){ .xml = x };
	bool ok = read_attributes(r, x);
	if (empty)
		close_element(r);
	return ok;
}

static void take_text(struct reading *r)
{
	struct xml *x = r->depth ? r->stack[r->depth - 1].xml : NULL;
	const char *text = (const char *)xmlTextReaderConstValue(r->reader);
	if (x && text && !x->text[0] && text[strspn(text, " \t\r\n")])
		x->text = arena_strdup(r->arena, text);
}

static bool take_node(struct reading *r)
{
	switch (xmlTextReaderNodeType(r->reader)) {
	case XML_READER_TYPE_ELEMENT:
		return open_element(r);
	case XML_READER_TYPE_END_ELEMENT:
		if (r->depth)
			close_element(r);
		return true;
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
		take_text(r);
		return true;
	case XML_READER_TYPE_DOCUMENT_TYPE:
	case XML_READER_TYPE_ENTITY_REFERENCE:
		return fail(r, "document types and their entities are not read");
	default:
		return true;
	}
}

static bool read_all(struct reading *r)
{
	int more = xmlTextReaderRead(r->reader);
	for (; more == 1; more = xmlTextReaderRead(r->reader))
		if (!take_node(r))
			return false;
	return (more == 0 && r->root && !r->depth) || fail(r, "this is no XML");
}

const struct xml *xml_read(struct arena *arena, const char *bytes, size_t size,
			   struct error *e)
{
	enum { QUIET = XML_PARSE_NOERROR | XML_PARSE_NOWARNING };
	struct reading r = { .arena = arena, .e = e };
	r.reader = size > INT_MAX ? NULL
				  : xmlReaderForMemory(bytes, (int)size, NULL, NULL,
						       XML_PARSE_NONET | QUIET);
	if (!r.reader) {
		error_set(e, 0, "the XML reader does not start");
		return NULL;
	}
	bool ok = read_all(&r);
	while (r.depth)
		free(r.stack[--r.depth].children.items);
	xmlFreeTextReader(r.reader);
	return ok ? r.root : NULL;
}

const struct xml *xml_child(const struct xml *x, const char *name)
{
	for (size_t i = 0; x && i < x->child_count; i++)
		if (!strcmp(x->children[i]->name, name))
			return x->children[i];
	return NULL;
}

const char *xml_attribute(const struct xml *x, const char *name)
{
	for (size_t i = 0; x && i < x->attribute_count; i++)
		if (!strcmp(x->attributes[i].name, name))
			return x->attributes[i].value;
	return NULL;
}

const char *xml_child_text(const struct xml *x, const char *child)
{
	const struct xml *c = xml_child(x, child);
	return c ? c->text : NULL;
}

const char *xml_child_attribute(const struct xml *x, const char *child,
				const char *name)
{
	return xml_attribute(xml_child(x, child), name);
}
