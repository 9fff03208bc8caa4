/* What kind of file is this? Told by its first bytes; the name counts for nothing. */
#ifndef STORE_SNIFF_H
#define STORE_SNIFF_H

#include "core/base/attr.h"
#include "core/base/error.h"

/* *classic: pcap, else pcapng. False: it is neither, and e says what it seems to be. */
bool sniff_format(int fd, bool *classic, struct error *e);

#endif
