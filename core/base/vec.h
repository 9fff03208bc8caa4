/* A growable array of plain items: struct { T *items; size_t count, room; } in the
 * owner, these two macros to add, free(v.items) to release. */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "core/base/mem.h"

#define VEC(type)                                                                      \
	struct {                                                                       \
		type *items;                                                           \
		size_t count, room;                                                    \
	}

/* Makes room for one more item at the end; the count does not change. */
#define vec_reserve(v) vec_reserve_from(v, 16)

/* The same for one of many: room for `first` to begin with. */
#define vec_reserve_from(v, first)                                                     \
	do {                                                                           \
		if (!(v)->items || (v)->count == (v)->room) {                          \
			(v)->room = (v)->room ? (v)->room * 2 : (first);               \
			(v)->items =                                                   \
				mem_grow((v)->items, (v)->room, sizeof(*(v)->items));  \
		}                                                                      \
	} while (0)

#define vec_push(v, item)                                                              \
	do {                                                                           \
		vec_reserve(v);                                                        \
		(v)->items[(v)->count++] = (item);                                     \
	} while (0)

#endif
