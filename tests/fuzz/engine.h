/* In place of the engine: takes every order, answers nothing, opens nothing. A program
 * that defines these does not get core/capture/client.c. */
#ifndef TESTS_FUZZ_ENGINE_H
#define TESTS_FUZZ_ENGINE_H

#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/capture/client.h"

struct client {
	int notices, wake; /* never readable */
};

struct client *client_start(const struct engine_options *options UNUSED,
			    struct error *e UNUSED)
{
	struct client *c = mem_new(sizeof(*c));
	c->notices = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	c->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return c;
}

void client_stop(struct client *c)
{
	if (!c)
		return;
	close(c->notices);
	close(c->wake);
	free(c);
}

bool client_watch_stops(struct client *c UNUSED, struct error *e UNUSED)
{
	return true;
}

int client_notice_fd(const struct client *c)
{
	return c->notices;
}

int client_wake_fd(const struct client *c)
{
	return c->wake;
}

bool client_next(struct client *c UNUSED, struct notice *n UNUSED)
{
	return false;
}

bool client_spool(struct client *c UNUSED, int file, struct error *e UNUSED)
{
	if (file >= 0)
		close(file);
	return true;
}

bool client_next_file(struct client *c UNUSED, int file, struct error *e UNUSED)
{
	close(file);
	return true;
}

bool client_capture(struct client *c UNUSED, uint32_t id UNUSED,
		    const struct capture_request *r UNUSED, struct error *e UNUSED)
{
	return true;
}

bool client_relay(struct client *c UNUSED, uint32_t id UNUSED,
		  const struct capture_request *r UNUSED, int pipe UNUSED,
		  struct error *e UNUSED)
{
	return true;
}

bool client_filter(struct client *c UNUSED, uint32_t id UNUSED, const char *text UNUSED,
		   const struct sock_filter *code UNUSED, uint32_t count UNUSED,
		   struct error *e UNUSED)
{
	return true;
}

void client_release(struct client *c UNUSED, uint32_t id UNUSED)
{
}

void client_watch(struct client *c UNUSED, const struct link_key *keys UNUSED,
		  size_t count UNUSED)
{
}

void client_meters(struct client *c UNUSED, const struct tunnel_meter *meters UNUSED,
		   size_t count UNUSED)
{
}

void client_rescan(struct client *c UNUSED)
{
}

void client_libvirt(struct client *c UNUSED, bool wanted UNUSED)
{
}

void client_comment(struct client *c UNUSED, const char *text UNUSED)
{
}

void client_keep(struct client *c UNUSED)
{
}

#endif
