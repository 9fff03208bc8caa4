/* The field_*() helpers: read a value, and show it in the tree when there is one. Each
 * shows the `size` bytes before the cursor, at the depth in hand. */
#ifndef DISSECT_FIELD_H
#define DISSECT_FIELD_H

#include "core/dissect/proto.h"

/* A field whose value the caller writes; NULL when nobody looks (or it was cut off).
 * The text is finished by the next field. */
struct text *field_over(struct dissect *d, const char *name, size_t size);

/* The same with any range of the packet. */
struct text *field_at(struct dissect *d, const char *name, const uint8_t *at,
		      size_t size);

/* The line of the layer itself, to be written last; NULL when nobody looks. */
struct text *layer_summary(struct dissect *d);

/* The same line, with what Info says. To be called last. */
void layer_repeats_info(struct dissect *d);

/* Fields until field_leave() hang below the one just added; size of that one becomes
 * all that was read meanwhile. */
struct nest {
	size_t index;
	const uint8_t *at;
};
struct nest field_enter(struct dissect *d);
void field_leave(struct dissect *d, struct nest nest);

void field_show_uint(struct dissect *d, const char *name, size_t size, uint64_t value);
void field_show_hex(struct dissect *d, const char *name, size_t size, uint64_t value);

/* "3  ls request"; number alone where the table has no word. */
void field_show_named(struct dissect *d, const char *name, size_t size, uint32_t value,
		      const struct name *table);

/* "0x0800  IPv4", or unknown */
void field_show_code(struct dissect *d, const char *name, size_t size, uint32_t value,
		     const struct name *table);

/* "0x012  ACK SYN" */
void field_show_flags(struct dissect *d, const char *name, size_t size, uint32_t value,
		      const struct name *table);

void field_show_str(struct dissect *d, const char *name, size_t size,
		    const char *value);

static inline uint32_t reader_uint(struct reader *r, size_t size)
{
	return size == 1   ? reader_u8(r)
	       : size == 2 ? reader_u16(r)
	       : size == 3 ? reader_u24(r)
			   : reader_u32(r);
}

/* Readers of 1 to 4 bytes that show what they read. */
static inline uint32_t field_uint(struct dissect *d, const char *name, size_t size)
{
	uint32_t value = reader_uint(&d->r, size);
	if (d->tree)
		field_show_uint(d, name, size, value);
	return value;
}

static inline uint32_t field_hex(struct dissect *d, const char *name, size_t size)
{
	uint32_t value = reader_uint(&d->r, size);
	if (d->tree)
		field_show_hex(d, name, size, value);
	return value;
}

static inline uint32_t field_named(struct dissect *d, const char *name, size_t size,
				   const struct name *table)
{
	uint32_t value = reader_uint(&d->r, size);
	if (d->tree)
		field_show_named(d, name, size, value, table);
	return value;
}

static inline uint32_t field_code(struct dissect *d, const char *name, size_t size,
				  const struct name *table)
{
	uint32_t value = reader_uint(&d->r, size);
	if (d->tree)
		field_show_code(d, name, size, value, table);
	return value;
}

static inline uint32_t field_flags(struct dissect *d, const char *name, size_t size,
				   const struct name *table)
{
	uint32_t value = reader_uint(&d->r, size);
	if (d->tree)
		field_show_flags(d, name, size, value, table);
	return value;
}

void field_show_mac(struct dissect *d, const char *name, const uint8_t *mac);
void field_show_ip4(struct dissect *d, const char *name, const uint8_t *ip);
void field_show_ip6(struct dissect *d, const char *name, const uint8_t *ip);

/* Addresses: where they are in the packet; NULL when cut off. */
static inline const uint8_t *field_mac(struct dissect *d, const char *name)
{
	const uint8_t *p = reader_bytes(&d->r, 6);
	if (d->tree)
		field_show_mac(d, name, p);
	return p;
}

static inline const uint8_t *field_ip4(struct dissect *d, const char *name)
{
	const uint8_t *p = reader_bytes(&d->r, 4);
	if (d->tree)
		field_show_ip4(d, name, p);
	return p;
}

static inline const uint8_t *field_ip6(struct dissect *d, const char *name)
{
	const uint8_t *p = reader_bytes(&d->r, 16);
	if (d->tree)
		field_show_ip6(d, name, p);
	return p;
}

/* n bytes as hex (the first 32 of them), and n bytes as escaped text. */
const uint8_t *field_bytes(struct dissect *d, const char *name, size_t n);
const uint8_t *field_text(struct dissect *d, const char *name, size_t n);

/* All that is left, as hex. */
void field_rest(struct dissect *d, const char *name);

#endif
