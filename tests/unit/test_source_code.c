/* source_code_check: programs from the unprivileged side that must not pass. */
#include "tests/test.h"

#include <linux/filter.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/capture/source.h"

#define RET   BPF_STMT(BPF_RET | BPF_K, 1)
#define AD(x) ((uint32_t)(SKF_AD_OFF + (x)))

struct sample {
	const char *why; /* NULL: fine */
	struct sock_filter code[8];
	uint32_t count;
};

/* clang-format off */
static const struct sample samples[] = {
	{ NULL, { RET }, 1 },
	{ NULL, { BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
		  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x800, 0, 1), RET,
		  BPF_STMT(BPF_RET | BPF_K, 0) }, 4 },
	{ NULL, { BPF_STMT(BPF_LD | BPF_B | BPF_ABS, INT32_MAX), RET }, 2 },
	{ NULL, { BPF_STMT(BPF_ST, 15), BPF_STMT(BPF_LD | BPF_MEM, 15), RET }, 3 },
	{ NULL, { BPF_STMT(BPF_RET | BPF_A, 0) }, 1 },
	{ NULL, { BPF_STMT(BPF_LD | BPF_H | BPF_ABS, AD(SKF_AD_PKTTYPE)), RET }, 2 },
	{ "of 0 instructions", { RET }, 0 },
	{ "does not end", { BPF_STMT(BPF_LD | BPF_IMM, 1) }, 1 },
	{ "does not end", { RET, BPF_STMT(BPF_MISC | BPF_TAX, 0) }, 2 },
	{ "0 is not known", { BPF_STMT(BPF_RET | BPF_X, 0) }, 1 },
	{ "0 is not known", { BPF_STMT(0xffff, 0), RET }, 2 },
	{ "0 is not known", { BPF_STMT(0x107, 0), RET }, 2 },
	{ "0 is not known", { BPF_STMT(BPF_LDX | BPF_W | BPF_ABS, 0), RET }, 2 },
	{ "0 is not known", { BPF_STMT(BPF_LD | BPF_B | BPF_LEN, 0), RET }, 2 },
	{ "metadata", { BPF_STMT(BPF_LD | BPF_B | BPF_ABS, AD(SKF_AD_PKTTYPE)), RET }, 2 },
	{ "metadata", { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, AD(SKF_AD_IFINDEX)), RET }, 2 },
	{ "metadata", { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, AD(SKF_AD_VLAN_TAG)), RET }, 2 },
	{ "metadata", { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, AD(SKF_AD_MAX - 1)), RET }, 2 },
	{ "metadata", { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)SKF_NET_OFF), RET }, 2 },
	{ "metadata", { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)SKF_LL_OFF), RET }, 2 },
	{ "metadata", { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, UINT32_MAX), RET }, 2 },
	{ "metadata", { BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, AD(0)), RET }, 2 },
	{ "jumps outside", { BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0), RET }, 2 },
	{ "jumps outside", { BPF_JUMP(BPF_JMP | BPF_JA, UINT32_MAX, 0, 0), RET }, 2 },
	{ "jumps outside", { BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0), RET }, 2 },
	{ "jumps outside", { BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 255), RET }, 2 },
	{ "jumps outside", { RET, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 0) }, 2 },
	{ "divides", { BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0), RET }, 2 },
	{ "divides", { BPF_STMT(BPF_ALU | BPF_MOD | BPF_K, 0), RET }, 2 },
	{ "shifts", { BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 32), RET }, 2 },
	{ "shifts", { BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, UINT32_MAX), RET }, 2 },
	{ "memory that does not", { BPF_STMT(BPF_ST, 16), RET }, 2 },
	{ "memory that does not", { BPF_STMT(BPF_STX, UINT32_MAX), RET }, 2 },
	{ "memory that does not", { BPF_STMT(BPF_LDX | BPF_MEM, 16), RET }, 2 },
	{ "not written", { BPF_STMT(BPF_LD | BPF_MEM, 0), RET }, 2 },
	{ "not written", { BPF_STMT(BPF_ST, 1), BPF_STMT(BPF_LDX | BPF_MEM, 0), RET }, 3 },
	{ "not written", { /* written on one of two ways only */
		  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), BPF_STMT(BPF_ST, 3),
		  BPF_STMT(BPF_LD | BPF_MEM, 3), RET }, 4 },
};
/* clang-format on */

static bool kernel_takes(int fd, const struct sock_filter *code, uint32_t count)
{
	struct sock_filter copy[8];
	memcpy(copy, code, sizeof(copy));
	struct sock_fprog program = { .len = (unsigned short)count, .filter = copy };
	return !setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

static void test_samples(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	for (size_t i = 0; i < COUNT(samples); i++) {
		const struct sample *s = &samples[i];
		struct error e = { 0 };
		bool fine = source_code_check(s->code, s->count, &e);
		bool as_wanted =
			s->why ? !fine && strstr(e.text, s->why) != NULL : fine;
		if (!CHECK_AS(s->why ? s->why : "a good program passes", as_wanted))
			printf("# sample %zu: '%s'\n", i, e.text);
		/* Never more lenient than the kernel. */
		if (fine)
			CHECK(kernel_takes(fd, s->code, s->count));
	}
	close(fd);
}

static void test_length(void)
{
	static struct sock_filter code[SOURCE_CODE_MAX + 1];
	for (size_t i = 0; i < COUNT(code); i++)
		code[i] = (struct sock_filter)RET;
	struct error e;
	CHECK(source_code_check(code, SOURCE_CODE_MAX, &e));
	CHECK(!source_code_check(code, SOURCE_CODE_MAX + 1, &e));
	CHECK(!source_code_check(code, UINT32_MAX, &e));
}

int main(void)
{
	test_samples();
	test_length();
	return test_done();
}
