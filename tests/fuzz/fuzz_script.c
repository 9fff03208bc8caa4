/* A script for the browser, and with it keys, typed text and clicks in any order, over
 * packets or over points: the first byte says which. Nothing is written: the folder it
 * runs in is gone. */
#include <stdlib.h>
#include <sys/mman.h>

#include "core/base/clock.h"
#include "tests/fuzz/engine.h"
#include "tests/fuzz/front.h"
#include "tui/script.h"

enum { STEPS = 60 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where neither a relative name nor one below HOME leads to a file. */
static void leave(void)
{
	char folder[] = "/tmp/labtap-fuzz-XXXXXX";
	static FILE *nowhere;
	if (nowhere)
		return;
	if (!mkdtemp(folder) || chdir(folder) || rmdir(folder))
		abort();
	setenv("HOME", "/nonexistent", 1);
	nowhere = fopen("/dev/null", "we");
	stdout = nowhere;
	stderr = nowhere; /* libFuzzer has kept its own */
}

static int file_of(const char *text, size_t size)
{
	int fd = memfd_create("script", MFD_CLOEXEC);
	if (fd < 0 || write(fd, text, size) != (ssize_t)size)
		abort();
	return fd;
}

/* As app_run() does it; what waits for longer waits in vain. */
static void drive(struct app *app)
{
	struct error e;
	for (int i = 0; i < STEPS && !app->quit; i++) {
		while (session_advance(app->session, CLOCK_MS))
			;
		bool more = script_step(app->script, app);
		app_draw(app);
		if (!more || !loop_step(app->loop, 0, &e))
			break;
	}
}

static void run(const char *path, bool live)
{
	struct error e;
	struct app app;
	front_new(&app, live);
	app.script = script_open(path, &e);
	if (!app.script)
		abort();
	drive(&app);
	if (app.depth < 1 && !app.quit)
		abort();
	script_free(app.script);
	front_free(&app);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	if (size < 1 || memchr(data, '/', size))
		return 0;
	leave();
	int fd = file_of((const char *)data + 1, size - 1);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	run(path, data[0] & 1);
	close(fd);
	return 0;
}
