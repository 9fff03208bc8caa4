/* The opcodes of Lib/pickletools.py that plain data needs: a stack of values, marks in
 * it, and a memo of values that are used again. */
#include "core/lab/pickle.h"

#include <endian.h>
#include <string.h>

#include "core/base/vec.h"

/* A value while others may still be added to it. */
struct pvalue {
	enum value_kind kind;
	const char *text;
	VEC(struct pvalue *) items; /* of a map: key, value, key, value ... */
	const struct value *done;
	bool being_done; /* found again inside of itself: a circle */
};

struct pickle {
	struct arena *arena;
	const uint8_t *at, *end;
	VEC(struct pvalue *) stack, memo, all;
	VEC(size_t) marks;
	const struct pvalue *root;
	const char *why; /* it is refused */
};

static bool refuse(struct pickle *p, const char *why)
{
	p->why = p->why ? p->why : why;
	return false;
}

/* The next n bytes, little endian, n at most 8. */
static bool take_number(struct pickle *p, size_t n, uint64_t *number)
{
	if ((size_t)(p->end - p->at) < n)
		return refuse(p, "it ends too early");
	*number = 0;
	memcpy(number, p->at, n);
	*number = le64toh(*number);
	p->at += n;
	return true;
}

static bool push(struct pickle *p, enum value_kind kind, const char *text)
{
	if (p->all.count == VALUE_COUNT_MAX)
		return refuse(p, "more than a million values");
	struct pvalue *v = arena_alloc(p->arena, sizeof(*v));
	v->kind = kind;
	v->text = text;
	vec_push(&p->all, v);
	vec_push(&p->stack, v);
	return true;
}

/* Where the values begin that stand above the mark, or the topmost n. */
static bool above(struct pickle *p, size_t n, size_t *first)
{
	size_t floor = p->marks.count ? p->marks.items[p->marks.count - 1] : 0;
	if (p->stack.count - floor < n)
		return refuse(p, "its stack runs empty");
	*first = p->stack.count - n;
	return true;
}

static bool above_mark(struct pickle *p, size_t *first)
{
	if (!p->marks.count)
		return refuse(p, "a mark is missing");
	*first = p->marks.items[--p->marks.count];
	return true;
}

/* Moves what stands from first on into the collection below it. */
static bool add_from(struct pickle *p, size_t first, enum value_kind kind)
{
	size_t count = p->stack.count - first;
	struct pvalue *into = first ? p->stack.items[first - 1] : NULL;
	if (!into || into->kind != kind || (kind == VALUE_MAP && count % 2))
		return refuse(p, "items without their collection");
	if (into->items.count + count > VALUE_COUNT_MAX)
		return refuse(p, "more than a million values");
	for (size_t i = first; i < p->stack.count; i++)
		vec_push(&into->items, p->stack.items[i]);
	p->stack.count = first;
	return true;
}

/* A tuple of what stands from first on. */
static bool fold_from(struct pickle *p, size_t first)
{
	size_t count = p->stack.count - first;
	if (!push(p, VALUE_LIST, ""))
		return false;
	struct pvalue *tuple = p->stack.items[first + count];
	for (size_t i = first; i < first + count; i++)
		vec_push(&tuple->items, p->stack.items[i]);
	p->stack.items[first] = tuple;
	p->stack.count = first + 1;
	return true;
}

/* Opcodes; n is their number in the table. */

static bool on_skip(struct pickle *p, unsigned n)
{
	uint64_t ignored;
	return take_number(p, n, &ignored);
}

static bool on_mark(struct pickle *p, unsigned n UNUSED)
{
	if (p->marks.count == VALUE_COUNT_MAX)
		return refuse(p, "more than a million marks");
	vec_push(&p->marks, p->stack.count);
	return true;
}

static bool on_collection(struct pickle *p, unsigned kind)
{
	return push(p, (enum value_kind)kind, "");
}

static bool on_tuple(struct pickle *p, unsigned n)
{
	size_t first;
	return above(p, n, &first) && fold_from(p, first);
}

static bool on_marked_tuple(struct pickle *p, unsigned n UNUSED)
{
	size_t first;
	return above_mark(p, &first) && fold_from(p, first);
}

