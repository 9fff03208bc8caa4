/* What the files of TLS share. */
#ifndef DISSECT_TLS_H
#define DISSECT_TLS_H

#include "core/dissect/proto.h"

/* 0x0303 -> "TLSv1.2". */
extern const struct name tls_versions[];

/* Reads a client's or a server's hello, to the end of the part. *version becomes what
 * was chosen; the client's server name goes to Info (which may be NULL). */
void tls_hello(struct dissect *d, bool client, uint32_t *version, struct text *info);

#endif
