/* The part of a session that says what is to be captured: the selection, the orders
 * that make it so, and the counts that come back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/lab/outer.h"
#include "tui/lab_about.h"
#include "tui/odd.h"
#include "tui/session_events.h"
#include "tui/session_once.h"
#include "tui/session_remote.h"
#include "tui/session_trails.h"
#include "tui/session_tunnel.h"
#include "tui/ssh_self.h"

enum {
	CODE_MAX = 4096,     /* BPF_MAXINSNS */
	SNAPLEN_MAX = 262144 /* tcpdump's MAXIMUM_SNAPLEN */
};

static size_t selected_find(const struct session *s, const char *endpoint)
{
	size_t i = 0;
	while (i < s->selected.count && strcmp(s->selected.items[i], endpoint) != 0)
		i++;
	return i;
}

bool session_is_selected(const struct session *s, const char *endpoint)
{
	return selected_find(s, endpoint) < s->selected.count;
}

void session_select(struct session *s, const char *endpoint, bool on)
{
	size_t i = selected_find(s, endpoint);
	session_once_forget(s, endpoint);
	if (on == (i < s->selected.count))
		return;
	if (on) {
		vec_push(&s->selected, mem_strdup(endpoint));
	} else {
		free(s->selected.items[i]);
		s->selected.count--;
		memmove(&s->selected.items[i], &s->selected.items[i + 1],
			(s->selected.count - i) * sizeof(s->selected.items[0]));
	}
	s->changes++;
}

void session_select_none(struct session *s)
{
	while (s->once.count)
		session_once_forget(s, s->once.items[0]);
	for (size_t i = 0; i < s->selected.count; i++)
		free(s->selected.items[i]);
	s->selected.count = 0;
	s->changes++;
}

static bool tap_is_live(const struct tap *tap)
{
	return tap->wanted && tap->state != CAPTURE_FAILED &&
	       tap->state != CAPTURE_GONE && tap->state != CAPTURE_RELEASED;
}

bool session_is_capturing(const struct session *s)
{
	for (size_t i = 0; i < s->taps.count; i++)
		if (tap_is_live(&s->taps.items[i]))
			return true;
	return false;
}

bool session_spool(struct session *s, int file, struct error *e)
{
	if (!s->client)
		return error_set(e, 0, "nothing can be captured: %s",
				 s->engine_ended ? "the capturing process has ended"
						 : "this is a file");
	char about[CLIENT_COMMENT];
	struct text t = text_over(about, sizeof(about));
	lab_about(&t, s->lab);
	client_comment(s->client, about);
	if (!s->spool_asked && !client_spool(s->client, file, e))
		return false;
	s->spool_asked = true;
	return true;
}

void session_describe_gap(struct capture_request *r, int64_t gap)
{
	r->again = gap > 0;
	if (!r->again)
		return;
	size_t length = strlen(r->description);
	struct text t =
		text_over(r->description + length, sizeof(r->description) - length);
	text_str(&t, ", again: nothing was captured for ");
	clock_text_seconds(&t, gap, 1);
	text_str(&t, " s before this");
}

/* How long ago the endpoint was lost, ns; 0: it never was. */
static int64_t gap_of(const struct session *s, const char *name)
{
	int64_t gone_at = 0;
	for (size_t i = 0; i < s->taps.count; i++)
		if (!strcmp(s->taps.items[i].name, name) &&
		    s->taps.items[i].gone_at > gone_at)
			gone_at = s->taps.items[i].gone_at;
	return gone_at ? clock_mono() - gone_at : 0;
}

/* What a name means in the lab of now. */
struct target {
	const char *name;
	const struct endpoint *ep; /* of a tunnel: what carries it */
	struct outer outer;	   /* family 0: the endpoint itself */
	char tunnel[128];	   /* its name by addresses, "udp:..." */
};

/* Anybody may send to a group. */
static bool target_has_direction(const struct target *t, const struct session *s,
				 struct error *e)
{
	const struct session_options *o = &s->options;
	bool words = filter_directed(s->capture_filter);
	if (t->outer.kind == OUTER_GROUP && (words || o->only_in || o->only_out))
		return error_set(e, 0,
				 "%s: a multicast link has no direction: without %s",
				 t->name, words ? "inbound and outbound" : "-Q");
	return !words || o->backend != BACKEND_PCAP ||
	       error_set(e, 0,
			 "%s: libpcap does not tell the direction: -Q instead of "
			 "inbound and outbound, or --backend ring",
			 t->name);
}

