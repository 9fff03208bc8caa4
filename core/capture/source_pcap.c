/* The fallback reader and the BPF interpreter: everything of libpcap that the engine
 * uses. libpcap opens and reads; the filter is attached by kernel_filter.c as in the
 * ring, because pcap_setfilter(3) would apply a new filter to frames that the old one
 * had judged, and loses what arrives meanwhile. */
#include <assert.h>
#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/capture/source_kind.h"

static_assert(sizeof(struct bpf_insn) == sizeof(struct sock_filter), "one form");

uint32_t source_pcap_run(const struct sock_filter *code, const struct packet *p)
{
	return bpf_filter((const struct bpf_insn *)(const void *)code, p->bytes,
			  p->length, p->captured);
}

struct pcap_source {
	struct source source;
	pcap_t *pcap;
	enum direction direction; /* known only where one was asked for */
};

static struct pcap_source *pcap_source_of(struct source *s)
{
	return (struct pcap_source *)s;
}

static void take(u_char *user, const struct pcap_pkthdr *h, const u_char *bytes)
{
	struct pcap_source *p = (struct pcap_source *)(void *)user;
	struct packet packet = {
		.time = h->ts.tv_sec * CLOCK_SEC + h->ts.tv_usec, /* in ns: asked for */
		.linktype = p->source.linktype,
		.captured = h->caplen,
		.length = h->len,
		.direction = p->direction,
		.bytes = bytes,
	};
	source_take(&p->source, &packet, true);
}

static enum source_result pcap_source_drain(struct source *s, unsigned budget)
{
	struct pcap_source *p = pcap_source_of(s);
	int n = pcap_dispatch(p->pcap, (int)budget, take, (u_char *)p);
	if (n > 0 && !s->lost)
		return (unsigned)n >= budget ? SOURCE_MORE : SOURCE_OK;
	/* An error need not be the end: libpcap takes a renamed interface for gone, and
	 * still reads what waits in the ring of one that is. */
	return source_idle(s, true);
}

/* ps_ifdrop is not used: libpcap reads it from the wrong namespace's /sys. */
static void pcap_source_count(struct source *s)
{
	struct pcap_stat stat;
	if (pcap_stats(pcap_source_of(s)->pcap, &stat))
		return;
	s->counts.received = stat.ps_recv - s->rejected + s->made;
	s->counts.dropped_kernel = stat.ps_drop;
}

static void pcap_source_close(struct source *s)
{
	struct pcap_source *p = pcap_source_of(s);
	if (p->pcap)
		pcap_close(p->pcap);
	free(p);
}

static const struct source_kind pcap_kind = {
	.close = pcap_source_close,
	.drain = pcap_source_drain,
	.count = pcap_source_count,
};

/* Names that libpcap takes for something else than the interface. */
static bool name_is_taken(const char *name)
{
	static const char *const prefixes[] = { "usbmon", "bluetooth", "nflog",
						"nfqueue", "dbus-" };
	for (size_t i = 0; i < COUNT(prefixes); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return true;
	return !strcmp(name, "any");
}

static bool interface_known(struct pcap_source *p, const struct source_options *o,
			    struct error *e)
{
	autoclose int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return error_set(e, errno, "cannot open a packet socket");
	if (!source_init(&p->source, &pcap_kind, o, fd, e))
		return false;
	if (name_is_taken(p->source.ifname))
		return error_set(e, 0, "libpcap does not take \"%s\" for an interface",
				 p->source.ifname);
	return true;
}

static bool activate(struct pcap_source *p, const struct source_options *o,
		     struct error *e)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	p->pcap = pcap_create(p->source.ifname, why);
	if (!p->pcap)
		return error_set(e, 0, "%s: %s", p->source.ifname, why);
	/* Whole frames, so that the filter here sees what the kernel's saw. */
	int refused = pcap_set_snaplen(p->pcap, SOURCE_SNAPLEN_MAX) |
		      pcap_set_promisc(p->pcap, o->promiscuous) |
		      pcap_set_timeout(p->pcap, SOURCE_TIMEOUT_MS) |
		      pcap_set_buffer_size(p->pcap, (int)source_buffer_kib(o) * 1024) |
		      pcap_set_tstamp_precision(p->pcap, PCAP_TSTAMP_PRECISION_NANO);
	int status = refused ? refused : pcap_activate(p->pcap);
	if (status < 0)
		return error_set(e, 0, "%s: %s: %s", p->source.ifname,
				 pcap_statustostr(status), pcap_geterr(p->pcap));
	if (pcap_setnonblock(p->pcap, 1, why))
		return error_set(e, 0, "%s: %s", p->source.ifname, why);
	return true;
}

static bool linktype_agrees(struct pcap_source *p, struct error *e)
{
	if (pcap_datalink(p->pcap) == DLT_LINUX_SLL &&
	    pcap_set_datalink(p->pcap, DLT_LINUX_SLL2) < 0)
		return error_set(e, 0, "%s: %s", p->source.ifname,
				 pcap_geterr(p->pcap));
	int found = pcap_datalink(p->pcap);
	uint32_t linktype = found == DLT_RAW ? (uint32_t)LINKTYPE_RAW : (uint32_t)found;
	if (linktype == p->source.linktype)
		return true;
	return error_set(e, 0, "libpcap reads %s as %s: capture it with the ring",
			 p->source.ifname, pcap_datalink_val_to_name(found));
}

static bool set_direction(struct pcap_source *p, const struct source_options *o,
			  struct error *e)
{
	if (o->only_in == o->only_out || o->outer.family)
		return true;
	p->direction = o->only_in ? DIRECTION_IN : DIRECTION_OUT;
	if (pcap_setdirection(p->pcap, o->only_in ? PCAP_D_IN : PCAP_D_OUT))
		return error_set(e, 0, "%s: %s", p->source.ifname,
				 pcap_geterr(p->pcap));
	return true;
}

struct source *source_open_pcap(const struct source_options *o, struct error *e)
{
	struct pcap_source *p = mem_new(sizeof(*p));
	p->source.kind = &pcap_kind;
	if (interface_known(p, o, e) && activate(p, o, e) && linktype_agrees(p, e) &&
	    set_direction(p, o, e)) {
		p->source.fd = pcap_fileno(p->pcap);
		/* Frames that came before the filter is attached: judged here. */
		p->source.rule.again = true;
		if (source_ignore_outgoing(&p->source, o, e) &&
		    source_install(&p->source, o->code, o->code_count, INT64_MIN, e))
			return &p->source;
	}
	source_close(&p->source);
	return NULL;
}
