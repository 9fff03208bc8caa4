/* libpcap as a compiler and interpreter of classic BPF, nothing else of it. */
#include "core/analysis/bpf.h"

#include <pcap/pcap.h>

#include "core/base/mem.h"

enum { SNAPLEN = 262144 };

struct bpf {
	struct bpf_program program;
};

/* A handle on an empty capture file in memory: libpcap then translates the number of
 * the link type, takes what other systems write for IPv6 behind LINKTYPE_NULL, and
 * makes no use of what only the kernel of this machine knows. */
static pcap_t *bpf_handle(uint32_t linktype, struct error *e)
{
	const struct {
		uint32_t magic;
		uint16_t major, minor;
		uint32_t zone, digits, snaplen, linktype;
	} header = { 0xa1b2c3d4, 2, 4, 0, 0, SNAPLEN, linktype };
	char bytes[sizeof(header)], why[PCAP_ERRBUF_SIZE] = "no memory";
	memcpy(bytes, &header, sizeof(header));
	FILE *file = fmemopen(bytes, sizeof(bytes), "r");
	pcap_t *handle = file ? pcap_fopen_offline(file, why) : NULL;
	if (handle)
		return handle;
	if (file)
		fclose(file);
	error_set(e, 0, "%s", why);
	return NULL;
}

/* A handle on nothing, which libpcap takes for this machine's. */
static pcap_t *bpf_handle_live(uint32_t linktype, struct error *e)
{
	pcap_t *handle = bpf_handle(linktype, e);
	if (!handle)
		return NULL;
	pcap_t *live = pcap_open_dead(pcap_datalink(handle), SNAPLEN);
	pcap_close(handle);
	if (!live)
		error_set(e, 0, "no memory");
	return live;
}

struct aim {
	const char *text;
	uint32_t linktype;
	bool live;
};

static bool bpf_compile(struct bpf *b, const struct aim *aim, bool optimise,
			struct error *e)
{
	pcap_t *handle = (aim->live ? bpf_handle_live : bpf_handle)(aim->linktype, e);
	if (!handle)
		return false;
	bool ok = !pcap_compile(handle, &b->program, aim->text, optimise,
				PCAP_NETMASK_UNKNOWN);
	if (!ok)
		error_set(e, 0, "%s", pcap_geterr(handle));
	pcap_close(handle);
	return ok;
}

unsigned bpf_estimate(const char *text, uint32_t linktype)
{
	const struct aim aim = { .text = text, .linktype = linktype };
	struct bpf b = { 0 };
	struct error ignored;
	if (!bpf_compile(&b, &aim, false, &ignored))
		return 0;
	unsigned size = b.program.bf_len;
	pcap_freecode(&b.program);
	return size;
}

static struct bpf *bpf_make(const struct aim *aim, struct error *e)
{
	struct bpf *b = mem_new(sizeof(*b));
	if (!bpf_compile(b, aim, false, e)) {
		free(b);
		return NULL;
	}
	if (b->program.bf_len > BPF_OPTIMISED_MAX)
		return b;
	pcap_freecode(&b->program);
	if (!bpf_compile(b, aim, true, e)) {
		free(b);
		return NULL;
	}
	return b;
}

struct bpf *bpf_new(const char *text, uint32_t linktype, struct error *e)
{
	const struct aim aim = { .text = text, .linktype = linktype };
	return bpf_make(&aim, e);
}

struct bpf *bpf_new_live(const char *text, uint32_t linktype, struct error *e)
{
	const struct aim aim = { .text = text, .linktype = linktype, .live = true };
	return bpf_make(&aim, e);
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

bool bpf_loops(const struct bpf *b)
{
	for (unsigned i = 0; i < bpf_size(b); i++) {
		struct sock_filter s = bpf_at(b, i);
		if (s.code == (BPF_JMP | BPF_JA) && s.k >= bpf_size(b))
			return true;
	}
	return false;
}
