/* What was seen: one captured frame, and the capture interface it was seen on. Plain
 * data that the store fills and everybody above it reads. */
#ifndef STORE_PACKET_H
#define STORE_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seen from the interface that captured (pcapng epb_flags bits 0-1). */
enum direction {
	DIRECTION_UNKNOWN = 0,
	DIRECTION_IN = 1,
	DIRECTION_OUT = 2,
};

/* LINKTYPE_* numbers as written in files (tcpdump.org/linktypes.html). */
enum linktype {
	LINKTYPE_NULL = 0,
	LINKTYPE_ETHERNET = 1,
	LINKTYPE_RAW = 101,
	LINKTYPE_LOOP = 108,
	LINKTYPE_LINUX_SLL = 113,
	LINKTYPE_IPV4 = 228,
	LINKTYPE_IPV6 = 229,
	LINKTYPE_LINUX_SLL2 = 276,
};

struct packet {
	uint64_t number;   /* from 1, in order of arrival (file order in a file) */
	int64_t time;	   /* ns since the epoch */
	uint32_t iface;	   /* for store_iface() */
	uint32_t linktype; /* LINKTYPE_*: that of its interface */
	uint32_t captured; /* bytes here */
	uint32_t length;   /* bytes on the wire */
	enum direction direction;
	uint64_t dropped;     /* lost on this interface since its previous packet */
	const uint8_t *bytes; /* [captured], borrowed */
	const char *comment;  /* [comment_size], as the file has it: escape to show */
	uint32_t comment_size;
	const uint8_t *options; /* [options_size], all of them, for a copy; or NULL */
	uint32_t options_size;
	bool options_swap; /* in the other byte order */
};

/* One pcapng interface (IDB). Text is as the file has it: escape before showing. */
struct iface {
	char name[128];	       /* if_name: the endpoint, "a:eth1" */
	char description[256]; /* if_description */
	char filter[256];      /* if_filter: the capture filter in force */
	uint32_t linktype;
	uint32_t snaplen; /* 0: no limit */
	bool has_mac;
	uint8_t mac[6];
	/* As a file has them, for a copy; owned by the store, NULL: only the above. */
	const uint8_t *options;
	uint32_t options_size;
	bool options_swap;
};

#endif