static bool on_item(struct pickle *p, unsigned kind)
{
	size_t first;
	return above(p, kind == VALUE_MAP ? 3 : 2, &first) &&
	       add_from(p, first + 1, (enum value_kind)kind);
}

static bool on_items(struct pickle *p, unsigned kind)
{
	size_t first;
	return above_mark(p, &first) && add_from(p, first, (enum value_kind)kind);
}

static bool on_text(struct pickle *p, unsigned n)
{
	uint64_t size;
	if (!take_number(p, n, &size))
		return false;
	if (size > (uint64_t)(p->end - p->at))
		return refuse(p, "it ends too early");
	if (memchr(p->at, '\0', size))
		return refuse(p, "a NUL character in a text");
	char *text = arena_alloc(p->arena, size + 1);
	memcpy(text, p->at, size);
	p->at += size;
	return push(p, VALUE_TEXT, text);
}

static bool on_unsigned(struct pickle *p, unsigned n)
{
	uint64_t number;
	return take_number(p, n, &number) &&
	       push(p, VALUE_TEXT,
		    arena_printf(p->arena, "%llu", (unsigned long long)number));
}

static bool on_signed(struct pickle *p, unsigned n)
{
	uint64_t number;
	return take_number(p, n, &number) &&
	       push(p, VALUE_TEXT, arena_printf(p->arena, "%d", (int32_t)number));
}

/* Its size, then two's complement. */
static bool on_long(struct pickle *p, unsigned n)
{
	uint64_t size, number = 0;
	if (!take_number(p, n, &size))
		return false;
	if (size > 8)
		return refuse(p, "a number of more than 64 bits");
	if (!take_number(p, size, &number))
		return false;
	if (size && size < 8 && number >> (size * 8 - 1))
		number |= UINT64_MAX << (size * 8);
	return push(p, VALUE_TEXT,
		    arena_printf(p->arena, "%lld", (long long)(int64_t)number));
}

static bool on_float(struct pickle *p, unsigned n)
{
	uint64_t bits;
	double number;
	if (!take_number(p, n, &bits))
		return false;
	bits = be64toh(htole64(bits));
	memcpy(&number, &bits, sizeof(number));
	return push(p, VALUE_TEXT, arena_printf(p->arena, "%.17g", number));
}

static bool on_constant(struct pickle *p, unsigned n)
{
	static const char *const words[] = { "false", "true", "" };
	return push(p, n == 2 ? VALUE_NULL : VALUE_TEXT, words[n]);
}

static bool memo_put(struct pickle *p, uint64_t at)
{
	size_t first;
	if (at > p->memo.count)
		return refuse(p, "its memo has gaps");
	if (!above(p, 1, &first))
		return false;
	if (at == p->memo.count)
		vec_push(&p->memo, p->stack.items[first]);
	p->memo.items[at] = p->stack.items[first];
	return true;
}

static bool on_memoize(struct pickle *p, unsigned n UNUSED)
{
	return memo_put(p, p->memo.count);
}

static bool on_put(struct pickle *p, unsigned n)
{
	uint64_t at;
	return take_number(p, n, &at) && memo_put(p, at);
}

static bool on_get(struct pickle *p, unsigned n)
{
	uint64_t at;
	if (!take_number(p, n, &at))
		return false;
	if (at >= p->memo.count)
		return refuse(p, "its memo does not have that");
	if (p->stack.count == VALUE_COUNT_MAX)
		return refuse(p, "more than a million values");
	vec_push(&p->stack, p->memo.items[at]);
	return true;
}

static bool on_stop(struct pickle *p, unsigned n UNUSED)
{
	size_t first;
	if (p->marks.count || !above(p, 1, &first))
		return refuse(p, "it ends with an open mark");
	p->root = p->stack.items[first];
	return true;
}

