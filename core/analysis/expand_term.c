/* Terms: tests that start with a word. Each leaves the qualifiers that values after it
 * inherit, none mostly. */
#include "core/analysis/expand_state.h"

static void quals_add(struct quals *q, const struct token *t)
{
	size_t used = strlen(q->text);
	snprintf(q->text + used, sizeof(q->text) - used, "%s%.*s", used ? " " : "",
		 (int)t->size, t->start);
}

static bool is_side(const struct token *t)
{
	return t->part == PART_DIR && (expand_is(t, "src") || expand_is(t, "dst"));
}

static void quals_dir(struct expand *x, struct quals *q)
{
	if (x->at->part != PART_DIR)
		return;
	q->type = PART_HOST;
	q->word = x->at;
	quals_add(q, x->at++);
	if (!is_side(x->at - 1) || !expand_is_join(x->at) || !is_side(x->at + 1))
		return;
	struct token word = { .start = x->at->part == PART_AND ? "and" : "or",
			      .size = x->at->part == PART_AND ? 3 : 2 };
	quals_add(q, &word);
	quals_add(q, x->at + 1);
	x->at += 2;
}

static bool term_cast(struct expand *x, struct quals *q)
{
	struct expand_piece piece = expand_begin(x);
	*q = (struct quals){ 0 };
	if (x->at->part == PART_PROTO) {
		expand_copy(x);
		text_char(&x->out, ' ');
	}
	expand_copy(x);
	expand_end(x, &piece);
	return true;
}

static bool term_bare(struct expand *x, struct quals *q)
{
	struct expand_piece piece = expand_begin(x);
	*q = (struct quals){ 0 };
	expand_copy(x);
	expand_end(x, &piece);
	if (x->at->kind == TOKEN_NUMBER)
		return expand_refuse_lacking(x, x->at, "port",
					     "port, proto or host is missing");
	return true;
}

static bool term_word(struct expand *x, struct quals *q);

static bool term_qualified(struct expand *x, struct quals *q)
{
	const struct token *t = x->at;
	bool followed = t[1].part == PART_HOST || t[1].kind == TOKEN_MAC;
	if (t->part == PART_DIR && !followed && word_expansion(t->start, t->size))
		return term_word(x, q);
	if (t->part == PART_PROTO && t[1].part == PART_BRACKET) {
		*q = (struct quals){ 0 };
		return expand_relation(x);
	}
	if (t->part == PART_PROTO && t[1].part == PART_CAST)
		return term_cast(x, q);
	if (t->part == PART_PROTO && t[1].part != PART_DIR &&
	    !expand_takes_value(t[1].part))
		return term_bare(x, q);
	*q = (struct quals){ 0 };
	if (t->part == PART_PROTO) {
		q->proto = t;
		quals_add(q, x->at++);
	}
	quals_dir(x, q);
	if (expand_takes_value(x->at->part)) {
		q->type = x->at->part;
		q->word = x->at;
		quals_add(q, x->at++);
	}
	return expand_values(x, q);
}

static bool term_gateway(struct expand *x, struct quals *q)
{
	(void)q;
	return expand_refuse(x, x->at, "",
			     "needs names: write ether host MAC and not host ADDRESS");
}

static bool term_relation(struct expand *x, struct quals *q)
{
	*q = (struct quals){ 0 };
	return expand_relation(x);
}

/* SKF_AD_OFF + SKF_AD_PKTTYPE (linux/filter.h) is PACKET_OUTGOING, or not. */
static const char load_in[] = "link[4294963204:2] != 4",
		  load_out[] = "link[4294963204:2] = 4";

/* No piece: what it becomes is not known here, and it is never what is wrong. */
static bool term_direction(struct expand *x, struct quals *q)
{
	bool in = expand_is(x->at, "inbound");
	*q = (struct quals){ 0 };
	x->result->direction = true;
	if (x->direction == EXPAND_KEEP) {
		expand_copy(x);
		return true;
	}
	if (x->direction == EXPAND_LOAD)
		text_str(&x->out, in ? load_in : load_out);
	else
		text_str(&x->out, x->direction == (in ? EXPAND_IN : EXPAND_OUT)
					  ? "1 = 1"
					  : "1 = 0");
	x->at++;
	return true;
}

static bool term_number(struct expand *x, struct quals *q)
{
	struct expand_piece piece = expand_begin(x);
	*q = (struct quals){ 0 };
	expand_copy(x);
	if (x->at->kind != TOKEN_NUMBER)
		return expand_refuse_end(x, "a number is missing after this");
	text_char(&x->out, ' ');
	expand_copy(x);
	expand_end(x, &piece);
	return true;
}

static bool term_layer(struct expand *x, struct quals *q)
{
	struct expand_piece piece = expand_begin(x);
	*q = (struct quals){ 0 };
	if (expand_is(x->at, "vlan"))
		x->vlans++;
	else
		x->inside = true;
	expand_copy(x);
	if (x->at->kind == TOKEN_NUMBER) {
		text_char(&x->out, ' ');
		expand_copy(x);
	}
	expand_end(x, &piece);
	return true;
}

