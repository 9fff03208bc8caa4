#include "core/capture/judge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/capture/source_kind.h"

struct judge_program {
	struct judge_program *older;
	int64_t since;	 /* of frames */
	int64_t changed; /* clock_mono(): a step of the clock does not matter */
	bool exact;
	uint32_t count;
	struct sock_filter code[];
};

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
}

static void programs_free(struct judge_program *p)
{
	while (p) {
		struct judge_program *older = p->older;
		free(p);
		p = older;
	}
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
