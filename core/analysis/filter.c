/* A filter: its text, what that expands to, and a program for every link type that
 * turned up so far. */
#include "core/analysis/filter.h"

#include "core/analysis/bpf.h"
#include "core/analysis/expand.h"
#include "core/analysis/filter_names.h"
#include "core/base/mem.h"
#include "core/base/vec.h"
#include "core/dissect/decode_as.h"
#include "core/dissect/dissect.h"

enum {
	LINKS_MAX = 32,	 /* a file may name 65536 link types, which costs compiling */
	CODE_MAX = 4096, /* instructions before optimising */
};

/* The programs for one link type. Where the text asks for the direction there is one
 * for each, because the frames do not hold it; and one for each outcome of what is
 * asked of the innermost frame. */
struct filter_link {
	uint32_t linktype;
	bool directed;
	/* By enum direction, [0] alone when not directed, and by outcome; NULL: nothing
	 * matches. */
	struct bpf *programs[3][1 << INNER_MAX];
	bool usable;
	struct error why; /* when it is not */
};

struct filter {
	char *text;
	struct filter_names names; /* the text with addresses for names */
	struct expansion expansion;
	bool everything;
	struct filter *inner[INNER_MAX]; /* of each inner ( ), else NULL */
	const struct decode_as *decode_as;
	VEC(struct filter_link) links;
	size_t last; /* the link type asked for most recently */
};

/* A cooked header holds the direction itself. */
static bool is_cooked(uint32_t linktype)
{
	return linktype == LINKTYPE_LINUX_SLL || linktype == LINKTYPE_LINUX_SLL2;
}

static struct bpf *filter_compile(const struct filter *f, const struct expand_aim *aim,
				  struct error *e)
{
	struct expansion x;
	struct filter_mark ignored;
	if (!expand_text(&x, f->names.text, aim, &ignored, e))
		return NULL;
	struct bpf *program = bpf_new(x.text, aim->linktype, e);
	expand_free(&x);
	return program;
}

static void filter_link_compile(const struct filter *f, struct filter_link *link)
{
	static const enum expand_direction directions[] = {
		[DIRECTION_UNKNOWN] = EXPAND_UNKNOWN,
		[DIRECTION_IN] = EXPAND_IN,
		[DIRECTION_OUT] = EXPAND_OUT,
	};
	link->directed = f->expansion.direction && !is_cooked(link->linktype);
	struct expand_aim aim = { .linktype = link->linktype };
	unsigned kinds = link->directed ? COUNT(directions) : 1;
	for (unsigned i = 0; i < kinds; i++) {
		aim.direction = link->directed ? directions[i] : EXPAND_KEEP;
		for (aim.inner = 0; aim.inner < 1u << f->expansion.inner.count;
		     aim.inner++) {
			struct bpf *b = filter_compile(f, &aim, &link->why);
			link->programs[i][aim.inner] = b;
			link->usable |= b != NULL;
		}
	}
}

static struct filter_link *filter_link(struct filter *f, uint32_t linktype)
{
	if (f->last < f->links.count && f->links.items[f->last].linktype == linktype)
		return &f->links.items[f->last];
	for (f->last = 0; f->last < f->links.count; f->last++)
		if (f->links.items[f->last].linktype == linktype)
			return &f->links.items[f->last];
	if (f->last == LINKS_MAX)
		return NULL;
	struct filter_link link = { .linktype = linktype };
	filter_link_compile(f, &link);
	vec_push(&f->links, link);
	return &f->links.items[f->last];
}

static char *piece_text(const struct filter *f, size_t index)
{
	const struct expand_piece *p = &f->expansion.pieces.items[index];
	char *text = mem_new(p->length + 1);
	memcpy(text, f->expansion.text + p->start, p->length);
	return text;
}

/* Some 60 lists of ports or 250 hosts; without a limit libpcap may take a minute. */
static bool filter_short(const struct filter *f, struct error *e)
{
	unsigned size = 0;
	for (size_t i = 0; i < f->expansion.pieces.count; i++) {
		autofree char *text = piece_text(f, i);
		size += bpf_estimate(text, LINKTYPE_ETHERNET);
		if (size > CODE_MAX)
			return error_set(e, 0, "too much for one filter");
	}
	return true;
}

