/* What the files of L2TP share. */
#ifndef DISSECT_L2TP_H
#define DISSECT_L2TP_H

#include "core/dissect/field.h"

enum l2tp_message { L2TP_STOP = 4, L2TP_DISCONNECT = 14 };

/* "SCCRQ"; NULL: unknown */
extern const struct name l2tp_messages[];

/* Attributes to the end of the layer; the number of the message, 0 without one. */
uint32_t l2tp_read_attributes(struct dissect *d);

/* Data of a session of version 3, whose control messages said what comes before the
 * frame: next() when it shows, by a frame that cannot be a coincidence. */
void l2tp_read_session(struct dissect *d);

#endif
