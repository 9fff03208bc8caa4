/* Packets as lines of text, tab-separated values or JSON: what `read` and `capture`
 * print. No printf per packet. */
#ifndef TUI_ROWTEXT_H
#define TUI_ROWTEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "core/analysis/flow.h"
#include "core/analysis/hosts.h"
#include "core/base/error.h"
#include "core/dissect/dissect.h"
#include "core/store/store.h"
#include "tui/decode.h"
#include "tui/lines.h"

enum row_format {
	FORMAT_TEXT,
	FORMAT_TSV,
	FORMAT_JSON,
};

/* The options of tcpdump that say what a line holds. */
struct rowtext_options {
	enum row_format format;
	unsigned times;	 /* how often -t: none, epoch, since above, date, since first */
	unsigned digits; /* of a second: 6 or 9 */
	unsigned hex;	 /* -x, -xx: with the link header */
	unsigned ascii;	 /* -X, -XX */
	bool link;	 /* -e: the link header as well */
	bool number;	 /* -#: the packet's number in front */
	bool quiet;	 /* -q: no details */
	bool fields;	 /* -v: every field */
	bool endpoint;	 /* where each was seen */
	int64_t start;	 /* ns that times count from, 0: the first packet of the file */
	bool absolute;	 /* -S: TCP numbers as on the wire */
	struct decode_options decode; /* of the session that is read */
	bool names;		      /* --names: of the lab instead of addresses */
};

struct rowtext {
	struct rowtext_options options;
	int64_t first,
		previous; /* ns: of the first packet of the file, of the last row */
	uint64_t number;  /* shown instead of the packet's; 0: that */
	bool begun;
	time_t second; /* that clock[] is the text of */
	char clock[16];
	const struct hosts *hosts; /* of the lab of now; borrowed, NULL: none */
	struct row row;
	struct fields *fields;
};

void rowtext_init(struct rowtext *r, const struct rowtext_options *options);
void rowtext_done(struct rowtext *r);

/* "text", "tsv", "json". */
bool rowtext_format(const char *name, enum row_format *format, struct error *e);

/* Do the packets come from places with different names? Then a line should say which.
 */
bool rowtext_has_places(const struct store *s);

/* One packet of the store: its row and what the options ask for below it. flows: what
 * earlier packets make of it (NULL: nothing). */
void rowtext_put(struct rowtext *r, struct lines *out, const struct store *s,
		 struct flows *flows, const struct packet *packet);

#endif
