#include "tui/session_hosts.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/base/build.h"
#include "core/base/clock.h"
#include "core/lab/value.h"
#include "tui/say.h"
#include "tui/session_lab.h"

enum {
	TICK_MS = 250,
	MERGE_MS = 500, /* packets of all hosts are in order of time within that */
};

size_t hosts_for_lab(struct remotes *all, const struct foreign_host **list)
{
	*list = all ? all->shown : NULL;
	for (size_t i = 0; all && i < all->count; i++) {
		const struct remote *r = &all->hosts[i];
		all->shown[i] = (struct foreign_host){
			.name = r->name,
			.lab = r->lab,
			.about = r->about,
			.trouble = r->trouble[0] ? r->trouble : NULL,
		};
	}
	return all ? all->count : 0;
}

/* Rates --------------------------------------------------------------------------- */

struct sample {
	const char *name; /* without the host */
	uint32_t packets;
	uint64_t bits;
};

static int by_name(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;
	return strcmp(x->name, y->name);
}

static size_t samples_read(const struct value *rates, struct sample *samples)
{
	size_t count = 0;
	for (size_t i = 0; i < value_count(rates); i++) {
		const struct value *v = rates->items[i].value;
		const char *name =
			value_count(v) == 3 ? value_text(v->items[0].value) : NULL;
		const char *bits = name ? value_text(v->items[2].value) : NULL;
		struct sample s = { .name = name };
		if (!bits || !value_number(v->items[1].value, &s.packets))
			continue;
		s.bits = strtoull(bits, NULL, 10);
		samples[count++] = s;
	}
	if (count > 1)
		qsort(samples, count, sizeof(*samples), by_name);
	return count;
}

static bool is_on(const struct endpoint *e, const struct remote *r)
{
	size_t size = strlen(r->name);
	return e->kind == ENDPOINT_REMOTE && !strncmp(e->name, r->name, size) &&
	       e->name[size] == '/';
}

/* What was told before says nothing of now. */
static void rates_forget_host(struct session *s, const struct remote *r)
{
	for (size_t i = 0; i < s->lab->endpoint_count; i++) {
		const struct endpoint *e = &s->lab->endpoints[i];
		if (is_on(e, r))
			rates_forget(&s->rates, e->cookie, e->ifindex);
	}
}

/* What is not among them is idle. */
static void on_rates(void *owner, struct remote *r, const struct value *rates)
{
	struct remotes *all = owner;
	struct session *s = all->session;
	size_t front = strlen(r->name);
	autofree struct sample *samples =
		mem_new((value_count(rates) + 1) * sizeof(*samples));
	size_t count = samples_read(rates, samples);
	for (size_t i = 0; i < s->lab->endpoint_count; i++) {
		const struct endpoint *e = &s->lab->endpoints[i];
		if (!is_on(e, r))
			continue;
		const struct sample key = { .name = e->name + front + 1 };
		const struct sample *found =
			count ? bsearch(&key, samples, count, sizeof(key), by_name)
			      : NULL;
		rates_told(&s->rates, e->cookie, e->ifindex, found ? found->packets : 0,
			   found ? found->bits : 0);
	}
	s->changes++;
}

/* Reaching ------------------------------------------------------------------------ */

/* What changed is a line among the packets, once there are some. */
static void tell(const struct remotes *all, const struct remote *r,
		 const struct foreign_host *before)
{
	struct session *s = all->session;
	bool up = r->state == REMOTE_UP, was_up = before->lab && !before->trouble;
	if (!all->started || up == was_up)
		return;
	if (up)
		session_event(s, 0, false, "%s is connected%s: %s", r->name,
			      before->lab ? " again" : "",
			      r->about + strlen("by ssh; "));
	else
		session_event(s, 0, true, "%s: no connection: %s", r->name, r->trouble);
}

static void on_change(void *owner, struct remote *r)
{
	struct remotes *all = owner;
	tell(all, r, &all->shown[r->host]);
	if (r->state == REMOTE_DOWN)
		rates_forget_host(all->session, r);
	if (r->silent)
		remotes_lose(all, r);
	session_renew_lab(all->session);
}

static void on_timer(void *owner, uint32_t events UNUSED)
{
	struct remotes *all = owner;
	loop_drain(all->timer);
	for (size_t i = 0; all->started && i < all->count; i++)
		remote_tick(&all->hosts[i]);
	remotes_tick(all->session);
}

