/* Another host as labtap asks it, by a stand-in for ssh: what it answers, what it says
 * when it does not, and when it is asked again. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/user.h"
#include "tests/scratch.h"
#include "tests/test.h"
#include "tui/remote.h"

enum { LATER_S = 31 }; /* longer than anything is waited for */

static const char answering[] =
	"#!/bin/sh\n"
	"echo \"$*\" >>${0%/*}/words\n"
	"while read -r q; do case $q in v) echo labtap 9 ;; t) date +%s%N ;;\n"
	"w) echo '{ \"endpoints\": [ { \"name\": \"r1:eth1\" } ] }' ;; esac; done\n";
static const char refusing[] = "#!/bin/sh\n"
			       "echo 'ssh: no route; really' >&2; exit 255\n";
static const char mute[] = "#!/bin/sh\n"
			   "read -r q; read -r q\n";

struct asked {
	struct scratch dir;
	char ssh[128];
	struct runner_hosts hosts;
	struct user user;
	struct runner *runner;
	struct remote r;
	unsigned changes;
};

static void on_change(void *owner, struct remote *r UNUSED)
{
	struct asked *a = owner;
	a->changes++;
}

static void on_rates(void *owner, struct remote *r UNUSED,
		     const struct value *rates UNUSED)
{
	struct asked *a = owner;
	a->changes++;
}

static void program_write(const struct asked *a, const char *text)
{
	FILE *f = fopen(a->ssh, "we");
	CHECK(f && fputs(text, f) >= 0 && !fclose(f) && !chmod(a->ssh, 0700));
}

static struct asked *asked_new(const char *program)
{
	static const char *const names[] = { "me@s2:22" };
	struct asked *a = mem_new(sizeof(*a));
	struct error e;
	a->dir = scratch_new();
	snprintf(a->ssh, sizeof(a->ssh), "%s/ssh", a->dir.path);
	program_write(a, program);
	a->hosts = (struct runner_hosts){ .names = names, .count = 1, .ssh = a->ssh };
	CHECK(user_find(&a->user, NULL, &e));
	a->runner = runner_start(&a->user, &a->hosts, "", &e);
	a->r = (struct remote){ .loop = loop_new(&e),
				.runner = a->runner,
				.on_change = on_change,
				.on_rates = on_rates,
				.owner = a };
	remote_name(&a->r, names[0]);
	CHECK(a->runner && a->r.loop);
	return a;
}

static void asked_free(struct asked *a)
{
	remote_free(&a->r);
	loop_free(a->r.loop);
	runner_stop(a->runner);
	user_done(&a->user);
	scratch_free(&a->dir);
	free(a);
}

/* Until it is up or down. */
static enum remote_state settle(struct asked *a)
{
	struct error e;
	while (a->r.state == REMOTE_CONNECTING && loop_step(a->r.loop, -1, &e))
		continue;
	return a->r.state;
}

static void test_answers(void)
{
	struct asked *a = asked_new(answering);
	char words[1024];
	char command[160];
	remote_connect(&a->r, true);
	CHECK(settle(a) == REMOTE_UP && a->changes == 1);
	CHECK_STR(a->r.name, "s2");
	CHECK_STR(a->r.version, "9");
	CHECK(!strncmp(a->r.about, "by ssh; its clock is ", 21));
	CHECK(a->r.lab && a->r.lab->endpoint_count == 1 && !a->r.trouble[0]);
	snprintf(command, sizeof(command), "cat %s/words", a->dir.path);
	CHECK(scratch_run(command, words, sizeof(words)));
	CHECK_AS("nobody waits long for one that is off",
		 strstr(words, "-o ConnectTimeout=15 -o BatchMode=yes -T -- me@s2:22"));
	asked_free(a);
}

/* The lab of one that falls silent stays, and it is asked again. */
static void test_silence(void)
{
	struct asked *a = asked_new(answering);
	remote_connect(&a->r, true);
	CHECK(settle(a) == REMOTE_UP);
	remote_tick(&a->r);
	CHECK_AS("it is waited for", a->r.state == REMOTE_UP);
	a->r.heard_at -= LATER_S * CLOCK_SEC;
	remote_tick(&a->r);
	CHECK(a->r.state == REMOTE_DOWN && a->r.silent && a->r.lab);
	CHECK_STR(a->r.trouble,
		  "it has said nothing for 20 s; connecting again in 1 s");
	remote_tick(&a->r);
	CHECK_AS("not at once", a->r.state == REMOTE_DOWN);
	a->r.retry_at -= CLOCK_SEC;
	remote_tick(&a->r);
	CHECK(settle(a) == REMOTE_UP && !a->r.silent && !a->r.trouble[0]);
	asked_free(a);
}

static void test_no_answer(void)
{
	struct asked *a = asked_new(mute);
	remote_connect(&a->r, true);
	a->r.heard_at -= LATER_S * CLOCK_SEC;
	remote_tick(&a->r);
	CHECK(a->r.state == REMOTE_DOWN && a->r.silent && !a->r.lab);
	CHECK_STR(a->r.trouble,
		  "it has said nothing for 30 s; connecting again in 1 s");
	remote_connect(&a->r, false);
	remote_tick(&a->r);
	CHECK_AS("who looks for a password has all the time",
		 a->r.state == REMOTE_CONNECTING);
	asked_free(a);
}

static void test_refused(void)
{
	static const char *const pauses[] = {
		"1", "2", "4", "8", "16", "32", "60", "60"
	};
	struct asked *a = asked_new(refusing);
	for (size_t i = 0; i < COUNT(pauses); i++) {
		char want[80];
		snprintf(want, sizeof(want),
			 "ssh: no route; really; connecting again in %s s", pauses[i]);
		remote_connect(&a->r, true);
		CHECK(settle(a) == REMOTE_DOWN && !a->r.silent);
		CHECK_STR(a->r.trouble, want);
	}
	program_write(a, answering);
	remote_connect(&a->r, true);
	CHECK(settle(a) == REMOTE_UP && !a->r.pause);
	asked_free(a);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	test_answers();
	test_silence();
	test_no_answer();
	test_refused();
	return test_done();
}