static const struct {
	bool (*run)(struct pickle *p, unsigned n);
	unsigned n;
} opcodes[256] = {
	[0x80] = { on_skip, 1 },
	[0x95] = { on_skip, 8 },
	[0x28] = { on_mark, 0 },
	[0x7d] = { on_collection, VALUE_MAP },
	[0x5d] = { on_collection, VALUE_LIST },
	[0x8f] = { on_collection, VALUE_LIST },
	[0x29] = { on_collection, VALUE_LIST },
	[0x85] = { on_tuple, 1 },
	[0x86] = { on_tuple, 2 },
	[0x87] = { on_tuple, 3 },
	[0x74] = { on_marked_tuple, 0 },
	[0x73] = { on_item, VALUE_MAP },
	[0x75] = { on_items, VALUE_MAP },
	[0x61] = { on_item, VALUE_LIST },
	[0x65] = { on_items, VALUE_LIST },
	[0x90] = { on_items, VALUE_LIST },
	[0x8c] = { on_text, 1 },
	[0x58] = { on_text, 4 },
	[0x8d] = { on_text, 8 },
	[0x4a] = { on_signed, 4 },
	[0x4b] = { on_unsigned, 1 },
	[0x4d] = { on_unsigned, 2 },
	[0x8a] = { on_long, 1 },
	[0x47] = { on_float, 8 },
	[0x89] = { on_constant, 0 },
	[0x88] = { on_constant, 1 },
	[0x4e] = { on_constant, 2 },
	[0x94] = { on_memoize, 0 },
	[0x71] = { on_put, 1 },
	[0x72] = { on_put, 4 },
	[0x68] = { on_get, 1 },
	[0x6a] = { on_get, 4 },
	[0x2e] = { on_stop, 0 },
};

static bool run(struct pickle *p)
{
	while (!p->root) {
		if (p->at == p->end)
			return refuse(p, "it ends too early");
		uint8_t op = *p->at++;
		if (!opcodes[op].run)
			return refuse(p, "it holds more than plain data");
		if (!opcodes[op].run(p, opcodes[op].n))
			return false;
	}
	return true;
}

/* The finished tree; what is shared stays shared. */
static const struct value *finish(struct pickle *p, struct pvalue *from, int depth);

static bool finish_items(struct pickle *p, const struct pvalue *from, struct value *v,
			 int depth)
{
	size_t step = from->kind == VALUE_MAP ? 2 : 1;
	size_t count = from->items.count / step;
	struct value_item *items = arena_alloc(p->arena, count * sizeof(*items));
	for (size_t i = 0; i < count; i++) {
		const struct pvalue *key = from->items.items[i * step];
		if (step == 2 && key->kind != VALUE_TEXT)
			return refuse(p, "a key that is no text");
		items[i].key = step == 2 ? key->text : NULL;
		items[i].value =
			finish(p, from->items.items[i * step + step - 1], depth + 1);
		if (!items[i].value)
			return false;
	}
	v->items = items;
	v->count = count;
	return true;
}

static const struct value *finish(struct pickle *p, struct pvalue *from, int depth)
{
	struct error e;
	if (from->done)
		return from->done;
	if (from->being_done || depth > VALUE_DEPTH_MAX) {
		refuse(p, from->being_done ? "it holds itself" : "nested too deeply");
		return NULL;
	}
	struct value *v = arena_alloc(p->arena, sizeof(*v));
	v->kind = from->kind;
	v->text = from->text;
	from->being_done = true;
	if (!finish_items(p, from, v, depth))
		return NULL;
	from->being_done = false;
	if (!value_measure(v, &e)) {
		refuse(p, "more than a million values, or nested too deeply");
		return NULL;
	}
	from->done = v;
	return v;
}

const struct value *pickle_read(struct arena *arena, const char *name,
				const void *bytes, size_t size, struct error *e)
{
	struct pickle p = { .arena = arena, .at = bytes };
	p.end = p.at + size;
	const struct value *root = NULL;
	if (run(&p))
		root = finish(&p, p.stack.items[p.stack.count - 1], 0);
	for (size_t i = 0; i < p.all.count; i++)
		free(p.all.items[i]->items.items);
	free(p.all.items);
	free(p.stack.items);
	free(p.memo.items);
	free(p.marks.items);
	if (!root)
		error_set(e, 0, "%s: %s (at byte %zu)", name, p.why,
			  (size_t)(p.at - (const uint8_t *)bytes));
	return root;
}
