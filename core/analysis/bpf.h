/* The one place that knows libpcap's compiler and interpreter (pcap_compile(3PCAP),
 * bpf_filter(3PCAP)): text for one link type in, a verdict per frame out. The text must
 * hold no names: libpcap would look them up. */
#ifndef ANALYSIS_BPF_H
#define ANALYSIS_BPF_H

#include <linux/filter.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct bpf;

/* The optimiser needs time in the cube of the program's length: at this many
 * instructions 5 to 80 ms, at four times as many up to 10 s. Longer ones are left. */
enum { BPF_OPTIMISED_MAX = 2048 };

/* Compiles for frames of linktype (LINKTYPE_*) with the VLAN tag in line, snap length
 * 262144, netmask unknown. Optimised unless that would take long. NULL with libpcap's
 * own words in e. */
struct bpf *bpf_new(const char *text, uint32_t linktype, struct error *e) MUST_CHECK;

/* The same for a capture, where `inbound` and `outbound` ask the kernel
 * (SKF_AD_PKTTYPE): not for bpf_match(). */
struct bpf *bpf_new_live(const char *text, uint32_t linktype,
			 struct error *e) MUST_CHECK;
void bpf_free(struct bpf *b);

/* Instructions before optimising, 0 when the text does not compile: what part of a
 * filter costs. libpcap needs time in the square of that for the whole. */
unsigned bpf_estimate(const char *text, uint32_t linktype);

/* Does the program accept the frame? captured of its length bytes are there. */
bool bpf_match(const struct bpf *b, const uint8_t *bytes, uint32_t captured,
	       uint32_t length);

/* The program, instruction by instruction: 0..bpf_size()-1. */
unsigned bpf_size(const struct bpf *b);
struct sock_filter bpf_at(const struct bpf *b, unsigned index);

/* Does it jump backwards (protochain)? Linux refuses such a program. */
bool bpf_loops(const struct bpf *b);

#endif
