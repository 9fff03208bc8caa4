/* The scanner. It reads what libpcap's scanner reads, and is strict about numbers and
 * addresses, because only they are handed on. */
#include "core/analysis/token.h"

#include <arpa/inet.h>
#include <ctype.h>

#include "core/base/text.h"

static const struct {
	char text[3];
	enum word_part part;
} signs[] = {
	{ "&&", PART_AND },	 { "||", PART_OR },	  { "<<", PART_ARITH },
	{ ">>", PART_ARITH },	 { "<=", PART_RELATION }, { ">=", PART_RELATION },
	{ "!=", PART_RELATION }, { "==", PART_RELATION }, { "!", PART_NOT },
	{ "(", PART_OPEN },	 { ")", PART_CLOSE },	  { "[", PART_BRACKET },
	{ "]", PART_UNBRACKET }, { ":", PART_COLON },	  { "=", PART_RELATION },
	{ "<", PART_RELATION },	 { ">", PART_RELATION },  { "+", PART_ARITH },
	{ "-", PART_ARITH },	 { "*", PART_ARITH },	  { "/", PART_ARITH },
	{ "%", PART_ARITH },	 { "&", PART_ARITH },	  { "|", PART_ARITH },
	{ "^", PART_ARITH },
};

static size_t span(const char *s, const char *more, int (*is)(int))
{
	size_t n = 0;
	while (s[n] && (is((unsigned char)s[n]) || strchr(more, s[n])))
		n++;
	return n;
}

/* xx:xx:xx:xx:xx:xx with one or two digits each and one kind of separator, or
 * xxxx.xxxx.xxxx, or twelve digits (pcap-filter(7), ether host). */
static bool is_mac(const char *s, size_t size)
{
	size_t groups = 1, digits = 0, least = 12, most = 0;
	char separator = 0;
	for (size_t i = 0; i <= size; i++) {
		if (i < size && isxdigit((unsigned char)s[i])) {
			digits++;
			continue;
		}
		least = digits < least ? digits : least;
		most = digits > most ? digits : most;
		digits = 0;
		if (i == size)
			break;
		if (!strchr(":-.", s[i]) || (separator && s[i] != separator))
			return false;
		separator = s[i];
		groups++;
	}
	return (groups == 6 && least >= 1 && most <= 2) ||
	       (groups == 3 && least == 4 && most == 4 && separator == '.') ||
	       (groups == 1 && least == 12 && most == 12);
}

static bool is_ip6(const char *s, size_t size)
{
	char copy[INET6_ADDRSTRLEN];
	struct in6_addr address;
	if (size >= sizeof(copy))
		return false;
	memcpy(copy, s, size);
	copy[size] = '\0';
	return inet_pton(AF_INET6, copy, &address) == 1;
}

/* A number as C writes it; 0 when it is none. */
static size_t number_size(const char *s)
{
	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		return isxdigit((unsigned char)s[2]) ? 2 + span(s + 2, "", isxdigit)
						     : 0;
	return span(s, "", isdigit);
}

/* Two to four numbers with points between them. */
static bool is_dotted(const char *s, size_t size)
{
	size_t parts = 0, at = 0;
	for (;;) {
		size_t n = number_size(s + at);
		parts++;
		at += n;
		if (n == 0 || at > size)
			return false;
		if (at == size)
			return parts >= 2 && parts <= 4;
		if (s[at++] != '.')
			return false;
	}
}

/* Addresses with colons reach further than any word. "ip[0:2]" has colons and is no
 * address. */
static struct token read_colons(const char *s)
{
	struct token t = { .start = s };
	size_t n = span(s, ":.", isxdigit);
	size_t dashes = span(s, ":.-", isxdigit);
	if (is_mac(s, dashes) && !isalnum((unsigned char)s[dashes])) {
		t.kind = TOKEN_MAC;
		t.size = dashes;
	} else if (memchr(s, ':', n) && is_ip6(s, n)) {
		t.kind = TOKEN_IP6;
		t.size = n;
	}
	return t;
}

