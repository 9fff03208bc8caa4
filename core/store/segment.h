/* What the files of a spool are called: writer and readers must agree. */
#ifndef STORE_SEGMENT_H
#define STORE_SEGMENT_H

#include <stdint.h>

#include "core/base/text.h"

enum { SEGMENT_NAME = 32 };

/* 00000001.pcapng */
static inline void segment_name(char name[SEGMENT_NAME], uint64_t number)
{
	struct text t = text_over(name, SEGMENT_NAME);
	text_padded(&t, number, 8);
	text_str(&t, ".pcapng");
}

#endif
