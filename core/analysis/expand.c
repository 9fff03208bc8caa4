/* A recursive descent over the grammar of pcap-filter(7), writing as it reads. What an
 * identifier without a keyword means depends on the value before it, as there. */
#include "core/analysis/expand.h"

#include "core/analysis/token.h"
#include "core/base/text.h"

enum {
	TEXT_MAX = 4096,      /* bytes of a filter */
	EXPANDED_MAX = 65536, /* bytes of what it becomes */
	DEPTH_MAX = 64,	      /* brackets and negations within each other */
};

struct expand {
	const char *source;
	const struct token *first, *at;
	struct text out;
	struct expansion *result;
	uint32_t linktype;
	enum expand_direction direction;
	unsigned depth;
	unsigned vlans; /* tags that the words so far have stepped over */
	bool inside; /* behind a word that leaves the Ethernet header: mpls, geneve */
	struct filter_mark *mark;
	struct error *e;
};

/* The qualifiers in front of a value, which the values after it inherit. */
struct quals {
	enum key type;		   /* KEY_NONE: no value may come */
	const struct token *proto; /* "tcp", or NULL */
	const struct token *word;  /* the one that gave the type */
	char text[48];		   /* "tcp src port" */
};

static const struct quals quals_none;

/* Errors. Each returns false. */

static bool refuse(struct expand *x, const struct token *t, const char *suggestion,
		   const char *why)
{
	size_t offset = (size_t)(t->start - x->source);
	*x->mark = (struct filter_mark){ .offset = offset, .size = t->size };
	if (strlen(suggestion) < sizeof(x->mark->suggestion))
		snprintf(x->mark->suggestion, sizeof(x->mark->suggestion), "%s",
			 suggestion);
	if (!x->mark->suggestion[0])
		return error_set(x->e, 0, "%s", why);
	return error_set(x->e, 0, "%s - did you mean %s?", why, x->mark->suggestion);
}

/* The same with "prefix word" as the suggestion. */
static bool refuse_lacking(struct expand *x, const struct token *t, const char *prefix,
			   const char *why)
{
	char suggestion[80];
	snprintf(suggestion, sizeof(suggestion), "%s %.*s", prefix,
		 (int)(t->size < 64 ? t->size : 64), t->start);
	return refuse(x, t, suggestion, why);
}

/* The word before this place is the one that lacks something. */
static bool refuse_end(struct expand *x, const char *why)
{
	return refuse(x, x->at > x->first ? x->at - 1 : x->at, "", why);
}

static bool refuse_unknown(struct expand *x, const struct token *t,
			   const enum word_space *values, const char *why)
{
	char best[sizeof(x->mark->suggestion)] = "";
	if (t->kind == TOKEN_WORD || t->kind == TOKEN_ESCAPED)
		word_nearest(t->start, t->size, values, best, sizeof(best));
	return refuse(x, t, best, why);
}

/* Reading and writing. */

static bool is_text(const struct token *t, const char *text)
{
	return t->size == strlen(text) && !memcmp(t->start, text, t->size);
}

static bool is_join(const struct token *t)
{
	return t->key == KEY_AND || t->key == KEY_OR;
}

static bool enter(struct expand *x)
{
	if (++x->depth > DEPTH_MAX)
		return refuse(x, x->at, "", "nested too deeply");
	return true;
}

static void copy(struct expand *x)
{
	text_mem(&x->out, x->at->start, x->at->size);
	x->at++;
}

static struct expand_piece piece_begin(const struct expand *x)
{
	return (struct expand_piece){ .offset = (size_t)(x->at->start - x->source),
				      .start = text_length(&x->out) };
}

static void piece_end(struct expand *x, struct expand_piece *p)
{
	const struct token *last = x->at - 1;
	p->size = (size_t)(last->start + last->size - x->source) - p->offset;
	p->length = text_length(&x->out) - p->start;
	vec_push(&x->result->pieces, *p);
}

/* Arithmetic: numbers, len, and bytes of the packet. */

static bool arith(struct expand *x);

