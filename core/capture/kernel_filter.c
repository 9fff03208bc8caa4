#include "core/capture/kernel_filter.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <stdint.h>
#include <sys/socket.h>

enum { PROLOGUE_MAX = 6 }; /* of add_direction() and add_tag() */

#define LOAD_METADATA(what)                                                            \
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (uint32_t)(SKF_AD_OFF + (what)))
#define RETURN(bytes) BPF_STMT(BPF_RET | BPF_K, bytes)

struct program {
	struct sock_filter code[BPF_MAXINSNS];
	uint32_t count;
};

static void program_add(struct program *p, struct sock_filter instruction)
{
	p->code[p->count++] = instruction;
}

static void add_direction(struct program *p)
{
	program_add(p, (struct sock_filter)LOAD_METADATA(SKF_AD_PKTTYPE));
	program_add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
						    PACKET_OUTGOING, 1, 0));
	program_add(p, (struct sock_filter)RETURN(0));
}

static void add_guard(struct program *p, const struct kernel_filter_rule *rule)
{
	p->count += tunnel_filter_guard(p->code + p->count, &rule->outer, rule->only_in,
					rule->only_out);
}

/* Leaves A and X zero, as a program finds them at its start. */
static void add_tag(struct program *p)
{
	program_add(p, (struct sock_filter)LOAD_METADATA(SKF_AD_VLAN_TAG_PRESENT));
	program_add(p,
		    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0));
	program_add(p, (struct sock_filter)RETURN(KERNEL_FILTER_WHOLE));
}

static uint32_t limited(const struct kernel_filter_rule *rule, uint32_t k)
{
	if (rule->again)
		return k ? KERNEL_FILTER_WHOLE : 0;
	return k < rule->snaplen ? k : rule->snaplen;
}

static void add_body(struct program *p, const struct kernel_filter_rule *rule,
		     const struct sock_filter *code, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct sock_filter instruction = code[i];
		if (instruction.code == (BPF_RET | BPF_K))
			instruction.k = limited(rule, instruction.k);
		program_add(p, instruction);
	}
	if (!count)
		program_add(p, (struct sock_filter)RETURN(rule->snaplen));
}

/* False: the frames of a tunnel cannot be judged by the kernel. */
static bool add_inner(struct program *p, const struct kernel_filter_rule *rule,
		      const struct sock_filter *code, uint32_t count)
{
	struct program inner = { .count = 0 };
	add_body(&inner, rule, code, count);
	uint32_t added =
		tunnel_filter_shift(p->code + p->count, BPF_MAXINSNS - p->count,
				    inner.code, inner.count, &rule->outer);
	p->count += added;
	return added;
}

/* Where the kernel and bpf(4) answer differently: shifts by 32 and more, and offsets
 * that wrap around. Compilers hardly make such code; the user's view filter runs on
 * bpf(4), and both must agree. A computed snap length cannot be limited. */
static bool runs_alike(const struct sock_filter *code, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		unsigned op = code[i].code;
		if (op == (BPF_ALU | BPF_LSH | BPF_X) ||
		    op == (BPF_ALU | BPF_RSH | BPF_X) || op == (BPF_RET | BPF_A))
			return false;
		if (BPF_CLASS(op) == BPF_LD && BPF_MODE(op) == BPF_IND &&
		    code[i].k > INT32_MAX)
			return false;
	}
	return true;
}

static bool program_attach(struct program *p, int fd)
{
	struct sock_fprog kernel = {
		.len = (unsigned short)p->count,
		.filter = p->code,
	};
	return !setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &kernel, sizeof(kernel));
}

/* The user's program, for what can be judged there. False: it has no place. */
static bool add_filter(struct program *p, const struct kernel_filter_rule *rule,
		       const struct sock_filter *code, uint32_t count)
{
	if (rule->cooked || rule->outer.kind == OUTER_TCP ||
	    p->count + PROLOGUE_MAX + count > BPF_MAXINSNS || !runs_alike(code, count))
		return false;
	if (rule->outer.family)
		return add_inner(p, rule, code, count);
	add_tag(p);
	add_body(p, rule, code, count);
	return true;
}

/* Of many tunnels: what they have in common. What it lets pass is judged again. */
static bool attach_shared(int fd, const struct kernel_filter_rule *rule,
			  const struct sock_filter *code, uint32_t count,
			  struct error *e)
{
	struct program p, body = { .count = 0 };
	struct tunnel_program inner = { .code = body.code };
	if (count && runs_alike(code, count)) {
		add_body(&body, rule, code, count);
		inner.count = body.count;
	}
	p.count = tunnel_filter_shared(p.code, BPF_MAXINSNS, &rule->ports, &inner);
	if (p.count && program_attach(&p, fd))
		return true;
	/* Too long, or a jump too far: the ports alone, then. */
	inner.count = 0;
	p.count = tunnel_filter_shared(p.code, BPF_MAXINSNS, &rule->ports, &inner);
	return program_attach(&p, fd) ||
	       error_set(e, errno, "cannot set the filter of tunnels");
}

bool kernel_filter_attach(int fd, const struct kernel_filter_rule *rule,
			  const struct sock_filter *code, uint32_t count, bool *exact,
			  struct error *e)
{
	struct program p = { .count = 0 };
	*exact = false;
	if (rule->member)
		return true;
	if (rule->shared)
		return attach_shared(fd, rule, code, count, e);
	if (rule->outer.family)
		add_guard(&p, rule);
	else if (rule->only_out)
		add_direction(&p);
	uint32_t start = p.count;
	*exact = add_filter(&p, rule, code, count);
	if (*exact) {
		if (program_attach(&p, fd))
			return true;
		/* ENOMEM: longer than net.core.optmem_max allows. */
		*exact = false;
		if (errno != ENOMEM)
			return error_set(e, errno, "cannot set the capture filter");
	}
	p.count = start;
	program_add(&p, (struct sock_filter)RETURN(KERNEL_FILTER_WHOLE));
	return program_attach(&p, fd) ||
	       error_set(e, errno, "cannot set the capture filter");
}
