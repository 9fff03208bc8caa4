#include "core/capture/judge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/capture/source_kind.h"

/* In force within one second, after which the older ones are forgotten anyway. */
enum { PROGRAMS_MAX = 1024 };

struct judge_program {
	struct judge_program *older;
	int64_t since;	 /* of frames */
	int64_t changed; /* clock_mono(): a step of the clock does not matter */
	bool exact;
	uint32_t count;
	struct sock_filter code[];
};

static void programs_free(struct judge_program *p)
{
	while (p) {
		struct judge_program *older = p->older;
		free(p);
		p = older;
	}
}

/* Who changes filters faster than that shall not fill the memory. */
static void forget_oldest(struct judge_program *p)
{
	for (int i = 1; p && i < PROGRAMS_MAX; i++)
		p = p->older;
	if (!p)
		return;
	programs_free(p->older);
	p->older = NULL;
}

void judge_add(struct judge *j, const struct sock_filter *code, uint32_t count,
	       bool exact, int64_t since)
{
	struct judge_program *p = mem_new(sizeof(*p) + count * sizeof(*code));
	if (count)
		memcpy(p->code, code, count * sizeof(*code));
	p->count = count;
	p->exact = exact;
	p->since = since;
	p->changed = clock_mono();
	p->older = j->newest;
	j->newest = p;
	j->all |= !exact;
	forget_oldest(p);
}

void judge_settle(struct judge *j)
{
	programs_free(j->newest->older);
	j->newest->older = NULL;
	j->all = !j->newest->exact;
}

void judge_free(struct judge *j)
{
	programs_free(j->newest);
	*j = (struct judge){ 0 };
}

uint32_t judge_frame(const struct judge *j, const struct packet *p)
{
	const struct judge_program *program = j->newest;
	while (program->older && p->time < program->since)
		program = program->older;
	return program->count ? source_pcap_run(program->code, p) : UINT32_MAX;
}

int64_t judge_changed(const struct judge *j)
{
	return j->newest->older ? j->newest->changed : 0;
}

const struct sock_filter *judge_newest(const struct judge *j, uint32_t *count)
{
	*count = j->newest->count;
	return j->newest->code;
}
