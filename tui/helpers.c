#include "tui/helpers.h"

#include <string.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/lab/libvirt.h"
#include "core/lab/machine_libvirt.h"

struct helper *helpers_start(const struct user *u, struct error *e)
{
	const struct helper_task tasks[HELPER_TASKS] = { libvirt_system,
							 libvirt_session };
	return helper_start(u, tasks, HELPER_TASKS, e);
}

static void note(struct helpers *h, uint32_t task, const char *words)
{
	char escaped[sizeof(h->tasks[task].note)];
	struct text t = text_over(escaped, sizeof(escaped));
	text_escape(&t, words, strlen(words));
	if (!strcmp(h->tasks[task].note, escaped))
		return;
	memcpy(h->tasks[task].note, escaped, sizeof(escaped));
	h->notes_serial++;
}

static void take_data(struct helpers *h, const struct helper_message *m,
		      struct machines *old[HELPER_TASKS])
{
	struct documents docs;
	struct error e;
	bool ok = documents_open(&docs, m->fd, &e);
	close(m->fd);
	if (!ok) {
		note(h, m->task, e.text);
		return;
	}
	struct machines *now = machine_libvirt(&docs);
	documents_close(&docs);
	if (old[m->task])
		machines_free(h->tasks[m->task].machines);
	else
		old[m->task] = h->tasks[m->task].machines;
	h->tasks[m->task].machines = now;
	note(h, m->task, "");
}

/* What it told before stays, so the words say how old that is, and when it ends. */
static void note_trouble(struct helpers *h, const struct helper_message *m)
{
	char words[sizeof(m->text) + 64];
	bool told = h->tasks[m->task].machines;
	snprintf(words, sizeof(words), "%s%.*s",
		 told ? "domains are shown as they were until it answers: " : "",
		 (int)sizeof(m->text), m->text);
	note(h, m->task, words);
}

bool helpers_take(struct helpers *h, struct machines *old[HELPER_TASKS])
{
	struct helper_message m;
	bool changed = false, ended = false;
	while (h->helper && helper_next(h->helper, &m, &ended)) {
		if (m.task >= HELPER_TASKS) {
			if (m.fd >= 0)
				close(m.fd);
			continue;
		}
		h->tasks[m.task].heard = true;
		changed |= m.word == HELPER_DATA;
		if (m.word == HELPER_DATA)
			take_data(h, &m, old);
		else if (m.word == HELPER_NOTE)
			note_trouble(h, &m);
		else if (h->tasks[m.task].machines)
			note(h, m.task,
			     "libvirt has ended; its domains are shown as "
			     "they were");
	}
	if (ended) {
		helper_stop(h->helper);
		h->helper = NULL;
	}
	return changed;
}

bool helpers_heard(const struct helpers *h)
{
	for (size_t i = 0; h->helper && i < HELPER_TASKS; i++)
		if (!h->tasks[i].heard)
			return false;
	return true;
}

bool helpers_refused(const struct helpers *h)
{
	enum { SYSTEM }; /* a session keeps its files where only its user looks */
	return h->tasks[SYSTEM].heard && !h->tasks[SYSTEM].machines &&
	       !access("/run/libvirt/qemu", F_OK);
}

const char *helpers_note(const struct helpers *h)
{
	for (size_t i = 0; i < HELPER_TASKS; i++)
		if (h->tasks[i].note[0])
			return h->tasks[i].note;
	return "";
}

void helpers_done(struct helpers *h)
{
	helper_stop(h->helper);
	for (size_t i = 0; i < HELPER_TASKS; i++)
		machines_free(h->tasks[i].machines);
}
