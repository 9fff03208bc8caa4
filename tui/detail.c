#include "tui/detail.h"

#include <stdlib.h>
#include <string.h>

void detail_done(struct detail *d)
{
	free(d->bytes);
	free(d->folds.items);
	free(d->shown.items);
	fields_free(d->fields);
}

/* Fields and folds -------------------------------------------------------- */

bool detail_has_children(const struct detail *d, size_t i)
{
	return i + 1 < fields_count(d->fields) &&
	       fields_at(d->fields, i + 1)->depth > fields_at(d->fields, i)->depth;
}

static struct detail_fold *fold_of(const struct detail *d, const struct field *f)
{
	for (size_t i = 0; i < d->folds.count; i++) {
		struct detail_fold *fold = &d->folds.items[i];
		if (fold->depth == f->depth && !strcmp(fold->name, f->name))
			return fold;
	}
	return NULL;
}

/* Is this the last layer: the one the row is about? What is only carried is none. */
static bool is_innermost(const struct detail *d, size_t i)
{
	bool data = !strcmp(fields_at(d->fields, i)->name, "Data");
	for (size_t k = i + 1; k < fields_count(d->fields); k++) {
		const struct field *f = fields_at(d->fields, k);
		if (f->depth == 0 && strcmp(f->name, "Data") != 0)
			return false;
	}
	return !data || i == 0;
}

bool detail_is_open(const struct detail *d, size_t i)
{
	const struct field *f = fields_at(d->fields, i);
	const struct detail_fold *fold = fold_of(d, f);
	if (fold)
		return fold->open;
	return f->depth > 0 || is_innermost(d, i);
}

static void fold_set(struct detail *d, size_t i, bool open)
{
	const struct field *f = fields_at(d->fields, i);
	struct detail_fold *fold = fold_of(d, f);
	if (fold)
		fold->open = open;
	else
		vec_push(&d->folds,
			 ((struct detail_fold){
				 .name = f->name, .depth = f->depth, .open = open }));
}

static void shown_build(struct detail *d)
{
	d->shown.count = 0;
	int hidden_below = INT16_MAX;
	for (size_t i = 0; i < fields_count(d->fields); i++) {
		int depth = fields_at(d->fields, i)->depth;
		if (depth > hidden_below)
			continue;
		vec_push(&d->shown, (uint32_t)i);
		hidden_below = detail_is_open(d, i) ? INT16_MAX : depth;
	}
	list_fit(&d->tree, d->shown.count, d->tree.height);
}

/* The field under the cursor; fields_count() without one. */
static size_t field_index(const struct detail *d)
{
	return d->tree.cursor < d->shown.count ? d->shown.items[d->tree.cursor]
					       : fields_count(d->fields);
}

const struct field *detail_field(const struct detail *d)
{
	size_t i = d->fields ? field_index(d) : 0;
	return d->fields && i < fields_count(d->fields) ? fields_at(d->fields, i)
							: NULL;
}

/* Puts the cursor on field i, or on the one that hides it. */
static void cursor_to_field(struct detail *d, size_t i)
{
	size_t at = 0;
	while (at + 1 < d->shown.count && d->shown.items[at + 1] <= i)
		at++;
	list_goto(&d->tree, at);
}

static void bytes_scroll(struct detail *d)
{
	size_t line = d->per_line ? d->byte / d->per_line : 0;
	if (line < d->bytes_top)
		d->bytes_top = line;
	if (d->bytes_rows && line >= d->bytes_top + d->bytes_rows)
		d->bytes_top = line - d->bytes_rows + 1;
}

/* The bytes pane follows the tree. */
static void byte_to_field(struct detail *d)
{
	const struct field *f = detail_field(d);
	if (f && f->size && f->offset < d->packet.captured)
		d->byte = f->offset;
	bytes_scroll(d);
}

