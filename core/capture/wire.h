/* What travels between front and engine: orders one way, notices the other. Each is one
 * SOCK_SEQPACKET message: a fixed part, then `count` items. Plain values in the host's
 * byte order, no pointers; both processes are one program, the version guards against
 * confusion only. What arrives is believed after it was checked. */
#ifndef CAPTURE_WIRE_H
#define CAPTURE_WIRE_H

#include <linux/filter.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/capture/client.h"
#include "core/capture/source.h"

enum {
	WIRE_VERSION = 8,
	WIRE_KEYS = 2048, /* links watched at most */
	WIRE_METERS = METERS_MAX,
	WIRE_COMMENT = CLIENT_COMMENT,
	WIRE_FDS = 3,
	WIRE_SNAPLEN = 262144,
	WIRE_BUFFER = 1 << 20, /* KiB: no ring above 1 GiB */
};

enum order_kind {
	ORDER_SPOOL = 1, /* with a descriptor: one file; without: a directory */
	ORDER_CAPTURE,
	ORDER_RELEASE,
	ORDER_FILTER,
	ORDER_WATCH,
	ORDER_RESCAN,
	ORDER_END,
	ORDER_NEXT_FILE, /* with a descriptor: go on in this file */
	ORDER_METERS,	 /* count these tunnels */
	ORDER_LIBVIRT,	 /* hand over libvirt's files (id 1), or no longer (0) */
	ORDER_RELAY,	 /* with a pipe: as CAPTURE, of frames from another host */
	ORDER_KINDS
};

enum order_flag {
	ORDER_PROMISCUOUS = 1,
	ORDER_ONLY_IN = 2,
	ORDER_ONLY_OUT = 4,
	ORDER_KEEP_OUTER = 16,
	ORDER_AGAIN = 8, /* the description is the first packet's comment, too */
};

/* struct link_key without padding. */
struct order_key {
	uint64_t cookie;
	uint32_t ifindex;
	uint32_t queues;
};

/* struct tunnel_meter as it travels. */
struct order_meter {
	uint64_t cookie;
	uint32_t ifindex, id;
	struct outer outer;
};

struct order {
	uint32_t version, kind;
	uint32_t id;	/* CAPTURE, RELAY, RELEASE, FILTER */
	uint32_t count; /* of items */
	uint64_t cookie;
	uint32_t ifindex, snaplen, buffer, backend, flags;
	uint32_t linktype; /* RELAY */
	struct outer outer;
	char ifname[16];
	char name[128], description[256], filter_text[256];
	union {
		struct sock_filter code[SOURCE_CODE_MAX]; /* CAPTURE, RELAY, FILTER */
		struct order_key keys[WIRE_KEYS];	  /* WATCH */
		struct order_meter meters[WIRE_METERS];	  /* METERS */
		char comment[WIRE_COMMENT];		  /* SPOOL: not terminated */
	} items;
};

/* An order of this kind, everything else zero. */
void order_init(struct order *o, enum order_kind kind, uint32_t id);

/* Fills in a request; false when a string or the program does not fit. */
bool order_request(struct order *o, const struct capture_request *r, struct error *e);

/* Puts a filter program and its text into a CAPTURE or FILTER order. */
bool order_filter(struct order *o, const char *text, const struct sock_filter *code,
		  uint32_t count, struct error *e);

/* Bytes of o that are sent. */
size_t order_size(const struct order *o);

/* Copies `size` bytes that arrived with fd_count descriptors into o and checks them
 * completely; the rest of o is zero. */
bool order_read(struct order *o, const void *bytes, size_t size, unsigned fd_count,
		struct error *e) MUST_CHECK;

struct wire_notice {
	uint32_t version, kind, id, state;
	uint32_t linktype, missing_caps, code, count; /* count: of counters */
	uint32_t fd_mask; /* which of notice.fds[] come along, in order */
	uint32_t shared;
	int64_t time;
	uint64_t received, kept, dropped_kernel, dropped_us, sent;
	uint64_t odd[TUNNEL_KINDS];
	char path[256];
	char text[240];
	struct fact_counters counters[COUNTERS_PER_NOTICE];
};

/* Packs n for sending; returns the bytes of w to send. */
size_t notice_write(struct wire_notice *w, const struct notice *n);

/* Unpacks and checks what arrived; descriptors go to their places in n->fds, the others
 * are -1. On failure n holds no descriptor; those given stay the caller's. */
bool notice_read(struct notice *n, const struct wire_notice *w, size_t size,
		 const int *fds, unsigned fd_count, struct error *e) MUST_CHECK;

#endif
