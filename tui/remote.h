/* Another host, asked by ssh: which version labtap there is, how far its clock is from
 * ours, then its lab, which it goes on telling as it changes, with what passes each
 * second. A connection that ends, or falls silent, is made again, with growing pauses.
 * Later connections go through it: nobody is asked for a password again. */
#ifndef TUI_REMOTE_H
#define TUI_REMOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/loop.h"
#include "core/lab/foreign.h"
#include "core/lab/value.h"
#include "tui/heard.h"
#include "tui/runner.h"

enum remote_state {
	REMOTE_CONNECTING,
	REMOTE_UP, /* its lab is known */
	REMOTE_DOWN,
};

struct remote {
	const char *address; /* as ssh takes it */
	char name[64];	     /* in front of its points' names: without user and port */
	char version[64];
	uint32_t host; /* position in the runner's hosts */
	struct loop *loop;
	struct runner *runner;
	/* Its lab or its trouble is another one. */
	void (*on_change)(void *owner, struct remote *r);
	/* The object of what passes there, checked for nothing yet. */
	void (*on_rates)(void *owner, struct remote *r, const struct value *rates);
	void *owner;
	enum remote_state state;
	struct foreign *lab; /* the last one that it told, NULL: none yet */
	char trouble[300];   /* why it is not up; "" */
	bool silent;	     /* the trouble is that it said nothing more */
	char about[160];     /* "by ssh; its clock is ..." */
	int64_t offset, way; /* ns: its clock minus ours; there and back */

	int64_t reopen_at; /* clock_mono(): captures that ended alone; 0: none did */
	unsigned reopen_pause; /* s */

	uint32_t id;	  /* of the program, 0: none runs */
	int in, out, err; /* what it reads and says, -1: closed */
	struct heard heard;
	unsigned asked;	  /* questions so far */
	int64_t asked_at; /* clock_now() */
	int64_t heard_at; /* clock_mono() of the last word from it */
	int64_t retry_at; /* clock_mono(), while it is down */
	unsigned pause;	  /* s before the next attempt but one */
	char *buffer;
	size_t used, room, looked; /* looked: so much of it has no newline */
};

/* What ssh takes as the address; borrowed. The rest is set by the caller. */
void remote_name(struct remote *r, const char *address);

/* Connects. quiet: nobody is asked for a password. What goes wrong is its trouble. */
void remote_connect(struct remote *r, bool quiet);

/* Once in a while: connects anew when it is time for it, gives up who says nothing. */
void remote_tick(struct remote *r);

void remote_free(struct remote *r);

#endif
