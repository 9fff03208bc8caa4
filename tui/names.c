#include "tui/names.h"

bool names_on(const struct app *app)
{
	return app->names == NAMES_LAB ? app->session->lab->topology != NULL
				       : app->names == NAMES_ON;
}

void names_toggle(struct app *app)
{
	app->names = names_on(app) ? NAMES_OFF : NAMES_ON;
	app_message(app, false, "from and to: %s",
		    !names_on(app) ? "addresses"
		    : app->session->lab->topology
			    ? "names of the lab"
			    : "names of groups; no lab is known here");
}

const char *names_of(const struct app *app, const char *address)
{
	const char *name =
		names_on(app) ? hosts_name(app->session->hosts, address) : NULL;
	return name ? name : address;
}
