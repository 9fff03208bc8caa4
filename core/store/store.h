/* The reading end: an index over a capture that may still grow - a spool, a pcap or a
 * pcapng file - and its packets by number. Opening an old file and following a live one
 * are the same code: a forward scan that goes on from where it was.
 * Nothing in a file is trusted; bytes are read with pread(2), so truncation underneath
 * is an error message and never a signal. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/store/packet.h"

struct store;

/* A finished or growing capture file, format told by its first bytes. fd must be a
 * regular file, owned by the store from here on (also on failure). `name` is put in
 * front of errors. */
struct store *store_open_file(int fd, const char *name, struct error *e) MUST_CHECK;

/* After the next store_advance(), which gets the first packets, a thread fetches the
 * file from the disk, and store_advance() waits only a few milliseconds for it. Of use
 * for a plain file that somebody looks at meanwhile. */
void store_read_ahead(struct store *s);

/* The spool behind control_fd (a sealed memfd with struct control). dir: where its
 * segments are; file: its only file when control->single, else -1. All owned. */
struct store *store_open_spool(int control_fd, int dir, int file,
			       struct error *e) MUST_CHECK;

/* What a writer that died left in its spool directory; read to the last whole packet.
 * dir is owned. */
struct store *store_open_left(int dir, const char *name, struct error *e) MUST_CHECK;

/* NULL is fine. */
void store_free(struct store *s);

/* Indexes at most `budget` more packets, or passes over as much else. True while there
 * is more to do right now. */
bool store_advance(struct store *s, unsigned budget);

/* Numbers first..last can be asked for (last == 0: none yet). Numbers below first are
 * gone with their segment, they are never reused. */
uint64_t store_first(const struct store *s);
uint64_t store_last(const struct store *s);

/* Reads packet `number`; bytes and comment stay valid until the next store_get or
 * store_advance. False: gone, or unreadable (then store_trouble says why). */
bool store_get(struct store *s, uint64_t number, struct packet *packet);

/* Blocks of a pcapng file that are neither packets nor interfaces but belong into a
 * copy (names, secrets, what others invented): how many, and behind which packet each
 * is. */
size_t store_extras(const struct store *s);
uint64_t store_extra_before(const struct store *s, size_t i);

/* Its bytes, until the next call; swap: in the other byte order. NULL: they cannot be
 * read any more. */
const uint8_t *store_extra(struct store *s, size_t i, uint32_t *size, bool *swap);

/* How many of them hold keys that decrypt what is captured (pcapng 4.7). */
size_t store_secrets(struct store *s);

/* The one file behind it (borrowed), -1: there are several. */
int store_file(const struct store *s);

/* The time stamp alone, without touching the file. */
int64_t store_time(const struct store *s, uint64_t number);

/* Interfaces 0..store_ifaces()-1; they only ever grow. */
uint32_t store_ifaces(const struct store *s);
const struct iface *store_iface(const struct store *s, uint32_t id);

/* Bytes of capture indexed so far, those of them that were not trimmed, and the bytes
 * of own memory that took. */
uint64_t store_size(const struct store *s);
uint64_t store_kept(const struct store *s);
uint64_t store_memory(const struct store *s);

/* What is wrong with the file, once something is ("cut short in packet 812, at byte
 * 96010"; without the file's name), else NULL. Everything before it stays readable. */
const char *store_trouble(const struct store *s);

/* Nothing more will be read, even if the file grows: it is damaged, or became shorter.
 */
bool store_is_stopped(const struct store *s);

/* A section comment (SHB opt_comment) or NULL; as the file has it. */
const char *store_comment(const struct store *s);

#endif
