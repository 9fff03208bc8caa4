/* One packet as one JSON object on one line (RFC 8259). */
#ifndef TUI_ROWJSON_H
#define TUI_ROWJSON_H

#include "core/dissect/dissect.h"
#include "core/store/store.h"
#include "tui/lines.h"

/* fields may be NULL: then without "layers". */
void rowjson_put(struct lines *out, const struct store *s, const struct packet *p,
		 const struct row *row, const struct fields *fields);

/* A JSON string from text that went through text_escape(): its \xNN become \u00NN, or
 * stay as text where the byte was no UTF-8. */
void rowjson_string(struct text *t, const char *s);

#endif
