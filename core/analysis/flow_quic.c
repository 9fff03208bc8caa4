#include "core/analysis/flow_quic.h"

#include <string.h>

static void key_set(struct flow_quic *q, const uint8_t *id, uint8_t size)
{
	q->key_size = size <= QUIC_ID_MAX ? size : 0;
	memcpy(q->key, id, q->key_size);
}

static bool is_id(const uint8_t *id, uint8_t size, const uint8_t *known,
		  uint8_t known_size)
{
	return size == known_size && !memcmp(id, known, size);
}

/* A client that has closed its socket may get the same port again. Within a connection
 * its Initial packets go to the id it began with (or that of a Retry) and then to the
 * one that the server chose, and come from one id (RFC 9000 7.2). */
static bool is_new(const struct flow_quic *q, unsigned from, const struct segment *s)
{
	if (s->quic != QUIC_INITIAL || !q->key_size || from != q->client ||
	    is_id(s->id, s->id_size, q->key, q->key_size))
		return false;
	if (!q->heard[!from])
		return !is_id(s->own_id, s->own_id_size, q->id[from], q->id_size[from]);
	return !is_id(s->id, s->id_size, q->id[!from], q->id_size[!from]);
}

static void own_id_set(struct flow_quic *q, unsigned from, const struct segment *s)
{
	q->heard[from] = true;
	q->id_size[from] = s->own_id_size <= QUIC_ID_MAX ? s->own_id_size : 0;
	memcpy(q->id[from], s->own_id, q->id_size[from]);
}

void flow_quic_take(struct flow_quic *q, unsigned from, const struct segment *s)
{
	if (s->quic == QUIC_SHORT)
		return;
	if (s->quic == QUIC_NEGOTIATION || is_new(q, from, s))
		*q = (struct flow_quic){ .known = false };
	if (s->quic == QUIC_NEGOTIATION)
		return;
	if (s->quic == QUIC_INITIAL && !q->key_size) {
		q->client = (uint8_t)from;
		key_set(q, s->id, s->id_size);
	} else if (s->quic == QUIC_RETRY && q->key_size && from != q->client) {
		key_set(q, s->own_id, s->own_id_size);
	}
	q->known = true;
	if (s->quic != QUIC_RETRY)
		own_id_set(q, from, s);
}

void flow_quic_tell(const struct flow_quic *q, unsigned from, struct past *past)
{
	past->quic.known = q->known;
	past->quic.server = from != q->client;
	past->quic.id_size = q->id_size[!from];
	past->quic.key_size = q->key_size;
	memcpy(past->quic.key, q->key, q->key_size);
}