static bool arith_load(struct expand *x)
{
	copy(x);
	copy(x); /* [ */
	if (!arith(x))
		return false;
	if (x->at->key == KEY_COLON) {
		copy(x);
		if (x->at->kind != TOKEN_NUMBER)
			return refuse(x, x->at, "", "a size of 1, 2 or 4 is missing");
		copy(x);
	}
	if (x->at->key != KEY_UNBRACKET)
		return x->at->kind == TOKEN_END
			       ? refuse_end(x, "a ] is missing")
			       : refuse(x, x->at, "", "not expected here");
	copy(x);
	return true;
}

static bool arith_brackets(struct expand *x)
{
	copy(x);
	if (!arith(x))
		return false;
	if (x->at->key != KEY_CLOSE)
		return refuse(x, x->at, "", "not expected here");
	copy(x);
	return true;
}

static bool arith_operand(struct expand *x)
{
	const struct token *t = x->at;
	if (t->kind == TOKEN_END)
		return refuse_end(x, "a number is missing after this");
	if (t->kind == TOKEN_NUMBER || t->key == KEY_CONSTANT || t->key == KEY_LEN) {
		copy(x);
		return true;
	}
	if (t->key == KEY_PROTO && t[1].key == KEY_BRACKET)
		return arith_load(x);
	if (t->key == KEY_PROTO)
		return refuse(x, t, "", "a number, or bytes such as ip[0], go here");
	if (t->key == KEY_OPEN)
		return arith_brackets(x);
	if (t->key == KEY_ARITH && *t->start == '-') {
		copy(x);
		return enter(x) && arith_operand(x) && x->depth--;
	}
	if (t->kind == TOKEN_WORD && t->key == KEY_NONE)
		return refuse_unknown(x, t, NULL, "not a number or a name of one");
	return refuse(x, t, "", "a number is missing before this");
}

static bool arith(struct expand *x)
{
	if (!enter(x) || !arith_operand(x))
		return false;
	while (x->at->key == KEY_ARITH) {
		text_char(&x->out, ' ');
		copy(x);
		text_char(&x->out, ' ');
		if (!arith_operand(x))
			return false;
	}
	x->depth--;
	return true;
}

static bool relation(struct expand *x)
{
	struct expand_piece piece = piece_begin(x);
	if (!arith(x))
		return false;
	if (x->at->key != KEY_RELATION)
		return x->at->kind == TOKEN_END
			       ? refuse_end(x, "a comparison is missing after this")
			       : refuse(x, x->at, "",
					"a comparison is missing before this");
	text_char(&x->out, ' ');
	copy(x);
	text_char(&x->out, ' ');
	if (!arith(x))
		return false;
	piece_end(x, &piece);
	return true;
}

/* Values: what stands behind host, net, port, portrange and proto. */

static bool is_link(const struct token *proto)
{
	static const char *const names[] = { "ether", "link", "wlan", "fddi",
					     "tr",    "ppp",  "slip" };
	for (size_t i = 0; proto && i < COUNT(names); i++)
		if (is_text(proto, names[i]))
			return true;
	return false;
}

static bool value_host(struct expand *x, const struct quals *q)
{
	const struct token *t = x->at;
	if (t->kind == TOKEN_WORD || t->kind == TOKEN_ESCAPED) {
		uint32_t port;
		if (q->word->key == KEY_DIR && !is_link(q->proto) &&
		    word_value(WORD_PORT, t->start, t->size, &port))
			return refuse_lacking(x, t, "port", "an address goes here");
		return refuse(x, t, "",
			      is_link(q->proto)
				      ? "names are not looked up: write the MAC address"
				      : "names are not looked up: write the address");
	}
	if (t->kind == TOKEN_MAC && !q->proto)
		return refuse_lacking(x, q->word, "ether", "this is a MAC address");
	if (t->kind != TOKEN_MAC && is_link(q->proto))
		return refuse(x, t, "", "a MAC address goes here");
	if (t[1].key == KEY_ARITH && *t[1].start == '/' && q->word->key == KEY_HOST)
		return refuse(x, q->word, "net", "this is a network");
	copy(x);
	return true;
}

/* 10 is the network 10.0.0.0/8, and so is 10/8. */
static void value_net_number(struct expand *x)
{
	bool length = x->at[1].key == KEY_ARITH && *x->at[1].start == '/';
	copy(x);
	if (length)
		text_str(&x->out, ".0.0.0");
}

