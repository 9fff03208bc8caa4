/* Compiler attributes under the names the rest of the tree uses. */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define MUST_CHECK	  __attribute__((warn_unused_result))
#define NORETURN	  __attribute__((noreturn))
#define UNUSED		  __attribute__((unused))
#define CLEANUP(fn)	  __attribute__((cleanup(fn)))

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
