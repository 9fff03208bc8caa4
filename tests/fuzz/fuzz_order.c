/* Orders as a hostile front might send them: refused with words or complete; and what
 * a front makes of the same wish is taken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/capture/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool is_sound(const struct order *o)
{
	struct error e;
	if (o->kind == ORDER_FILTER || o->kind == ORDER_CAPTURE)
		(void)source_code_check(o->items.code, o->count, &e);
	return strlen(o->name) < sizeof(o->name) &&
	       strlen(o->ifname) < sizeof(o->ifname) &&
	       strlen(o->description) < sizeof(o->description) &&
	       strlen(o->filter_text) < sizeof(o->filter_text) &&
	       order_size(o) <= sizeof(*o);
}

static void request_of(struct capture_request *r, const struct order *o)
{
	*r = (struct capture_request){
		.cookie = o->cookie,
		.ifindex = o->ifindex,
		.outer = o->outer,
		.snaplen = o->snaplen,
		.buffer = o->buffer,
		.promiscuous = o->flags & ORDER_PROMISCUOUS,
		.only_in = o->flags & ORDER_ONLY_IN,
		.only_out = o->flags & ORDER_ONLY_OUT,
		.keep_outer = o->flags & ORDER_KEEP_OUTER,
		.again = o->flags & ORDER_AGAIN,
		.backend = (enum backend)o->backend,
		.code = o->items.code,
		.code_count = o->count,
	};
	snprintf(r->name, sizeof(r->name), "%s", o->name);
	snprintf(r->ifname, sizeof(r->ifname), "%s", o->ifname);
	snprintf(r->description, sizeof(r->description), "%s", o->description);
	snprintf(r->filter_text, sizeof(r->filter_text), "%s", o->filter_text);
}

static void check_front(const struct order *o, struct order *sent, struct order *taken)
{
	struct capture_request r;
	struct error e;
	if (o->kind != ORDER_CAPTURE)
		return;
	request_of(&r, o);
	order_init(sent, ORDER_CAPTURE, o->id);
	if (!order_request(sent, &r, &e) ||
	    !order_read(taken, sent, order_size(sent), 0, &e) ||
	    taken->flags != o->flags || taken->count != o->count ||
	    strcmp(taken->name, o->name) != 0)
		abort();
}

/* Kinds that a byte chooses from: some that are none, and as many with one added. */
enum { KINDS = 16 };
_Static_assert(ORDER_KINDS < KINDS, "every kind can be chosen");

/* Most inputs would fail at the first field: two bytes choose kind and size, the rest
 * is laid over an order of this version. The size 0xff takes the input as it is. */
static size_t order_dress(struct order *raw, const uint8_t *bytes, size_t size)
{
	size_t left = size < 2 ? 0 : size - 2;
	if (left > sizeof(*raw))
		left = sizeof(*raw);
	memset(raw, 0, sizeof(*raw));
	if (left)
		memcpy(raw, bytes + 2, left);
	if (size < 2 || bytes[1] == 0xff)
		return left;
	raw->version = WIRE_VERSION;
	raw->kind = bytes[0] % KINDS;
	raw->count %= SOURCE_CODE_MAX + 2;
	size_t whole = raw->kind < ORDER_KINDS ? order_size(raw) : sizeof(*raw);
	return whole + bytes[1] % 4;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct order *o = malloc(sizeof(*o));
	struct order *raw = malloc(2 * sizeof(*raw));
	struct error e = { .text = "" };
	if (!o || !raw)
		abort();
	memset(raw, 0, 2 * sizeof(*raw));
	size_t dressed = order_dress(raw, bytes, size);
	if (order_read(o, raw, dressed, size & 1, &e) ? !is_sound(o) : !e.text[0])
		abort();
	if (!e.text[0])
		check_front(o, raw, raw + 1);
	free(raw);
	free(o);
	return 0;
}