/* libpcap does not say where the trouble is: the first primitive that does not compile
 * on its own is it. */
static bool filter_locate(const struct filter *f, uint32_t linktype,
			  struct filter_mark *mark, struct error *e)
{
	for (size_t i = 0; i < f->expansion.pieces.count; i++) {
		const struct expand_piece *p = &f->expansion.pieces.items[i];
		autofree char *text = piece_text(f, i);
		struct bpf *program = bpf_new(text, linktype, e);
		bpf_free(program);
		if (program)
			continue;
		mark->offset = p->offset;
		mark->size = p->size;
		return true;
	}
	return false;
}

/* Good when Ethernet can use it, or the link type that a word of it is made for. */
static bool filter_check(struct filter *f, struct filter_mark *mark, struct error *e)
{
	enum {
		LINKTYPE_IEEE802_11 = 105,
	};
	struct error ignored;
	if (filter_usable(f, LINKTYPE_ETHERNET, e))
		return true;
	return filter_locate(f, LINKTYPE_ETHERNET, mark, e) &&
	       (filter_usable(f, LINKTYPE_LINUX_SLL2, &ignored) ||
		filter_usable(f, LINKTYPE_IEEE802_11, &ignored));
}

/* A filter for each inner ( ), which has none in it: expand_text() has seen to that. */
static bool filter_inner(struct filter *f, struct filter_mark *mark, struct error *e)
{
	for (size_t i = 0; i < f->expansion.inner.count; i++) {
		const struct expand_inner *x = &f->expansion.inner.items[i];
		autofree char *text = mem_new(x->size + 1);
		memcpy(text, f->names.text + x->offset, x->size);
		f->inner[i] = filter_new(text, mark, e);
		if (f->inner[i])
			continue;
		mark->offset += x->offset;
		return false;
	}
	return true;
}

/* With its names replaced. */
static bool filter_compile_all(struct filter *f, struct filter_mark *mark,
			       struct error *e)
{
	static const struct expand_aim aim = {
		.linktype = LINKTYPE_ETHERNET,
		.direction = EXPAND_KEEP,
		.spell = true,
	};
	if (!expand_text(&f->expansion, f->names.text, &aim, mark, e) ||
	    !filter_inner(f, mark, e))
		return false;
	f->everything = !f->expansion.text[0];
	return f->everything || (filter_short(f, e) && filter_check(f, mark, e));
}

struct filter *filter_new_named(const char *text, const struct hosts *hosts,
				struct filter_mark *mark, struct error *e)
{
	struct filter_mark own = { 0 };
	struct filter *f = mem_new(sizeof(*f));
	f->text = mem_strdup(text);
	bool ok = filter_names_put(&f->names, text, hosts, &own, e);
	if (ok && !filter_compile_all(f, &own, e)) {
		filter_names_back(&f->names, &own);
		ok = false;
	}
	if (mark)
		*mark = own;
	if (ok)
		return f;
	filter_free(f);
	return NULL;
}

struct filter *filter_new(const char *text, struct filter_mark *mark, struct error *e)
{
	return filter_new_named(text, NULL, mark, e);
}

static void filter_link_free(struct filter_link *link)
{
	for (size_t i = 0; i < COUNT(link->programs); i++)
		for (size_t j = 0; j < COUNT(link->programs[i]); j++)
			bpf_free(link->programs[i][j]);
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->links.count; i++)
		filter_link_free(&f->links.items[i]);
	for (size_t i = 0; i < INNER_MAX; i++)
		filter_free(f->inner[i]);
	free(f->links.items);
	expand_free(&f->expansion);
	filter_names_free(&f->names);
	free(f->text);
	free(f);
}

const char *filter_text(const struct filter *f)
{
	return f->text;
}

const char *filter_expanded(const struct filter *f)
{
	return f->expansion.text;
}

void filter_decode_as(struct filter *f, const struct decode_as *as)
{
	f->decode_as = as;
}

