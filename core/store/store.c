/* The reading end: which packets there are, and each of them by number. */
#include "core/store/store.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/ahead.h"
#include "core/store/bytes.h"
#include "core/store/follow.h"
#include "core/store/pcapng.h"
#include "core/store/scan.h"
#include "core/store/sniff.h"

/* One file of the capture; a plain file is the only one. */
struct part {
	uint64_t number;
	uint64_t first; /* number of its first packet */
	uint64_t size;	/* bytes of it that are indexed */
};

/* A block that is no packet, for a copy of the file. */
struct extra {
	uint64_t offset, before; /* packets in front of it */
	uint32_t size;
	bool swap;
};

enum {
	EXTRAS_MAX = 1 << 16, /* what a hostile file can make us remember */
	AHEAD_MIN = 1 << 20,  /* bytes: less is not worth a thread, */
	AHEAD_MS = 4,	      /* and so long we wait for it */
};

/* Who brings a file from the disk: the scan itself, or a thread that it begins with its
 * second look, so that nothing stands between a file and its first rows. */
enum fetch { FETCH_HERE, FETCH_SOON, FETCH_NEXT };

struct store {
	struct follow follow;
	enum fetch fetch;
	struct ahead *ahead; /* NULL: everything is there */
	bool behind;	     /* more of the file is on its way from the disk */
	struct scan scan;
	struct index index;
	VEC(struct part) parts;	  /* the last one is being scanned */
	size_t gone;		  /* parts at the front that were trimmed */
	uint64_t indexed;	  /* bytes in all parts but the last */
	VEC(struct extra) extras; /* of a single file */
	struct window get, aside; /* for packets, for extras */
	uint64_t get_part;	  /* the one that `get` looks at */
	bool stopped;		  /* nothing more will be read from here */
	bool torn;		  /* the trouble is over when more bytes come */
	char trouble[240];
};

/* Only once there is one. */
static struct part *last_part(const struct store *s)
{
	return &s->parts.items[s->parts.count - 1];
}

/* The first trouble is the one to tell: later ones follow from it. */
static bool troubled(struct store *s, const struct error *e)
{
	if (!s->trouble[0] || s->torn) {
		struct text t = text_over(s->trouble, sizeof(s->trouble));
		text_str(&t, e->text);
	}
	s->torn = false;
	return false;
}

/* Makes room in front: segments that were trimmed, and their index. */
static void forget_gone(struct store *s)
{
	while (s->gone < s->parts.count &&
	       s->parts.items[s->gone].number < s->follow.first)
		s->gone++;
	index_release(&s->index, store_first(s));
}

static void begin_part(struct store *s, uint64_t number, int fd, bool classic)
{
	struct part part = { .number = number, .first = s->index.count + 1 };
	if (s->parts.count)
		s->indexed += last_part(s)->size;
	vec_push(&s->parts, part);
	scan_file(&s->scan, fd, classic);
	s->scan.window.limit = follow_length(&s->follow, number);
}

/* Goes on with segment `number` or the next one that exists. */
static bool enter_part(struct store *s, uint64_t number)
{
	struct error e;
	uint64_t want = number;
	int fd = -1;
	for (; fd < 0 && want <= s->follow.last; want++) {
		want = want < s->follow.first ? s->follow.first : want;
		fd = follow_fd(&s->follow, want, &e);
		if (fd < 0 && !follow_look(&s->follow, &e))
			break;
	}
	want--;
	if (fd < 0)
		return troubled(s, &e);
	if (want != number) {
		error_set(&e, 0, "segments %08ju to %08ju went unread", number,
			  want - 1);
		troubled(s, &e);
	}
	begin_part(s, want, fd, false);
	return true;
}

