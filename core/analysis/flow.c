#include "core/analysis/flow.h"

#include <stdlib.h>
#include <string.h>

#include "core/analysis/claims.h"
#include "core/analysis/echoes.h"
#include "core/analysis/expected.h"
#include "core/analysis/flow_quic.h"
#include "core/analysis/flow_sctp.h"
#include "core/analysis/flow_tcp.h"
#include "core/analysis/remarks.h"
#include "core/analysis/rests.h"
#include "core/analysis/trips.h"
#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/name_table.h"

enum {
	IPPROTO_NUMBER_TCP = 6,
	/* A request without a reply is not called lost before this has gone by. */
	PATIENCE_NS = 1000000000,
};

struct flows {
	struct store *store;
	uint64_t next;	/* packet the pass takes next */
	int64_t newest; /* time of those taken */
	const struct decode_as *decode_as;
	bool absolute; /* nobody is asked */
	bool nameless; /* rows refer to no packet */
	struct flow_table table;
	struct remarks remarks;
	struct rests rests;
	struct echoes echoes;
	struct claims claims;
	struct trips trips;
	int64_t trip;	/* of the packet that was dissected last, 0: unknown */
	uint64_t reply; /* to that, 0: none */
	bool again;	/* that repeats something */
	struct expectations expected;
	VEC(uint32_t) ifaces;	 /* the first interface with the name of each */
	struct name_table names; /* of those */
};

/* Who asks: a packet that the pass takes, or one that is drawn later. */
struct question {
	struct flows *flows;
	const struct packet *packet;
	struct flow_side *side; /* that sent it, once it was taken */
	struct flow_key key;	/* of its flow, then */
	unsigned from;		/* end */
	uint32_t end;		/* sequence number behind its payload */
};

struct flows *flows_new(struct store *s)
{
	struct flows *f = mem_new(sizeof(*f));
	f->store = s;
	f->next = store_first(s);
	f->newest = INT64_MIN;
	flow_table_init(&f->table);
	return f;
}

void flows_free(struct flows *f)
{
	if (!f)
		return;
	flow_table_done(&f->table);
	remarks_done(&f->remarks);
	rests_done(&f->rests);
	free(f->ifaces.items);
	name_table_done(&f->names);
	free(f);
}

void flows_name_none(struct flows *f)
{
	f->nameless = true;
}

void flows_decode_as(struct flows *f, const struct decode_as *as)
{
	f->decode_as = as;
}

void flows_absolute(struct flows *f)
{
	f->absolute = true;
}

uint64_t flows_next(const struct flows *f)
{
	return f->next;
}

/* Interfaces without a name are told apart. */
static uint32_t iface_of(struct flows *f, uint32_t id)
{
	while (f->ifaces.count <= id) {
		uint32_t next = (uint32_t)f->ifaces.count;
		const char *name = store_iface(f->store, next)->name;
		size_t size = strlen(name);
		uint32_t first =
			size ? name_table_add(&f->names, name, size, next) : next;
		vec_push(&f->ifaces, first);
	}
	return f->ifaces.items[id];
}

/* The flow of a segment that the pass takes: a new one if need be. */
static struct flow *flow_for(struct flows *f, const struct flow_key *key, unsigned from,
			     const struct segment *s, uint64_t number,
			     struct past *past)
{
	struct flow *flow = flow_table_find(&f->table, key, number);
	if (flow && flow_tcp_is_new(flow, from, s)) {
		past->remarks |= REMARK_PORTS_REUSED;
		flow = NULL;
	}
	if (!flow)
		return flow_table_add(&f->table, key, number);
	flow_table_touch(&f->table, flow);
	return flow;
}

static void take_tcp(struct question *q, const struct segment *s, struct past *past)
{
	struct flows *f = q->flows;
	uint64_t number = q->packet->number;
	uint32_t iface = iface_of(f, q->packet->iface);
	unsigned from = q->from = flow_key_of(&q->key, s, iface);
	struct flow *flow = flow_for(f, &q->key, from, s, number, past);
	flow_tcp_take(flow, from, s, number, q->packet->time, past);
	flow_tcp_tell(flow, from, s, past);
	trips_take(&f->trips, &q->key, from, s, past->remarks & REMARK_AGAIN,
		   q->packet->time);
	f->trip = (int64_t)trips_of(&f->trips, &q->key);
	if (past->remarks)
		remarks_add(&f->remarks, number, past, store_first(f->store));
	expected_find(&f->expected, s, iface, number, &past->expected);
	q->side = past->remarks & REMARK_AGAIN ? NULL : &flow->side[from];
	q->end = s->sequence + s->payload;
	if (q->side && flow_tcp_rest(q->side, s, past))
		rests_add(&f->rests, number, &past->rest, store_first(f->store));
}

