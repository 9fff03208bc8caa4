/* How labs that no file describes are known by what they leave on the host: one table
 * of rules, ours and the user's, from a label, control group, command line, host name
 * or other name to lab, node and interface. */
#ifndef LAB_RULES_H
#define LAB_RULES_H

#include "core/base/arena.h"
#include "core/base/attr.h"
#include "core/lab/value.h"

enum rule_source {
	RULE_LABEL,    /* of a container */
	RULE_NAME,     /* of a container */
	RULE_CGROUP,   /* of a process in the namespace */
	RULE_ARGV,     /* words of such a process, joined by blanks */
	RULE_HOSTNAME, /* of such a process, where it is not the host's */
	RULE_NETNS,    /* name of the namespace */
	RULE_IFNAME,   /* of an interface in the host's namespace */
	RULE_NETDEV,   /* of a card of QEMU */
	RULE_SOURCES
};

/* What is left on the host of one node, or one interface; NULL: there is none. */
struct traces {
	const char *texts[RULE_SOURCES]; /* none for RULE_LABEL */
	const struct value *labels;	 /* a map */
};

/* What a rule makes of it; NULL: it says nothing of that. */
struct identity {
	const char *rule; /* which one */
	const char *lab, *node, *kind, *interface;
	uint32_t priority;
};

struct rules;

/* Ours, and those of the user's file (NULL: no such file). With a mistake in the file e
 * is set, and ours are there alone. */
struct rules *rules_new(const char *path, struct error *e) MUST_CHECK;
void rules_free(struct rules *r);

/* The rule with the highest priority that matches; false: none does. Texts are in the
 * arena, not escaped. */
bool rules_apply(const struct rules *r, const struct traces *t, struct arena *arena,
		 struct identity *found);

#endif
