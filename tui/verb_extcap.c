/* `labtap extcap`: what Wireshark starts when labtap is in its folder of capture
 * programs. It reads nothing but its command line and the names that labtap prints, and
 * has no rights: another labtap has them, here or on the lab's server. */
#include <stdio.h>
#include <string.h>

#include "core/analysis/filter.h"
#include "core/base/privilege.h"
#include "tui/extcap.h"
#include "tui/verb.h"
#include "tui/verb_table.h"

enum {
	OPTION_EXTCAP = OPTION_OWN, /* --extcap-interfaces and --extcap-interface */
	OPTION_EXTCAP_VERSION,
	OPTION_CONFIG,
	OPTION_RELOAD,
	OPTION_DLTS,
	OPTION_CAPTURE,
	OPTION_FILTER,
	OPTION_FIFO,
	OPTION_CONTROL,
	OPTION_CLEANUP,
	OPTION_ENDPOINT,
	OPTION_ENDPOINTS,
	OPTION_DIRECTION,
	OPTION_SNAPLEN,
	OPTION_NO_PROMISCUOUS,
	OPTION_KEEP_OUTER,
	OPTION_HOST,
	OPTION_USERNAME,
	OPTION_PORT,
	OPTION_KEY,
	OPTION_COMMAND,
	OPTION_NO_SUDO,
	OPTION_WRAPPER,
};

static const struct verb_option extcap_table[] = {
	{ OPTION_EXTCAP, "extcap-interfaces", NULL, "Wireshark: which are there?" },
	{ OPTION_EXTCAP_VERSION, "extcap-version", "VERSION", "its version" },
	{ OPTION_EXTCAP, "extcap-interface", "NAME", "the one it talks about" },
	{ OPTION_DLTS, "extcap-dlts", NULL, "Wireshark: which link type?" },
	{ OPTION_CONFIG, "extcap-config", NULL, "Wireshark: which options?" },
	{ OPTION_RELOAD, "extcap-reload-option", "OPTION",
	  "Wireshark: which values now?" },
	{ OPTION_FILTER, "extcap-capture-filter", "FILTER",
	  "the capture filter; without --capture: is it one?" },
	{ OPTION_CAPTURE, "capture", NULL, "capture" },
	{ OPTION_FIFO, "fifo", "FILE", "into this" },
	{ OPTION_CONTROL, "extcap-control-in", "FILE", "taken, not used" },
	{ OPTION_CONTROL, "extcap-control-out", "FILE", "taken, not used" },
	{ OPTION_CLEANUP, "extcap-cleanup-postkill", NULL, "nothing is left over" },
	{ OPTION_ENDPOINT, "endpoint", "ENDPOINT", "capture this" },
	{ OPTION_ENDPOINTS, "endpoints", "ENDPOINTS",
	  "and these, blanks between, as labtap capture takes them" },
	{ OPTION_DIRECTION, "direction", "in|out|inout", "one direction only" },
	{ OPTION_SNAPLEN, "snaplen", "N", "bytes kept of each packet" },
	{ OPTION_NO_PROMISCUOUS, "no-promiscuous", NULL,
	  "leave the interfaces' mode alone" },
	{ OPTION_KEEP_OUTER, "keep-outer", NULL,
	  "of tunnels the packets, not the frames inside" },
	{ OPTION_HOST, "remote-host", "HOST", "the lab's server, by ssh" },
	{ OPTION_USERNAME, "remote-username", "NAME", "the user there" },
	{ OPTION_PORT, "remote-port", "PORT", "of its ssh" },
	{ OPTION_KEY, "sshkey", "FILE", "the key for it" },
	{ OPTION_COMMAND, "remote-command", "FILE", "where labtap is there" },
	{ OPTION_NO_SUDO, "no-sudo", NULL, "labtap has its rights without sudo" },
	{ OPTION_WRAPPER, "wrapper", "HOST",
	  "print a script that does this by ssh, for where labtap is not" },
};

