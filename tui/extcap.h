/* labtap as a capture program of Wireshark: extcap(4), and the developer's guide,
 * "Capture interfaces: extcap". One interface; what there is to capture is asked of the
 * lab's host only when somebody presses the button for it, or captures. */
#ifndef TUI_EXTCAP_H
#define TUI_EXTCAP_H

#include <stdbool.h>

#include "core/base/attr.h"
#include "core/base/error.h"

/* What its options say; NULL and false: nothing. */
struct extcap {
	const char *interface, *reload, *filter, *fifo; /* Wireshark's own */
	const char *wrapper, *unused; /* unused: of options that are only taken */
	bool interfaces, config, dlts, capture;
	const char *host, *port, *user, *key, *command; /* where labtap runs */
	const char *lab, *endpoint, *endpoints, *snaplen, *direction;
	bool no_sudo, no_promiscuous, keep_outer;
	bool able;	  /* this process might capture itself */
	int signals, out; /* signals_open() and the FIFO, -1: not open */
};

/* The answers that need nobody else, on standard output. */
void extcap_put_interfaces(void);
void extcap_put_dlts(void);
void extcap_put_config(bool remote); /* with options for the lab's server? */

/* A program for sh(1) that gives these answers itself and has the rest done on the
 * host: for a machine with Wireshark and ssh, but without labtap. */
void extcap_put_wrapper(const char *host);

/* The endpoints of the lab as values of the option that is reloaded. */
bool extcap_reload(const struct extcap *x, struct error *e) MUST_CHECK;

/* One of them; nothing where it cannot be said in a sentence. */
void extcap_put_value(const char *name);

/* Captures into the FIFO ("-": standard output) until it is closed or a signal comes.
 */
bool extcap_capture(struct extcap *x, struct error *e) MUST_CHECK;

/* Closes it. What was said on standard error before is shown only when the FIFO ends
 * before the program does: after a failure this waits for the signal that follows. */
void extcap_close(const struct extcap *x, bool failed);

#endif