/* Unfolds what field i is in, and puts the cursor on it. */
static void field_reveal(struct detail *d, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		uint16_t depth = fields_at(d->fields, k)->depth;
		size_t end = k + 1;
		while (end < fields_count(d->fields) &&
		       fields_at(d->fields, end)->depth > depth)
			end++;
		if (i < end && !detail_is_open(d, k))
			fold_set(d, k, true);
	}
	shown_build(d);
	cursor_to_field(d, i);
}

/* The tree follows the bytes pane: the smallest field with this byte. */
static void field_to_byte(struct detail *d)
{
	size_t best = fields_count(d->fields), best_size = SIZE_MAX;
	for (size_t i = 0; i < fields_count(d->fields); i++) {
		const struct field *f = fields_at(d->fields, i);
		if (d->byte < f->offset || d->byte - f->offset >= f->size ||
		    f->size > best_size)
			continue;
		best = i;
		best_size = f->size;
	}
	if (best == fields_count(d->fields))
		return;
	field_reveal(d, best);
}

/* Showing ----------------------------------------------------------------- */

static void packet_copy(struct detail *d, const struct packet *p)
{
	if (d->room < p->captured || !d->bytes) {
		d->room = p->captured + 1;
		d->bytes = mem_grow(d->bytes, d->room, 1);
	}
	if (p->captured)
		memcpy(d->bytes, p->bytes, p->captured);
	d->packet = *p;
	d->packet.bytes = d->bytes;
	d->packet.comment = NULL;
	d->packet.comment_size = 0;
}

/* The cursor stays on the same field of another packet, else on the last layer. */
static void cursor_restore(struct detail *d, const char *name, uint16_t depth)
{
	size_t layer = 0;
	for (size_t i = 0; i < d->shown.count; i++) {
		const struct field *f = fields_at(d->fields, d->shown.items[i]);
		if (name && f->depth == depth && !strcmp(f->name, name)) {
			list_goto(&d->tree, i);
			return;
		}
		if (f->depth == 0 && is_innermost(d, d->shown.items[i]))
			layer = layer ? layer : i;
	}
	list_goto(&d->tree, layer);
}

bool detail_show(struct detail *d, struct session *s, uint64_t number)
{
	struct packet p;
	bool learned = d->serial != s->rows_serial ||
		       (d->early && flows_next(s->flows) > number);
	if (d->packet.number == number && number && !learned)
		return true;
	if (!s->store || !store_get(s->store, number, &p))
		return false;
	if (!d->fields)
		d->fields = fields_new();
	const struct field *was = d->packet.number ? detail_field(d) : NULL;
	const char *name = was ? was->name : NULL;
	uint16_t depth = was ? was->depth : 0;
	packet_copy(d, &p);
	flows_dissect(s->flows, &d->row, d->fields, &p);
	d->early = flows_next(s->flows) <= number;
	d->serial = s->rows_serial;
	shown_build(d);
	cursor_restore(d, name, depth);
	d->byte = d->bytes_top = 0;
	byte_to_field(d);
	return true;
}

void detail_fit(struct detail *d, int tree_rows, int bytes_rows, int columns)
{
	d->per_line = columns < 77 ? 8 : 16;
	d->bytes_rows = bytes_rows > 0 ? (size_t)bytes_rows : 0;
	list_fit(&d->tree, d->shown.count, tree_rows > 0 ? (size_t)tree_rows : 0);
	bytes_scroll(d);
}

/* Commands ---------------------------------------------------------------- */

static void fold_toggle(struct detail *d)
{
	size_t i = field_index(d);
	if (i >= fields_count(d->fields) || !detail_has_children(d, i))
		return;
	fold_set(d, i, !detail_is_open(d, i));
	shown_build(d);
}

