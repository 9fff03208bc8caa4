/* Packets written by hand: tests/dissect/NAME.hex. A paragraph is a packet: its title
 * behind "# ", then "@link N" and "@length N" where they differ from Ethernet and from
 * the bytes, then hex. A paragraph without bytes is a comment. */
#ifndef TESTS_HEXFILE_H
#define TESTS_HEXFILE_H

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hexfile_packet {
	char title[128];
	uint32_t link;
	size_t captured, length;
	uint8_t bytes[2048];
};

static inline void hexfile_bytes(struct hexfile_packet *p, const char *line)
{
	unsigned value;
	int n;
	while (sscanf(line, "%2x%n", &value, &n) == 1 &&
	       p->captured < sizeof(p->bytes)) {
		p->bytes[p->captured++] = (uint8_t)value;
		for (line += n; isspace((unsigned char)*line); line++)
			;
	}
}

static inline void hexfile_line(struct hexfile_packet *p, const char *line)
{
	if (line[0] == '#') {
		snprintf(p->title, sizeof(p->title), "%.*s",
			 (int)strcspn(line + 2, "\n"), line + 2);
	} else if (!strncmp(line, "@link ", 6)) {
		p->link = (uint32_t)strtoul(line + 6, NULL, 10);
	} else if (!strncmp(line, "@length ", 8)) {
		p->length = strtoul(line + 8, NULL, 10);
	} else {
		hexfile_bytes(p, line);
	}
}

/* The next packet; false at the end of the file. */
static inline bool hexfile_next(FILE *f, struct hexfile_packet *p)
{
	char line[256];
	memset(p, 0, sizeof(*p));
	p->link = 1;
	bool more = true;
	while ((more = fgets(line, sizeof(line), f) != NULL)) {
		if (line[0] != '\n')
			hexfile_line(p, line);
		else if (p->captured || p->link != 1 || p->length)
			break;
	}
	if (p->length < p->captured)
		p->length = p->captured;
	return p->captured || p->link != 1 || more;
}

#endif