static bool value_net(struct expand *x, const struct quals *q)
{
	const struct token *t = x->at;
	(void)q;
	if (t->kind == TOKEN_WORD || t->kind == TOKEN_ESCAPED)
		return refuse(x, t, "",
			      "networks have no names here: write 10.0.0.0/8");
	if (t->kind == TOKEN_MAC)
		return refuse(x, t, "", "a network goes here: 10.0.0.0/8");
	if (t->kind == TOKEN_NUMBER)
		value_net_number(x);
	else
		copy(x);
	bool slash = x->at->key == KEY_ARITH && *x->at->start == '/';
	bool mask = x->at->key == KEY_MASK;
	if (!slash && !mask)
		return true;
	if (mask)
		text_char(&x->out, ' ');
	copy(x);
	if (mask)
		text_char(&x->out, ' ');
	if (x->at->kind != (slash ? TOKEN_NUMBER : TOKEN_IP4))
		return refuse_end(x, slash ? "a prefix length is missing after this"
					   : "a mask such as 255.0.0.0 is missing");
	copy(x);
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
		copy(x);
		return true;
	}
	if (t->kind != TOKEN_WORD && t->kind != TOKEN_ESCAPED)
		return refuse(x, t, "", "a port goes here: 179 or bgp");
	if (word_value(WORD_PORT, t->start, t->size, &port)) {
		text_uint(&x->out, port);
		x->at++;
		return true;
	}
	if (range_dash(t, &port, &last))
		return refuse(x, q->word, "portrange", "this is a range of ports");
	return refuse_unknown(x, t, &space, "not the name of a port");
}

static bool value_range(struct expand *x, const struct quals *q)
{
	const struct token *t = x->at;
	uint32_t first, last;
	if (t->kind == TOKEN_NUMBER || word_value(WORD_PORT, t->start, t->size, &first))
		return value_port(x, q);
	if ((t->kind != TOKEN_WORD && t->kind != TOKEN_ESCAPED) ||
	    !range_dash(t, &first, &last))
		return refuse(x, t, "", "a range of ports goes here: 6000-6008");
	text_uint(&x->out, first);
	text_char(&x->out, '-');
	text_uint(&x->out, last);
	x->at++;
	return true;
}

static bool value_proto(struct expand *x, const struct quals *q)
{
	const struct token *t = x->at;
	enum word_space space = is_link(q->proto)		       ? WORD_ETHER
				: q->proto && is_text(q->proto, "iso") ? WORD_ISO
								       : WORD_IP;
	uint32_t value;
	if (t->kind == TOKEN_NUMBER) {
		copy(x);
		return true;
	}
	if (t->kind != TOKEN_WORD && t->kind != TOKEN_ESCAPED)
		return refuse(x, t, "", "a protocol goes here: 89 or ospf");
	if (!word_value(space, t->start, t->size, &value))
		return refuse_unknown(x, t, &space, "not the name of a protocol");
	if (space == WORD_IP) {
		text_uint(&x->out, value);
	} else {
		text_str(&x->out, "0x");
		text_hex(&x->out, value, value > 0xff ? 4 : 2);
	}
	x->at++;
	return true;
}

static bool (*const values[KEY_COUNT])(struct expand *, const struct quals *) = {
	[KEY_HOST] = value_host,      [KEY_NET] = value_net,
	[KEY_PORT] = value_port,      [KEY_RANGE] = value_range,
	[KEY_PROTO_OF] = value_proto,
};

static bool value(struct expand *x, const struct quals *q)
{
	struct expand_piece piece = piece_begin(x);
	if (x->at->kind == TOKEN_END || x->at->kind == TOKEN_SIGN)
		return refuse_end(x, "a value is missing after this");
	text_str(&x->out, q->text);
	text_char(&x->out, ' ');
	if (!values[q->type](x, q))
		return false;
	piece_end(x, &piece);
	return true;
}

/* Expressions. */

static bool expression(struct expand *x, struct quals *q);

static bool negations(struct expand *x)
{
	for (; x->at->key == KEY_NOT; x->at++) {
		if (!enter(x))
			return false;
		text_str(&x->out, "not ");
	}
	return true;
}

static void join(struct expand *x)
{
	text_str(&x->out, x->at->key == KEY_AND ? " and " : " or ");
	x->at++;
}