/* What the segment just taken leaves open. */
static void on_tell(void *owner, const struct unfinished *what)
{
	const struct question *q = owner;
	if (!q->side)
		return;
	q->side->open = *what;
	q->side->unknown_end = what->missing == MISSING_UNKNOWN;
	if (what->protocol && !q->side->unknown_end)
		q->side->open.missing = q->end + what->missing;
}

static void on_announce(void *owner, const struct announced *what)
{
	const struct question *q = owner;
	const struct expected_said said = {
		.number = q->packet->number,
		.control = flow_key_print(&q->key),
		.iface = q->key.iface,
		.address = q->key.address[q->from],
		.address_size = (uint8_t)(q->key.kind >> 8),
	};
	if (q->side)
		expected_note(&q->flows->expected, &said, what);
}

static void recall_tcp(struct question *q, const struct segment *s, struct past *past)
{
	struct flows *f = q->flows;
	struct flow_key key;
	unsigned from = flow_key_of(&key, s, iface_of(f, q->packet->iface));
	struct flow *flow = flow_table_find(&f->table, &key, q->packet->number);
	const struct remark_entry *entry = remarks_find(&f->remarks, q->packet->number);
	f->trip = (int64_t)trips_of(&f->trips, &key);
	if (flow)
		flow_tcp_tell(flow, from, s, past);
	if (entry)
		remarks_tell(entry, past);
	rests_tell(&f->rests, q->packet->number, &past->rest);
	expected_find(&f->expected, s, key.iface, q->packet->number, &past->expected);
}

/* From the request to this reply; a file may have any times. */
static void note_trip(struct question *q, const struct past *past)
{
	struct flows *f = q->flows;
	if (past->answer && past->other >= store_first(f->store))
		f->trip = (int64_t)((uint64_t)q->packet->time -
				    (uint64_t)store_time(f->store, past->other));
}

static void take_request(struct question *q, const struct segment *s, uint32_t iface,
			 struct past *past)
{
	struct flows *f = q->flows;
	uint64_t number = q->packet->number;
	const struct past open = { .remarks = REMARK_NO_RESPONSE };
	past->other = echoes_same(&f->echoes, s, iface);
	if (past->other) {
		past->repeats = 1;
		remarks_add(&f->remarks, number, past, store_first(f->store));
		return;
	}
	uint64_t early = echoes_early(&f->echoes, s, iface);
	bool paired = early && store_time(f->store, early) >= q->packet->time;
	echoes_ask(&f->echoes, s, iface, number);
	remarks_add(&f->remarks, number, &open, store_first(f->store));
	if (!paired)
		return;
	remarks_answer(&f->remarks, number, early);
	past->other = early;
}

static void take_reply(struct question *q, const struct segment *s, uint32_t iface,
		       struct past *past)
{
	struct flows *f = q->flows;
	uint64_t number = q->packet->number;
	bool here = false;
	past->other = echoes_answer(&f->echoes, s, iface, &here);
	past->answer = past->other != 0;
	past->repeats = here && remarks_answered(&f->remarks, past->other);
	remarks_add(&f->remarks, number, past, store_first(f->store));
	if (past->other)
		remarks_answer(&f->remarks, past->other, number);
	else
		echoes_reply(&f->echoes, s, iface, number);
	note_trip(q, past);
}

static void take_echo(struct question *q, const struct segment *s, struct past *past)
{
	uint32_t iface = iface_of(q->flows, q->packet->iface);
	if (s->reply)
		take_reply(q, s, iface, past);
	else
		take_request(q, s, iface, past);
}

static void recall_echo(struct question *q, struct past *past)
{
	const struct flows *f = q->flows;
	const struct remark_entry *entry = remarks_find(&f->remarks, q->packet->number);
	if (entry)
		remarks_tell(entry, past);
	note_trip(q, past);
	if (past->remarks & REMARK_NO_RESPONSE &&
	    (uint64_t)f->newest - (uint64_t)q->packet->time < PATIENCE_NS)
		past->remarks = 0;
}

/* What is known changes a few times at the start. Each time a flow of its own begins,
 * so that an earlier packet is drawn again with what was known then. */
static void ask_quic(struct question *q, const struct segment *s, bool first,
		     struct past *past)
{
	struct flows *f = q->flows;
	uint64_t number = q->packet->number;
	struct flow_key key;
	unsigned from = flow_key_of(&key, s, iface_of(f, q->packet->iface));
	struct flow *flow = flow_table_find(&f->table, &key, number);
	struct flow_quic now = { .known = false };
	if (flow)
		now = flow->quic;
	if (first)
		flow_quic_take(&now, from, s);
	flow_quic_tell(&now, from, past);
	if (!first)
		return;
	if (flow && !memcmp(&now, &flow->quic, sizeof(now)))
		flow_table_touch(&f->table, flow);
	else if (now.known || flow)
		flow_table_add(&f->table, &key, number)->quic = now;
}

