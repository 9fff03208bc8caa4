/* What container engines say about their containers, and Open vSwitch about its
 * bridges: their sockets are asked, and where nobody answers, the files that they keep
 * are taken. Whole, unread. */
#ifndef LAB_ANSWERS_H
#define LAB_ANSWERS_H

#include "core/base/loop.h"
#include "core/lab/clerk.h"
#include "core/lab/resident.h"

struct answers;

/* Called when an answer is another one than before (changed), and when the last one
 * that was waited for has come. */
typedef void answers_fn(void *owner, bool changed);

struct answers *answers_new(struct loop *loop, const struct clerk_options *options,
			    answers_fn *came, void *owner) MUST_CHECK;
void answers_free(struct answers *a);

/* Asks all of them; `daemons` are processes that run an engine where no path of ours
 * leads: in a container. False: the last question is not answered yet. */
bool answers_ask(struct answers *a, const uint32_t *daemons, size_t count);

/* Asks for the bridges alone: an interface may have become a port of one, or none. */
void answers_ask_bridges(struct answers *a);

/* What libvirt keeps of what it started is taken as well, when its daemon is not to be
 * asked; from the next question on. */
void answers_libvirt(struct answers *a, bool wanted);

/* Has it been? */
bool answers_has_libvirt(const struct answers *a);

/* Are there answers still to come, and not long in coming? */
bool answers_pending(const struct answers *a);

/* Behind that: who has not answered yet and never has is told as such (ETIMEDOUT), and
 * files are read in its place; an answer that still comes replaces that. */
void answers_go_on(struct answers *a);

struct answer {
	struct census_answer record; /* its text is `bytes` */
	struct bytes bytes;
};

/* All there are, valid until the loop's next step. */
size_t answers_all(struct answers *a, const struct answer **items);

#endif
