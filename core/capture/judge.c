#include "core/capture/judge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/capture/source_kind.h"
#include "core/capture/way.h"

/* In force within one second, after which the older ones are forgotten anyway. */
enum { PROGRAMS_MAX = 1024 };

struct judge_program {
	struct judge_program *older;
	int64_t since;	 /* of frames */
	int64_t changed; /* clock_mono(): a step of the clock does not matter */
	bool exact;
	bool directed; /* asks for the direction */
	uint32_t count;
	struct sock_filter code[]; /* directed: then one for each direction, answered */
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

static bool is_directed(const struct sock_filter *code, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (way_is_asked(&code[i]))
			return true;
	return false;
}

static void answer_all(struct judge_program *p, enum direction direction)
{
	for (uint32_t i = 0; i < p->count; i++) {
		bool asked = way_is_asked(&p->code[i]);
		p->code[direction * p->count + i] =
			asked ? way_answer(direction == DIRECTION_OUT) : p->code[i];
	}
}

void judge_add(struct judge *j, const struct sock_filter *code, uint32_t count,
	       bool exact, int64_t since)
{
	bool directed = is_directed(code, count);
	size_t all = (size_t)count * (directed ? 3 : 1);
	struct judge_program *p = mem_new(sizeof(*p) + all * sizeof(*code));
	if (count)
		memcpy(p->code, code, count * sizeof(*code));
	p->count = count;
	p->directed = directed;
	for (int way = DIRECTION_IN; directed && way <= DIRECTION_OUT; way++)
		answer_all(p, (enum direction)way);
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
	if (!program->count)
		return UINT32_MAX;
	/* Of an unknown direction: the question itself rejects, as outside the frame.
	 */
	bool known = p->direction == DIRECTION_IN || p->direction == DIRECTION_OUT;
	uint32_t which = program->directed && known ? p->direction : 0;
	return source_pcap_run(program->code + which * program->count, p);
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
