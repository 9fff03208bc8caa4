/* The writing end of the spool (engine only): appends pcapng blocks to a ring of
 * segment files, or to one file, and publishes how far readers may read. Each segment
 * is a complete pcapng section: its own SHB and every interface known so far, in one
 * order. */
#ifndef STORE_SPOOL_H
#define STORE_SPOOL_H

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/store/packet.h"

struct spool;

struct spool_options {
	int dir;  /* borrowed; segments are created in it: 00000001.pcapng */
	int file; /* >= 0: write to this one empty file instead (owned), no ring */
	uint64_t segment_size; /* bytes, 64 MiB by default */
	uint64_t limit;	       /* bytes of all segments before the oldest is unlinked */
	const char *comment;   /* of each section; copied; NULL: none */
};

/* Creates and publishes the first segment; in a ring its name must be free. The process
 * should ignore SIGXFSZ, so that a file size limit is an error and not the end. */
struct spool *spool_new(const struct spool_options *options,
			struct error *e) MUST_CHECK;

/* Publishes what it can, says "closed", releases. NULL is fine. */
void spool_free(struct spool *s);

/* A spool of one file only: with the next publish that succeeds that one is complete,
 * and this empty one (owned) is the next segment. Of several the last counts. */
void spool_next_file(struct spool *s, int file);

/* The sealed memfd with struct control, for readers. Borrowed. */
int spool_control_fd(const struct spool *s);

/* Registers an interface; its IDB goes into this and every later segment. Interfaces
 * are never removed: a changed filter is a new one. Returns the id packets refer to. */
uint32_t spool_iface(struct spool *s, const struct iface *iface);

/* Buffers one EPB (pcapng). packet->number is ignored. Nothing is visible before
 * publish. False: the packet was not kept, because the buffer is full and the disk too;
 * everything before it is safe and later calls may succeed. */
bool spool_append(struct spool *s, const struct packet *packet, struct error *e);

/* Grows whenever everything that was appended before has reached the file. */
uint64_t spool_flushes(const struct spool *s);

/* Writes an ISB (pcapng): totals since the interface was opened. */
bool spool_stats(struct spool *s, uint32_t iface, int64_t time, uint64_t received,
		 uint64_t dropped, struct error *e);

/* Writes what is buffered, then lets readers see it. Call once per drained batch. After
 * an error (disk full) what was published stays valid and a later call may succeed. */
bool spool_publish(struct spool *s, struct error *e);

#endif
