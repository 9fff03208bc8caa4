#include "core/lab/census.h"

enum { PROCESSES, TAPS, ANSWERS, BYTES };

static const struct sealed_kind kind = {
	.name = "census",
	.magic = "ltcensu",
	.version = CENSUS_VERSION,
	.sizes = {
		[PROCESSES] = sizeof(struct census_process),
		[TAPS] = sizeof(struct census_tap),
		[ANSWERS] = sizeof(struct census_answer),
		[BYTES] = 1,
	},
};

_Static_assert(sizeof(struct census_process) % 8 == 0 &&
		       sizeof(struct census_tap) % 8 == 0 &&
		       sizeof(struct census_answer) % 8 == 0,
	       "every array starts aligned");

static bool text_check(const struct census *c, const struct census_text *t, size_t most)
{
	return t->size <= most && t->offset <= c->size &&
	       t->size <= c->size - t->offset;
}

static bool check_processes(const struct census *c)
{
	for (size_t i = 0; i < c->process_count; i++) {
		const struct census_process *p = &c->processes[i];
		if ((i && c->processes[i - 1].pid >= p->pid) ||
		    !text_check(c, &p->words, CENSUS_WORDS) ||
		    !text_check(c, &p->group, CENSUS_GROUP) ||
		    !sealed_ends(p->name, sizeof(p->name)) ||
		    !sealed_ends(p->host, sizeof(p->host)))
			return false;
	}
	return c->process_count <= CENSUS_PROCESSES;
}

static bool check_taps(const struct census *c)
{
	for (size_t i = 0; i < c->tap_count; i++) {
		const struct census_tap *t = &c->taps[i];
		if ((i && c->taps[i - 1].process > t->process) ||
		    t->process >= c->process_count ||
		    !sealed_ends(t->ifname, sizeof(t->ifname)))
			return false;
	}
	return c->tap_count <= CENSUS_TAPS;
}

static bool check_answers(const struct census *c)
{
	for (size_t i = 0; i < c->answer_count; i++) {
		const struct census_answer *a = &c->answers[i];
		if (a->kind < CENSUS_API || a->kind >= CENSUS_ANSWER_KINDS ||
		    !text_check(c, &a->text, CENSUS_ANSWER) ||
		    !sealed_ends(a->from, sizeof(a->from)))
			return false;
	}
	return c->answer_count <= CENSUS_ANSWERS;
}

bool census_open(struct census *c, int fd, struct error *e)
{
	*c = (struct census){ .size = 0 };
	struct sealed *s = &c->sealed;
	if (!sealed_open(s, &kind, fd, e))
		return false;
	c->processes = s->arrays[PROCESSES];
	c->taps = s->arrays[TAPS];
	c->answers = s->arrays[ANSWERS];
	c->bytes = s->arrays[BYTES];
	c->process_count = s->counts[PROCESSES];
	c->tap_count = s->counts[TAPS];
	c->answer_count = s->counts[ANSWERS];
	c->size = s->counts[BYTES];
	c->serial = s->serial;
	c->libvirt = s->flags != 0;
	if (check_processes(c) && check_taps(c) && check_answers(c))
		return true;
	census_close(c);
	return error_set(e, 0, "census: a record is damaged");
}

void census_close(struct census *c)
{
	sealed_close(&c->sealed);
	*c = (struct census){ .size = 0 };
}

int census_seal(const struct census *c, struct error *e)
{
	const struct sealed s = {
		.serial = c->serial,
		.flags = c->libvirt,
		.arrays = { c->processes, c->taps, c->answers, c->bytes },
		.counts = { c->process_count, c->tap_count, c->answer_count, c->size },
	};
	return sealed_write(&s, &kind, e);
}