/* Where the scan has to stop for now. */
static uint64_t limit_of(struct store *s, uint64_t length)
{
	if (s->fetch == FETCH_SOON && length > AHEAD_MIN) {
		s->fetch = FETCH_NEXT;
		s->behind = true;
		return AHEAD_MIN;
	}
	if (s->fetch != FETCH_HERE) {
		s->fetch = FETCH_HERE;
		s->behind = false;
		s->ahead = ahead_new(s->follow.file);
	}
	if (!s->ahead)
		return length;
	uint64_t wanted = s->scan.offset + AHEAD_MIN;
	uint64_t there =
		ahead_reached(s->ahead, wanted < length ? wanted : length, AHEAD_MS);
	s->behind = there < length;
	if (there == UINT64_MAX) {
		ahead_free(s->ahead);
		s->ahead = NULL;
	}
	return s->behind ? there : length;
}

/* Brings the scan up to date with what is there now. False: nothing to scan. */
static bool look(struct store *s)
{
	struct error e;
	if (!follow_look(&s->follow, &e)) {
		s->stopped = true;
		return troubled(s, &e);
	}
	forget_gone(s);
	if (!s->parts.count)
		return enter_part(s, s->follow.first);
	const struct part *part = last_part(s);
	if (part->number < s->follow.first)
		return enter_part(s, part->number + 1);
	int fd = follow_fd(&s->follow, part->number, &e);
	if (fd < 0)
		return troubled(s, &e);
	uint64_t length = follow_length(&s->follow, part->number);
	s->scan.window.fd = fd;
	s->scan.window.limit = limit_of(s, length);
	if (length >= part->size)
		return true;
	s->stopped = !s->follow.control;
	error_set(&e, 0,
		  "became shorter: %ju bytes, %ju were read; open it again "
		  "for what is in it now",
		  length, part->size);
	return troubled(s, &e);
}

static void tell_torn(struct store *s)
{
	struct error e;
	bool inside = s->scan.in_packet;
	error_set(&e, 0, "cut short %s packet %ju, at byte %ju",
		  inside ? "in" : "after", s->index.count + (inside ? 1 : 0),
		  s->scan.window.limit);
	bool first = !s->trouble[0] || s->torn;
	troubled(s, &e);
	s->torn = first && s->follow.file >= 0;
}

static void tell_bad(struct store *s)
{
	struct error e;
	error_set(&e, 0, "damaged after packet %ju, at byte %ju: %s", s->index.count,
		  s->scan.offset, s->scan.why);
	troubled(s, &e);
	s->stopped = s->follow.file >= 0;
}

/* The scan came to the end of a part, or to where it cannot go on. */
static bool next_part(struct store *s, enum scan_step step)
{
	if (s->behind && step != SCAN_BAD)
		return false;
	if (step == SCAN_TORN)
		tell_torn(s);
	if (step == SCAN_BAD)
		tell_bad(s);
	uint64_t number = last_part(s)->number;
	return number < s->follow.last && enter_part(s, number + 1);
}

static void note_extra(struct store *s)
{
	struct extra extra = {
		.offset = s->scan.offset - s->scan.extra,
		.before = s->index.count,
		.size = s->scan.extra,
		.swap = s->scan.swap,
	};
	s->scan.extra = 0;
	if (s->follow.file >= 0 && !s->follow.control && s->extras.count < EXTRAS_MAX)
		vec_push(&s->extras, extra);
}

static bool step_on(struct store *s)
{
	struct index_entry found;
	enum scan_step step = scan_next(&s->scan, &found);
	if (step != SCAN_PACKET && step != SCAN_OTHER)
		return next_part(s, step);
	if (step == SCAN_PACKET)
		index_add(&s->index, found);
	else if (s->scan.extra && !s->scan.classic)
		note_extra(s);
	last_part(s)->size = s->scan.offset;
	if (s->torn) {
		s->torn = false;
		s->trouble[0] = '\0';
	}
	return true;
}

bool store_advance(struct store *s, unsigned budget)
{
	if (s->stopped || !look(s))
		return false;
	while (budget-- > 0)
		if (!step_on(s))
			return s->behind && !s->stopped;
	return true;
}

static struct store *store_new(void)
{
	struct store *s = mem_new(sizeof(*s));
	s->scan = scan_new();
	s->get = window_new();
	s->aside = window_new();
	return s;
}

