#include "core/capture/source.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "core/base/clock.h"
#include "core/capture/source_kind.h"
#include "core/lab/describe.h"

/* A block that was open when the filter changed is long closed after this time. */
static const int64_t SETTLED = CLOCK_SEC;

/* netdevice(7): the current name, which a rename may have changed. */
static bool interface_ask(int fd, uint32_t ifindex, unsigned long request,
			  struct ifreq *answer)
{
	*answer = (struct ifreq){ .ifr_ifindex = (int)ifindex };
	if (ioctl(fd, SIOCGIFNAME, answer))
		return false;
	return request == SIOCGIFNAME || !ioctl(fd, request, answer);
}

static bool interface_find(int fd, const struct source_options *o, uint32_t *ifindex)
{
	*ifindex = o->ifindex;
	if (*ifindex)
		return true;
	struct ifreq r = { 0 };
	memcpy(r.ifr_name, o->ifname, sizeof(r.ifr_name));
	r.ifr_name[sizeof(r.ifr_name) - 1] = '\0';
	if (ioctl(fd, SIOCGIFINDEX, &r))
		return false;
	*ifindex = (uint32_t)r.ifr_ifindex;
	return true;
}

bool source_init(struct source *s, const struct source_kind *kind,
		 const struct source_options *o, int any_socket, struct error *e)
{
	struct ifreq r;
	if (!interface_find(any_socket, o, &s->ifindex) ||
	    !interface_ask(any_socket, s->ifindex, SIOCGIFHWADDR, &r))
		return error_set(e, errno, "no interface %.16s", o->ifname);
	s->kind = kind;
	memcpy(s->ifname, r.ifr_name, sizeof(s->ifname));
	s->arptype = r.ifr_hwaddr.sa_family;
	memcpy(s->mac, r.ifr_hwaddr.sa_data, sizeof(s->mac));
	s->linktype = describe_linktype(s->arptype);
	s->snaplen = o->snaplen && o->snaplen < SOURCE_SNAPLEN_MAX ? o->snaplen
								   : SOURCE_SNAPLEN_MAX;
	s->rule = (struct kernel_filter_rule){
		.only_out = o->only_out,
		.only_in = o->only_in,
		.outer = o->outer,
		.cooked = s->linktype == LINKTYPE_LINUX_SLL2,
		.snaplen = s->snaplen,
	};
	s->keep_outer = o->outer.family && o->keep_outer;
	if (o->outer.family && o->outer.kind == OUTER_TCP)
		s->framing = framing_new();
	s->rule.shared = s->rule.again = o->shared;
	if (o->shared)
		s->hub = hub_new();
	if ((o->outer.family || o->shared) && s->linktype != LINKTYPE_ETHERNET)
		return error_set(e, 0, "%s is no Ethernet: no tunnel is read there",
				 s->ifname);
	return true;
}

bool source_ignore_outgoing(const struct source *s, const struct source_options *o,
			    struct error *e)
{
	/* lo shows every frame twice; its incoming copy is as good as the other. */
	bool tunnel = o->outer.family || o->shared;
	bool twice = s->arptype == ARPHRD_LOOPBACK && (tunnel || !o->only_out);
	int one = 1;
	if ((tunnel || !o->only_in) && !twice)
		return true;
	if (setsockopt(s->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof(one)))
		return error_set(e, errno, "cannot leave out what %s sends", s->ifname);
	return true;
}

bool source_install(struct source *s, const struct sock_filter *code, uint32_t count,
		    int64_t since, struct error *e)
{
	if (!code)
		count = 0;
	if (count && !source_code_check(code, count, e))
		return false;
	bool exact = false;
	if (!s->kind->no_socket &&
	    !kernel_filter_attach(s->fd, &s->rule, code, count, &exact, e))
		return false;
	judge_add(&s->judge, code, count, exact && !s->rule.again, since);
	return true;
}

bool source_filter(struct source *s, const struct sock_filter *code, uint32_t count,
		   struct error *e)
{
	if (s->kind->widen && !s->kind->widen(s, e))
		return false;
	/* Taken before the swap: a tagged frame is judged by its stamp alone, so a
	 * frame that arrives in between is judged once, by the new program. */
	return source_install(s, code, count, clock_now(), e) &&
	       (!s->kind->narrow || s->kind->narrow(s, e));
}

/* The kernel takes the index from a socket whose interface is gone. */
static bool source_is_bound(const struct source *s)
{
	struct sockaddr_ll bound = { 0 };
	socklen_t size = sizeof(bound);
	return !getsockname(s->fd, (struct sockaddr *)&bound, &size) &&
	       bound.sll_ifindex == (int)s->ifindex;
}

/* Frames that arrived before the end wait in a block that is not closed yet. */
static bool source_is_empty(struct source *s)
{
	struct source_counts c = source_counts(s);
	return c.received == c.kept + c.dropped_kernel + c.dropped_us;
}

static enum source_result source_went_down(struct source *s)
{
	enum source_result result = s->down ? SOURCE_OK : SOURCE_DOWN;
	s->down = true;
	return result;
}

static enum source_result source_lost(struct source *s)
{
	if (!s->lost)
		s->lost = clock_mono();
	if (!source_is_empty(s) && clock_mono() - s->lost < SETTLED)
		return source_went_down(s);
	s->gone = true;
	return SOURCE_GONE;
}

enum source_result source_idle(struct source *s, bool suspicious)
{
	int64_t changed = judge_changed(&s->judge);
	if (changed && clock_mono() - changed > SETTLED)
		judge_settle(&s->judge);
	if (s->gone || (!suspicious && !s->down && !s->lost))
		return SOURCE_OK;
	if (!source_is_bound(s))
		return source_lost(s);
	if (!source_is_up(s))
		return source_went_down(s);
	s->down = false;
	return SOURCE_OK;
}

bool source_is_up(const struct source *s)
{
	struct ifreq r;
	return interface_ask(s->fd, s->ifindex, SIOCGIFFLAGS, &r) &&
	       r.ifr_flags & IFF_UP;
}

bool source_renamed(struct source *s, char old[16], char now[16])
{
	const size_t size = sizeof(s->ifname);
	struct ifreq r;
	if (!interface_ask(s->fd, s->ifindex, SIOCGIFNAME, &r) ||
	    !strncmp(s->ifname, r.ifr_name, size))
		return false;
	memcpy(old, s->ifname, size);
	memcpy(now, r.ifr_name, size);
	memcpy(s->ifname, r.ifr_name, size);
	return true;
}

void source_close(struct source *s)
{
	if (!s)
		return;
	judge_free(&s->judge);
	framing_free(s->framing);
	hub_free(s->hub);
	s->kind->close(s);
}

int source_fd(const struct source *s)
{
	return s->fd;
}

uint32_t source_linktype(const struct source *s)
{
	return s->linktype;
}

bool source_mac(const struct source *s, uint8_t mac[6])
{
	memcpy(mac, s->mac, sizeof(s->mac));
	return s->arptype == ARPHRD_ETHER && !s->rule.outer.family;
}

enum source_result source_drain(struct source *s, unsigned budget, source_emit *emit,
				void *owner)
{
	s->emit = emit;
	s->owner = owner;
	return s->kind->drain(s, budget);
}

int64_t source_patience(struct source *s)
{
	return s->kind->patience ? s->kind->patience(s) : 0;
}

struct source_counts source_counts(struct source *s)
{
	s->kind->count(s);
	return s->counts;
}