static struct token read_word(const char *s)
{
	struct token t = { .start = s, .kind = TOKEN_WORD };
	t.size = span(s, "-_.", isalnum);
	while (t.size > 1 && strchr("-_", s[t.size - 1]))
		t.size--;
	if (number_size(s) == t.size)
		t.kind = TOKEN_NUMBER;
	else if (is_dotted(s, t.size))
		t.kind = TOKEN_IP4;
	else
		t.part = word_part(s, t.size);
	return t;
}

static struct token read_sign(const char *s)
{
	for (size_t i = 0; i < COUNT(signs); i++) {
		size_t size = strlen(signs[i].text);
		if (!strncmp(s, signs[i].text, size))
			return (struct token){ .kind = TOKEN_SIGN,
					       .part = signs[i].part,
					       .start = s,
					       .size = size };
	}
	return (struct token){ .start = s };
}

static struct token read_escaped(const char *s)
{
	size_t size = span(s + 1, "-_.", isalnum);
	return (struct token){ .kind = size ? TOKEN_ESCAPED : TOKEN_END,
			       .start = s + 1,
			       .size = size };
}

static struct token read_token(const char *s)
{
	struct token t = read_colons(s);
	if (t.size)
		return t;
	if (*s == '\\')
		return read_escaped(s);
	if (isalnum((unsigned char)*s))
		return read_word(s);
	return read_sign(s);
}

static bool refuse_character(const char *text, const char *at, struct filter_mark *mark,
			     struct error *e)
{
	uint32_t code;
	size_t size = text_utf8((const uint8_t *)at, strlen(at), &code);
	*mark = (struct filter_mark){ .offset = (size_t)(at - text),
				      .size = size ? size : 1 };
	if (*at == '"' || *at == '\'')
		return error_set(e, 0, "quotes are for the shell: leave them out");
	return error_set(e, 0, "not a character of the filter language");
}

/* Numbers are 32 bits wide, the parts of an address 8; DECnet's may be larger. */
static bool check_number(const char *text, const struct token *t,
			 struct filter_mark *mark, struct error *e)
{
	uint64_t value = 0;
	char *end;
	if (t->kind != TOKEN_NUMBER)
		return true;
	if (t->size <= 12)
		value = strtoull(t->start, &end, 0);
	if (t->size <= 12 && end == t->start + t->size && value <= UINT32_MAX)
		return true;
	*mark = (struct filter_mark){ .offset = (size_t)(t->start - text),
				      .size = t->size };
	return error_set(e, 0, "not a number of 32 bits");
}

/* Where each ( is closed. */
static void pair_brackets(struct tokens *t)
{
	VEC(size_t) open = { 0 };
	for (size_t i = 0; i < t->list.count; i++) {
		struct token *token = &t->list.items[i];
		if (token->part == PART_OPEN) {
			vec_push(&open, i);
		} else if (token->part == PART_CLOSE && open.count) {
			size_t first = open.items[--open.count];
			t->list.items[first].close = i - first;
		}
	}
	free(open.items);
}

bool tokens_read(struct tokens *t, const char *text, struct filter_mark *mark,
		 struct error *e)
{
	const char *at = text;
	for (;;) {
		at += strspn(at, " \t\r\n");
		if (!*at)
			break;
		struct token token = read_token(at);
		if (!token.size)
			return refuse_character(text, at, mark, e);
		if (!check_number(text, &token, mark, e))
			return false;
		vec_push(&t->list, token);
		at = token.start + token.size;
	}
	struct token end = { .kind = TOKEN_END, .start = at };
	vec_push(&t->list, end);
	pair_brackets(t);
	return true;
}

void tokens_free(struct tokens *t)
{
	free(t->list.items);
	t->list.items = NULL;
}
