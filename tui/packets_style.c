/* How the rows of packets look, key by key. */
#include "tui/names.h"
#include "tui/packets.h"
#include "tui/session_trails.h"
#include "tui/view_path.h"

static void time_next(struct packets *p, struct app *app)
{
	static const char *const names[] = {
		[TIME_CLOCK] = "clock, or since the row above",
		[TIME_ABOVE] = "since the row above",
		[TIME_FIRST] = "since the first packet",
		[TIME_MARK] = "since the marked packet above",
		[TIME_DATE] = "date and clock",
		[TIME_EPOCH] = "seconds since 1970",
	};
	p->time = (enum time_style)((p->time + 1) % TIME_STYLES);
	app_message(app, false, "time: %s", names[p->time]);
}

static void colour_next(struct packets *p, struct app *app)
{
	static const char *const names[] = {
		[COLOUR_PROTOCOL] = "by protocol",
		[COLOUR_POINT] = "by the point where it was seen",
		[COLOUR_CONVERSATION] = "by conversation",
		[COLOUR_OFF] = "off",
	};
	p->colour = (enum packets_colour)((p->colour + 1) % COLOURS);
	app_message(app, false, "colour: %s", names[p->colour]);
}

static void macs_toggle(struct packets *p, struct app *app)
{
	p->macs = !p->macs;
	app_message(app, false, "from and to: %s",
		    p->macs ? "of the link" : "of hosts");
}

bool packets_style(struct packets *p, struct app *app, enum command command)
{
	switch (command) {
	case COMMAND_TIME:
		time_next(p, app);
		break;
	case COMMAND_COLOUR:
		colour_next(p, app);
		break;
	case COMMAND_LINES:
		p->two_lines = !p->two_lines;
		app_message(app, false, "a packet is %s",
			    p->two_lines ? "two lines: its layers below it"
					 : "one line");
		break;
	case COMMAND_MACS:
		macs_toggle(p, app);
		break;
	case COMMAND_NAMES:
		names_toggle(app);
		break;
	case COMMAND_FOLD_COPIES:
		path_fold(app);
		p->number = session_leader(app->session, p->number);
		break;
	default:
		return false;
	}
	return true;
}
