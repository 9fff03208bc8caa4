/* Tunnels that are only counted, while somebody looks at their rates: no interface has
 * counters for them. One source for all of an interface, which keeps headers alone and
 * rests when there is more than the budget allows: looking at rates must not cost what
 * capturing costs. */
#ifndef CAPTURE_METERS_H
#define CAPTURE_METERS_H

#include "core/base/attr.h"
#include "core/base/loop.h"
#include "core/capture/collector.h"
#include "core/capture/opener.h"
#include "core/capture/outbox.h"
#include "core/capture/wire.h"

/* Datagrams of one interface that are looked at in a second; with more it rests. */
enum { METERS_BUDGET = 50000, METERS_REST_S = 10 };

struct meters;

struct meters_parts {
	struct loop *loop;
	struct outbox *outbox;
	struct collector *collector;
	const struct openers *openers;
};

struct meters *meters_new(const struct meters_parts *parts, struct error *e);

/* Counts these and no others, from now on; those that are counted already go on. */
void meters_set(struct meters *m, const struct order_meter *items, size_t count);

/* A finished job of ours (job.meter) comes back; it is freed. */
void meters_take_job(struct meters *m, struct job *job);

/* Nobody but us is left in this namespace. */
void meters_space_lost(struct meters *m, uint64_t cookie);

#endif
