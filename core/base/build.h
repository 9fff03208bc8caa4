/* Which program this is and how it was compiled, as far as code has to know. */
#ifndef BASE_BUILD_H
#define BASE_BUILD_H

#define VERSION	 "0.1.0"
#define RELEASED "2026-11-28" /* of the manual pages */

/* 1 in the build for valgrind (-D), which does not know seccomp(2). */
#ifndef BUILD_VALGRIND
#define BUILD_VALGRIND 0
#endif

/* 1 in sanitizer builds and in those for valgrind: their run-time needs system calls
 * and ptrace access that the released program denies itself. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || BUILD_VALGRIND
#define BUILD_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define BUILD_SANITIZED 1
#endif
#endif
#ifndef BUILD_SANITIZED
#define BUILD_SANITIZED 0
#endif

#endif
