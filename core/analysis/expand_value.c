/* Values: what stands behind host, net, port, portrange and proto, and what names of
 * ours become there. */
#include "core/analysis/expand_state.h"

static bool is_link(const struct token *proto)
{
	static const char *const names[] = { "ether", "link", "wlan", "fddi",
					     "tr",    "ppp",  "slip" };
	for (size_t i = 0; proto && i < COUNT(names); i++)
		if (expand_is(proto, names[i]))
			return true;
	return false;
}

static bool value_host(struct expand *x, const struct quals *q)
{
	const struct token *t = x->at;
	if (t->kind == TOKEN_WORD || t->kind == TOKEN_ESCAPED) {
		uint32_t port;
		if (q->word->part == PART_DIR && !is_link(q->proto) &&
		    word_value(WORD_PORT, t->start, t->size, &port))
			return expand_refuse_lacking(x, t, "port",
						     "an address goes here");
		return expand_refuse(
			x, t, "",
			is_link(q->proto)
				? "names are not looked up: write the MAC address"
				: "names are not looked up: write the address");
	}
	if (t->kind == TOKEN_MAC && !q->proto)
		return expand_refuse_lacking(x, q->word, "ether",
					     "this is a MAC address");
	if (t->kind != TOKEN_MAC && is_link(q->proto))
		return expand_refuse(x, t, "", "a MAC address goes here");
	if (t[1].part == PART_ARITH && *t[1].start == '/' && q->word->part == PART_HOST)
		return expand_refuse(x, q->word, "net", "this is a network");
	expand_copy(x);
	return true;
}

/* 10 is the network 10.0.0.0/8, and so is 10/8. */
static void value_net_number(struct expand *x)
{
	bool length = x->at[1].part == PART_ARITH && *x->at[1].start == '/';
	expand_copy(x);
	if (length)
		text_str(&x->out, ".0.0.0");
}

static bool value_net(struct expand *x, const struct quals *q)
{
	const struct token *t = x->at;
	(void)q;
	if (t->kind == TOKEN_WORD || t->kind == TOKEN_ESCAPED)
		return expand_refuse(x, t, "",
				     "networks have no names here: write 10.0.0.0/8");
	if (t->kind == TOKEN_MAC)
		return expand_refuse(x, t, "", "a network goes here: 10.0.0.0/8");
	if (t->kind == TOKEN_NUMBER)
		value_net_number(x);
	else
		expand_copy(x);
	bool slash = x->at->part == PART_ARITH && *x->at->start == '/';
	bool mask = x->at->part == PART_MASK;
	if (!slash && !mask)
		return true;
	if (mask)
		text_char(&x->out, ' ');
	expand_copy(x);
	if (mask)
		text_char(&x->out, ' ');
	if (x->at->kind != (slash ? TOKEN_NUMBER : TOKEN_IP4))
		return expand_refuse_end(x,
					 slash ? "a prefix length is missing after this"
					       : "a mask such as 255.0.0.0 is missing");
	expand_copy(x);
	return true;
}

static bool port_value(const char *s, size_t size, uint32_t *port)
{
	if (word_value(WORD_PORT, s, size, port))
		return true;
	size_t digits = strspn(s, "0123456789");
	*port = (uint32_t)strtoul(s, NULL, 10);
	return size && digits >= size && size <= 5 && *port <= UINT16_MAX;
}

/* The dash of a range: both sides must be ports, whose names may have dashes too. */
static const char *range_dash(const struct token *t, uint32_t *first, uint32_t *last)
{
	for (const char *dash = t->start; dash < t->start + t->size; dash++) {
		size_t left = (size_t)(dash - t->start);
		if (*dash == '-' && port_value(t->start, left, first) &&
		    port_value(dash + 1, t->size - left - 1, last))
			return dash;
	}
	return NULL;
}

