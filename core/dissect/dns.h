/* What the files of DNS share, and what others ask about it. */
#ifndef DISSECT_DNS_H
#define DISSECT_DNS_H

#include "core/dissect/field.h"

/* Types of records (IANA) that are told apart. */
enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_SOA = 6,
	DNS_PTR = 12,
	DNS_HINFO = 13,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	DNS_SRV = 33,
	DNS_NAPTR = 35,
	DNS_DNAME = 39,
	DNS_OPT = 41,
	DNS_DS = 43,
	DNS_SSHFP = 44,
	DNS_RRSIG = 46,
	DNS_NSEC = 47,
	DNS_DNSKEY = 48,
	DNS_NSEC3 = 50,
	DNS_NSEC3PARAM = 51,
	DNS_TLSA = 52,
	DNS_CDS = 59,
	DNS_CDNSKEY = 60,
	DNS_SVCB = 64,
	DNS_HTTPS = 65,
	DNS_SPF = 99,
	DNS_TSIG = 250,
	DNS_CAA = 257,
};

/* A message. */
struct dns {
	const uint8_t *start; /* of it: what pointers count from */
	const uint8_t *end;   /* of what there is of it */
	bool multicast;
	struct text *info;
};

/* The next name, into a field and (info may be NULL) behind what the Info has. */
bool dns_read_name(struct dissect *d, const struct dns *m, const char *label,
		   struct text *info);

/* "AAAA", "Unknown (99)". */
void dns_put_type(struct text *t, uint32_t type);

/* The data of a record, to the end of the part. */
void dns_read_data(struct dissect *d, const struct dns *m, uint32_t type);

/* The bytes at the cursor are a message of DNS (RFC 1035), as far as looking tells. */
bool dns_is_message(const struct dissect *d);

#endif
