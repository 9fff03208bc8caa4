/* Other hosts of a session: their labs become part of the model, their rates of the
 * rates. */
#ifndef TUI_SESSION_HOSTS_H
#define TUI_SESSION_HOSTS_H

#include "tui/remote.h"
#include "tui/session.h"
#include "tui/session_remote.h"

struct remotes {
	struct session *session;
	struct runner *runner;
	struct remote *hosts;
	struct foreign_host *shown; /* as the model is told of them */
	size_t count;
	int timer;
	bool started;		      /* all were reached once */
	VEC(struct run_there *) runs; /* session_remote.c */
};

/* For the model; valid until they change. */
size_t hosts_for_lab(struct remotes *all, const struct foreign_host **list);

#endif
