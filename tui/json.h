/* Members of JSON objects. */
#ifndef TUI_JSON_H
#define TUI_JSON_H

#include "core/base/text.h"
#include "core/lab/lab.h"

/* A comma, the key, a colon. */
void json_key(struct text *t, const char *key);

/* The same with a text behind it; NULL is null. */
void json_string(struct text *t, const char *key, const char *value);

/* A number; 0 is null. */
void json_number(struct text *t, const char *key, uint32_t value);

/* A list of texts that ends with NULL. */
void json_list(struct text *t, const char *key, const char *const *values);

const char *json_state(enum state state);

#endif
