/* The engine's hand on the spool: makes its directory, tells the front where it is,
 * publishes in batches, and goes on when the disk is full. */
#ifndef CAPTURE_RECORDER_H
#define CAPTURE_RECORDER_H

#include "core/base/attr.h"
#include "core/capture/client.h"
#include "core/capture/outbox.h"

struct recorder;

/* All borrowed. wake: the pipe to poke after publishing, not blocking. */
struct recorder *recorder_new(const struct engine_options *options,
			      struct outbox *outbox, int wake);

/* Starts the spool: in a new directory of the user's, or (file >= 0, taken over also on
 * failure) in this file. Its sections have the comment. NOTICE_SPOOL tells the front.
 */
bool recorder_open(struct recorder *r, int file, const char *comment, struct error *e);

/* Goes on in this file, taken over also on failure: then the old one is still in use.
 */
bool recorder_next_file(struct recorder *r, int file, struct error *e);

bool recorder_is_open(const struct recorder *r);

uint32_t recorder_iface(struct recorder *r, const struct iface *iface);

/* Many more interfaces, and readers would refuse the file. */
bool recorder_is_crowded(const struct recorder *r);

/* False: not kept. The front has been told why, the caller counts. */
bool recorder_append(struct recorder *r, const struct packet *packet);

/* Grows whenever everything that was appended before has reached the file. */
uint64_t recorder_flushes(const struct recorder *r);

/* Publishes. False: it cannot be written now; says how many were lost since when, and
 * that these `buffered` packets are as well. */
bool recorder_settle(struct recorder *r, uint64_t buffered);

/* An ISB: totals since the interface began. */
void recorder_stats(struct recorder *r, uint32_t iface, uint64_t received,
		    uint64_t dropped);

/* Lets the front see what was appended; tries again what failed before. */
void recorder_publish(struct recorder *r);

/* Publishes and marks the spool as complete. */
void recorder_close(struct recorder *r);

#endif
