#include "core/analysis/flow_quic.h"

#include <string.h>

static void key_set(struct flow_quic *q, const uint8_t *id, uint8_t size)
{
	q->key_size = size <= QUIC_ID_MAX ? size : 0;
	memcpy(q->key, id, q->key_size);
}

void flow_quic_take(struct flow_quic *q, unsigned from, const struct segment *s)
{
	if (s->quic == QUIC_SHORT)
		return;
	if (s->quic == QUIC_NEGOTIATION) {
		*q = (struct flow_quic){ .known = false };
		return;
	}
	if (s->quic == QUIC_INITIAL && !q->key_size) {
		q->client = (uint8_t)from;
		key_set(q, s->id, s->id_size);
	} else if (s->quic == QUIC_RETRY && q->key_size && from != q->client) {
		key_set(q, s->own_id, s->own_id_size);
	}
	q->known = true;
	q->id_size[from] = s->own_id_size;
}

void flow_quic_tell(const struct flow_quic *q, unsigned from, struct past *past)
{
	past->quic.known = q->known;
	past->quic.server = from != q->client;
	past->quic.id_size = q->id_size[!from];
	past->quic.key_size = q->key_size;
	memcpy(past->quic.key, q->key, q->key_size);
}