/* The other packet is the last that contradicted it. */
static void take_claims(struct question *q, const struct segment *s, struct past *past)
{
	struct flows *f = q->flows;
	uint64_t number = q->packet->number;
	uint32_t iface = iface_of(f, q->packet->iface);
	for (uint8_t i = 0; i < s->claim_count; i++) {
		uint64_t other = claims_take(&f->claims, &s->claims[i], iface, number);
		if (!other)
			continue;
		past->repeats |= UINT32_C(1) << i;
		past->other = other;
	}
	if (past->repeats)
		remarks_add(&f->remarks, number, past, store_first(f->store));
}

static void take_sctp(struct question *q, const struct segment *s, struct past *past)
{
	struct flows *f = q->flows;
	uint64_t number = q->packet->number;
	flow_sctp_take(&f->table, s, iface_of(f, q->packet->iface), number, past);
	if (past->repeats)
		remarks_add(&f->remarks, number, past, store_first(f->store));
}

/* Claims, and chunks of SCTP. */
static void recall_repeats(struct question *q, const struct segment *s,
			   struct past *past)
{
	struct flows *f = q->flows;
	uint64_t number = q->packet->number;
	const struct remark_entry *entry = remarks_find(&f->remarks, number);
	if (entry)
		remarks_tell(entry, past);
	if (s->tsns)
		flow_sctp_tell(&f->table, s, iface_of(f, q->packet->iface), number,
			       past);
}

/* Only a request has a reply: of TCP the other packet is one that was acknowledged
 * before, of what came before it is the first. */
static void note_reply(struct flows *f, const struct segment *s, struct past *past)
{
	if (f->nameless)
		past->other = 0;
	f->again = past->remarks & REMARK_AGAIN;
	if (s->protocol != IPPROTO_NUMBER_TCP && !past->answer && !past->repeats)
		f->reply = past->other;
}

static void on_ask_first(void *owner, const struct segment *s, struct past *past)
{
	const struct question *q = owner;
	if (s->claims)
		take_claims(owner, s, past);
	else if (s->tsns)
		take_sctp(owner, s, past);
	else if (s->protocol == IPPROTO_NUMBER_TCP)
		take_tcp(owner, s, past);
	else if (s->quic)
		ask_quic(owner, s, true, past);
	else
		take_echo(owner, s, past);
	note_reply(q->flows, s, past);
}

static void on_ask_again(void *owner, const struct segment *s, struct past *past)
{
	const struct question *q = owner;
	if (s->claims || s->tsns)
		recall_repeats(owner, s, past);
	else if (s->protocol == IPPROTO_NUMBER_TCP)
		recall_tcp(owner, s, past);
	else if (s->quic)
		ask_quic(owner, s, false, past);
	else
		recall_echo(owner, past);
	note_reply(q->flows, s, past);
}

void flows_dissect(struct flows *f, struct row *row, struct fields *tree,
		   const struct packet *packet)
{
	bool first = f && packet->number == f->next && !f->absolute;
	struct question q = { .flows = f, .packet = packet };
	const struct dissect_context context = {
		.decode_as = f ? f->decode_as : NULL,
		.ask = !f || f->absolute ? NULL
		       : first		 ? on_ask_first
					 : on_ask_again,
		.tell = first ? on_tell : NULL,
		.announce = first ? on_announce : NULL,
		.owner = &q,
	};
	if (f) {
		f->trip = 0;
		f->reply = 0;
		f->again = false;
	}
	dissect_packet_after(row, tree, f ? &context : NULL, packet->linktype,
			     packet->bytes, packet->captured, packet->length);
	if (!first)
		return;
	f->next++;
	f->newest = packet->time > f->newest ? packet->time : f->newest;
}

/* Takes packets up to, not with, `end`. */
static void pass_to(struct flows *f, uint64_t end)
{
	uint64_t first = store_first(f->store);
	f->next = f->next < first ? first : f->next;
	while (f->next < end) {
		struct packet packet;
		if (store_get(f->store, f->next, &packet))
			flows_dissect(f, NULL, NULL, &packet);
		else
			f->next++;
	}
}

bool flows_advance(struct flows *f, unsigned budget)
{
	uint64_t end = store_last(f->store) + 1;
	uint64_t left = end > f->next ? end - f->next : 0;
	pass_to(f, left > budget ? f->next + budget : end);
	return f->next < end;
}

void flows_reach(struct flows *f, uint64_t number)
{
	if (f)
		pass_to(f, number);
}

int64_t flows_round_trip(const struct flows *f)
{
	return f ? f->trip : 0;
}

uint64_t flows_reply(const struct flows *f)
{
	return f ? f->reply : 0;
}

bool flows_is_again(const struct flows *f)
{
	return f && f->again;
}