static bool close_group(struct expand *x, const struct token *open)
{
	if (x->at->kind == TOKEN_END)
		return refuse(x, open, "", "never closed");
	if (x->at->key != KEY_CLOSE)
		return refuse_lacking(x, x->at, "and",
				      "and or or is missing before this");
	text_char(&x->out, ')');
	x->at++;
	x->depth--;
	return true;
}

/* "port (22 or 23)": values only. */
static bool value_group(struct expand *x, const struct quals *q)
{
	unsigned depth = x->depth;
	if (!negations(x))
		return false;
	if (x->at->key != KEY_OPEN) {
		x->depth = depth;
		return value(x, q);
	}
	const struct token *open = x->at++;
	text_char(&x->out, '(');
	if (!enter(x) || !value_group(x, q))
		return false;
	while (is_join(x->at)) {
		join(x);
		if (!value_group(x, q))
			return false;
	}
	bool ok = close_group(x, open);
	x->depth = depth;
	return ok;
}

/* Terms: what starts with a word. Each leaves in q what later values inherit. */

static void quals_add(struct quals *q, const struct token *t)
{
	size_t used = strlen(q->text);
	snprintf(q->text + used, sizeof(q->text) - used, "%s%.*s", used ? " " : "",
		 (int)t->size, t->start);
}

static bool is_side(const struct token *t)
{
	return t->key == KEY_DIR && (is_text(t, "src") || is_text(t, "dst"));
}

static void quals_dir(struct expand *x, struct quals *q)
{
	if (x->at->key != KEY_DIR)
		return;
	q->type = KEY_HOST;
	q->word = x->at;
	quals_add(q, x->at++);
	if (!is_side(x->at - 1) || !is_join(x->at) || !is_side(x->at + 1))
		return;
	struct token word = { .start = x->at->key == KEY_AND ? "and" : "or",
			      .size = x->at->key == KEY_AND ? 3 : 2 };
	quals_add(q, &word);
	quals_add(q, x->at + 1);
	x->at += 2;
}

static bool term_cast(struct expand *x, struct quals *q)
{
	struct expand_piece piece = piece_begin(x);
	*q = quals_none;
	if (x->at->key == KEY_PROTO) {
		copy(x);
		text_char(&x->out, ' ');
	}
	copy(x);
	piece_end(x, &piece);
	return true;
}

static bool term_bare(struct expand *x, struct quals *q)
{
	struct expand_piece piece = piece_begin(x);
	*q = quals_none;
	copy(x);
	piece_end(x, &piece);
	if (x->at->kind == TOKEN_NUMBER)
		return refuse_lacking(x, x->at, "port",
				      "port, proto or host is missing");
	return true;
}

static bool term_word(struct expand *x, struct quals *q);

static bool term_qualified(struct expand *x, struct quals *q)
{
	const struct token *t = x->at;
	bool followed = t[1].key == KEY_HOST || t[1].kind == TOKEN_MAC;
	if (t->key == KEY_DIR && !followed && word_expansion(t->start, t->size))
		return term_word(x, q);
	if (t->key == KEY_PROTO && t[1].key == KEY_BRACKET) {
		*q = quals_none;
		return relation(x);
	}
	if (t->key == KEY_PROTO && t[1].key == KEY_CAST)
		return term_cast(x, q);
	if (t->key == KEY_PROTO && t[1].key != KEY_DIR && !values[t[1].key])
		return term_bare(x, q);
	*q = quals_none;
	if (t->key == KEY_PROTO) {
		q->proto = t;
		quals_add(q, x->at++);
	}
	quals_dir(x, q);
	if (values[x->at->key]) {
		q->type = x->at->key;
		q->word = x->at;
		quals_add(q, x->at++);
	}
	return value_group(x, q);
}

static bool term_gateway(struct expand *x, struct quals *q)
{
	(void)q;
	return refuse(x, x->at, "",
		      "needs names: write ether host MAC and not host ADDRESS");
}

static bool term_relation(struct expand *x, struct quals *q)
{
	*q = quals_none;
	return relation(x);
}

static bool term_direction(struct expand *x, struct quals *q)
{
	bool in = is_text(x->at, "inbound");
	x->result->direction = true;
	if (x->direction == EXPAND_KEEP)
		return term_bare(x, q);
	*q = quals_none;
	text_str(&x->out,
		 x->direction == (in ? EXPAND_IN : EXPAND_OUT) ? "1 = 1" : "1 = 0");
	x->at++;
	return true;
}

