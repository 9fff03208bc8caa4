/* Another host, asked by ssh: what labtap there can capture, which version it is, how
 * far its clock is from ours. The connection stays: later ones go through it. */
#ifndef TUI_REMOTE_H
#define TUI_REMOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/vec.h"
#include "tui/runner.h"

struct remote {
	const char *address; /* as ssh takes it */
	char name[64];	     /* in front of its points' names: without user and port */
	char version[64];
	uint32_t host, id;   /* position in the runner's hosts; of the program */
	int in, out, err;    /* what it reads and says, -1: closed */
	int64_t offset, way; /* ns: its clock minus ours; there and back */
	VEC(char *) names;   /* of what can be captured there */
	char buffer[4096];
	size_t at, used;
};

/* Connects and asks, on the terminal of the command line: ssh may want a password. */
bool remote_open(struct remote *r, struct runner *runner, const char *address,
		 uint32_t host, struct error *e);
void remote_close(struct remote *r, struct runner *runner);

/* The names anew. */
bool remote_list(struct remote *r, struct error *e);

#endif
