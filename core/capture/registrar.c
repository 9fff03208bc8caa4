#include "core/capture/registrar.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "core/base/loop.h"
#include "core/base/mem.h"
#include "core/capture/note.h"
#include "core/lab/clerk.h"

struct registrar {
	struct mailbox in;
	const struct mailbox *out;
	const struct user *user;
	struct clerk *clerk; /* the thread's own */
};

static void say_census(void *owner, int fd)
{
	const struct registrar *r = owner;
	struct note note = { .kind = NOTE_CENSUS, .fd = fd };
	mailbox_send(r->out, &note);
}

static void say_space(void *owner)
{
	const struct registrar *r = owner;
	struct note note = { .kind = NOTE_SPACE };
	mailbox_send(r->out, &note);
}

static void say_trouble(const struct registrar *r, const struct error *e)
{
	struct error *copy = mem_new(sizeof(*copy));
	*copy = *e;
	struct note note = { .kind = NOTE_TROUBLE, .trouble = copy };
	mailbox_send(r->out, &note);
}

static void take_notes(void *owner, uint32_t events UNUSED)
{
	struct registrar *r = owner;
	struct note note;
	while (mailbox_take(&r->in, &note)) {
		if (note.kind == NOTE_RESCAN)
			clerk_rescan(r->clerk);
		else if (note.kind == NOTE_LIBVIRT)
			clerk_libvirt(r->clerk, note.wanted);
		else
			clerk_soon(r->clerk);
	}
}

static bool keep_register(struct registrar *r, struct loop *loop, struct error *e)
{
	const struct clerk_options options = {
		.uid = r->user->uid,
		.home = r->user->home,
		.space = say_space,
	};
	r->clerk = clerk_new(loop, &options, say_census, r, e);
	if (!r->clerk || !loop_add(loop, r->in.read, EPOLLIN, take_notes, r, e))
		return false;
	while (loop_step(loop, -1, e))
		;
	return false;
}

static void *registrar_main(void *owner)
{
	struct registrar *r = owner;
	struct error e;
	struct loop *loop = loop_new(&e);
	if (!loop || !keep_register(r, loop, &e))
		say_trouble(r, &e);
	return NULL;
}

struct registrar *registrar_start(const struct mailbox *out, const struct user *user,
				  struct error *e)
{
	struct registrar *r = mem_new(sizeof(*r));
	pthread_t thread;
	r->out = out;
	r->user = user;
	if (mailbox_open(&r->in, sizeof(struct note), 0, e)) {
		int failed = pthread_create(&thread, NULL, registrar_main, r);
		if (!failed && !pthread_detach(thread))
			return r;
		error_set(e, failed, "start a thread");
		mailbox_close(&r->in);
	}
	free(r);
	return NULL;
}

static void send_note(const struct registrar *r, enum note_kind kind)
{
	struct note note = { .kind = kind };
	mailbox_send(&r->in, &note);
}

void registrar_soon(const struct registrar *r)
{
	send_note(r, NOTE_CHANGE);
}

void registrar_libvirt(const struct registrar *r, bool wanted)
{
	struct note note = { .kind = NOTE_LIBVIRT, .wanted = wanted };
	mailbox_send(&r->in, &note);
}

void registrar_rescan(const struct registrar *r)
{
	send_note(r, NOTE_RESCAN);
}
