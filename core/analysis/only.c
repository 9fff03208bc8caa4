#include "core/analysis/only.h"

#include <ctype.h>
#include <string.h>

#include "core/analysis/filter.h"
#include "core/base/text.h"
#include "core/dissect/addr.h"

/* Layers that pcap-filter(7) can count bytes from. */
static const struct anchor {
	const char *layer, *word;
	bool network; /* begins a packet of its own: a second one is inside a tunnel */
} anchors[] = {
	{ "IPv4", "ip", true },	      { "IPv6", "ip6", true },
	{ "ARP", "arp", true },	      { "TCP", "tcp", false },
	{ "UDP", "udp", false },      { "ICMP", "icmp", false },
	{ "ICMPv6", "icmp6", false },
};

/* Fields that the language has words for. */
enum form {
	FORM_MAC,
	FORM_IP,
	FORM_PORT,
	FORM_NUMBER,
};

static const struct named {
	const char *layer, *field, *words;
	enum form form;
} named_fields[] = {
	{ "Ethernet", "source", "ether src", FORM_MAC },
	{ "Ethernet", "destination", "ether dst", FORM_MAC },
	{ "IPv4", "source", "src host", FORM_IP },
	{ "IPv4", "destination", "dst host", FORM_IP },
	{ "IPv6", "source", "src host", FORM_IP },
	{ "IPv6", "destination", "dst host", FORM_IP },
	{ "TCP", "source port", "tcp src port", FORM_PORT },
	{ "TCP", "destination port", "tcp dst port", FORM_PORT },
	{ "UDP", "source port", "udp src port", FORM_PORT },
	{ "UDP", "destination port", "udp dst port", FORM_PORT },
	{ "VLAN", "vlan id", "vlan", FORM_NUMBER },
};

static const struct field *at(const struct only *o, size_t i)
{
	return fields_at(o->fields, i);
}

static bool is_layer(const struct field *f, const char *name)
{
	return f->depth == 0 && !strcmp(f->name, name);
}

static bool is_network(const struct field *f)
{
	for (size_t i = 0; i < COUNT(anchors); i++)
		if (anchors[i].network && is_layer(f, anchors[i].layer))
			return true;
	return false;
}

/* Its layer, and whether that is inside another packet. */
static size_t layer_of(const struct only *o, size_t field, bool *inner)
{
	size_t layer = 0;
	unsigned networks = 0, links = 0;
	for (size_t i = 0; i <= field; i++) {
		if (at(o, i)->depth != 0)
			continue;
		layer = i;
		networks += is_network(at(o, i));
		links += is_layer(at(o, i), "Ethernet");
	}
	*inner = networks > 1 || links > 1;
	return layer;
}

/* The bytes of a field, NULL when the capture ends before. */
static const uint8_t *bytes_of(const struct only *o, const struct field *f)
{
	const struct packet *p = o->packet;
	return f->size && f->offset < p->captured && f->size <= p->captured - f->offset
		       ? p->bytes + f->offset
		       : NULL;
}

static void put_value(struct text *t, enum form form, const struct field *f,
		      const uint8_t *bytes)
{
	uint32_t number = 0;
	for (uint32_t i = 0; i < f->size; i++)
		number = number << 8 | bytes[i];
	if (form == FORM_MAC)
		addr_mac(t, bytes);
	else if (form == FORM_IP && f->size == 4)
		addr_ip4(t, bytes);
	else if (form == FORM_IP)
		addr_ip6(t, bytes);
	else
		text_uint(t, form == FORM_NUMBER ? number & 0xfff : number);
}

/* "src host 10.1.0.1"; false: there are no words for it. */
static bool term_named(const struct only *o, size_t layer, size_t field, struct text *t)
{
	const struct field *f = at(o, field);
	const uint8_t *bytes = bytes_of(o, f);
	for (size_t i = 0; bytes && i < COUNT(named_fields); i++) {
		const struct named *n = &named_fields[i];
		if (!is_layer(at(o, layer), n->layer) || strcmp(f->name, n->field) != 0)
			continue;
		text_printf(t, "%s ", n->words);
		put_value(t, n->form, f, bytes);
		return true;
	}
	return false;
}

/* "udp[8:4] = 0x01020304", in pieces that the language can compare. */
static bool term_bytes(const char *word, uint32_t offset, const uint8_t *bytes,
		       uint32_t size, struct text *t)
{
	enum { SIZE_MAX_ = 16 };
	if (size > SIZE_MAX_)
		return false;
	for (uint32_t done = 0; done < size;) {
		uint32_t left = size - done, piece = left >= 4 ? 4 : left >= 2 ? 2 : 1;
		uint64_t value = 0;
		for (uint32_t i = 0; i < piece; i++)
			value = value << 8 | bytes[done + i];
		text_printf(t, "%s%s[%u", done ? " and " : "", word, offset + done);
		if (piece > 1)
			text_printf(t, ":%u", piece);
		text_printf(t, "] = 0x%0*llx", (int)piece * 2,
			    (unsigned long long)value);
		done += piece;
	}
	return true;
}