static bool value_port(struct expand *x, const struct quals *q)
{
	static const enum word_space space = WORD_PORT;
	const struct token *t = x->at;
	uint32_t port, last;
	if (t->kind == TOKEN_NUMBER) {
		expand_copy(x);
		return true;
	}
	if (t->kind != TOKEN_WORD && t->kind != TOKEN_ESCAPED)
		return expand_refuse(x, t, "", "a port goes here: 179 or bgp");
	if (word_value(WORD_PORT, t->start, t->size, &port)) {
		text_uint(&x->out, port);
		x->at++;
		return true;
	}
	if (range_dash(t, &port, &last))
		return expand_refuse(x, q->word, "portrange",
				     "this is a range of ports");
	return expand_refuse_unknown(x, t, &space, "not the name of a port");
}

static bool value_range(struct expand *x, const struct quals *q)
{
	const struct token *t = x->at;
	uint32_t first, last;
	if (t->kind == TOKEN_NUMBER || word_value(WORD_PORT, t->start, t->size, &first))
		return value_port(x, q);
	if ((t->kind != TOKEN_WORD && t->kind != TOKEN_ESCAPED) ||
	    !range_dash(t, &first, &last))
		return expand_refuse(x, t, "", "a range of ports goes here: 6000-6008");
	text_uint(&x->out, first);
	text_char(&x->out, '-');
	text_uint(&x->out, last);
	x->at++;
	return true;
}

static bool value_proto(struct expand *x, const struct quals *q)
{
	const struct token *t = x->at;
	enum word_space space = is_link(q->proto)			 ? WORD_ETHER
				: q->proto && expand_is(q->proto, "iso") ? WORD_ISO
									 : WORD_IP;
	uint32_t value;
	if (t->kind == TOKEN_NUMBER) {
		expand_copy(x);
		return true;
	}
	if (t->kind != TOKEN_WORD && t->kind != TOKEN_ESCAPED)
		return expand_refuse(x, t, "", "a protocol goes here: 89 or ospf");
	if (!word_value(space, t->start, t->size, &value))
		return expand_refuse_unknown(x, t, &space,
					     "not the name of a protocol");
	if (space == WORD_IP) {
		text_uint(&x->out, value);
	} else {
		text_str(&x->out, "0x");
		text_hex(&x->out, value, value > 0xff ? 4 : 2);
	}
	x->at++;
	return true;
}

static bool (*const values[PART_COUNT])(struct expand *, const struct quals *) = {
	[PART_HOST] = value_host,      [PART_NET] = value_net,
	[PART_PORT] = value_port,      [PART_RANGE] = value_range,
	[PART_PROTO_OF] = value_proto,
};

bool expand_value(struct expand *x, const struct quals *q)
{
	struct expand_piece piece = expand_begin(x);
	if (x->at->kind == TOKEN_END || x->at->kind == TOKEN_SIGN)
		return expand_refuse_end(x, "a value is missing after this");
	text_str(&x->out, q->text);
	text_char(&x->out, ' ');
	if (!values[q->type](x, q))
		return false;
	expand_end(x, &piece);
	return true;
}

/* "port (22 or 23)": values only. */
bool expand_values(struct expand *x, const struct quals *q)
{
	unsigned depth = x->depth;
	if (!expand_negations(x))
		return false;
	if (x->at->part != PART_OPEN) {
		x->depth = depth;
		return expand_value(x, q);
	}
	const struct token *open = x->at++;
	text_char(&x->out, '(');
	if (!expand_enter(x) || !expand_values(x, q))
		return false;
	while (expand_is_join(x->at)) {
		expand_join(x);
		if (!expand_values(x, q))
			return false;
	}
	bool ok = expand_close(x, open);
	x->depth = depth;
	return ok;
}

bool expand_takes_value(enum word_part part)
{
	return values[part] != NULL;
}

/* "port bgp or ssh": is this a value for the qualifiers before it? */
bool expand_is_value(const struct token *t, const struct quals *q)
{
	uint32_t number;
	if (q->type == PART_NONE)
		return false;
	if (t->kind != TOKEN_WORD)
		return t->kind != TOKEN_SIGN && t->kind != TOKEN_END;
	if (t->part != PART_NONE)
		return false;
	enum word_space space = q->type == PART_PROTO_OF ? WORD_IP : WORD_PORT;
	bool named = q->type == PART_PORT || q->type == PART_PROTO_OF;
	return (named && word_value(space, t->start, t->size, &number)) ||
	       (q->type == PART_RANGE && memchr(t->start, '-', t->size));
}