/* Left folds, or goes to what holds this field; right unfolds. */
static void fold_left(struct detail *d)
{
	size_t i = field_index(d);
	if (i >= fields_count(d->fields))
		return;
	if (detail_has_children(d, i) && detail_is_open(d, i)) {
		fold_toggle(d);
		return;
	}
	uint16_t depth = fields_at(d->fields, i)->depth;
	while (i > 0 && fields_at(d->fields, i)->depth >= depth && depth)
		i--;
	cursor_to_field(d, i);
}

static void fold_right(struct detail *d)
{
	size_t i = field_index(d);
	if (i < fields_count(d->fields) && detail_has_children(d, i) &&
	    !detail_is_open(d, i))
		fold_toggle(d);
	else
		list_move(&d->tree, 1);
}

/* Everything open, or when it is: every layer closed. */
static void fold_all(struct detail *d)
{
	bool open = d->shown.count < fields_count(d->fields);
	size_t cursor = field_index(d);
	for (size_t i = 0; i < fields_count(d->fields); i++)
		if (detail_has_children(d, i))
			fold_set(d, i, open || fields_at(d->fields, i)->depth > 0);
	shown_build(d);
	cursor_to_field(d, cursor);
}

static bool tree_command(struct detail *d, enum command command, int count)
{
	switch (command) {
	case COMMAND_OPEN:
		fold_toggle(d);
		break;
	case COMMAND_LEFT:
		fold_left(d);
		break;
	case COMMAND_RIGHT:
		fold_right(d);
		break;
	case COMMAND_FOLD_ALL:
		fold_all(d);
		break;
	default:
		if (!list_command(&d->tree, command, count))
			return false;
	}
	byte_to_field(d);
	return true;
}

static void byte_move(struct detail *d, ptrdiff_t by)
{
	ptrdiff_t at = (ptrdiff_t)d->byte + by,
		  last = (ptrdiff_t)d->packet.captured - 1;
	d->byte = at < 0 || last < 0 ? 0 : (size_t)(at < last ? at : last);
	bytes_scroll(d);
	field_to_byte(d);
}

static bool bytes_command(struct detail *d, enum command command, int count)
{
	ptrdiff_t n = count ? count : 1, line = d->per_line;
	ptrdiff_t page = line * (ptrdiff_t)(d->bytes_rows ? d->bytes_rows : 1);
	ptrdiff_t whole = (ptrdiff_t)d->packet.captured;
	const struct {
		enum command command;
		ptrdiff_t by;
	} moves[] = {
		{ COMMAND_LEFT, -n },		{ COMMAND_RIGHT, n },
		{ COMMAND_UP, -n * line },	{ COMMAND_DOWN, n * line },
		{ COMMAND_HALF_UP, -page / 2 }, { COMMAND_HALF_DOWN, page / 2 },
		{ COMMAND_PAGE_UP, -page },	{ COMMAND_PAGE_DOWN, page },
		{ COMMAND_FIRST, -whole },	{ COMMAND_LAST, whole },
	};
	for (size_t i = 0; i < COUNT(moves); i++) {
		if (moves[i].command == command) {
			byte_move(d, moves[i].by);
			return true;
		}
	}
	return false;
}

bool detail_command(struct detail *d, enum detail_pane pane, enum command command,
		    int count)
{
	if (!d->packet.number)
		return false;
	return pane == DETAIL_BYTES && command != COMMAND_FOLD_ALL
		       ? bytes_command(d, command, count)
		       : tree_command(d, command, count);
}

static bool field_has(const struct field *f, const char *text)
{
	return strcasestr(f->name, text) || (f->value && strcasestr(f->value, text));
}

bool detail_find(struct detail *d, const char *text, int step)
{
	if (!d->packet.number)
		return false;
	size_t count = fields_count(d->fields), at = field_index(d);
	for (size_t looked = 0; looked < count; looked++) {
		at = (at + count + (size_t)(ptrdiff_t)step) % count;
		if (!field_has(fields_at(d->fields, at), text))
			continue;
		field_reveal(d, at);
		byte_to_field(d);
		return true;
	}
	return false;
}