/* Another host of that name would have the same names for its points. */
static bool host_new(struct remotes *all, size_t i, const char *address,
		     struct error *e)
{
	struct session *s = all->session;
	struct remote *r = &all->hosts[i];
	*r = (struct remote){ .host = (uint32_t)i,
			      .loop = s->loop,
			      .runner = all->runner,
			      .on_change = on_change,
			      .on_rates = on_rates,
			      .owner = all };
	remote_name(r, address);
	all->count = i + 1;
	for (size_t k = 0; k < i; k++)
		if (!strcmp(all->hosts[k].name, r->name))
			return error_set(e, 0, "%s: there is another host %s", address,
					 r->name);
	return true;
}

static void say_reached(const struct remote *r)
{
	say("labtap: %s: %zu points, %s\n", r->name, r->lab->endpoint_count,
	    r->about + strlen("by ssh; "));
	if (strcmp(r->version, VERSION) != 0)
		say("labtap: %s: its labtap is %s, this one " VERSION "\n", r->name,
		    r->version);
}

/* *reached: it is up. One that is not is tried again later. */
static bool reach(struct remote *r, bool *reached, struct error *e)
{
	remote_connect(r, false);
	while (r->state == REMOTE_CONNECTING)
		if (!loop_step(r->loop, -1, e))
			return false;
	*reached = r->state == REMOTE_UP;
	if (*reached)
		say_reached(r);
	else
		error_set(e, 0, "%s: %.*s", r->address, (int)strcspn(r->trouble, ";"),
			  r->trouble);
	return true;
}

/* Some are enough: the others are shown with their reasons. */
static bool reach_all(struct remotes *all, struct error *e)
{
	size_t up = 0;
	for (size_t i = 0; i < all->count; i++) {
		bool reached;
		if (!reach(&all->hosts[i], &reached, e))
			return false;
		up += reached;
		if (!reached && all->count > 1)
			say("labtap: %s\n", e->text);
	}
	return up || (all->count > 1 && error_set(e, 0, "no host can be reached"));
}

bool session_unreached(const struct session *s, struct error *e)
{
	for (size_t i = 0; s->remotes && i < s->remotes->count; i++) {
		const struct remote *r = &s->remotes->hosts[i];
		if (r->state != REMOTE_UP) {
			error_set(e, 0, "%s: no connection: %s", r->name, r->trouble);
			return true;
		}
	}
	return false;
}

bool session_reach(struct session *s, struct runner *runner,
		   const struct runner_hosts *hosts, struct error *e)
{
	if (!hosts->count)
		return true;
	if (!s->client)
		return error_set(e, 0, "--host is for capturing, not for files");
	struct remotes *all = mem_new(sizeof(*all));
	signal(SIGPIPE, SIG_IGN);
	s->remotes = all;
	all->session = s;
	all->runner = runner;
	all->hosts = mem_new(sizeof(*all->hosts) * hosts->count);
	all->shown = mem_new(sizeof(*all->shown) * hosts->count);
	all->timer = loop_timer_open(e);
	if (all->timer < 0 || !loop_add(s->loop, all->timer, EPOLLIN, on_timer, all, e))
		return false;
	for (size_t i = 0; i < hosts->count; i++)
		if (!host_new(all, i, hosts->names[i], e))
			return false;
	if (!reach_all(all, e))
		return false;
	loop_timer_set(all->timer, TICK_MS, TICK_MS);
	all->started = true;
	s->merge = MERGE_MS * CLOCK_MS;
	for (size_t i = 0; i < all->count; i++) {
		const struct remote *r = &all->hosts[i];
		if (r->state == REMOTE_UP)
			session_event(s, 0, false, "%s, %s", r->name, r->about);
		else
			session_event(s, 0, true, "%s: no connection: %s", r->name,
				      r->trouble);
	}
	return true;
}

void remotes_free(struct remotes *r)
{
	if (!r)
		return;
	remotes_stop(r);
	for (size_t i = 0; i < r->count; i++)
		remote_free(&r->hosts[i]);
	if (r->timer >= 0) {
		loop_remove(r->session->loop, r->timer);
		close(r->timer);
	}
	free(r->hosts);
	free(r->shown);
	free(r->runs.items);
	free(r);
}
