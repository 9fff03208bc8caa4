/* The browser on a screen of memory, as the fuzzers of the front drive it: over forty
 * packets, or over the points of a small lab, with an engine that does nothing. */
#ifndef TESTS_FUZZ_FRONT_H
#define TESTS_FUZZ_FRONT_H

#include <net/if_arp.h>

#include "core/base/clock.h"
#include "tests/craft.h"
#include "tests/fuzz/engine.h"
#include "tui/app.h"
#include "tui/bar.h"
#include "tui/pace.h"
#include "tui/script.h"
#include "tui/session_lab.h"

/* Two namespaces, a link between them, a bridge, and lo, for tunnels. */
static inline void front_lab(struct session *s)
{
	static const struct fact_space spaces[] = {
		{ .cookie = 1, .kind = SPACE_HOST },
		{ .cookie = 2, .kind = SPACE_NAMED, .name = "a" },
	};
	static const struct fact_link links[] = {
		{ .cookie = 1, .ifindex = 1, .arptype = ARPHRD_LOOPBACK, .name = "lo" },
		{ .cookie = 1,
		  .ifindex = 2,
		  .arptype = ARPHRD_ETHER,
		  .name = "br0",
		  .kind = "bridge" },
		{ .cookie = 1,
		  .ifindex = 3,
		  .arptype = ARPHRD_ETHER,
		  .name = "p1",
		  .kind = "veth",
		  .master = 2,
		  .peer_cookie = 2,
		  .peer = 2 },
		{ .cookie = 2,
		  .ifindex = 2,
		  .arptype = ARPHRD_ETHER,
		  .name = "eth1",
		  .kind = "veth",
		  .peer_cookie = 1,
		  .peer = 3 },
	};
	const struct facts facts = { .spaces = spaces,
				     .links = links,
				     .space_count = COUNT(spaces),
				     .link_count = COUNT(links),
				     .complete = true };
	struct error e;
	autoclose int fd = facts_seal(&facts, &e);
	if (!facts_open(&s->facts, fd, &e))
		abort();
	session_renew_lab(s);
	s->lab_known = true;
}

static inline int front_packets(void)
{
	struct craft c = { .big = false };
	craft_section(&c, false, NULL);
	craft_iface(&c, LINKTYPE_ETHERNET, 0, "a:eth1", 9);
	for (unsigned i = 0; i < 40; i++) {
		uint8_t frame[60] = { [12] = 0x08, [13] = i % 3 ? 0 : 6, [14] = 0x45 };
		frame[23] = i % 2 ? 17 : 6;
		frame[30] = (uint8_t)i;
		craft_packet(&c, 0, i * 1000, frame, sizeof(frame));
	}
	int fd = craft_fd(&c, c.size);
	craft_free(&c);
	return fd;
}

static inline void front_new(struct app *app, bool live)
{
	const struct session_options options = { .snaplen = 96 };
	struct error e;
	*app = (struct app){ .loop = loop_new(&e) };
	struct client *client = live ? client_start(NULL, &e) : NULL;
	app->session = session_new(app->loop, client, &options, &e);
	if (!app->loop || !app->session)
		abort();
	front_lab(app->session);
	if (!live && !session_open_fd(app->session, front_packets(), "packets", &e))
		abort();
	while (session_advance(app->session, CLOCK_MS))
		;
	app->bar = bar_new(false);
	app->pace = pace_new();
	canvas_init(&app->canvas, SCRIPT_ROWS, SCRIPT_COLUMNS);
	app_open_view(app, live ? &view_points : &view_packets);
}

static inline void front_free(struct app *app)
{
	app_record_end(app);
	while (app->depth)
		app_close_view(app);
	pace_free(app->pace);
	bar_free(app->bar);
	while (app->maps.count)
		app_map(app, app->maps.items[0].key, NULL);
	free(app->maps.items);
	canvas_done(&app->canvas);
	session_free(app->session);
	loop_free(app->loop);
}

#endif
