#include "core/base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"

bool error_set(struct error *e, int code, const char *fmt, ...)
{
	char what[sizeof(e->text)];
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	struct text t = text_over(e->text, sizeof(e->text));
	text_str(&t, what);
	e->code = code;
	if (code) {
		const char *why = strerrordesc_np(code);
		text_str(&t, ": ");
		text_str(&t, why ? why : "unknown error");
		if (code == EMFILE)
			text_str(&t, " (ulimit -n raises the limit)");
	}
	return false;
}

bool error_in(struct error *e, const char *fmt, ...)
{
	char inner[sizeof(e->text)], outer[sizeof(e->text)];
	memcpy(inner, e->text, sizeof(inner));
	va_list args;
	va_start(args, fmt);
	vsnprintf(outer, sizeof(outer), fmt, args);
	va_end(args);
	struct text t = text_over(e->text, sizeof(e->text));
	text_str(&t, outer);
	text_str(&t, ": ");
	text_str(&t, inner);
	return false;
}