/* A frame may be in several segments: what it matches says nothing of each. */
static bool target_has_filter(const struct target *t, const struct session *s,
			      struct error *e)
{
	bool segments = t->outer.kind == OUTER_TCP && s->options.keep_outer;
	return !segments || !filter_text(s->capture_filter)[0] ||
	       error_set(e, 0,
			 "%s: segments of TCP cannot be filtered by the frames inside: "
			 "no filter, or without --keep-outer",
			 t->name);
}

static bool target_find(struct target *t, const struct session *s, const char *name,
			struct error *e)
{
	const struct endpoint *ep = lab_endpoint(s->lab, name);
	*t = (struct target){ .name = name, .ep = ep };
	if (ep && ep->tunnel && ep->can_capture)
		snprintf(t->tunnel, sizeof(t->tunnel), "%s", ep->tunnel);
	else if (!ep && outer_is_name(name))
		snprintf(t->tunnel, sizeof(t->tunnel), "%s", name);
	else
		return ep ? target_has_direction(t, s, e)
			  : error_set(e, 0, "%s: no such endpoint now", name);
	t->ep = outer_find(s->lab, t->tunnel, &t->outer, e);
	return t->ep && target_has_direction(t, s, e) && target_has_filter(t, s, e);
}

static uint32_t target_linktype(const struct target *t)
{
	return t->outer.family ? (uint32_t)LINKTYPE_ETHERNET : t->ep->linktype;
}

/* The link of the lab that it is an end of. */
static const char *target_link(const struct session *s, const struct target *t)
{
	const struct endpoint *ep = lab_endpoint(s->lab, t->name);
	const struct topology *all = s->lab->topology;
	if (!ep || !ep->port || !all || ep->port->link >= all->link_count)
		return NULL;
	return all->links[ep->port->link].name;
}

static void target_describe(const struct target *t, enum direction way, bool keep_outer,
			    char *to, size_t size)
{
	static const char *const ways[] = {
		[DIRECTION_UNKNOWN] = "",
		[DIRECTION_IN] = ", received",
		[DIRECTION_OUT] = ", sent",
	};
	const struct endpoint *ep = t->ep;
	const char *space = ep->netns ? ep->netns : "the host";
	const char *protocol = t->outer.kind == OUTER_TCP ? "TCP" : "UDP";
	if (t->outer.family && keep_outer)
		snprintf(to, size, "%s: %s on %s in %s, with its frames inside%s",
			 t->tunnel, protocol, ep->ifname, space, ways[way]);
	else if (t->outer.family)
		snprintf(to, size, "%s: Ethernet in %s on %s in %s%s", t->tunnel,
			 protocol, ep->ifname, space, ways[way]);
	else
		snprintf(to, size, "%s in %s%s", ep->ifname, space, ways[way]);
}

/* The user's terminal is at the other end of a connection of the host. */
static bool target_has_ssh(const struct session *s, const struct target *t)
{
	return s->host_filter && !t->ep->netns && !t->outer.family &&
	       t->ep->kind != ENDPOINT_REMOTE;
}

static struct filter *target_filter(const struct session *s, const struct target *t)
{
	return target_has_ssh(s, t) ? s->host_filter : s->capture_filter;
}

static void request_fill(struct capture_request *r, const struct session *s,
			 const struct target *t)
{
	const struct session_options *o = &s->options;
	enum direction way = t->outer.kind == OUTER_GROUP
				     ? DIRECTION_UNKNOWN
				     : session_once_way(s, t->name);
	*r = (struct capture_request){
		.cookie = t->ep->cookie,
		.ifindex = t->ep->ifindex,
		.outer = t->outer,
		.snaplen = o->snaplen ? o->snaplen : SNAPLEN_MAX,
		.buffer = o->buffer,
		/* A tunnel's datagrams are meant for us. */
		.promiscuous = !o->no_promiscuous && !t->outer.family,
		.only_in = o->only_in || way == DIRECTION_IN,
		.only_out = o->only_out || way == DIRECTION_OUT,
		.keep_outer = o->keep_outer,
		.backend = o->backend,
	};
	snprintf(r->name, sizeof(r->name), "%s", t->name);
	snprintf(r->ifname, sizeof(r->ifname), "%s", t->ep->ifname);
	snprintf(r->filter_text, sizeof(r->filter_text), "%s",
		 filter_text(target_filter(s, t)));
	target_describe(t, way, o->keep_outer, r->description, sizeof(r->description));
	const char *link = target_link(s, t);
	size_t used = strlen(r->description);
	if (link)
		snprintf(r->description + used, sizeof(r->description) - used,
			 ", link %s", link);
}

