/* What the files of LDP share. */
#ifndef DISSECT_LDP_H
#define DISSECT_LDP_H

#include "core/dissect/field.h"

/* Elements of a FEC behind their type (RFC 8077 6): what a label is for. */
void ldp_read_pseudowire(struct dissect *d, struct text *info);
void ldp_read_generalised(struct dissect *d);

/* Parameters of the interface that a pseudowire ends at (RFC 8077 6.4), and its state.
 */
void ldp_read_parameters(struct dissect *d);
void ldp_read_pseudowire_status(struct dissect *d, struct text *info);

#endif