static bool term_number(struct expand *x, struct quals *q)
{
	struct expand_piece piece = piece_begin(x);
	*q = quals_none;
	copy(x);
	if (x->at->kind != TOKEN_NUMBER)
		return refuse_end(x, "a number is missing after this");
	text_char(&x->out, ' ');
	copy(x);
	piece_end(x, &piece);
	return true;
}

static bool term_layer(struct expand *x, struct quals *q)
{
	struct expand_piece piece = piece_begin(x);
	*q = quals_none;
	if (is_text(x->at, "vlan"))
		x->vlans++;
	else
		x->inside = true;
	copy(x);
	if (x->at->kind == TOKEN_NUMBER) {
		text_char(&x->out, ' ');
		copy(x);
	}
	piece_end(x, &piece);
	return true;
}

static bool name_follows(const struct expand *x)
{
	return x->at->kind == TOKEN_NUMBER ||
	       (x->at->kind == TOKEN_WORD && x->at->key == KEY_NONE);
}

static bool term_optional(struct expand *x, struct quals *q)
{
	struct expand_piece piece = piece_begin(x);
	*q = quals_none;
	copy(x);
	if (name_follows(x)) {
		text_char(&x->out, ' ');
		copy(x);
	}
	piece_end(x, &piece);
	return true;
}

/* "type mgt subtype beacon": names of 802.11 that libpcap keeps in tables of its own.
 */
static bool term_name(struct expand *x, struct quals *q)
{
	struct expand_piece piece = piece_begin(x);
	*q = quals_none;
	do {
		if (text_length(&x->out) > piece.start)
			text_char(&x->out, ' ');
		copy(x);
		if (!name_follows(x))
			return refuse_end(x, "a name or number is missing after this");
		text_char(&x->out, ' ');
		copy(x);
	} while (is_text(x->at, "subtype"));
	piece_end(x, &piece);
	return true;
}

