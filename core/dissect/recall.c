/* Questions about earlier packets, and the answers in Wireshark's words. */
#include "core/dissect/recall.h"

#define IPPROTO_NUMBER_UDP 17

static const struct name remarks[] = {
	{ REMARK_ZERO_WINDOW_PROBE_ACK, "TCP ZeroWindowProbeAck" },
	{ REMARK_ZERO_WINDOW, "TCP ZeroWindow" },
	{ REMARK_ZERO_WINDOW_PROBE, "TCP ZeroWindowProbe" },
	{ REMARK_DUPLICATE_ACK, "TCP Dup ACK " },
	{ REMARK_KEEP_ALIVE_ACK, "TCP Keep-Alive ACK" },
	{ REMARK_KEEP_ALIVE, "TCP Keep-Alive" },
	{ REMARK_WINDOW_FULL, "TCP Window Full" },
	{ REMARK_WINDOW_UPDATE, "TCP Window Update" },
	{ REMARK_ACKED_UNSEEN, "TCP ACKed unseen segment" },
	{ REMARK_UNSEEN_BEFORE, "TCP Previous segment not captured" },
	{ REMARK_FAST_RETRANSMISSION, "TCP Fast Retransmission" },
	{ REMARK_SPURIOUS_RETRANSMISSION, "TCP Spurious Retransmission" },
	{ REMARK_OUT_OF_ORDER, "TCP Out-Of-Order" },
	{ REMARK_RETRANSMISSION, "TCP Retransmission" },
	{ REMARK_PORTS_REUSED, "TCP Port numbers reused" },
};

/* Once per packet; what was answered to a layer below is not about this one. */
static void ask(struct dissect *d, const struct segment *s)
{
	d->past = (struct past){ .relative = false };
	if (!d->context || !d->context->ask || d->quoted || d->ip.partial)
		return;
	d->context->ask(d->context->owner, s, &d->past);
	d->teller = d->context;
	d->context = NULL;
}

void recall(struct dissect *d, struct segment *s)
{
	if (!d->ip.size)
		return;
	s->source = d->ip.source;
	s->destination = d->ip.destination;
	s->address_size = d->ip.size;
	ask(d, s);
}

void recall_claims(struct dissect *d, const struct claim *claims, uint8_t count)
{
	const struct segment s = { .claims = claims, .claim_count = count };
	if (count)
		ask(d, &s);
}

uint32_t recall_number(struct dissect *d, const char *name, uint32_t base)
{
	uint32_t value = reader_u32(&d->r);
	struct text *t = field_over(d, name, 4);
	if (t)
		text_uint(t, value - base);
	if (t && base) {
		text_str(t, "  (");
		text_uint(t, value);
		text_str(t, " on the wire)");
	}
	return value - base;
}

void recall_unfinished(struct dissect *d, const struct unfinished *what)
{
	if (d->teller && d->teller->tell && !d->quoted && !d->beyond)
		d->teller->tell(d->teller->owner, what);
}

void recall_announced(struct dissect *d, const struct announced *what)
{
	if (d->teller && d->teller->announce && !d->quoted && !d->beyond)
		d->teller->announce(d->teller->owner, what);
}

void recall_echo(struct dissect *d, uint8_t protocol, bool reply)
{
	struct reader r = d->r;
	struct segment s = { .protocol = protocol, .reply = reply, .shift = -1 };
	s.source_port = s.destination_port = reader_u16(&r);
	s.sequence = reader_u16(&r);
	if (!r.cut)
		recall(d, &s);
}

static void put_pair(struct text *t, const struct dissect *d)
{
	const struct past *past = &d->past;
	if (past->remarks & REMARK_NO_RESPONSE) {
		text_str(t, "no response found!");
		return;
	}
	text_str(t, past->answer    ? "request in "
		    : past->repeats ? "duplicate of "
				    : "reply in ");
	text_uint(t, past->other);
}

static bool has_pair(const struct dissect *d)
{
	return d->past.other || d->past.remarks & REMARK_NO_RESPONSE;
}

static void show_pair(struct dissect *d)
{
	struct text *t = has_pair(d) ? field_over(d, "pair", 0) : NULL;
	if (t)
		put_pair(t, d);
}

bool recall_transaction(struct dissect *d, uint32_t id, bool reply, uint32_t digest)
{
	struct segment s = { .protocol = IPPROTO_NUMBER_UDP, .shift = -1 };
	s.digest = digest;
	s.reply = reply;
	s.sequence = id;
	s.source_port = (uint16_t)(reply ? d->destination_port : d->source_port);
	s.destination_port = (uint16_t)(reply ? d->source_port : d->destination_port);
	if (d->r.cut || !d->context)
		return false;
	recall(d, &s);
	show_pair(d);
	return d->past.repeats;
}

static void put_remark(struct text *t, const struct name *remark,
		       const struct past *past)
{
	text_char(t, '[');
	text_str(t, remark->text);
	if (remark->value == REMARK_DUPLICATE_ACK) {
		if (past->other)
			text_uint(t, past->other);
		text_char(t, '#');
		text_uint(t, past->repeats);
	}
	text_str(t, "] ");
}

void recall_put_remarks(struct dissect *d)
{
	struct text *info = &d->columns.info;
	if (!d->past.remarks)
		return;
	for (size_t i = 0; i < COUNT(remarks); i++)
		if (d->past.remarks & remarks[i].value)
			put_remark(info, &remarks[i], &d->past);
	struct text *t = field_over(d, "remark", 0);
	if (t)
		text_mem(t, info->start, text_length(info) - 1);
	info_keep(d);
}

void recall_put_pair(struct dissect *d)
{
	struct text *info = &d->columns.info;
	if (d->r.cut || !has_pair(d))
		return;
	text_str(info, " (");
	put_pair(info, d);
	text_char(info, ')');
	show_pair(d);
}
