/* The source that is no interface: frames that the front has got from another host, one
 * record behind the other in a pipe. The record is ours; the frame is looked at by the
 * capture filter alone, as any other. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/capture/relay.h"
#include "core/capture/source_kind.h"

enum { RELAY_BUFFER = 1 << 20 };

struct relay {
	struct source source;
	uint8_t *buffer;
	size_t used, at;
	bool ended; /* nothing more will be read */
};

static struct relay *relay_of(struct source *s)
{
	return (struct relay *)s;
}

/* The next whole record is in the buffer; false: not yet, or never. */
static bool record_next(struct relay *r, struct relay_record *record)
{
	size_t have = r->used - r->at;
	if (have < sizeof(*record))
		return false;
	memcpy(record, r->buffer + r->at, sizeof(*record));
	if (record->captured > SOURCE_SNAPLEN_MAX ||
	    record->captured > record->length || record->direction > DIRECTION_OUT) {
		r->ended = true;
		r->at = r->used;
		return false;
	}
	return have - sizeof(*record) >= record->captured;
}

static void fill(struct relay *r)
{
	memmove(r->buffer, r->buffer + r->at, r->used - r->at);
	r->used -= r->at;
	r->at = 0;
	ssize_t n = read(r->source.fd, r->buffer + r->used, RELAY_BUFFER - r->used);
	if (n > 0)
		r->used += (size_t)n;
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		r->ended = true;
}

static void take(struct relay *r, const struct relay_record *record)
{
	struct packet p = {
		.time = record->time,
		.linktype = r->source.linktype,
		.captured = record->captured,
		.length = record->length,
		.direction = (enum direction)record->direction,
		.bytes = r->buffer + r->at + sizeof(*record),
	};
	r->at += sizeof(*record) + record->captured;
	r->source.counts.dropped_kernel += record->dropped;
	source_take(&r->source, &p, true);
}

static enum source_result relay_drain(struct source *s, unsigned budget)
{
	struct relay *r = relay_of(s);
	struct relay_record record;
	for (unsigned i = 0; i < budget; i++) {
		if (!record_next(r, &record) && !r->ended)
			fill(r);
		if (!record_next(r, &record)) {
			if (!r->ended || s->gone)
				return SOURCE_OK;
			s->gone = true;
			return SOURCE_GONE;
		}
		take(r, &record);
	}
	return SOURCE_MORE;
}

static void relay_count(struct source *s)
{
	s->counts.received = s->counts.kept + s->counts.dropped_kernel;
}

static void relay_close(struct source *s)
{
	struct relay *r = relay_of(s);
	close(s->fd);
	free(r->buffer);
	free(r);
}

static const struct source_kind relay_kind = {
	.close = relay_close,
	.drain = relay_drain,
	.count = relay_count,
	.no_socket = true,
};

/* Flags of what is shared belong to both: the other side could make our reads wait. */
static int pipe_own(int shared, struct error *e)
{
	autoclose int pipe = shared;
	struct stat st;
	char path[32];
	int own = -1;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", pipe);
	if (fstat(pipe, &st) || !S_ISFIFO(st.st_mode))
		error_set(e, 0, "frames of another host come through a pipe only");
	else if ((own = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)) < 0)
		error_set(e, errno, "the pipe for frames of another host");
	return own;
}

struct source *source_open_relay(int pipe, uint32_t linktype, uint32_t snaplen,
				 const struct sock_filter *code, uint32_t count,
				 struct error *e)
{
	int own = pipe_own(pipe, e);
	if (own < 0)
		return NULL;
	struct relay *r = mem_new(sizeof(*r));
	r->source.kind = &relay_kind;
	r->source.fd = own;
	r->source.linktype = linktype;
	r->source.snaplen = snaplen;
	r->buffer = mem_new(RELAY_BUFFER);
	if (source_install(&r->source, code, count, 0, e))
		return &r->source;
	source_close(&r->source);
	return NULL;
}
