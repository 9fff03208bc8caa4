/* Reads just enough of pcap-filter(7) to know where an address may stand: behind host,
 * net, src and dst, and behind and, or, ( where the value before was one. */
#include "core/analysis/filter_names.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/analysis/words.h"
#include "core/base/text.h"

enum { TEXT_ROOM = 32768, ADDRESSES_MAX = 64 };

/* Which kinds of addresses the words in front allow. */
enum allowed {
	ALLOW_IP4 = 1 << HOST_IP4,
	ALLOW_IP6 = 1 << HOST_IP6,
	ALLOW_MAC = 1 << HOST_MAC,
	ALLOW_IP = ALLOW_IP4 | ALLOW_IP6,
};

struct naming {
	const char *text, *at;
	const struct hosts *hosts;
	struct filter_names *result;
	struct text out;
	enum word_part type; /* PART_HOST, PART_NET: an address may come; else none */
	enum word_part before;
	unsigned allowed;
	bool must; /* nothing but a value may come */
	struct filter_mark *mark;
	struct error *e;
};

static const struct {
	const char *word;
	unsigned allowed;
} protocols[] = {
	{ "ip", ALLOW_IP4 },   { "arp", ALLOW_IP4 },   { "rarp", ALLOW_IP4 },
	{ "ip6", ALLOW_IP6 },  { "ether", ALLOW_MAC }, { "link", ALLOW_MAC },
	{ "wlan", ALLOW_MAC },
};

static unsigned allowed_by(const char *word, size_t size)
{
	for (size_t i = 0; i < COUNT(protocols); i++)
		if (strlen(protocols[i].word) == size &&
		    !memcmp(protocols[i].word, word, size))
			return protocols[i].allowed;
	return ALLOW_IP;
}

static void put_mac(struct text *t, const uint8_t *b)
{
	text_printf(t, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4],
		    b[5]);
}

static void put_ip(struct text *t, const struct host *h)
{
	char buffer[INET6_ADDRSTRLEN] = "";
	inet_ntop(h->kind == HOST_IP4 ? AF_INET : AF_INET6, h->bytes, buffer,
		  sizeof(buffer));
	text_str(t, buffer);
}

/* The network it is in. */
static void put_net(struct text *t, const struct host *h)
{
	struct host net = *h;
	unsigned bits = h->kind == HOST_IP4 ? 32 : 128;
	for (unsigned i = h->prefix; i < bits; i++)
		net.bytes[i / 8] &= (uint8_t) ~(0x80U >> i % 8);
	put_ip(t, &net);
	text_printf(t, "/%u", h->prefix);
}

static bool is_meant(const struct naming *n, const struct host *h, const char *s,
		     size_t size)
{
	if (!(n->allowed & 1U << h->kind))
		return false;
	bool net = n->type == PART_NET;
	if (net && (!h->prefix || h->prefix > (h->kind == HOST_IP4 ? 32 : 128)))
		return false;
	return host_goes_by(h, h->name, s, size) || host_goes_by(h, h->node, s, size) ||
	       (net && host_goes_by(h, h->link, s, size));
}

static bool refuse(struct naming *n, size_t size, const char *why)
{
	*n->mark = (struct filter_mark){ .offset = (size_t)(n->at - n->text),
					 .size = size };
	return error_set(n->e, 0, "%s", why);
}

static const char *why_none(unsigned allowed)
{
	return allowed == ALLOW_MAC   ? "the lab knows no MAC address of this"
	       : allowed == ALLOW_IP4 ? "the lab knows no IPv4 address of this"
	       : allowed == ALLOW_IP6 ? "the lab knows no IPv6 address of this"
				      : "the lab knows no address of this";
}

/* A net may be that of several addresses: each once. */
static bool is_there(const struct text *t, size_t from, const char *address)
{
	const char *at = strstr(t->start + from, address);
	size_t size = strlen(address);
	return at && (at[size] == ' ' || !at[size]);
}

/* The addresses of a name, joined by or. */
static bool put_addresses(struct naming *n, size_t size)
{
	char list[ADDRESSES_MAX * 64];
	struct text t = text_over(list, sizeof(list));
	size_t count = 0;
	for (size_t i = 0; i < hosts_count(n->hosts); i++) {
		const struct host *h = hosts_at(n->hosts, i);
		char one[64];
		struct text address = text_over(one, sizeof(one));
		if (!is_meant(n, h, n->at, size))
			continue;
		if (h->kind == HOST_MAC)
			put_mac(&address, h->bytes);
		else if (n->type == PART_NET)
			put_net(&address, h);
		else
			put_ip(&address, h);
		if (is_there(&t, 0, one))
			continue;
		text_printf(&t, "%s%s", count++ ? " or " : "", one);
	}
	if (!count)
		return refuse(n, size, why_none(n->allowed));
	if (count > ADDRESSES_MAX || t.cut)
		return refuse(n, size, "too many addresses for one name");
	text_printf(&n->out, count > 1 ? "(%s)" : "%s", list);
	return true;
}

