#include "tui/lab_text.h"

#include <string.h>

#include "tui/width.h"

enum {
	LINE_BYTES = 16384,
	NAME_MOST = 32, /* a longer name moves the rest of its line */
	GAP = 2,
	INDENT = 2,	  /* of ports under their bridge */
	NOTES_LEAST = 20, /* narrower, long lines are left alone */
};

struct columns {
	size_t name, state, type, peer; /* widths */
	size_t notes;			/* where the last one begins */
	size_t width;
};

const char *lab_text_state(enum state state)
{
	static const char *const words[] = {
		[STATE_UNKNOWN] = "?",
		[STATE_UP] = "up",
		[STATE_DOWN] = "down",
		[STATE_MISSING] = "gone",
	};
	return words[state];
}

size_t lab_text_width(const char *s)
{
	size_t left = strlen(s), columns = 0;
	while (left) {
		uint32_t code = 0;
		size_t n = text_utf8((const uint8_t *)s, left, &code);
		n = n ? n : 1;
		columns += (size_t)width_of(code);
		s += n;
		left -= n;
	}
	return columns;
}

static size_t indent(const struct endpoint *e)
{
	return e->master ? INDENT : 0;
}

static void widen(size_t *column, size_t n)
{
	if (n > *column && n <= NAME_MOST)
		*column = n;
}

static struct columns columns_of(const struct lab *lab, size_t terminal)
{
	struct columns c = { .name = 8, .state = 5, .type = 4, .peer = 4 };
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *e = &lab->endpoints[i];
		widen(&c.name, indent(e) + lab_text_width(e->name));
		widen(&c.type, lab_text_width(e->type));
		widen(&c.peer, e->peer ? lab_text_width(e->peer) : 0);
	}
	c.notes = c.name + c.state + c.type + c.peer + (size_t)4 * GAP;
	c.width = terminal >= c.notes + NOTES_LEAST ? terminal : 0;
	return c;
}

void lab_text_field(struct text *t, const char *s, size_t column)
{
	size_t used = lab_text_width(s);
	text_str(t, s);
	for (; used < column + GAP; used++)
		text_char(t, ' ');
}

/* What the last column of one endpoint is made of: words that stay whole. */
struct notes {
	struct text *text;
	const struct columns *columns;
	size_t at; /* column */
};

static void put_note(struct notes *n, const char *word)
{
	const struct columns *c = n->columns;
	size_t size = lab_text_width(word);
	if (n->at > c->notes && c->width && n->at + 1 + size > c->width) {
		text_char(n->text, '\n');
		lab_text_field(n->text, "", c->notes - GAP);
		n->at = c->notes;
	} else if (n->at > c->notes) {
		text_char(n->text, ' ');
		n->at++;
	}
	text_str(n->text, word);
	n->at += size;
}

/* Words of a sentence, in brackets that stay with them. */
static void put_sentence(struct notes *n, const char *open, const char *s,
			 const char *close)
{
	while (*s) {
		char word[1200];
		struct text t = text_over(word, sizeof(word));
		size_t size = strcspn(s, " ");
		text_str(&t, open);
		text_mem(&t, s, size);
		s += size + (s[size] == ' ');
		text_str(&t, *s ? "" : close);
		put_note(n, word);
		open = "";
	}
}

/* One that every interface has by itself says nothing. */
static bool is_link_local(const char *address)
{
	return !strncmp(address, "fe80::", 6);
}

/* The other names of its namespace, where several containers share one. */
static void put_others(struct notes *n, const struct lab *lab, const struct endpoint *e)
{
	if (e->space == NO_SPACE)
		return;
	const char *const *others = lab->spaces[e->space].others;
	put_sentence(n, "", *others ? "shared with" : "", "");
	for (; *others; others++)
		put_note(n, *others);
}

static void put_notes(struct notes *n, const struct lab *lab, const struct endpoint *e)
{
	for (size_t i = 0; e->addresses[i]; i++)
		if (!is_link_local(e->addresses[i]))
			put_note(n, e->addresses[i]);
	put_sentence(n, "", e->detail, "");
	put_others(n, lab, e);
	if (e->alias[0])
		put_sentence(n, "\"", e->alias, "\"");
	/* That it was not set up, the state says well enough. */
	if (e->reason && (e->enabled || !e->can_capture))
		put_sentence(n, "(", e->reason, ")");
}

static void drop_blanks(struct text *t)
{
	while (t->at > t->start && t->at[-1] == ' ')
		*--t->at = '\0';
}

static void put_endpoint(struct text *t, const struct columns *c, const struct lab *lab,
			 const struct endpoint *e)
{
	struct notes n = { .text = t, .columns = c, .at = c->notes };
	for (size_t i = 0; i < indent(e); i++)
		text_char(t, ' ');
	lab_text_field(t, e->name, c->name - indent(e));
	lab_text_field(t, lab_text_state(e->state), c->state);
	lab_text_field(t, e->type, c->type);
	lab_text_field(t, e->peer ? e->peer : "", c->peer);
	put_notes(&n, lab, e);
	drop_blanks(t);
	text_char(t, '\n');
}

void lab_text_put(struct lines *out, const struct lab *lab, size_t terminal)
{
	struct columns c = columns_of(lab, terminal);
	struct text *t = lines_room(out, LINE_BYTES);
	lab_text_field(t, "ENDPOINT", c.name);
	lab_text_field(t, "STATE", c.state);
	lab_text_field(t, "TYPE", c.type);
	lab_text_field(t, "PEER", c.peer);
	text_str(t, "ADDRESSES\n");
	for (size_t i = 0; i < lab->endpoint_count; i++)
		put_endpoint(lines_room(out, LINE_BYTES), &c, lab, &lab->endpoints[i]);
}

void lab_text_put_names(struct lines *out, const struct lab *lab)
{
	for (size_t i = 0; i < lab->endpoint_count; i++)
		text_printf(lines_room(out, LINE_BYTES), "%s\n",
			    lab->endpoints[i].name);
}
