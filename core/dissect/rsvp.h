/* What the files of RSVP share: the objects whose content has no part in the Info. */
#ifndef DISSECT_RSVP_H
#define DISSECT_RSVP_H

#include "core/dissect/field.h"

enum rsvp_class {
	RSVP_FLOWSPEC = 9,
	RSVP_TSPEC = 12,
	RSVP_ADSPEC = 13,
	RSVP_CONFIRM = 15,
	RSVP_LABEL_REQUEST = 19,
	RSVP_EXPLICIT_ROUTE = 20,
	RSVP_RECORD_ROUTE = 21,
	RSVP_HELLO = 22,
	RSVP_MESSAGE_ID = 23,
	RSVP_MESSAGE_ACK = 24,
	RSVP_MESSAGE_LIST = 25,
	RSVP_DETOUR = 63,
	RSVP_RESTART = 131,
	RSVP_CAPABILITY = 134,
	RSVP_ADMIN_STATUS = 196,
	RSVP_ASSOCIATION = 199,
	RSVP_FAST_REROUTE = 205,
};

/* The content of an object, to the end of the part; what is not known is left. */
void rsvp_read_object(struct dissect *d, uint32_t class, uint32_t type);

void rsvp_read_session(struct dissect *d, struct text *info, uint32_t type);

/* The same of a sender template or a filter, with the label that the Info has. */
void rsvp_read_sender(struct dissect *d, struct text *info, uint32_t type,
		      const char *label);

#endif
