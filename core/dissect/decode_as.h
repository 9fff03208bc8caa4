/* What the user says about ports that are not where they should be, in the words of
 * Wireshark's "Decode As" (tshark -d):
 *
 *	udp.port==10001,ethernet	tcp.port==8000-8010,http
 *ethertype==0x88b5,ip
 *
 * A number, a range 8000-8010, or as many as 8000:11. The latest that fits holds. */
#ifndef DISSECT_DECODE_AS_H
#define DISSECT_DECODE_AS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct decode_as;

struct decode_as *decode_as_new(void) MUST_CHECK;
void decode_as_free(struct decode_as *as); /* NULL is fine */

/* False, with what is known, when the text says nothing that can be done. */
bool decode_as_add(struct decode_as *as, const char *text, struct error *e);

/* All that was said, in order, as texts; borrowed until more is. */
size_t decode_as_texts(const struct decode_as *as, const char *const **texts);

#endif