static bool put_name(struct naming *n, size_t size)
{
	struct filter_name name = { .offset = (size_t)(n->at - n->text),
				    .size = size,
				    .start = text_length(&n->out) };
	if (!put_addresses(n, size))
		return false;
	name.length = text_length(&n->out) - name.start;
	vec_push(&n->result->names, name);
	n->at += size;
	n->must = false;
	return true;
}

static size_t word_size(const char *s)
{
	size_t n = 0;
	while (isalnum((unsigned char)s[n]) || (s[n] && strchr("-_.:/", s[n])))
		n++;
	return n;
}

/* What a word means for the values behind it. */
static void take_part(struct naming *n, const char *word, size_t size)
{
	enum word_part part = word_part(word, size);
	bool chained = n->before == PART_PROTO || n->before == PART_DIR;
	switch (part) {
	case PART_PROTO:
		n->allowed = allowed_by(word, size);
		n->type = PART_NONE;
		n->must = false;
		break;
	case PART_HOST:
	case PART_NET:
	case PART_DIR:
		n->allowed = chained ? n->allowed : ALLOW_IP;
		n->type = part == PART_DIR ? PART_HOST : part;
		n->must = part != PART_DIR;
		break;
	case PART_AND:
	case PART_OR:
	case PART_NOT:
		break;
	case PART_NONE:
		n->must = false;
		break;
	default:
		n->type = PART_NONE;
		n->must = false;
	}
	n->before = part;
}

/* False: it must be one, and the lab has none of that name. */
static bool check_unknown(struct naming *n, size_t size)
{
	bool letters = isalpha((unsigned char)*n->at) && !memchr(n->at, ':', size);
	if (!n->must || n->type != PART_HOST || !letters ||
	    word_part(n->at, size) != PART_NONE)
		return true;
	return refuse(n, size, "the lab has no host of this name; write its address");
}

/* Is this word an expression of its own ("host a or ospf")? */
static bool is_own(const struct naming *n, size_t size)
{
	return !n->must &&
	       (word_part(n->at, size) != PART_NONE || word_expansion(n->at, size));
}

static bool step(struct naming *n)
{
	size_t size = word_size(n->at);
	bool value = n->type == PART_HOST || n->type == PART_NET;
	size_t named =
		value && size ? hosts_match(n->hosts, n->at, n->type == PART_NET) : 0;
	if (named && !is_own(n, named))
		return put_name(n, named);
	if (!size) {
		n->before = isspace((unsigned char)*n->at) ? n->before : PART_NONE;
		text_char(&n->out, *n->at++);
		return true;
	}
	if (!check_unknown(n, size))
		return false;
	take_part(n, n->at, size);
	text_mem(&n->out, n->at, size);
	n->at += size;
	return true;
}

bool filter_names_put(struct filter_names *f, const char *text,
		      const struct hosts *hosts, struct filter_mark *mark,
		      struct error *e)
{
	*f = (struct filter_names){ .text = NULL };
	if (!hosts) {
		f->text = mem_strdup(text);
		return true;
	}
	size_t room = strlen(text) + TEXT_ROOM;
	f->text = mem_new(room);
	struct naming n = { .text = text, .at = text, .hosts = hosts, .result = f };
	n.out = text_over(f->text, room);
	n.allowed = ALLOW_IP;
	n.mark = mark;
	n.e = e;
	while (*n.at)
		if (!step(&n))
			return false;
	return !n.out.cut || error_set(e, 0, "too much for one filter");
}

void filter_names_free(struct filter_names *f)
{
	free(f->text);
	free(f->names.items);
	*f = (struct filter_names){ .text = NULL };
}

void filter_names_back(const struct filter_names *f, struct filter_mark *mark)
{
	size_t shift = 0;
	for (size_t i = 0; i < f->names.count; i++) {
		const struct filter_name *name = &f->names.items[i];
		if (mark->offset < name->start)
			break;
		if (mark->offset < name->start + name->length) {
			mark->offset = name->offset;
			mark->size = name->size;
			mark->suggestion[0] = '\0';
			return;
		}
		shift = name->start + name->length - name->offset - name->size;
	}
	mark->offset -= shift;
}
