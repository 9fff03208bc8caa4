/* The field_*() helpers: values of the tree as text. Only called when there is a tree,
 * so none of this is on the path of a row. */
#include "core/dissect/field.h"
#include "core/dissect/tree.h"

#define BYTES_SHOWN 32

struct text *field_at(struct dissect *d, const char *name, const uint8_t *at,
		      size_t size)
{
	if (!d->tree || d->r.cut)
		return NULL;
	return tree_add(d->tree, name, d->depth, (size_t)(at - d->r.start), size);
}

struct text *field_over(struct dissect *d, const char *name, size_t size)
{
	if (!d->tree || d->r.cut)
		return NULL;
	return field_at(d, name, d->r.at - size, size);
}

struct text *layer_summary(struct dissect *d)
{
	return d->tree && d->tree->count ? tree_value(d->tree, d->tree->layer) : NULL;
}

void layer_repeats_info(struct dissect *d)
{
	const struct text *info = &d->columns.info;
	struct text *t = d->r.cut ? NULL : layer_summary(d);
	if (t)
		text_mem(t, info->start, text_length(info));
}

struct nest field_enter(struct dissect *d)
{
	size_t index = 0;
	if (d->tree && d->tree->count)
		index = d->tree->count - 1;
	d->depth++;
	return (struct nest){ .index = index, .at = d->r.at };
}

void field_leave(struct dissect *d, struct nest nest)
{
	d->depth--;
	if (!d->tree || !nest.index)
		return;
	struct field *f = &d->tree->items[nest.index];
	size_t end = reader_offset(&d->r);
	if (end > f->offset)
		f->size = (uint32_t)(end - f->offset);
}

void field_show_uint(struct dissect *d, const char *name, size_t size, uint64_t value)
{
	struct text *t = field_over(d, name, size);
	if (t)
		text_uint(t, value);
}

static void put_hex(struct text *t, size_t size, uint64_t value)
{
	text_str(t, "0x");
	text_hex(t, value, (unsigned)size * 2);
}

void field_show_hex(struct dissect *d, const char *name, size_t size, uint64_t value)
{
	struct text *t = field_over(d, name, size);
	if (t)
		put_hex(t, size, value);
}

void field_show_named(struct dissect *d, const char *name, size_t size, uint32_t value,
		      const struct name *table)
{
	struct text *t = field_over(d, name, size);
	const char *word = name_of(table, value, NULL);
	if (!t)
		return;
	text_uint(t, value);
	if (word) {
		text_str(t, "  ");
		text_str(t, word);
	}
}

void field_show_code(struct dissect *d, const char *name, size_t size, uint32_t value,
		     const struct name *table)
{
	struct text *t = field_over(d, name, size);
	if (!t)
		return;
	put_hex(t, size, value);
	text_str(t, "  ");
	text_str(t, name_of(table, value, "unknown"));
}

void field_show_flags(struct dissect *d, const char *name, size_t size, uint32_t value,
		      const struct name *table)
{
	struct text *t = field_over(d, name, size);
	if (!t)
		return;
	put_hex(t, size, value);
	if (value) {
		text_str(t, "  ");
		names_flags(t, table, value, ", ");
	}
}

void field_show_str(struct dissect *d, const char *name, size_t size, const char *value)
{
	struct text *t = field_over(d, name, size);
	if (t)
		text_str(t, value);
}

void field_show_mac(struct dissect *d, const char *name, const uint8_t *mac)
{
	struct text *t = field_over(d, name, 6);
	if (t)
		addr_mac(t, mac);
}

void field_show_ip4(struct dissect *d, const char *name, const uint8_t *ip)
{
	struct text *t = field_over(d, name, 4);
	if (t)
		addr_ip4(t, ip);
}

void field_show_ip6(struct dissect *d, const char *name, const uint8_t *ip)
{
	struct text *t = field_over(d, name, 16);
	if (t)
		addr_ip6(t, ip);
}

const uint8_t *field_bytes(struct dissect *d, const char *name, size_t n)
{
	const uint8_t *p = reader_bytes(&d->r, n);
	struct text *t = field_over(d, name, n);
	if (!t)
		return p;
	for (size_t i = 0; i < n && i < BYTES_SHOWN; i++)
		text_hex(t, p[i], 2);
	if (n > BYTES_SHOWN)
		text_str(t, "...");
	return p;
}

const uint8_t *field_text(struct dissect *d, const char *name, size_t n)
{
	const uint8_t *p = reader_bytes(&d->r, n);
	struct text *t = field_over(d, name, n);
	if (t)
		text_escape(t, p, n);
	return p;
}

void field_rest(struct dissect *d, const char *name)
{
	if (part_more(d))
		(void)field_bytes(d, name, reader_left(&d->r));
}