/* Counted from the nearest layer that has a word. */
static bool term_anchored(const struct only *o, size_t field, struct text *t)
{
	const struct field *f = at(o, field);
	const uint8_t *bytes = bytes_of(o, f);
	for (size_t i = field + 1; bytes && i-- > 0;)
		for (size_t k = 0; k < COUNT(anchors); k++)
			if (is_layer(at(o, i), anchors[k].layer) &&
			    at(o, i)->offset <= f->offset)
				return term_bytes(anchors[k].word,
						  f->offset - at(o, i)->offset, bytes,
						  f->size, t);
	return false;
}

/* Counted from the start of the frame: true of any field. */
static bool term_absolute(const struct only *o, size_t field, struct text *t)
{
	const struct field *f = at(o, field);
	const uint8_t *bytes = bytes_of(o, f);
	return bytes && term_bytes("link", f->offset, bytes, f->size, t);
}

/* A layer by the name of its protocol. */
static bool term_layer(const struct only *o, size_t field, struct text *t)
{
	const char *name = at(o, field)->name;
	for (size_t k = 0; k < COUNT(anchors); k++)
		if (!strcmp(anchors[k].layer, name))
			name = anchors[k].word;
	for (const char *c = name; *c && *c != ' '; c++)
		text_char(t, (char)tolower((unsigned char)*c));
	return true;
}

/* "vlan 200 and vlan 100 and ": what stands in front of a term in tagged frames. */
static void put_tags(const struct only *o, struct text *t)
{
	for (size_t i = 0; i < fields_count(o->fields); i++) {
		const struct field *f = at(o, i);
		if (f->depth == 0 && is_network(f))
			return;
		const uint8_t *bytes = bytes_of(o, f);
		if (f->depth == 1 && !strcmp(f->name, "vlan id") && bytes) {
			text_str(t, "vlan ");
			put_value(t, FORM_NUMBER, f, bytes);
			text_str(t, " and ");
		}
	}
}

static bool is_compound(const char *text)
{
	return strstr(text, " or ") || strstr(text, " and ") || strstr(text, "||") ||
	       strstr(text, "&&");
}

static void put_combined(struct text *t, const char *old, const char *tags,
			 const char *term, bool except)
{
	old += strspn(old, " ");
	if (*old)
		text_printf(t, is_compound(old) ? "(%s) and " : "%s and ", old);
	bool braced = is_compound(term) || (except && *tags);
	if (except)
		text_str(t, "not ");
	text_printf(t, braced && (except || *old || *tags) ? "(%s%s)" : "%s%s", tags,
		    term);
}

/* Is it a filter, and does it judge this packet as it should? */
static bool is_right(const struct only *o, const char *text, bool wanted,
		     struct error *e)
{
	struct filter *f = filter_new_named(text, o->hosts, NULL, e);
	if (!f)
		return false;
	bool right = filter_match(f, o->packet) == wanted;
	filter_free(f);
	return right;
}

/* The first of two forms that is right about the packet. */
static bool combine(const struct only *o, const char *term, const char *old,
		    bool except, char out[ONLY_TEXT])
{
	char tags[100];
	struct error e;
	struct text t = text_over(tags, sizeof(tags));
	put_tags(o, &t);
	for (int plain = *tags ? 0 : 1; plain < 2; plain++) {
		t = text_over(out, ONLY_TEXT);
		put_combined(&t, old, plain ? "" : tags, term, except);
		if (!t.cut && is_right(o, out, !except, &e))
			return true;
	}
	return false;
}

bool only_field(const struct only *o, size_t field, const char *old, bool except,
		char out[ONLY_TEXT], struct error *e)
{
	bool inner;
	size_t layer = layer_of(o, field, &inner);
	typedef bool make(const struct only *, size_t, struct text *);
	make *const forms[] = { term_layer, term_anchored, term_absolute };
	char term[ONLY_TEXT / 2];
	struct text t = text_over(term, sizeof(term));
	if (!inner && term_named(o, layer, field, &t) &&
	    combine(o, term, old, except, out))
		return true;
	for (size_t i = layer == field ? 0 : 1; i < COUNT(forms); i++) {
		/* A whole layer is a protocol; its bytes would be this very packet. */
		if ((layer == field) != (i == 0) || (inner && i == 1))
			continue;
		t = text_over(term, sizeof(term));
		if (forms[i](o, field, &t) && !t.cut &&
		    combine(o, term, old, except, out))
			return true;
	}
	if (except && *old && only_field(o, field, "", except, out, e))
		return error_set(e, 0, "of what is shown nothing would be left");
	return error_set(e, 0, "no filter can say %s", at(o, field)->name);
}

bool only_term(const struct only *o, const char *term, const char *old, bool except,
	       char out[ONLY_TEXT], struct error *e)
{
	struct filter *f = filter_new_named(term, o->hosts, NULL, e);
	if (!f)
		return false;
	filter_free(f);
	if (o->packet && combine(o, term, old, except, out))
		return true;
	struct text t = text_over(out, ONLY_TEXT);
	put_combined(&t, old, "", term, except);
	f = t.cut ? NULL : filter_new_named(out, o->hosts, NULL, e);
	filter_free(f);
	return f || !t.cut || error_set(e, 0, "the filter becomes too long");
}