static bool name_follows(const struct expand *x)
{
	return x->at->kind == TOKEN_NUMBER ||
	       (x->at->kind == TOKEN_WORD && x->at->part == PART_NONE);
}

static bool term_optional(struct expand *x, struct quals *q)
{
	struct expand_piece piece = expand_begin(x);
	*q = (struct quals){ 0 };
	expand_copy(x);
	if (name_follows(x)) {
		text_char(&x->out, ' ');
		expand_copy(x);
	}
	expand_end(x, &piece);
	return true;
}

/* "type mgt subtype beacon": names of 802.11 that libpcap keeps in tables of its own.
 */
static bool term_name(struct expand *x, struct quals *q)
{
	struct expand_piece piece = expand_begin(x);
	*q = (struct quals){ 0 };
	do {
		if (text_length(&x->out) > piece.start)
			text_char(&x->out, ' ');
		expand_copy(x);
		if (!name_follows(x))
			return expand_refuse_end(
				x, "a name or number is missing after this");
		text_char(&x->out, ' ');
		expand_copy(x);
	} while (expand_is(x->at, "subtype"));
	expand_end(x, &piece);
	return true;
}

static bool term_foreign(struct expand *x, struct quals *q)
{
	(void)q;
	return expand_refuse(x, x->at, "",
			     "only for ATM, SS7 and pf logs, which are no use here");
}

/* Where the link-level header has its type field and what follows it. */
static bool word_offsets(const struct expand *x, unsigned *type, unsigned *payload)
{
	static const struct {
		uint32_t linktype;
		unsigned type, payload;
	} links[] = {
		{ LINKTYPE_ETHERNET, 12, 14 },
		{ LINKTYPE_LINUX_SLL, 14, 16 },
		{ LINKTYPE_LINUX_SLL2, 0, 20 },
	};
	for (size_t i = 0; i < COUNT(links); i++) {
		if (links[i].linktype != x->linktype)
			continue;
		*type = links[i].type + 4 * x->vlans;
		*payload = links[i].payload + 4 * x->vlans;
		return true;
	}
	return false;
}

static void word_write(struct expand *x, const char *expansion)
{
	unsigned type = 0, payload = 0;
	if (strchr(expansion, '@') && !word_offsets(x, &type, &payload))
		expansion = "1 = 0";
	text_char(&x->out, '(');
	for (const char *at = expansion; *at;) {
		size_t plain = strcspn(at, "@");
		text_mem(&x->out, at, plain);
		at += plain;
		if (!*at)
			break;
		if (at[1] == 't')
			text_uint(&x->out, type);
		else
			text_uint(&x->out, payload + (unsigned)(at[1] - '0'));
		at += 2;
	}
	text_char(&x->out, ')');
}

static bool term_word(struct expand *x, struct quals *q)
{
	const struct token *t = x->at;
	const char *expansion = word_expansion(t->start, t->size);
	struct expand_piece piece = expand_begin(x);
	uint32_t number;
	if (!expansion && word_value(WORD_PORT, t->start, t->size, &number))
		return expand_refuse_lacking(x, t, "port", "the name of a port");
	if (!expansion && word_value(WORD_IP, t->start, t->size, &number))
		return expand_refuse_lacking(x, t, "proto", "the name of a protocol");
	if (!expansion)
		return expand_refuse_unknown(x, t, NULL,
					     "not a word the filter language knows");
	if (x->inside && strchr(expansion, '@'))
		return expand_refuse(x, t, "",
				     "cannot be found behind mpls, pppoes and geneve");
	(void)q; /* as behind brackets: values after it belong to what was before */
	word_write(x, expansion);
	x->at++;
	expand_end(x, &piece);
	return true;
}

static bool (*const terms[PART_COUNT])(struct expand *, struct quals *) = {
	[PART_PROTO] = term_qualified,	   [PART_DIR] = term_qualified,
	[PART_HOST] = term_qualified,	   [PART_NET] = term_qualified,
	[PART_PORT] = term_qualified,	   [PART_RANGE] = term_qualified,
	[PART_PROTO_OF] = term_qualified,  [PART_GATEWAY] = term_gateway,
	[PART_CAST] = term_cast,	   [PART_LEN] = term_relation,
	[PART_CONSTANT] = term_relation,   [PART_ARITH] = term_relation,
	[PART_DIRECTION] = term_direction, [PART_ALONE] = term_bare,
	[PART_NUMBER] = term_number,	   [PART_OPTIONAL] = term_optional,
	[PART_LAYER] = term_layer,	   [PART_NAME] = term_name,
	[PART_FOREIGN] = term_foreign,	   [PART_INNER] = expand_inner,
};

bool expand_term(struct expand *x, struct quals *q)
{
	enum word_part part = x->at->part;
	if (part == PART_NONE)
		return term_word(x, q);
	if (!terms[part])
		return expand_refuse(x, x->at, "", "not expected here");
	return terms[part](x, q);
}
