/* :tunnel LOCAL-REMOTE */
#include "tui/app.h"
#include "tui/session_tunnel.h"
#include "tui/view.h"
#include "tui/word_table.h"

static bool tunnel_run(struct app *app, char *argument, struct error *e)
{
	if (!*argument)
		return error_set(e, 0,
				 "which tunnel? 127.1.1.1:10002-127.1.1.2:10002, or "
				 "udp:..., tcp:...");
	if (!session_add_tunnel(app->session, argument, e))
		return false;
	if (app_top(app)->ops == &view_points)
		app_open_view(app, &view_packets);
	return true;
}

const struct word_entry word_tunnel = {
	.name = "tunnel",
	.argument = "LOCAL-REMOTE",
	.help = "capture a tunnel that no file and no program announces",
	.scopes = SCOPE_POINTS | SCOPE_PACKETS | SCOPE_PACKET,
	.run = tunnel_run,
};
