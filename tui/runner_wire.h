/* What travels between front and runner; for runner.c and runner_main.c only. */
#ifndef TUI_RUNNER_WIRE_H
#define TUI_RUNNER_WIRE_H

#include "tui/runner.h"

enum { RUN_WORDS = 64, RUN_BYTES = 16 << 10, RUN_FDS = 3 };

struct run_order {
	uint32_t id;	  /* not 0 */
	uint32_t program; /* enum run_program; RUN_PROGRAMS: kill it */
	uint32_t host, quiet, limit_ms;
	uint32_t count;	       /* of words, each with a NUL behind it */
	char words[RUN_BYTES]; /* the last byte is 0 */
};

struct run_notice {
	uint32_t id;
	int32_t status; /* exit status, -1: by a signal */
};

/* What the runner knows from its start. */
struct runner_start {
	const struct runner_hosts *hosts;
	const char *ssh_agent;
	int channel;
};

/* The runner itself, until the front hangs up. */
void runner_main(const struct runner_start *start);

/* The command line of an order, with room for it; false: the order makes no sense. */
enum { RUN_ARGV = 2 * RUN_WORDS + 32, RUN_COMMAND = 2 * RUN_BYTES };
struct run_command {
	const char *argv[RUN_ARGV]; /* ends with NULL */
	size_t count;
	char own[1024], sharing[512],
		text[RUN_COMMAND]; /* what some of argv point into */
};
bool run_command_make(struct run_command *c, const struct runner_hosts *hosts,
		      const struct run_order *o);

#endif
