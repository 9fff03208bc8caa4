/* :ssh - whether the user's own SSH connection is captured. */
#include <string.h>

#include "tui/app.h"
#include "tui/ssh_self.h"
#include "tui/word_table.h"

static bool ssh_run(struct app *app, char *argument, struct error *e)
{
	struct session *s = app->session;
	bool with = !*argument ? !s->options.with_ssh : !strcmp(argument, "on");
	if (*argument && !with && strcmp(argument, "off") != 0)
		return error_set(e, 0, "%s: not on or off", argument);
	if (!session_with_ssh(s, with, e))
		return false;
	app_message(app, false,
		    with ? "your own SSH is captured as well on the host's interfaces"
		    : s->host_filter ? "the host's interfaces are captured without %s"
				     : "no SSH connection of yours is known here",
		    ssh_self_words(s->options.ancestry));
	return true;
}

static void ssh_complete(struct app *app UNUSED, const char *before UNUSED,
			 struct complete *c)
{
	complete_add(c, "on", "captured on the host's interfaces");
	complete_add(c, "off", "left out there");
}

const struct word_entry word_ssh = {
	.name = "ssh",
	.argument = "[on|off]",
	.help = "capture your own SSH connection as well, or not",
	.scopes = SCOPE_POINTS | SCOPE_PACKETS,
	.run = ssh_run,
	.complete = ssh_complete,
};