void store_free(struct store *s)
{
	if (!s)
		return;
	ahead_free(s->ahead);
	follow_free(&s->follow);
	scan_free(&s->scan);
	window_free(&s->get);
	window_free(&s->aside);
	index_free(&s->index);
	free(s->extras.items);
	free(s->parts.items);
	free(s);
}

static bool begin_file(struct store *s, int fd, struct error *e)
{
	bool classic;
	if (!follow_file(&s->follow, fd, e) || !sniff_format(fd, &classic, e))
		return false;
	begin_part(s, 1, fd, classic);
	struct index_entry none;
	enum scan_step step = scan_next(&s->scan, &none);
	if (step == SCAN_BAD)
		return error_set(e, 0, "%s", s->scan.why);
	last_part(s)->size = s->scan.offset;
	return true;
}

struct store *store_open_file(int fd, const char *name, struct error *e)
{
	struct store *s = store_new();
	if (begin_file(s, fd, e))
		return s;
	error_in(e, "%s", name);
	store_free(s);
	return NULL;
}

void store_read_ahead(struct store *s)
{
	bool plain = s->follow.file >= 0 && !s->follow.control;
	if (!s->ahead && plain && s->follow.length > AHEAD_MIN)
		s->fetch = FETCH_SOON;
}

struct store *store_open_spool(int control_fd, int dir, int file, struct error *e)
{
	struct store *s = store_new();
	if (follow_spool(&s->follow, control_fd, dir, file, e))
		return s;
	store_free(s);
	return NULL;
}

struct store *store_open_left(int dir, const char *name, struct error *e)
{
	struct store *s = store_new();
	if (follow_left(&s->follow, dir, e))
		return s;
	error_in(e, "%s", name);
	store_free(s);
	return NULL;
}

uint64_t store_first(const struct store *s)
{
	if (s->gone < s->parts.count)
		return s->parts.items[s->gone].first;
	return s->index.count + 1;
}

uint64_t store_last(const struct store *s)
{
	return s->index.count;
}

static bool have_number(const struct store *s, uint64_t number)
{
	return number >= store_first(s) && number <= store_last(s);
}

int store_file(const struct store *s)
{
	return s->follow.file;
}

int64_t store_time(const struct store *s, uint64_t number)
{
	return have_number(s, number) ? index_at(&s->index, number).time : 0;
}

/* The part that holds a number: the last one that begins at or before it. */
static const struct part *find_part(const struct store *s, uint64_t number)
{
	size_t low = s->gone, high = s->parts.count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (s->parts.items[middle].first <= number)
			low = middle;
		else
			high = middle;
	}
	return &s->parts.items[low];
}

static const char *get_record(struct store *s, uint64_t offset, struct packet *packet)
{
	const struct pcap_format *f = &s->scan.pcap;
	struct pcap_record record;
	const uint8_t *at = window_at(&s->get, offset, f->record);
	const char *why = at ? pcap_decode_record(at, f, &record) : "unreadable";
	if (why)
		return why;
	at = window_at(&s->get, offset, f->record + (size_t)record.captured);
	if (!at)
		return "unreadable";
	packet->captured = record.captured;
	packet->length = record.length;
	packet->bytes = at + f->record;
	return NULL;
}

static const char *get_block(struct store *s, uint64_t offset, bool swap,
			     const struct iface *iface, struct packet *packet)
{
	struct pcapng_block block;
	struct pcapng_packet fixed;
	const uint8_t *at = window_at(&s->get, offset, PCAPNG_BLOCK_MIN);
	const char *why = at ? pcapng_block(at, swap, &block) : "unreadable";
	if (why)
		return why;
	at = window_at(&s->get, offset, block.size);
	if (!at)
		return "unreadable";
	if (!pcapng_is_packet(block.type))
		return "not a packet any more";
	if ((why = pcapng_packet(at, block, swap, &fixed)))
		return why;
	packet->captured = fixed.captured;
	if (!fixed.stamped && iface->snaplen && iface->snaplen < fixed.captured)
		packet->captured = iface->snaplen;
	packet->length = fixed.length;
	packet->dropped = fixed.drops;
	packet->bytes = at + fixed.start;
	pcapng_packet_options(at, block, swap, &fixed, packet);
	return NULL;
}