/* Where the option's argument goes. */
static const char **place_of(struct extcap *x, int letter)
{
	switch (letter) {
	case OPTION_EXTCAP:
		return &x->interface;
	case OPTION_RELOAD:
		return &x->reload;
	case OPTION_FILTER:
		return &x->filter;
	case OPTION_FIFO:
		return &x->fifo;
	case OPTION_ENDPOINT:
		return &x->endpoint;
	case OPTION_ENDPOINTS:
		return &x->endpoints;
	case OPTION_DIRECTION:
		return &x->direction;
	case OPTION_SNAPLEN:
		return &x->snaplen;
	case OPTION_HOST:
		return &x->host;
	case OPTION_USERNAME:
		return &x->user;
	case OPTION_PORT:
		return &x->port;
	case OPTION_KEY:
		return &x->key;
	case OPTION_COMMAND:
		return &x->command;
	case OPTION_WRAPPER:
		return &x->wrapper;
	default:
		return &x->unused;
	}
}

static bool extcap_option(void *options, int letter, const char *argument,
			  struct error *e UNUSED)
{
	struct extcap *x = options;
	if (argument)
		*place_of(x, letter) = argument;
	x->interfaces |= letter == OPTION_EXTCAP && !argument;
	x->config |= letter == OPTION_CONFIG;
	x->dlts |= letter == OPTION_DLTS;
	x->capture |= letter == OPTION_CAPTURE;
	x->no_promiscuous |= letter == OPTION_NO_PROMISCUOUS;
	x->keep_outer |= letter == OPTION_KEEP_OUTER;
	x->no_sudo |= letter == OPTION_NO_SUDO;
	return true;
}

/* What is wrong with it is the answer; names of the lab are known where it runs. */
static void judge_filter(const char *text)
{
	struct error e = { .code = 0 };
	struct filter *f = filter_new(text, NULL, &e);
	if (!f)
		printf("%s\n", e.text);
	filter_free(f);
}

static bool answer(struct extcap *x, struct error *e)
{
	if (x->capture)
		return extcap_capture(x, e);
	if (x->reload)
		return extcap_reload(x, e);
	if (x->config)
		extcap_put_config(true);
	else if (x->dlts)
		extcap_put_dlts();
	else if (x->filter)
		judge_filter(x->filter);
	return true;
}

static int run_extcap(struct verb_call *call)
{
	struct extcap *x = call->options;
	struct error e = { .code = 0 };
	x->lab = call->lab;
	x->able = privilege_held();
	if (!privilege_drop(~0u, &e))
		return verb_failed(&e);
	if (x->wrapper) {
		extcap_put_wrapper(x->wrapper);
		return EXIT_FINE;
	}
	if (x->interfaces) {
		extcap_put_interfaces();
		return EXIT_FINE;
	}
	if (!x->interface)
		return verb_misused(call->verb,
				    "Wireshark starts this: link labtap into its "
				    "extcap folder (Help, About, Folders)");
	if (strcmp(x->interface, "labtap") != 0)
		return verb_misused(call->verb, "%s: no such interface, only labtap",
				    x->interface);
	x->signals = x->out = -1;
	int status = answer(x, &e) ? EXIT_FINE : verb_failed(&e);
	extcap_close(x, status != EXIT_FINE);
	return status;
}

const struct verb verb_extcap = {
	.name = "extcap",
	.help = "what Wireshark asks of a capture program, and gets",
	.usage = "extcap OPTION...",
	.notes = "Linked into Wireshark's extcap folder labtap is an interface there: "
		 "its options\n"
		 "name the endpoints, and the lab's server. The capture is that of "
		 "labtap capture\n"
		 "there, which needs its rights: sudo that asks for no password, or "
		 "capabilities.\n",
	.options = extcap_table,
	.option_count = COUNT(extcap_table),
	.size = sizeof(struct extcap),
	.option = extcap_option,
	.engine = ENGINE_NEVER,
	.bare = true,
	.labs = true,
	.implied_by = OPTION_EXTCAP,
	.run = run_extcap,
};
