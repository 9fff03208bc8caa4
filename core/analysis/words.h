/* The words of the filter language: pcap-filter(7)'s keywords, words of our own that
 * stand for a longer expression ("ospf"), and the names of ports and protocols. All of
 * it is compiled in; nothing is ever looked up in a file. Words are given as a pointer
 * and a size, because they lie inside a longer text. */
#ifndef ANALYSIS_WORDS_H
#define ANALYSIS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a word or a sign is to the grammar. */
enum word_part {
	PART_NONE,	/* no keyword */
	PART_AND,	/* and && */
	PART_OR,	/* or || */
	PART_NOT,	/* not ! */
	PART_OPEN,	/* ( */
	PART_CLOSE,	/* ) */
	PART_BRACKET,	/* [ */
	PART_UNBRACKET, /* ] */
	PART_COLON,	/* : */
	PART_RELATION,	/* = == != < > <= >= */
	PART_ARITH,	/* + - * / % & | ^ << >> */
	PART_PROTO,	/* ip, tcp, ether: alone, before a qualifier, or with [ ] */
	PART_DIR,	/* src, dst */
	PART_HOST,	/* host */
	PART_NET,	/* net */
	PART_PORT,	/* port */
	PART_RANGE,	/* portrange */
	PART_PROTO_OF,	/* proto, protochain */
	PART_GATEWAY,	/* gateway */
	PART_MASK,	/* mask */
	PART_CAST,	/* broadcast, multicast */
	PART_LEN,	/* len */
	PART_CONSTANT,	/* tcp-syn, icmp-echo, tcpflags: a number with a name */
	PART_DIRECTION, /* inbound, outbound */
	PART_ALONE,	/* pppoed: a test of its own */
	PART_NUMBER,	/* less: needs a number */
	PART_OPTIONAL,	/* llc: may have a word or a number behind it */
	PART_LAYER,	/* vlan, mpls: may have a number, moves what follows it */
	PART_NAME,	/* type: needs a word or a number of 802.11 */
	PART_INNER,	/* inner: an expression in brackets, for the innermost frame */
	PART_FOREIGN,	/* vpi: for link types that are no use here */
	PART_COUNT,
};

enum word_part word_part(const char *s, size_t size);

/* One word worth knowing, for help and completion. */
struct word {
	const char *word;
	const char *expansion; /* NULL: libpcap knows the word itself */
	const char *meaning;   /* one line */
};

/* The words in the order help shows them. */
const struct word *word_list(size_t *count);

/* What our own word stands for, or NULL when it is none. "@t" in the expansion is the
 * offset of the link-level type field, "@N" that of byte N of what follows it. */
const char *word_expansion(const char *s, size_t size);

/* Names of values. The space says what the name is of. */
enum word_space {
	WORD_PORT,  /* TCP, UDP and SCTP ports (IANA) */
	WORD_IP,    /* IP protocol numbers (IANA) */
	WORD_ETHER, /* EtherTypes, and the LLC SAPs that "ether proto" knows */
	WORD_ISO,   /* network layer protocol identifiers, ISO/IEC TR 9577 */
};

/* False when the name is not known in that space. */
bool word_value(enum word_space space, const char *s, size_t size, uint32_t *value);

/* The nearest known word, for "did you mean". values: also names of that space. False
 * when none is near; best has room for `room` bytes. */
bool word_nearest(const char *s, size_t size, const enum word_space *values, char *best,
		  size_t room);

#endif