/* Ends ---------------------------------------------------------------------- */

/* The first field of this name in a layer, fields_count() when it has none. */
static size_t field_in(const struct only *o, size_t layer, const char *name)
{
	size_t count = fields_count(o->fields);
	for (size_t i = layer + 1; i < count && at(o, i)->depth; i++)
		if (at(o, i)->depth == 1 && !strcmp(at(o, i)->name, name))
			return i;
	return count;
}

/* The first (last: the innermost) layer that says from where to where. */
static size_t ends_layer(const struct only *o, bool last)
{
	size_t count = fields_count(o->fields), found = count;
	for (size_t i = 0; i < count; i++) {
		bool ip = is_layer(at(o, i), "IPv4") || is_layer(at(o, i), "IPv6");
		bool link = found == count && is_layer(at(o, i), "Ethernet");
		bool better =
			last || found == count || is_layer(at(o, found), "Ethernet");
		if (link || (ip && better))
			found = i;
	}
	return found;
}

/* "host 10.1.0.1" */
static bool put_end(const struct only *o, size_t layer, const char *name,
		    struct text *t)
{
	size_t i = field_in(o, layer, name);
	if (i == fields_count(o->fields) || !bytes_of(o, at(o, i)))
		return false;
	bool mac = is_layer(at(o, layer), "Ethernet");
	text_str(t, mac ? "ether host " : "host ");
	put_value(t, mac ? FORM_MAC : FORM_IP, at(o, i), bytes_of(o, at(o, i)));
	return true;
}

/* "tcp port 80 and tcp port 40000" behind an outermost IP layer. */
static void put_ports(const struct only *o, size_t layer, struct text *t)
{
	static const char *const ends[] = { "source port", "destination port" };
	size_t next = layer + 1, count = fields_count(o->fields);
	while (next < count && at(o, next)->depth)
		next++;
	bool udp = next < count && is_layer(at(o, next), "UDP");
	if (next == count || (!udp && !is_layer(at(o, next), "TCP")))
		return;
	for (size_t k = 0; k < COUNT(ends); k++) {
		size_t i = field_in(o, next, ends[k]);
		if (i == count || !bytes_of(o, at(o, i)))
			return;
		text_str(t, udp ? " and udp port " : " and tcp port ");
		put_value(t, FORM_PORT, at(o, i), bytes_of(o, at(o, i)));
	}
}

bool only_conversation(const struct only *o, char out[ONLY_TEXT])
{
	size_t layer = ends_layer(o, false);
	char tags[100];
	struct error e;
	if (layer == fields_count(o->fields))
		return false;
	struct text t = text_over(tags, sizeof(tags));
	put_tags(o, &t);
	for (int plain = *tags ? 0 : 1; plain < 2; plain++) {
		t = text_over(out, ONLY_TEXT);
		text_str(&t, plain ? "" : tags);
		if (!put_end(o, layer, "source", &t))
			return false;
		text_str(&t, " and ");
		if (!put_end(o, layer, "destination", &t))
			return false;
		put_ports(o, layer, &t);
		if (is_right(o, out, true, &e))
			return true;
	}
	return false;
}

/* Adds what is a filter for this packet. */
static size_t choice_add(struct only_choice *out, size_t count, bool made,
			 const char *what)
{
	if (!made || count == ONLY_CHOICES)
		return count;
	out[count].what = what;
	return count + 1;
}

static size_t choose_field(const struct only *o, size_t layer, const char *name,
			   const char *what, struct only_choice *out, size_t count)
{
	struct error e;
	size_t i = layer < fields_count(o->fields) ? field_in(o, layer, name)
						   : fields_count(o->fields);
	bool made = count < ONLY_CHOICES && i < fields_count(o->fields) &&
		    only_field(o, i, "", false, out[count].text, &e);
	return choice_add(out, count, made, what);
}

size_t only_choices(const struct only *o, struct only_choice out[ONLY_CHOICES])
{
	struct error e;
	size_t layer = ends_layer(o, true), count = 0, top = fields_count(o->fields);
	count = choose_field(o, layer, "source", "from", out, count);
	count = choose_field(o, layer, "destination", "to", out, count);
	count = choice_add(out, count, only_conversation(o, out[count].text),
			   "conversation");
	for (size_t i = fields_count(o->fields); i-- > 0;)
		if (at(o, i)->depth == 0 && top == fields_count(o->fields) &&
		    only_field(o, i, "", false, out[count].text, &e))
			top = i;
	count = choice_add(out, count, top < fields_count(o->fields), "protocol");
	for (size_t i = 0; i < fields_count(o->fields); i++) {
		if (!is_layer(at(o, i), "TCP") && !is_layer(at(o, i), "UDP"))
			continue;
		count = choose_field(o, i, "source port", "from its port", out, count);
		count = choose_field(o, i, "destination port", "to its port", out,
				     count);
	}
	return count;
}
