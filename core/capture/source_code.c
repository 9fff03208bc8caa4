/* Is a classic BPF program from the unprivileged side fit to be attached and run? At
 * least as strict as the kernel's own checker (linux/filter.h, bpf_check_classic), so
 * that both the kernel and the interpreter here may run it without looking again. */
#include <linux/filter.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/capture/source.h"
#include "core/capture/way.h"

enum rule {
	REFUSED,
	PLAIN,
	OFFSET,	 /* k is inside a frame; of kernel metadata way.h alone */
	NONZERO, /* k divides */
	SHIFT,	 /* k < 32 */
	LOAD,	 /* k is a word of M[] that was written on every way here */
	STORE,	 /* k is a word of M[] */
	ALWAYS,	 /* jumps by k */
	BRANCH,	 /* jumps by jt or jf */
};

#define ARITHMETIC(op)                                                                 \
	[BPF_ALU | (op) | BPF_K] = PLAIN, [BPF_ALU | (op) | BPF_X] = PLAIN
#define BRANCHES(op)                                                                   \
	[BPF_JMP | (op) | BPF_K] = BRANCH, [BPF_JMP | (op) | BPF_X] = BRANCH

/* clang-format off */
static const uint8_t rules[256] = {
	[BPF_LD | BPF_W | BPF_ABS] = OFFSET,
	[BPF_LD | BPF_H | BPF_ABS] = OFFSET,
	[BPF_LD | BPF_B | BPF_ABS] = OFFSET,
	[BPF_LD | BPF_W | BPF_IND] = PLAIN,
	[BPF_LD | BPF_H | BPF_IND] = PLAIN,
	[BPF_LD | BPF_B | BPF_IND] = PLAIN,
	[BPF_LD | BPF_W | BPF_LEN] = PLAIN,
	[BPF_LD | BPF_IMM] = PLAIN,
	[BPF_LD | BPF_MEM] = LOAD,
	[BPF_LDX | BPF_W | BPF_LEN] = PLAIN,
	[BPF_LDX | BPF_B | BPF_MSH] = OFFSET,
	[BPF_LDX | BPF_IMM] = PLAIN,
	[BPF_LDX | BPF_MEM] = LOAD,
	[BPF_ST] = STORE,
	[BPF_STX] = STORE,
	ARITHMETIC(BPF_ADD),
	ARITHMETIC(BPF_SUB),
	ARITHMETIC(BPF_MUL),
	ARITHMETIC(BPF_AND),
	ARITHMETIC(BPF_OR),
	ARITHMETIC(BPF_XOR),
	[BPF_ALU | BPF_DIV | BPF_K] = NONZERO,
	[BPF_ALU | BPF_DIV | BPF_X] = PLAIN,
	[BPF_ALU | BPF_MOD | BPF_K] = NONZERO,
	[BPF_ALU | BPF_MOD | BPF_X] = PLAIN,
	[BPF_ALU | BPF_LSH | BPF_K] = SHIFT,
	[BPF_ALU | BPF_LSH | BPF_X] = PLAIN,
	[BPF_ALU | BPF_RSH | BPF_K] = SHIFT,
	[BPF_ALU | BPF_RSH | BPF_X] = PLAIN,
	[BPF_ALU | BPF_NEG] = PLAIN,
	[BPF_JMP | BPF_JA] = ALWAYS,
	BRANCHES(BPF_JEQ),
	BRANCHES(BPF_JGT),
	BRANCHES(BPF_JGE),
	BRANCHES(BPF_JSET),
	[BPF_RET | BPF_K] = PLAIN,
	[BPF_RET | BPF_A] = PLAIN,
	[BPF_MISC | BPF_TAX] = PLAIN,
	[BPF_MISC | BPF_TXA] = PLAIN,
};
/* clang-format on */

/* While walking forward: the words of M[] that are written on every way to here, and,
 * per instruction, on every jump to it. Jumps go forward only, so one pass is enough.
 */
struct walk {
	const struct sock_filter *code;
	uint32_t count, at;
	uint16_t written;
	uint16_t *arriving;
};

/* `by` may be any 32-bit value. */
static bool walk_jump(struct walk *w, uint32_t by)
{
	if (by >= w->count - w->at - 1)
		return false;
	w->arriving[w->at + 1 + by] &= w->written;
	return true;
}

static const char *walk_memory(struct walk *w, enum rule rule, uint32_t k)
{
	if (k >= BPF_MEMWORDS)
		return "uses memory that does not exist";
	if (rule == STORE)
		w->written |= (uint16_t)(1U << k);
	else if (!(w->written & 1U << k))
		return "reads memory that was not written";
	return NULL;
}

static const char *walk_branch(struct walk *w, enum rule rule,
			       const struct sock_filter *i)
{
	bool inside = rule == ALWAYS ? walk_jump(w, i->k)
				     : walk_jump(w, i->jt) && walk_jump(w, i->jf);
	w->written = UINT16_MAX; /* only jumps lead to the next instruction */
	return inside ? NULL : "jumps outside the program";
}

/* What is wrong with the instruction, NULL: nothing. */
static const char *walk_step(struct walk *w)
{
	const struct sock_filter *i = &w->code[w->at];
	enum rule rule = i->code < COUNT(rules) ? rules[i->code] : REFUSED;
	w->written &= w->arriving[w->at];
	switch (rule) {
	case REFUSED:
		return "is not known";
	case OFFSET:
		return i->k > INT32_MAX && !way_is_asked(i) ? "reads kernel metadata"
							    : NULL;
	case NONZERO:
		return i->k == 0 ? "divides by zero" : NULL;
	case SHIFT:
		return i->k >= 32 ? "shifts too far" : NULL;
	case LOAD:
	case STORE:
		return walk_memory(w, rule, i->k);
	case ALWAYS:
	case BRANCH:
		return walk_branch(w, rule, i);
	case PLAIN:
		break;
	}
	return NULL;
}

bool source_code_check(const struct sock_filter *code, uint32_t count, struct error *e)
{
	if (count == 0 || count > SOURCE_CODE_MAX)
		return error_set(e, 0, "filter program of %u instructions (1-%d)",
				 count, SOURCE_CODE_MAX);
	autofree uint16_t *arriving = mem_new(count * sizeof(*arriving));
	memset(arriving, 0xff, count * sizeof(*arriving));
	struct walk w = { .code = code, .count = count, .arriving = arriving };
	for (; w.at < count; w.at++) {
		const char *wrong = walk_step(&w);
		if (wrong)
			return error_set(e, 0, "filter program: instruction %u %s",
					 w.at, wrong);
	}
	if (BPF_CLASS(code[count - 1].code) != BPF_RET)
		return error_set(e, 0, "filter program does not end in a return");
	return true;
}
