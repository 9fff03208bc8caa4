/* libpcap as a compiler and interpreter of classic BPF, nothing else of it. */
#include "core/analysis/bpf.h"

#include <pcap/pcap.h>

#include "core/base/mem.h"
#include "core/store/packet.h"

enum {
	SNAPLEN = 262144,
	/* The optimiser needs time in the cube of the program's length: at this many
	 * instructions 5 to 80 ms, at four times as many up to 10 s. */
	OPTIMISE_MAX = 2048,
};

struct bpf {
	struct bpf_program program;
};

/* Files and libpcap's interface number a few link types differently. */
static int bpf_dlt(uint32_t linktype)
{
	return linktype == LINKTYPE_RAW ? DLT_RAW : (int)linktype;
}

static bool bpf_compile(struct bpf *b, const char *text, uint32_t linktype,
			bool optimise, struct error *e)
{
	pcap_t *dead = pcap_open_dead(bpf_dlt(linktype), SNAPLEN);
	if (!dead)
		return error_set(e, 0, "no memory for the filter compiler");
	bool ok =
		!pcap_compile(dead, &b->program, text, optimise, PCAP_NETMASK_UNKNOWN);
	if (!ok)
		error_set(e, 0, "%s", pcap_geterr(dead));
	pcap_close(dead);
	return ok;
}

unsigned bpf_estimate(const char *text, uint32_t linktype)
{
	struct bpf b = { 0 };
	struct error ignored;
	if (!bpf_compile(&b, text, linktype, false, &ignored))
		return 0;
	unsigned size = b.program.bf_len;
	pcap_freecode(&b.program);
	return size;
}

struct bpf *bpf_new(const char *text, uint32_t linktype, struct error *e)
{
	struct bpf *b = mem_new(sizeof(*b));
	if (!bpf_compile(b, text, linktype, false, e)) {
		free(b);
		return NULL;
	}
	if (b->program.bf_len > OPTIMISE_MAX)
		return b;
	pcap_freecode(&b->program);
	if (!bpf_compile(b, text, linktype, true, e)) {
		free(b);
		return NULL;
	}
	return b;
}

void bpf_free(struct bpf *b)
{
	if (!b)
		return;
	pcap_freecode(&b->program);
	free(b);
}

bool bpf_match(const struct bpf *b, const uint8_t *bytes, uint32_t captured,
	       uint32_t length)
{
	return bpf_filter(b->program.bf_insns, bytes, length, captured) != 0;
}

unsigned bpf_size(const struct bpf *b)
{
	return b->program.bf_len;
}

struct sock_filter bpf_at(const struct bpf *b, unsigned index)
{
	const struct bpf_insn *i = &b->program.bf_insns[index];
	return (struct sock_filter){
		.code = i->code, .jt = i->jt, .jf = i->jf, .k = i->k
	};
}

bool bpf_needs_kernel(const struct bpf *b)
{
	for (unsigned i = 0; i < bpf_size(b); i++) {
		struct sock_filter s = bpf_at(b, i);
		if (BPF_CLASS(s.code) == BPF_LD && BPF_MODE(s.code) == BPF_ABS &&
		    s.k >= (uint32_t)SKF_AD_OFF)
			return true;
	}
	return false;
}

bool bpf_loops(const struct bpf *b)
{
	for (unsigned i = 0; i < bpf_size(b); i++) {
		struct sock_filter s = bpf_at(b, i);
		if (s.code == (BPF_JMP | BPF_JA) && s.k >= bpf_size(b))
			return true;
	}
	return false;
}