/* Compiles the capture filter for this endpoint and sends the order. */
static bool tap_order(struct session *s, const struct target *t, const struct tap *tap,
		      struct error *e)
{
	struct sock_filter code[CODE_MAX];
	struct capture_request r;
	int count = filter_program(target_filter(s, t), target_linktype(t), code,
				   CODE_MAX, e);
	if (count < 0)
		return false;
	request_fill(&r, s, t);
	session_describe_gap(&r, tap->gap);
	r.code = count ? code : NULL;
	r.code_count = (uint32_t)count;
	return client_capture(s->client, tap->id, &r, e);
}

/* A new tap, or the one of an attempt that failed: there may be one every second. */
static struct tap *tap_slot(struct session *s, const char *name)
{
	for (size_t i = 0; i < s->taps.count; i++) {
		struct tap *tap = &s->taps.items[i];
		if (tap->state == CAPTURE_FAILED && !tap->wanted &&
		    !strcmp(tap->name, name))
			return tap;
	}
	vec_reserve(&s->taps);
	return &s->taps.items[s->taps.count++];
}

static bool tap_start(struct session *s, const char *name, struct error *e)
{
	struct target target = { .name = NULL };
	if (!target_find(&target, s, name, e))
		return false;
	const char *reason = target.ep->reason;
	if (!target.ep->can_capture)
		return error_set(e, 0, "%s: %s", name,
				 reason ? reason : "cannot be captured");
	struct tap tap = { .id = ++s->last_id,
			   .wanted = true,
			   .state = CAPTURE_OPENING,
			   .gap = gap_of(s, name),
			   .tried = s->lab_serial };
	snprintf(tap.name, sizeof(tap.name), "%s", name);
	bool remote = target.ep->kind == ENDPOINT_REMOTE;
	bool ok = remote || tap_order(s, &target, &tap, e) || error_in(e, "%s", name);
	if (remote)
		remotes_add(s, &tap);
	if (!ok) {
		tap.state = CAPTURE_FAILED;
		snprintf(tap.text, sizeof(tap.text), "%s", e->text);
	}
	*tap_slot(s, name) = tap;
	return ok;
}

static void taps_release(struct session *s)
{
	for (size_t i = 0; i < s->taps.count; i++) {
		struct tap *tap = &s->taps.items[i];
		if (!tap->wanted ||
		    (tap_is_live(tap) && session_is_selected(s, tap->name)))
			continue;
		if (tap_is_live(tap))
			client_release(s->client, tap->id);
		tap->wanted = false;
		remotes_release(s, tap);
	}
}

static bool tap_exists(const struct session *s, const char *name)
{
	for (size_t i = 0; i < s->taps.count; i++)
		if (s->taps.items[i].wanted && !strcmp(s->taps.items[i].name, name))
			return true;
	return false;
}

/* The capture filter with the user's SSH in front of it. */
static bool host_filter_renew(struct session *s, struct error *e)
{
	char text[8192];
	struct text t = text_over(text, sizeof(text));
	const struct session_options *o = &s->options;
	filter_free(s->host_filter);
	s->host_filter = NULL;
	if (o->ancestry && !o->with_ssh)
		ssh_self_filter(o->ancestry, &t);
	if (!text[0])
		return true;
	const char *users = filter_text(s->capture_filter);
	if (users[strspn(users, " \t")])
		text_printf(&t, " and (%s)", users);
	if (t.cut)
		return error_set(e, 0, "the capture filter is too long");
	s->host_filter = filter_new_named(text, s->hosts, NULL, e);
	return s->host_filter;
}

bool session_capture(struct session *s, struct error *e)
{
	if (!session_spool(s, -1, e))
		return false;
	s->joining = session_is_capturing(s);
	/* Who looks on now: later ones are not left out before the next start. */
	if (!s->joining && !host_filter_renew(s, e))
		return false;
	bool ok = true;
	taps_release(s);
	for (size_t i = 0; i < s->selected.count; i++) {
		struct error one;
		const char *name = s->selected.items[i];
		if (tap_exists(s, name) || session_once_elsewhere(s, name) ||
		    tap_start(s, name, &one))
			continue;
		if (ok)
			*e = one;
		ok = false;
	}
	if (s->selected.count > 1)
		session_fold_usual(s, true);
	remotes_start(s);
	s->changes++;
	return ok;
}