/* Points the window at the part; what it has in memory stays good. */
static bool use_part(struct store *s, const struct part *part, struct error *e)
{
	int fd = follow_fd(&s->follow, part->number, e);
	if (fd < 0)
		return false;
	if (s->get_part != part->number)
		window_use(&s->get, fd, part->size);
	s->get_part = part->number;
	s->get.fd = fd;
	s->get.code = 0;
	s->get.limit = part->size;
	return true;
}

/* A segment may go at any moment; that is no trouble. */
static bool is_trimmed(struct store *s, uint64_t number)
{
	struct error ignored;
	if (follow_look(&s->follow, &ignored))
		forget_gone(s);
	return !have_number(s, number);
}

bool store_get(struct store *s, uint64_t number, struct packet *packet)
{
	struct error e;
	*packet = (struct packet){ .number = number };
	if (!have_number(s, number))
		return false;
	const struct part *part = find_part(s, number);
	if (!use_part(s, part, &e))
		return is_trimmed(s, number) ? false : troubled(s, &e);
	struct index_entry entry = index_at(&s->index, number);
	const struct iface *iface = s->scan.ifaces.all.items[index_iface(entry)];
	packet->time = entry.time;
	packet->iface = index_iface(entry);
	packet->linktype = iface->linktype;
	const char *why = s->scan.classic ? get_record(s, index_offset(entry), packet)
					  : get_block(s, index_offset(entry),
						      index_swap(entry), iface, packet);
	if (!why && packet->length < packet->captured)
		packet->length = packet->captured;
	if (!why)
		return true;
	error_set(&e, s->get.code, "packet %ju, at byte %ju: %s", number,
		  index_offset(entry), why);
	return troubled(s, &e);
}

size_t store_extras(const struct store *s)
{
	return s->extras.count;
}

uint64_t store_extra_before(const struct store *s, size_t i)
{
	return s->extras.items[i].before;
}

const uint8_t *store_extra(struct store *s, size_t i, uint32_t *size, bool *swap)
{
	const struct extra *x = &s->extras.items[i];
	*size = x->size;
	*swap = x->swap;
	if (s->aside.fd != s->follow.file)
		window_use(&s->aside, s->follow.file, 0);
	s->aside.limit = last_part(s)->size;
	return window_at(&s->aside, x->offset, x->size);
}

size_t store_secrets(struct store *s)
{
	size_t found = 0;
	for (size_t i = 0; i < s->extras.count; i++) {
		uint32_t size;
		bool swap;
		const uint8_t *bytes = store_extra(s, i, &size, &swap);
		found += bytes && bytes_u32(bytes, swap) == PCAPNG_SECRETS;
	}
	return found;
}

uint32_t store_ifaces(const struct store *s)
{
	return (uint32_t)s->scan.ifaces.all.count;
}

const struct iface *store_iface(const struct store *s, uint32_t id)
{
	return id < store_ifaces(s) ? s->scan.ifaces.all.items[id] : NULL;
}

uint64_t store_size(const struct store *s)
{
	return s->indexed + (s->parts.count ? last_part(s)->size : 0);
}

uint64_t store_kept(const struct store *s)
{
	uint64_t bytes = 0;
	for (size_t i = s->gone; i < s->parts.count; i++)
		bytes += s->parts.items[i].size;
	return bytes;
}

uint64_t store_memory(const struct store *s)
{
	return sizeof(*s) + index_memory(&s->index) + s->get.room +
	       s->scan.window.room + store_ifaces(s) * sizeof(struct iface) +
	       s->parts.room * sizeof(struct part);
}

const char *store_trouble(const struct store *s)
{
	return s->trouble[0] ? s->trouble : NULL;
}

bool store_is_stopped(const struct store *s)
{
	return s->stopped;
}

const char *store_comment(const struct store *s)
{
	return s->scan.comment;
}
