/* Allocation that cannot fail (running out of memory ends the process), and the cleanup
 * words. Constructors only: nothing on a per-packet path allocates. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#include "core/base/attr.h"

/* Zeroed; the caller frees with free(). */
void *mem_new(size_t size) MUST_CHECK;

/* As reallocarray(3); new bytes are not zeroed. */
void *mem_grow(void *old, size_t count, size_t size) MUST_CHECK;

char *mem_strdup(const char *s) MUST_CHECK;

/* What they call, for allocations of libraries: abort(3), with errno ENOMEM for the
 * handler of SIGABRT that says so. */
NORETURN void mem_exhausted(void);

void mem_autofree(void *pointer);
void mem_autoclose(const int *fd);

/* autofree char *s = ...; autoclose int fd = ...; released when the scope ends. */
#define autofree  CLEANUP(mem_autofree)
#define autoclose CLEANUP(mem_autoclose)

#endif
