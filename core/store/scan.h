/* The forward scan through one file after another: which packet comes next, where, when
 * and on which interface. Touches headers only. */
#ifndef STORE_SCAN_H
#define STORE_SCAN_H

#include "core/store/ifaces.h"
#include "core/store/index.h"
#include "core/store/pcap.h"
#include "core/store/window.h"

enum scan_step {
	SCAN_PACKET, /* found one */
	SCAN_OTHER,  /* went over something else */
	SCAN_END,    /* everything up to the limit is done */
	SCAN_TORN,   /* the limit is inside a block; more bytes may help */
	SCAN_BAD,    /* cannot go on: `why` */
};

struct scan {
	struct window window;
	struct ifaces ifaces;
	uint64_t offset; /* of the next block or record */
	bool in_packet;	 /* torn: certainly inside a packet */
	const char *why; /* bad: a constant text */
	bool classic;	 /* pcap, else pcapng */
	bool begun;	 /* the file or section header was read */
	bool swap;	 /* byte order of this section */
	struct pcap_format pcap;
	uint32_t extra; /* bytes of the block just passed over, when a copy keeps it */
	char *comment;	/* of the first section that has one */
};

struct scan scan_new(void);
void scan_free(struct scan *c);

/* Starts at the beginning of a file. Interfaces are kept. */
void scan_file(struct scan *c, int fd, bool classic);

/* Up to window.limit, which may grow between two calls. */
enum scan_step scan_next(struct scan *c, struct index_entry *found);

#endif
