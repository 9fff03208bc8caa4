/* What comes from another host, as the front hands it to the engine: a pipe of
 * records, each with a frame behind it. */
#ifndef CAPTURE_RELAY_H
#define CAPTURE_RELAY_H

#include <linux/filter.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct source;

/* No padding; captured bytes follow. */
struct relay_record {
	int64_t time; /* ns since the epoch, by our clock */
	uint32_t captured, length;
	uint32_t direction; /* enum direction */
	uint32_t dropped;   /* packets lost in front of this one */
};

/* Reads from the pipe (taken over) until its end, which is that of the source. A record
 * that makes no sense is the end as well. */
struct source *source_open_relay(int pipe, uint32_t linktype, uint32_t snaplen,
				 const struct sock_filter *code, uint32_t count,
				 struct error *e) MUST_CHECK;

#endif
