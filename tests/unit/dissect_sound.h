/* What must hold for the output of any bytes whatever: shared by the unit test and the
 * fuzzer. */
#ifndef TESTS_DISSECT_SOUND_H
#define TESTS_DISSECT_SOUND_H

#include <stdint.h>
#include <string.h>

#include "core/base/text.h"
#include "core/dissect/dissect.h"

/* Valid UTF-8 that a terminal cannot be harmed with: escaping changes nothing but
 * backslashes. */
static inline bool dissect_harmless(const char *s)
{
	const uint8_t *p = (const uint8_t *)s;
	size_t left = strlen(s);
	while (left) {
		uint32_t code = 0;
		size_t n = text_utf8(p, left, &code);
		char out[16];
		struct text t = text_over(out, sizeof(out));
		text_escape(&t, p, n ? n : 1);
		if (!n || (code != '\\' && (size_t)(t.at - t.start) != n))
			return false;
		p += n;
		left -= n;
	}
	return true;
}

/* NULL, or what is wrong. tree may be NULL. */
static inline const char *dissect_unsound(const struct row *row,
					  const struct fields *tree, size_t captured)
{
	if (!memchr(row->info, 0, sizeof(row->info)) || !dissect_harmless(row->info))
		return "info";
	if (!memchr(row->protocol, 0, sizeof(row->protocol)) ||
	    !dissect_harmless(row->protocol))
		return "protocol";
	if (!dissect_harmless(row->source) || !dissect_harmless(row->destination))
		return "addresses";
	if (row->truncated && !strstr(row->info, "[truncated]"))
		return "truncated, but does not say so";
	if (row->malformed && !strstr(row->info, "[malformed]"))
		return "malformed, but does not say so";
	for (size_t i = 0; tree && i < fields_count(tree); i++) {
		const struct field *f = fields_at(tree, i);
		if (!f->name || !f->value || !dissect_harmless(f->value))
			return "field text";
		if (f->offset > captured || f->size > captured - f->offset)
			return "field outside the packet";
		if (i && f->depth > fields_at(tree, i - 1)->depth + 1)
			return "field without a parent";
	}
	return NULL;
}

#endif
