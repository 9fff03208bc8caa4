/* The table of many tunnels knows all of them, both ways, and nothing else that passes
 * between their ends: in libpcap's interpreter, and the kernel takes its program. */
#include "core/capture/tunnel_table.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/capture/source_kind.h"
#include "core/capture/tunnel_filter.h"
#include "core/lab/tunnel.h"
#include "tests/test.h"
#include "tests/wrap.h"

enum { MOST = 300, BESIDE = 128, WHOLE = 0x40000 };

struct table {
	struct sock_filter code[BPF_MAXINSNS];
	uint32_t count;
};

/* Few addresses and ports, so that tunnels share them. */
static struct outer outer_make(uint16_t family, uint32_t n)
{
	struct outer o = family == AF_INET ? wrap_outer4 : wrap_outer6;
	uint32_t last = outer_address_size(&o) - 1;
	o.local[last] = (uint8_t)(n % 5);
	o.remote[last] = (uint8_t)(n / 5 % 7);
	o.local[1] = (uint8_t)(n % 3 * 127);
	o.local_port = (uint16_t)(10000 + n % 4);
	o.remote_port = (uint16_t)(10000 + n / 4 % 3);
	tunnel_order(&o);
	return o;
}

static bool is_same(const struct outer *a, const struct outer *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static bool is_in(const struct outer *all, uint32_t count, const struct outer *one)
{
	for (uint32_t i = 0; i < count; i++)
		if (is_same(&all[i], one))
			return true;
	return false;
}

/* X is the length of the IP header, and what falls off the end is taken. */
static bool table_make(struct table *t, uint16_t family, const struct outer *tunnels,
		       uint32_t count)
{
	struct error e;
	t->code[0] = (struct sock_filter)BPF_STMT(BPF_LDX | BPF_IMM,
						  family == AF_INET ? 20 : 40);
	uint32_t added = tunnel_table(t->code + 1, BPF_MAXINSNS - 2, family, tunnels,
				      count, BESIDE);
	t->count = added + 2;
	t->code[t->count - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, WHOLE);
	return added && source_code_check(t->code, t->count, &e);
}

static unsigned table_wrong(const struct table *t, const struct outer *tunnels,
			    uint32_t count, uint16_t family)
{
	unsigned wrong = 0;
	for (uint32_t n = 0; n < 5 * 7 * 3 * 4; n++) {
		const struct outer o = outer_make(family, n);
		bool known = is_in(tunnels, count, &o);
		for (int back = 0; back < 2; back++) {
			struct wrapped w;
			wrap(&w, &o, "", 0, back);
			const struct packet p = { .bytes = w.bytes,
						  .captured = w.size,
						  .length = w.size };
			uint32_t keep = source_pcap_run(t->code, &p);
			wrong += keep != (known ? WHOLE : BESIDE);
		}
	}
	return wrong;
}

static void test_numbers(uint16_t family)
{
	static const uint32_t counts[] = { 0, 1, 2, 3, 8, 150 };
	static struct outer tunnels[MOST];
	static struct table t;
	for (size_t i = 0; i < COUNT(counts); i++) {
		for (uint32_t n = 0; n < counts[i]; n++)
			tunnels[n] = outer_make(family, n * 2);
		/* Those of another family are passed over. */
		tunnels[counts[i]] = outer_make(family ^ AF_INET ^ AF_INET6, 1);
		CHECK(table_make(&t, family, tunnels, counts[i] + 1));
		unsigned wrong = table_wrong(&t, tunnels, counts[i], family);
		printf("# %u tunnels, %u instructions\n", counts[i], t.count);
		CHECK(!wrong);
	}
}

/* 200 tunnels fit, with a filter of the usual length beside them; as many as do not
 * are refused, and nothing is written behind the end. */
static void test_room(void)
{
	static struct outer tunnels[1000];
	static struct table t;
	const uint32_t end = BPF_MAXINSNS - 2;
	for (uint32_t n = 0; n < COUNT(tunnels); n++) {
		tunnels[n] = wrap_outer4;
		tunnels[n].remote_port = (uint16_t)(1 + n);
		tunnel_order(&tunnels[n]);
	}
	CHECK(table_make(&t, AF_INET, tunnels, 200));
	CHECK(t.count < BPF_MAXINSNS / 2);
	t.code[1000].k = 0xfeed;
	CHECK(!tunnel_table(t.code, 1000, AF_INET, tunnels, 200, BESIDE));
	CHECK(t.code[1000].k == 0xfeed);
	CHECK(!tunnel_table(t.code, end, AF_INET, tunnels, COUNT(tunnels), BESIDE));
	/* The same twice is once. */
	tunnels[1] = tunnels[0];
	uint32_t two = tunnel_table(t.code, end, AF_INET, tunnels, 2, BESIDE);
	CHECK(two && two == tunnel_table(t.code, end, AF_INET, tunnels, 1, BESIDE));
}

static void test_kernel(void)
{
	static struct outer tunnels[200];
	static struct table t;
	struct wrapped w;
	uint8_t got[WRAP_MAX];
	int pair[2];
	for (uint32_t n = 0; n < COUNT(tunnels); n++) {
		tunnels[n] = wrap_outer4;
		tunnels[n].remote[3] = (uint8_t)n;
		tunnel_order(&tunnels[n]);
	}
	CHECK(table_make(&t, AF_INET, tunnels, COUNT(tunnels)));
	const struct sock_fprog program = { .len = (unsigned short)t.count,
					    .filter = t.code };
	if (!CHECK(!socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair)))
		return;
	CHECK(!setsockopt(pair[1], SOL_SOCKET, SO_ATTACH_FILTER, &program,
			  sizeof(program)));
	for (uint32_t n = 0; n < 256; n++) {
		struct outer o = wrap_outer4;
		o.remote[3] = (uint8_t)n;
		wrap(&w, &o, (uint8_t[200]){ 0 }, 200, n & 1);
		CHECK(send(pair[0], w.bytes, w.size, 0) == (ssize_t)w.size);
		CHECK(recv(pair[1], got, sizeof(got), MSG_DONTWAIT) ==
		      (n < COUNT(tunnels) ? w.size : BESIDE));
	}
	close(pair[0]);
	close(pair[1]);
}

int main(void)
{
	test_numbers(AF_INET);
	test_numbers(AF_INET6);
	test_room();
	test_kernel();
	return test_done();
}
