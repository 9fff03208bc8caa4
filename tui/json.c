#include "tui/json.h"

#include "tui/rowjson.h"

void json_key(struct text *t, const char *key)
{
	text_str(t, ", \"");
	text_str(t, key);
	text_str(t, "\": ");
}

void json_string(struct text *t, const char *key, const char *value)
{
	json_key(t, key);
	if (value)
		rowjson_string(t, value);
	else
		text_str(t, "null");
}

void json_number(struct text *t, const char *key, uint32_t value)
{
	json_key(t, key);
	if (value)
		text_uint(t, value);
	else
		text_str(t, "null");
}

void json_list(struct text *t, const char *key, const char *const *values)
{
	json_key(t, key);
	text_char(t, '[');
	for (size_t i = 0; values[i]; i++) {
		text_str(t, i ? ", " : " ");
		rowjson_string(t, values[i]);
	}
	text_str(t, values[0] ? " ]" : "]");
}

const char *json_state(enum state state)
{
	static const char *const words[] = {
		[STATE_UNKNOWN] = "unknown",
		[STATE_UP] = "up",
		[STATE_DOWN] = "down",
		[STATE_MISSING] = "missing",
	};
	return words[state];
}
