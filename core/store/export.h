/* Saving: chosen packets of a store to a pcap or pcapng file, in slices, so that
 * capture and screen go on meanwhile. The file is absent or complete: a temporary name
 * in the same directory, fsync, then a rename that never replaces anything unless told
 * to. */
#ifndef STORE_EXPORT_H
#define STORE_EXPORT_H

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/store/store.h"

enum export_format {
	EXPORT_PCAPNG,
	EXPORT_PCAP, /* needs one link type; nanosecond stamps */
};

/* Of every file with packets, saved, recorded or written while it grows, as dumpcap
 * does: captured traffic holds passwords and keys. Giving it to others is one chmod,
 * taking it back is impossible. */
enum { SAVED_MODE = 0600 };

struct export;

/* Creates the temporary file beside path (SAVED_MODE, O_EXCL). An existing path is
 * refused unless overwrite. comment (may be NULL) goes into the section header. */
struct export *export_new(const char *path, enum export_format format, bool overwrite,
			  const char *comment, struct error *e) MUST_CHECK;

/* The same into a pipe or another open file (-w -): no name, nothing to rename. fd is
 * borrowed. A NULL comment is fine. */
struct export *export_stream(int fd, enum export_format format, const char *comment,
			     struct error *e) MUST_CHECK;

/* Keys that decrypt the TLS in it (NSS key log), before the first packet; pcapng only.
 */
void export_secrets(struct export *x, const char *keys);

/* Interfaces of this store that have no name get this one. */
void export_name(struct export *x, struct store *s, const char *name);

/* Copies one packet (its interface is declared on first use). Packets may come from
 * several stores, all of which must live as long as x. */
bool export_add(struct export *x, struct store *s, const struct packet *packet,
		struct error *e);

/* Writes what is buffered, for readers of a stream. */
bool export_flush(struct export *x, struct error *e);

/* Flushes, fsyncs and puts the file under its name; frees x also on failure. */
bool export_finish(struct export *x, struct error *e);

/* Gives up: the temporary file is removed, x is freed. NULL is fine. */
void export_cancel(struct export *x);

#endif
