/* Who lives on the host, as the front keeps it: the engine's last census, the rules
 * that name nodes of labs, and the machines that follow from both. */
#ifndef TUI_RESIDENTS_H
#define TUI_RESIDENTS_H

#include <stdbool.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/lab/machine_census.h"
#include "core/lab/switches.h"

struct residents {
	struct census census;	   /* without a map: none yet */
	struct rules *rules;	   /* NULL until the first census */
	struct switches switches;  /* that the census tells of */
	struct machines *machines; /* NULL: nothing is known */
	struct machines *domains;  /* of libvirt's files; NULL: they are not wanted */
	char host[72];		   /* what this host is called */
	char rules_note[240];	   /* a mistake in the user's rules, "" none */
	char note[200];		   /* what could not be asked, "" all is well */
	unsigned notes_serial;	   /* grows with every new note */
	bool heard;
};

/* Takes a census that arrived; fd stays the caller's. False: it is damaged. */
bool residents_take(struct residents *r, int fd, struct error *e);

/* The machines anew, for these facts. Those before are still in use by the model: old
 * gets them, for the caller to free. */
enum { RESIDENTS_SETS = 2 };
void residents_renew(struct residents *r, const struct facts *facts,
		     struct machines *old[RESIDENTS_SETS]);

/* What is wrong, escaped; "" all is well. */
const char *residents_note(const struct residents *r);

void residents_done(struct residents *r);

#endif
