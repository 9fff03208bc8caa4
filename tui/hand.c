#include "tui/hand.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/hand_over.h"
#include "tui/listen.h"
#include "tui/shell_text.h"

enum { LOOK_MS = 200, PATIENCE_MS = 1000, NO_PROGRAM = 127 };

struct hand {
	struct hand_over *over;
	struct listen listen; /* to Wireshark here */
	char *path;	      /* or the named pipe; NULL: none */
	int64_t closed; /* clock_mono() when the stream was found ended, 0: not yet */
	bool told;	/* that somebody reads it */
};

/* Starting ------------------------------------------------------------------------ */

static bool has_display(void)
{
	const char *x = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
	return (x && *x) || (wayland && *wayland);
}

static bool into_window(struct hand *h, struct app *app, struct error *e)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC))
		return error_set(e, errno, "pipe");
	struct run run = { .program = RUN_WIRESHARK, .in = ends[0] };
	bool ok = listen_start(&h->listen, app->loop, app->runner, &run, 0, e);
	close(ends[0]);
	if (!ok) {
		close(ends[1]);
		return false;
	}
	(void)fcntl(ends[1], F_SETFL, O_NONBLOCK);
	return hand_over_start(h->over, ends[1], NULL, e);
}

/* Under a name that nobody can know before. */
static char *pipe_make(struct app *app, struct error *e)
{
	const char *dir = getenv("TMPDIR");
	uint64_t random = 0;
	char path[512];
	struct text t = text_over(path, sizeof(path));
	if (getrandom(&random, sizeof(random), 0) < 0)
		random = (uint64_t)getpid();
	text_str(&t, dir && *dir == '/' ? dir : "/var/tmp");
	text_str(&t, "/labtap-");
	text_hex(&t, random, 8);
	text_str(&t, ".pcapng");
	return runner_pipe(app->runner, path, e) ? mem_strdup(path) : NULL;
}

static void offer_pipe(struct app *app, const char *path)
{
	char line[1024], host[SHELL_HOST_SIZE];
	struct text t = text_over(line, sizeof(line));
	text_printf(&t, "ssh %s cat ", shell_host(host));
	shell_word(&t, path);
	text_str(&t, " | wireshark -k -i -");
	app_copy(app, line);
}

static bool into_pipe(struct hand *h, struct app *app, struct error *e)
{
	h->path = pipe_make(app, e);
	if (!h->path || !hand_over_start(h->over, -1, h->path, e))
		return false;
	offer_pipe(app, h->path);
	return true;
}

static void hand_free(struct hand *h)
{
	if (h->path)
		unlink(h->path);
	free(h->path);
	listen_end(&h->listen);
	free(h);
}

static void hand_begin(struct app *app, bool window)
{
	struct error e;
	struct hand *h = mem_new(sizeof(*h));
	h->over = hand_over_new(app->session, &e);
	bool ok = h->over && (window ? into_window : into_pipe)(h, app, &e);
	if (ok) {
		app->hand = h;
		if (window)
			app_message(app, false,
				    "to Wireshark: everything so far, then what comes; "
				    "W ends it");
		return;
	}
	(void)hand_over_finish(h->over);
	hand_free(h);
	app_message(app, true, "Wireshark: %s", e.text);
}

/* Ending -------------------------------------------------------------------------- */

/* What it got, in words; the hand-over is over. */
static void finish(struct app *app, struct text *t)
{
	struct hand *h = app->hand;
	bool file = !app->session->client;
	uint64_t packets = hand_over_finish(h->over);
	if (file)
		text_str(t, "the file was handed over");
	else
		text_printf(t, "%llu packets were handed over",
			    (unsigned long long)packets);
	hand_free(h);
	app->hand = NULL;
}

void hand_end(struct app *app)
{
	struct text t = text_over(app->farewell, sizeof(app->farewell));
	if (!app->hand)
		return;
	text_str(&t, "to Wireshark ");
	finish(app, &t);
	text_str(&t, "; nothing more comes");
}

void hand_toggle(struct app *app)
{
	char words[sizeof(app->message)];
	struct text t = text_over(words, sizeof(words));
	if (!app->hand) {
		hand_begin(app, has_display());
		return;
	}
	finish(app, &t);
	app_message(app, false, "%s", words);
}

/* A Wireshark that is not installed is looked for elsewhere. */
static void program_ended(struct app *app, int status)
{
	char words[sizeof(app->message)];
	struct text t = text_over(words, sizeof(words));
	if (status == NO_PROGRAM) {
		finish(app, &t);
		hand_begin(app, false);
		return;
	}
	text_str(&t, "Wireshark has ended");
	if (status > 0) {
		text_printf(&t, " with status %d: ", status);
		heard_last(&app->hand->listen.heard, &t);
	}
	text_str(&t, "; ");
	finish(app, &t);
	app_message(app, status != 0, "%s", words);
}

/* A program that ends closes it first, and its end says more. */
static bool is_patient(struct hand *h)
{
	if (!h->closed)
		h->closed = clock_mono();
	return !h->path && clock_mono() - h->closed < PATIENCE_MS * CLOCK_MS;
}

static void stream_ended(struct app *app, const struct error *why)
{
	char words[sizeof(app->message)];
	struct text t = text_over(words, sizeof(words));
	bool gone = why->code == EPIPE;
	text_printf(&t, "%s: ", gone ? "Wireshark has closed the stream" : why->text);
	finish(app, &t);
	app_message(app, !gone, "%s", words);
}

void hand_step(struct app *app, int *wait)
{
	struct hand *h = app->hand;
	struct error why;
	int status;
	if (!h)
		return;
	*wait = *wait < 0 || *wait > LOOK_MS ? LOOK_MS : *wait;
	if (!h->path && listen_is_over(&h->listen, &status)) {
		program_ended(app, status);
	} else if (hand_over_ended(h->over, &why)) {
		if (!is_patient(h))
			stream_ended(app, &why);
	} else if (h->path && !h->told && hand_over_is_read(h->over)) {
		h->told = true;
		app_message(app, false, "somebody reads %s; W ends it", h->path);
	}
}
