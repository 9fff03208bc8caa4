/* What the files of a spool are called: writer and readers must agree. */
#ifndef STORE_SEGMENT_H
#define STORE_SEGMENT_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/control.h"

enum { SEGMENT_NAME = 32 };

/* 00000001.pcapng */
static inline void segment_name(char name[SEGMENT_NAME], uint64_t number)
{
	struct text t = text_over(name, SEGMENT_NAME);
	text_padded(&t, number, 8);
	text_str(&t, ".pcapng");
}

/* The number of a segment's file, 0: it is none. Directory entries come from a place
 * where others may write, too. */
static inline uint64_t segment_number(const char *name)
{
	char again[SEGMENT_NAME];
	uint64_t number = strtoull(name, NULL, 10);
	if (number == 0 || number >= UINT64_C(1) << (64 - CONTROL_LENGTH_BITS))
		return 0;
	segment_name(again, number);
	return strcmp(again, name) == 0 ? number : 0;
}

#endif
