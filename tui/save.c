#include "tui/save.h"
#include "tui/session_notes.h"
#include "tui/session_trails.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"

enum {
	STEP = 1024,	  /* packets between two looks at the clock */
	OF_A_SECOND = 99, /* names */
};

static bool is_folded(const struct session *s)
{
	return s->trace.folded && s->trace.trails;
}

uint64_t save_count(const struct session *s, enum save_what what)
{
	if (!s->store || !store_last(s->store))
		return 0;
	return what == SAVE_SHOWN
		       ? is_folded(s) ? rows_passed(s->rows) : rows_count(s->rows)
	       : what == SAVE_ALL ? store_last(s->store) - store_first(s->store) + 1
				  : s->marks.count;
}

bool save_can_pcap(const struct session *s)
{
	uint32_t count = s->store ? store_ifaces(s->store) : 0;
	for (uint32_t i = 1; i < count; i++)
		if (store_iface(s->store, i)->linktype !=
		    store_iface(s->store, 0)->linktype)
			return false;
	return true;
}

/* A name that is good as part of a file's. */
static void put_safe(struct text *t, const char *name)
{
	for (; *name; name++) {
		if (isalnum((unsigned char)*name) || strchr("._-", *name))
			text_char(t, *name);
		else
			text_str(t, *name == ':' ? "." : "_");
	}
}

/* The first endpoint and how many more, or the file's own name. */
static void put_places(struct text *t, const struct session *s)
{
	unsigned more = 0;
	for (size_t i = 0; i < s->taps.count; i++) {
		if (!s->taps.items[i].wanted)
			continue;
		if (!more++)
			put_safe(t, s->taps.items[i].name);
	}
	if (more > 1)
		text_printf(t, "+%u", more - 1);
	if (more)
		return;
	const char *slash = strrchr(s->spool, '/');
	char name[64];
	snprintf(name, sizeof(name), "%.60s", slash ? slash + 1 : s->spool);
	char *dot = strrchr(name, '.');
	if (dot && dot > name)
		*dot = '\0';
	put_safe(t, name[0] ? name : "labtap");
}

static void put_name(struct text *t, const struct session *s, unsigned nth, bool pcap)
{
	struct tm tm;
	time_t now = (time_t)(clock_now() / CLOCK_SEC);
	put_places(t, s);
	localtime_r(&now, &tm);
	char stamp[32];
	strftime(stamp, sizeof(stamp), "-%Y%m%d-%H%M%S", &tm);
	text_str(t, stamp);
	if (nth > 1)
		text_printf(t, "-%u", nth);
	text_str(t, pcap ? ".pcap" : ".pcapng");
}

void save_name(const struct session *s, bool pcap, char *path, size_t size)
{
	unsigned nth = 0;
	do {
		struct text t = text_over(path, size);
		put_name(&t, s, ++nth, pcap);
	} while (nth < OF_A_SECOND && access(path, F_OK) == 0);
}

static void bounds(struct save *save)
{
	const struct session *s = save->session;
	save->total = save_count(s, save->what);
	save->next = 0;
	if (save->total && save->what == SAVE_SHOWN)
		save->next = rows_base(s->rows);
	else if (save->total && save->what == SAVE_ALL)
		save->next = store_first(s->store); /* there is none before the first */
	save->end = save->next + save->total;
}

/* What the file said of itself, what was chosen of it, and what the user says. */
static char *comment_make(const struct session *s, enum save_what what)
{
	const char *old = store_comment(session_file(s));
	const char *filter = filter_text(s->filter);
	size_t size =
		strlen(old ? old : "") + strlen(filter) + 64 + session_notes_room(s);
	char *comment = mem_new(size);
	struct text t = text_over(comment, size);
	text_str(&t, old ? old : "");
	if (what == SAVE_SHOWN && *filter)
		text_printf(&t, "%ssaved by labtap, filter: %s", old ? "\n" : "",
			    filter);
	session_notes_put(s, &t);
	return comment;
}

/* "X.pcap" of "a.eth1" is "X-a.eth1.pcap". */
static void part_path(const struct save *save, const char *point, struct text *t)
{
	size_t size = strlen(save->path), end = strlen(".pcap");
	bool usual = size > end && !strcmp(save->path + size - end, ".pcap");
	text_mem(t, save->path, usual ? size - end : size);
	text_printf(t, "%s%s%s", *point ? "-" : "", point, usual ? ".pcap" : "");
}

void save_written(const struct save *save, struct text *t)
{
	part_path(save, save->format == SAVE_POINTS ? "*" : "", t);
}

static struct export *part_new(struct save *save, const char *point, struct error *e)
{
	char path[sizeof(save->path) + 200], safe[180];
	struct text t = text_over(path, sizeof(path));
	struct text name = text_over(safe, sizeof(safe));
	autofree char *comment = comment_make(save->session, save->what);
	put_safe(&name, point);
	part_path(save, safe, &t);
	struct export *x = export_new(
		path, save->format == SAVE_PCAPNG ? EXPORT_PCAPNG : EXPORT_PCAP, false,
		comment[0] ? comment : NULL, e);
	if (x)
		vec_push(&save->parts, ((struct save_part){ mem_strdup(point), x }));
	return x;
}