static bool is_lost(const struct tap *tap)
{
	return tap->wanted && (tap->state == CAPTURE_GONE ||
			       (tap->state == CAPTURE_FAILED && tap->gap));
}

/* The host as it was when the endpoint disappeared may still show it. */
void session_reopen(struct session *s)
{
	if (!s->client || s->reopened == s->lab_serial)
		return;
	s->reopened = s->lab_serial;
	for (size_t i = 0; i < s->taps.count; i++) {
		struct tap *tap = &s->taps.items[i];
		const struct endpoint *ep = lab_endpoint(s->lab, tap->name);
		struct error ignored;
		if (!is_lost(tap) || tap->tried == s->lab_serial ||
		    !session_is_selected(s, tap->name) || !ep || !ep->can_capture)
			continue;
		char name[sizeof(tap->name)];
		memcpy(name, tap->name, sizeof(name));
		tap->wanted = false;
		(void)tap_start(s, name, &ignored); /* moves taps */
	}
	remotes_start(s);
}

bool session_keep_outer(struct session *s, bool on, struct error *e)
{
	s->options.keep_outer = on;
	s->changes++;
	if (!session_is_capturing(s))
		return true;
	for (size_t i = 0; i < s->taps.count; i++) {
		struct tap *tap = &s->taps.items[i];
		struct target target = { .name = NULL };
		struct error why;
		if (!tap_is_live(tap))
			continue;
		bool found = target_find(&target, s, tap->name, &why);
		if (found && !target.outer.family)
			continue;
		client_release(s->client, tap->id);
		tap->wanted = false;
	}
	return session_capture(s, e);
}

/* Sends the filter in force to one endpoint that is captured already. */
static bool tap_refilter(struct session *s, const struct tap *tap, struct error *e)
{
	struct sock_filter code[CODE_MAX];
	struct target target = { .name = NULL };
	if (!target_find(&target, s, tap->name, e))
		return true; /* on its way out: its end is reported by the engine */
	struct filter *f = target_filter(s, &target);
	int count = filter_program(f, target_linktype(&target), code, CODE_MAX, e);
	if (count < 0)
		return error_in(e, "%s", tap->name);
	return client_filter(s->client, tap->id, filter_text(f), count ? code : NULL,
			     (uint32_t)count, e);
}

static bool taps_refilter(struct session *s, struct error *e)
{
	for (size_t i = 0; s->client && i < s->taps.count; i++)
		if (tap_is_live(&s->taps.items[i]) &&
		    !tap_refilter(s, &s->taps.items[i], e))
			return false;
	return true;
}

bool session_capture_filter(struct session *s, const char *text,
			    struct filter_mark *mark, struct error *e)
{
	struct filter *f = filter_new_named(text, s->hosts, mark, e);
	if (!f)
		return false;
	struct filter *old = s->capture_filter;
	s->capture_filter = f;
	session_event_filter(s, filter_text(old), text);
	bool ok = host_filter_renew(s, e) && taps_refilter(s, e);
	filter_free(ok ? old : f);
	s->capture_filter = ok ? f : old;
	struct error ignored;
	if (!ok && host_filter_renew(s, &ignored)) {
		s->refilter[0] = '\0';
		/* Some endpoints may have it: the old one is in force for all. */
		(void)taps_refilter(s, &ignored);
	}
	s->changes++;
	return ok;
}

bool session_hides_ssh(const struct session *s)
{
	for (size_t i = 0; s->host_filter && i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		struct target target = { .name = NULL };
		struct error ignored;
		if (tap->wanted && target_find(&target, s, tap->name, &ignored) &&
		    target_has_ssh(s, &target))
			return true;
	}
	return false;
}

bool session_with_ssh(struct session *s, bool with, struct error *e)
{
	s->options.with_ssh = with;
	s->changes++;
	return host_filter_renew(s, e) && taps_refilter(s, e);
}

struct session_totals session_totals(const struct session *s)
{
	struct session_totals sum = { .received = 0 };
	for (size_t i = 0; i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		sum.received += tap->received;
		sum.kept += tap->kept;
		sum.lost += tap->dropped_kernel + tap->dropped_us;
		sum.odd += odd_sum(tap->odd);
		sum.live += tap_is_live(tap) && tap->state != CAPTURE_OPENING;
		sum.failed += tap->wanted && !tap_is_live(tap);
	}
	return sum;
}
