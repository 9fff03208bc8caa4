#include "core/capture/outbox.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/channel.h"
#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/base/vec.h"
#include "core/capture/wire.h"

/* More than all endpoints that can be open at once need. */
enum { KEPT_MANY = 8192 };

struct parcel {
	uint32_t kind, id;
	size_t size;
	int fds[WIRE_FDS];
	unsigned fd_count;
	void *bytes;
};

struct outbox {
	int sock;
	struct notice notice;	 /* being filled in */
	struct wire_notice wire; /* its packed form */
	VEC(struct parcel) kept; /* oldest first */
};

struct outbox *outbox_new(int sock)
{
	struct outbox *o = mem_new(sizeof(*o));
	o->sock = sock;
	return o;
}

struct notice *outbox_begin(struct outbox *o, enum notice_kind kind, uint32_t id)
{
	memset(&o->notice, 0, offsetof(struct notice, counters));
	memset(o->notice.fds, -1, sizeof(o->notice.fds));
	o->notice.kind = kind;
	o->notice.id = id;
	return &o->notice;
}

static void fds_close(struct parcel *p)
{
	for (unsigned i = 0; i < p->fd_count; i++)
		close(p->fds[i]);
	p->fd_count = 0;
}

/* A front that is gone counts as sent: the engine's loop notices by itself. */
static bool parcel_send(const struct outbox *o, const struct parcel *p)
{
	return channel_send(o->sock, p->bytes, p->size, p->fds, p->fd_count) !=
	       CHANNEL_BUSY;
}

static struct parcel *parcel_find(struct outbox *o, uint32_t kind, uint32_t id)
{
	for (size_t i = 0; i < o->kept.count; i++)
		if (o->kept.items[i].kind == kind && o->kept.items[i].id == id)
			return &o->kept.items[i];
	return NULL;
}

static void parcel_keep(struct outbox *o, const struct parcel *p)
{
	struct parcel *old = parcel_find(o, p->kind, p->id);
	if (old) {
		fds_close(old);
		free(old->bytes);
	} else {
		vec_push(&o->kept, *p);
		old = &o->kept.items[o->kept.count - 1];
	}
	*old = *p;
	old->bytes = mem_new(p->size);
	memcpy(old->bytes, p->bytes, p->size);
}

void outbox_end(struct outbox *o)
{
	struct parcel p = { .kind = o->notice.kind, .id = o->notice.id };
	for (unsigned i = 0; i < WIRE_FDS; i++)
		if (o->notice.fds[i] >= 0)
			p.fds[p.fd_count++] = o->notice.fds[i];
	p.bytes = &o->wire;
	p.size = notice_write(&o->wire, &o->notice);
	/* Behind kept ones, or an older state would arrive after a newer one. */
	if (o->kept.count || !parcel_send(o, &p))
		parcel_keep(o, &p);
	else
		fds_close(&p);
}

void outbox_trouble(struct outbox *o, const struct error *e)
{
	struct notice *n = outbox_begin(o, NOTICE_TROUBLE, 0);
	struct text t = text_over(n->text, sizeof(n->text));
	text_str(&t, e->text);
	n->code = e->code;
	outbox_end(o);
}

void outbox_flush(struct outbox *o)
{
	size_t sent = 0;
	while (sent < o->kept.count && parcel_send(o, &o->kept.items[sent])) {
		fds_close(&o->kept.items[sent]);
		free(o->kept.items[sent++].bytes);
	}
	if (!sent)
		return;
	o->kept.count -= sent;
	memmove(o->kept.items, o->kept.items + sent,
		o->kept.count * sizeof(o->kept.items[0]));
}

bool outbox_is_waiting(const struct outbox *o)
{
	return o->kept.count;
}

bool outbox_is_full(const struct outbox *o)
{
	return o->kept.count >= KEPT_MANY;
}
