#include "tui/record_shown.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/store/export.h"
#include "tui/session_notes.h"

enum { LOOK = 256 }; /* packets between two looks at the clock */

struct shown {
	struct session *session;
	struct filter *filter;
	struct export *export; /* NULL: a section has to be begun */
	int file;
	uint64_t length;	/* of the file: whole blocks */
	uint64_t next;		/* packet to look at */
	uint64_t packets, kept; /* in the files; and with what is not written yet */
	uint64_t skipped;
};

struct shown *shown_new(struct session *s, struct error *e)
{
	const char *text = filter_text(s->filter);
	struct filter *filter = filter_new_named(text, s->hosts, NULL, e);
	if (!filter)
		return NULL;
	struct shown *w = mem_new(sizeof(*w));
	filter_decode_as(filter, s->decode_as);
	w->session = s;
	w->filter = filter;
	w->file = -1;
	w->next = s->store ? store_last(s->store) + 1 : 1;
	return w;
}

void shown_free(struct shown *w)
{
	if (!w)
		return;
	export_cancel(w->export);
	filter_free(w->filter);
	free(w);
}

bool shown_file(struct shown *w, int file, struct error *e)
{
	export_cancel(w->export);
	w->export = NULL;
	w->file = file;
	w->length = 0;
	bool more;
	return shown_copy(w, 0, &more, e);
}

/* A section of its own, also behind one that could not be finished. */
static bool begin(struct shown *w, struct error *e)
{
	const char *filter = filter_text(w->filter);
	if (w->export)
		return true;
	size_t size = strlen(filter) + 64 + session_notes_room(w->session);
	autofree char *comment = mem_new(size);
	struct text t = text_over(comment, size);
	text_printf(&t, "recorded by labtap%s%s", *filter ? ", filter: " : "", filter);
	session_notes_put(w->session, &t);
	w->export = export_stream(w->file, EXPORT_PCAPNG, comment, e);
	return w->export;
}

static bool take(struct shown *w, uint64_t number, struct error *e)
{
	struct packet packet;
	if (!store_get(w->session->store, number, &packet) ||
	    !filter_match(w->filter, &packet))
		return true;
	const char *note = session_note(w->session, number);
	if (note) {
		packet.comment = note;
		packet.comment_size = (uint32_t)strlen(note);
	}
	w->kept++;
	return export_add(w->export, w->session->store, &packet, e);
}

/* Up to the end of the budget; what is written is not sure to be in the file. */
static bool take_some(struct shown *w, uint64_t *next, int64_t budget_ns,
		      struct error *e)
{
	const struct store *store = w->session->store;
	int64_t end = clock_mono() + budget_ns;
	for (unsigned i = 0; *next <= store_last(store); i++) {
		if (i % LOOK == LOOK - 1 && clock_mono() > end)
			break;
		if (!take(w, (*next)++, e))
			return false;
	}
	return export_flush(w->export, e);
}

/* Whole blocks stay, the rest comes again in a new section. */
static void give_up(struct shown *w)
{
	export_cancel(w->export);
	w->export = NULL;
	w->kept = w->packets;
	if (!ftruncate(w->file, (off_t)w->length))
		(void)lseek(w->file, (off_t)w->length, SEEK_SET);
}

bool shown_copy(struct shown *w, int64_t budget_ns, bool *more, struct error *e)
{
	const struct store *store = w->session->store;
	*more = false;
	if (store && w->next < store_first(store)) {
		w->next = store_first(store);
		w->skipped++;
	}
	uint64_t next = w->next;
	if (!begin(w, e) || (store && !take_some(w, &next, budget_ns, e)) ||
	    !export_flush(w->export, e)) {
		give_up(w);
		return false;
	}
	struct stat st;
	w->length = fstat(w->file, &st) ? w->length : (uint64_t)st.st_size;
	w->next = next;
	w->packets = w->kept;
	*more = store && next <= store_last(store);
	return true;
}

uint64_t shown_length(const struct shown *w)
{
	return w->length;
}

uint64_t shown_packets(const struct shown *w)
{
	return w->packets;
}

uint64_t shown_skipped(const struct shown *w)
{
	return w->skipped;
}