/* Which of the inner ( ) hold: none where there is no tunnel. */
static unsigned inner_outcome(struct filter *f, const struct packet *packet)
{
	struct dissect_inner found;
	unsigned outcome = 0;
	if (!f->inner[0] ||
	    !dissect_inner(&found, f->decode_as, packet->linktype, packet->bytes,
			   packet->captured, packet->length))
		return 0;
	struct packet inner = *packet;
	inner.linktype = found.linktype;
	inner.bytes = packet->bytes + found.offset;
	inner.captured = (uint32_t)found.captured;
	inner.length = (uint32_t)found.length;
	for (unsigned i = 0; i < INNER_MAX && f->inner[i]; i++)
		if (filter_match(f->inner[i], &inner))
			outcome |= 1u << i;
	return outcome;
}

bool filter_match(struct filter *f, const struct packet *packet)
{
	if (f->everything)
		return true;
	const struct filter_link *link = filter_link(f, packet->linktype);
	if (!link)
		return false;
	bool known =
		packet->direction == DIRECTION_IN || packet->direction == DIRECTION_OUT;
	unsigned kind = link->directed && known ? packet->direction : 0;
	const struct bpf *program = link->programs[kind][inner_outcome(f, packet)];
	return program &&
	       bpf_match(program, packet->bytes, packet->captured, packet->length);
}

bool filter_usable(struct filter *f, uint32_t linktype, struct error *e)
{
	if (f->everything)
		return true;
	const struct filter_link *link = filter_link(f, linktype);
	if (!link)
		return error_set(e, 0, "too many link types");
	if (!link->usable)
		*e = link->why;
	return link->usable;
}

bool filter_directed(const struct filter *f)
{
	return f->expansion.direction;
}

static struct bpf *filter_live(const struct filter *f, uint32_t linktype,
			       enum expand_direction direction, struct error *e)
{
	const struct expand_aim aim = { .linktype = linktype, .direction = direction };
	struct expansion x;
	struct filter_mark ignored;
	if (!expand_text(&x, f->names.text, &aim, &ignored, e))
		return NULL;
	struct bpf *program = bpf_new_live(x.text, linktype, e);
	expand_free(&x);
	return program;
}

/* The kernel knows the direction of each packet, and is asked for it. Since 1.11
 * libpcap has words for that on interfaces alone that it has opened itself. */
static struct bpf *filter_asking(const struct filter *f, uint32_t linktype,
				 struct error *e)
{
	struct bpf *program = filter_live(f, linktype, EXPAND_KEEP, e);
	if (program || !f->expansion.direction)
		return program;
	program = filter_live(f, linktype, EXPAND_LOAD, e);
	if (!program || bpf_size(program) <= BPF_OPTIMISED_MAX)
		return program;
	bpf_free(program); /* only the optimiser makes this load one of the kernel's */
	error_set(e, 0, "too long to ask for the direction");
	return NULL;
}

static int program_copy(const struct bpf *program, struct sock_filter *code,
			size_t room, struct error *e)
{
	if (bpf_loops(program)) {
		error_set(e, 0,
			  "protochain does not work while capturing: "
			  "use it as a view filter");
		return -1;
	}
	if (bpf_size(program) > room) {
		error_set(e, 0, "too long for the kernel: %u instructions of %zu",
			  bpf_size(program), room);
		return -1;
	}
	for (unsigned i = 0; i < bpf_size(program); i++)
		code[i] = bpf_at(program, i);
	return (int)bpf_size(program);
}

int filter_program(struct filter *f, uint32_t linktype, struct sock_filter *code,
		   size_t room, struct error *e)
{
	if (f->everything)
		return 0;
	if (f->inner[0]) {
		error_set(
			e, 0,
			"inner ( ) does not work while capturing: the kernel does not "
			"look into tunnels; use it as a view filter");
		return -1;
	}
	if (!filter_usable(f, linktype, e))
		return -1;
	const struct filter_link *link = filter_link(f, linktype);
	if (!link->directed)
		return program_copy(link->programs[0][0], code, room, e);
	struct bpf *asking = filter_asking(f, linktype, e);
	int count = asking ? program_copy(asking, code, room, e) : -1;
	bpf_free(asking);
	return count;
}