/* The rows as they would be with every copy; the filter of this moment. */
static bool unfold(struct save *save, struct error *e)
{
	struct session *s = save->session;
	struct filter_mark mark;
	save->last = store_last(s->store);
	save->filter = filter_new_named(filter_text(s->filter), s->hosts, &mark, e);
	if (save->filter)
		save->every = rows_new(s->store, save->filter, s->merge);
	return save->filter;
}

bool save_start(struct save *save, struct session *s, enum save_what what,
		const char *path, enum save_format format, struct error *e)
{
	*save = (struct save){
		.session = s, .what = what, .format = format, .serial = s->rows_serial
	};
	if (!save_count(s, what))
		return error_set(e, 0, "there are no packets to save");
	snprintf(save->path, sizeof(save->path), "%s", path);
	bounds(save);
	if (what == SAVE_SHOWN && is_folded(s) && !unfold(save, e))
		return false;
	if (format == SAVE_POINTS || part_new(save, "", e))
		return true;
	save_cancel(save);
	return false;
}

static uint64_t every_number(const struct save *save, uint64_t next)
{
	uint64_t base = rows_base(save->every);
	uint64_t number =
		next < base ? 0 : rows_number(save->every, (size_t)(next - base));
	return number > save->last ? 0 : number;
}

/* The number of the next packet; 0: it is gone. */
static uint64_t next_number(struct save *save)
{
	const struct session *s = save->session;
	uint64_t next = save->next++;
	if (save->what == SAVE_ALL)
		return next;
	if (save->what == SAVE_MARKED)
		return next < s->marks.count ? s->marks.items[next] : 0;
	if (save->every)
		return every_number(save, next);
	uint64_t base = rows_base(s->rows);
	if (save->serial != s->rows_serial || next < base ||
	    next - base >= rows_count(s->rows))
		return 0;
	return session_head(s, rows_number(s->rows, (size_t)(next - base)));
}

double save_mean(struct session *s, enum save_what what)
{
	enum { LOOKED_AT = 256 };
	/* A folded list has only one copy of each at hand; without a filter it is all.
	 */
	bool all = what == SAVE_SHOWN && is_folded(s) && !*filter_text(s->filter);
	struct save save = { .session = s,
			     .what = all ? SAVE_ALL : what,
			     .serial = s->rows_serial };
	uint64_t bytes = 0, count = 0;
	struct packet packet;
	bounds(&save);
	uint64_t step = save.total / LOOKED_AT;
	for (; save.next < save.end; save.next += step) {
		uint64_t number = next_number(&save);
		if (!number || !store_get(s->store, number, &packet))
			continue;
		bytes += packet.captured;
		count++;
	}
	return count ? (double)bytes / (double)count : 0;
}

/* Where a packet goes. */
static struct export *part_of(struct save *save, const struct packet *packet,
			      struct error *e)
{
	const char *point = "";
	if (save->format == SAVE_POINTS)
		point = store_iface(save->session->store, packet->iface)->name;
	for (size_t i = 0; i < save->parts.count; i++)
		if (!strcmp(save->parts.items[i].point, point))
			return save->parts.items[i].export;
	return part_new(save, point, e);
}

static bool copy_one(struct save *save, struct error *e)
{
	struct packet packet;
	uint64_t number = next_number(save);
	if (!number) /* what came later than the save */
		return true;
	/* Trimmed from the spool meanwhile, or cut off the file. */
	if (!store_get(save->session->store, number, &packet)) {
		save->missing++;
		return true;
	}
	save->written++;
	const char *note = session_note(save->session, number);
	if (note) {
		packet.comment = note;
		packet.comment_size = (uint32_t)strlen(note);
	}
	struct export *x = part_of(save, &packet, e);
	return x && export_add(x, save->session->store, &packet, e);
}

/* Looks for all copies until `end`; true when they are found. */
static bool find_every(struct save *save, int64_t end)
{
	if (!save->every || save->found)
		return true;
	while (rows_advance(save->every, STEP))
		if (clock_mono() > end)
			return false;
	save->found = true;
	save->next = rows_base(save->every);
	save->total = rows_count(save->every);
	save->end = save->next + save->total;
	return true;
}

static bool finish(struct save *save, struct error *e)
{
	bool ok = true;
	for (size_t i = 0; i < save->parts.count && ok; i++) {
		ok = export_finish(save->parts.items[i].export, e);
		save->parts.items[i].export = NULL;
	}
	save->files = save->parts.count;
	save_cancel(save);
	return ok;
}

bool save_step(struct save *save, int64_t budget_ns, bool *failed, struct error *e)
{
	int64_t end = clock_mono() + budget_ns;
	*failed = false;
	if (!find_every(save, end))
		return true;
	for (unsigned i = 0; save->next < save->end; i++) {
		if (i % 64 == 63 && clock_mono() > end)
			return true;
		if (copy_one(save, e))
			continue;
		save_cancel(save);
		*failed = true;
		return false;
	}
	*failed = !finish(save, e);
	return false;
}

void save_cancel(struct save *save)
{
	for (size_t i = 0; i < save->parts.count; i++) {
		export_cancel(save->parts.items[i].export);
		free(save->parts.items[i].point);
	}
	rows_free(save->every);
	filter_free(save->filter);
	save->every = NULL;
	save->filter = NULL;
	free(save->parts.items);
	memset(&save->parts, 0, sizeof(save->parts));
}
