/* What the files of TLS share. */
#ifndef DISSECT_TLS_H
#define DISSECT_TLS_H

#include "core/dissect/proto.h"

/* 0x0303 -> "TLSv1.2". */
extern const struct name tls_versions[];

/* Content types of records, types of handshake messages, reasons of alerts:
 * the same over datagrams. */
extern const struct name tls_records[];
extern const struct name tls_messages[];
extern const struct name tls_alerts[];

enum tls_hello {
	TLS_SERVER_HELLO,
	TLS_CLIENT_HELLO,
	TLS_CLIENT_HELLO_DATAGRAM, /* has a cookie (RFC 6347 4.2.1) */
};

/* Reads a client's or a server's hello, to the end of the part. *version becomes what
 * was chosen; the client's server name goes to Info (which may be NULL). */
void tls_hello(struct dissect *d, enum tls_hello kind, uint32_t *version,
	       struct text *info);

/* Reads the certificates of either end, to the end of the part. */
void tls_certificates(struct dissect *d);

/* A message of the handshake starts here. Encrypted bytes are none: the type is
 * unknown, or the length is not right. */
bool tls_is_message(const struct dissect *d);

/* Reads it, a client's server name at the end of Info; returns the version that a
 * server's hello chose, else 0. One that goes on elsewhere ends early, and that is no
 * contradiction. */
uint32_t tls_message(struct dissect *d, struct text *info);

/* Appends "Alert (Level: Fatal, Description: ...)" and reads the two bytes of one. */
void tls_alert(struct dissect *d, struct text *info);

#endif