static bool term_foreign(struct expand *x, struct quals *q)
{
	(void)q;
	return refuse(x, x->at, "",
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
	struct expand_piece piece = piece_begin(x);
	uint32_t number;
	if (!expansion && word_value(WORD_PORT, t->start, t->size, &number))
		return refuse_lacking(x, t, "port", "the name of a port");
	if (!expansion && word_value(WORD_IP, t->start, t->size, &number))
		return refuse_lacking(x, t, "proto", "the name of a protocol");
	if (!expansion)
		return refuse_unknown(x, t, NULL,
				      "not a word the filter language knows");
	if (x->inside && strchr(expansion, '@'))
		return refuse(x, t, "",
			      "cannot be found behind mpls, pppoes and geneve");
	(void)q; /* as behind brackets: values after it belong to what was before */
	word_write(x, expansion);
	x->at++;
	piece_end(x, &piece);
	return true;
}

static bool (*const terms[KEY_COUNT])(struct expand *, struct quals *) = {
	[KEY_PROTO] = term_qualified,	  [KEY_DIR] = term_qualified,
	[KEY_HOST] = term_qualified,	  [KEY_NET] = term_qualified,
	[KEY_PORT] = term_qualified,	  [KEY_RANGE] = term_qualified,
	[KEY_PROTO_OF] = term_qualified,  [KEY_GATEWAY] = term_gateway,
	[KEY_CAST] = term_cast,		  [KEY_LEN] = term_relation,
	[KEY_CONSTANT] = term_relation,	  [KEY_ARITH] = term_relation,
	[KEY_DIRECTION] = term_direction, [KEY_ALONE] = term_bare,
	[KEY_NUMBER] = term_number,	  [KEY_OPTIONAL] = term_optional,
	[KEY_LAYER] = term_layer,	  [KEY_NAME] = term_name,
	[KEY_FOREIGN] = term_foreign,
};

static bool starts_relation(const struct token *t, const struct quals *q)
{
	const struct token *next = t + 1;
	if (t->key == KEY_OPEN)
		next = t->close ? t + t->close + 1 : t;
	else if (t->kind != TOKEN_NUMBER)
		return false;
	if (q->type == KEY_NET && next->key == KEY_ARITH && *next->start == '/')
		return false;
	return next->key == KEY_ARITH || next->key == KEY_RELATION;
}

/* "port bgp or ssh": is this a value for the qualifiers before it? */
static bool is_value(const struct token *t, const struct quals *q)
{
	uint32_t number;
	if (q->type == KEY_NONE)
		return false;
	if (t->kind != TOKEN_WORD)
		return t->kind != TOKEN_SIGN && t->kind != TOKEN_END;
	if (t->key != KEY_NONE)
		return false;
	enum word_space space = q->type == KEY_PROTO_OF ? WORD_IP : WORD_PORT;
	bool named = q->type == KEY_PORT || q->type == KEY_PROTO_OF;
	return (named && word_value(space, t->start, t->size, &number)) ||
	       (q->type == KEY_RANGE && memchr(t->start, '-', t->size));
}

static bool refuse_value(struct expand *x)
{
	static const char *const prefixes[] = {
		[TOKEN_NUMBER] = "port",
		[TOKEN_IP4] = "host",
		[TOKEN_IP6] = "host",
		[TOKEN_MAC] = "ether host",
	};
	return refuse_lacking(x, x->at, prefixes[x->at->kind],
			      "a word is missing before this");
}

static bool group(struct expand *x, const struct quals *q)
{
	struct quals inner = *q;
	const struct token *open = x->at++;
	text_char(&x->out, '(');
	return enter(x) && expression(x, &inner) && close_group(x, open);
}

static bool operand(struct expand *x, struct quals *q)
{
	const struct token *t = x->at;
	if (t->kind == TOKEN_END)
		return refuse_end(x, "something is missing after this");
	if (starts_relation(t, q))
		return term_relation(x, q);
	if (t->key == KEY_OPEN)
		return group(x, q);
	if (is_value(t, q))
		return value(x, q);
	if (t->kind == TOKEN_SIGN && t->key != KEY_ARITH)
		return refuse(x, t, "", "not expected here");
	if (t->kind == TOKEN_ESCAPED)
		return refuse(x, t, "", "a \\ belongs behind proto");
	if (t->kind != TOKEN_WORD && t->kind != TOKEN_SIGN)
		return refuse_value(x);
	if (t->key == KEY_NONE)
		return term_word(x, q);
	if (!terms[t->key])
		return refuse(x, t, "", "not expected here");
	return terms[t->key](x, q);
}

static bool negated(struct expand *x, struct quals *q)
{
	unsigned depth = x->depth;
	bool ok = negations(x) && operand(x, q);
	x->depth = depth;
	return ok;
}

static bool expression(struct expand *x, struct quals *q)
{
	if (!negated(x, q))
		return false;
	while (is_join(x->at)) {
		join(x);
		if (!negated(x, q))
			return false;
	}
	return true;
}

static bool expand_tokens(struct expand *x)
{
	struct quals q = quals_none;
	if (x->at->kind == TOKEN_END)
		return true;
	if (!expression(x, &q))
		return false;
	if (x->at->key == KEY_CLOSE)
		return refuse(x, x->at, "", "no ( for this");
	if (x->at->kind != TOKEN_END)
		return refuse_lacking(x, x->at, "and",
				      "and or or is missing before this");
	if (x->out.cut)
		return error_set(x->e, 0, "too long");
	return true;
}

bool expand_text(struct expansion *x, const char *text, uint32_t linktype,
		 enum expand_direction direction, struct filter_mark *mark,
		 struct error *e)
{
	struct tokens tokens = { 0 };
	*x = (struct expansion){ 0 };
	*mark = (struct filter_mark){ 0 };
	if (strnlen(text, TEXT_MAX + 1) > TEXT_MAX)
		return error_set(e, 0, "longer than %d bytes", TEXT_MAX);
	bool ok = tokens_read(&tokens, text, mark, e);
	if (ok) {
		x->text = mem_new(EXPANDED_MAX);
		struct expand state = {
			.source = text,
			.first = tokens.list.items,
			.at = tokens.list.items,
			.out = text_over(x->text, EXPANDED_MAX),
			.result = x,
			.linktype = linktype,
			.direction = direction,
			.mark = mark,
			.e = e,
		};
		ok = expand_tokens(&state);
	}
	tokens_free(&tokens);
	if (!ok)
		expand_free(x);
	return ok;
}

void expand_free(struct expansion *x)
{
	free(x->text);
	free(x->pieces.items);
	*x = (struct expansion){ 0 };
}
