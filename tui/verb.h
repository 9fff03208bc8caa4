/* Verbs of the command line: `labtap capture ...`. Each is one file that ends in one
 * const table, registered by one line in verb.c. The table of its options drives
 * getopt_long(3), the help text and the errors. */
#ifndef TUI_VERB_H
#define TUI_VERB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/ancestors.h"
#include "core/base/attr.h"
#include "core/base/error.h"
#include "tui/runner.h"

struct client;
struct helper;
struct filter_mark;

/* Exit statuses of the program. */
enum {
	EXIT_FINE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
};

enum { HOSTS_MAX = 16 };

/* Options every verb has; letters above 255 have no short form. */
enum {
	OPTION_USER = 'Z',
	OPTION_HELP = 256,
	OPTION_VERSION,
	OPTION_SPOOL_DIR,
	OPTION_SPOOL_LIMIT,
	OPTION_LAB,
	OPTION_REACH,
	OPTION_SSH,
	OPTION_REMOTE_LABTAP,
	OPTION_OWN, /* the first one a verb may use for long options of its own */
};

struct verb_option {
	int letter;	      /* 'c', or OPTION_OWN + n without a short form */
	const char *name;     /* "count"; NULL: no long form */
	const char *argument; /* "N"; NULL: takes none */
	const char *help;
};

/* Whether the privileged process is started before the verb runs. */
enum verb_engine {
	ENGINE_NEVER,
	ENGINE_ALWAYS,
	ENGINE_WITHOUT_WORDS, /* only when no file is named */
};

/* What the words of its command line are: what a shell offers for them. */
enum verb_words {
	WORDS_OTHER,
	WORDS_FILES,
	WORDS_ENDPOINTS,
	WORDS_VERBS,
};

/* What a verb was called with. */
struct verb_call {
	const struct verb *verb;
	void *options; /* verb->size bytes, zeroed, then filled by option() */
	const char *const *words; /* what is left when the options are gone */
	size_t count;
	size_t split;			   /* how many of them stand in front of "--" */
	struct client *client;		   /* NULL: no engine. The verb owns it */
	struct helper *helper;		   /* NULL: none. The verb owns it, too */
	struct runner *runner;		   /* the same */
	bool as_root;			   /* the front stays uid 0 */
	struct ancestry ancestry;	   /* over what the user looks at us */
	const char *spool_dir;		   /* the directory that spools are made in */
	uint64_t spool_limit;		   /* bytes of capture kept there */
	const char *lab;		   /* that was named, NULL: none */
	const char *host_names[HOSTS_MAX]; /* --host; of hosts */
	struct runner_hosts hosts;	   /* other hosts, to be asked by ssh */
};

struct verb {
	const char *name;
	const char *help;   /* one line */
	const char *usage;  /* "capture ENDPOINT... [FILTER]" */
	const char *notes;  /* paragraphs under the options in --help; may be NULL */
	const char *manual; /* more of them, in the manual page alone; may be NULL */
	const struct verb_option *options;
	size_t option_count;
	const struct verb_option *shared; /* with other verbs, ends with {}; or NULL */
	enum verb_words words;
	size_t size; /* of call->options */
	/* Takes one option; false with e set: a usage error. */
	bool (*option)(void *options, int letter, const char *argument,
		       struct error *e);
	enum verb_engine engine;
	/* Starts other programs, which the sandbox forbids: it runs as it was started
	 * and gives up its rights itself, before anything else. */
	bool bare;
	bool runs;	/* other programs, by the runner */
	bool spools;	/* has --spool-dir and --spool-limit */
	bool labs;	/* has --lab */
	bool hosts;	/* has --host */
	int implied_by; /* the letter that means this verb when none is named, or 0 */
	/* The file it was told to write, NULL: none: a root login may write beside it.
	 * May be NULL. */
	const char *(*target)(const struct verb_call *call);
	/* Runs with the user's rights; returns the exit status. */
	int (*run)(struct verb_call *call);
};

/* By name, NULL when there is none. */
const struct verb *verb_find(const char *name);

/* One after the other, NULL behind the last. */
const struct verb *verb_at(size_t i);

/* Its options: own ones first, then the shared ones, the lab's and the spool's, those
 * every verb has. */
size_t verb_option_count(const struct verb *v);
const struct verb_option *verb_option_at(const struct verb *v, size_t i);

/* The one without a name: the browser. */
const struct verb *verb_default(void);

/* The one that a command line without a verb means, as tcpdump's do: -r FILE is read.
 * NULL: none. */
const struct verb *verb_implied(int argc, char **argv);

/* A command line, and what stands in it that is not for one verb alone. */
struct verb_parse {
	int argc;
	char **argv;	  /* argv[0] is skipped */
	bool first_word;  /* stop at the first word */
	int used;	  /* out: how many of argv were read */
	int asked;	  /* out: 0, OPTION_HELP or OPTION_VERSION */
	const char *user; /* out: of --user NAME; otherwise left alone */
};

/* Reads options in front of and between the words into call. words has room for argc
 * pointers. False, with e set: a usage error. */
bool verb_parse(struct verb_parse *p, struct verb_call *call, const char **words,
		struct error *e);

/* The program's help, or that of one verb, to stdout. */
void verb_print_help(const struct verb *v);

/* "labtap: what: why" to stderr; the exit status that goes with it. */
int verb_failed(const struct error *e);
int verb_misused(const struct verb *v, const char *fmt, ...) PRINTF(2, 3);

/* The same for a word that is no verb, with the one it may have been meant to be. */
int verb_unknown(const struct verb *v, const char *name, const char *why);

/* Shows on stderr where in a filter the trouble is. */
void verb_point_at(const char *filter, const struct filter_mark *mark);

/* A whole number from an option's argument, within bounds. */
bool verb_number(const char *text, unsigned long low, unsigned long high,
		 unsigned long *value, struct error *e);

/* Bytes from an option's argument: 500, 64k, 10M, 2G, with 1024 to the next. */
bool verb_size(const char *text, uint64_t low, uint64_t *value, struct error *e);

/* Bytes of a file: the same, but a number alone is millions, as for tcpdump -C. */
bool verb_file_size(const char *text, uint64_t *size, struct error *e);

/* Milliseconds from an option's argument: 30, 10s, 500ms, 2m, 1h. */
bool verb_time(const char *text, unsigned long *ms, struct error *e);

/* The words from this one on with blanks between them: a filter. free() it. */
char *verb_join(const struct verb_call *call, size_t first) MUST_CHECK;

#endif
