/* System log messages (RFC 3164, 5424) over UDP.
 *
 *	<PRI>TEXT			priority = facility * 8 + severity
 *	<PRI>1 TIME HOST PROGRAM PROCESS MESSAGE-ID STRUCTURED-DATA TEXT */
#include <string.h>

#include "core/dissect/field.h"

static const struct name facilities[] = {
	{ 0, "KERN" },	  { 1, "USER" },      { 2, "MAIL" },	  { 3, "DAEMON" },
	{ 4, "AUTH" },	  { 5, "SYSLOG" },    { 6, "LPR" },	  { 7, "NEWS" },
	{ 8, "UUCP" },	  { 9, "CRON" },      { 10, "AUTHPRIV" }, { 11, "FTP" },
	{ 12, "NTP" },	  { 13, "LOGAUDIT" }, { 14, "LOGALERT" }, { 15, "CRON" },
	{ 16, "LOCAL0" }, { 17, "LOCAL1" },   { 18, "LOCAL2" },	  { 19, "LOCAL3" },
	{ 20, "LOCAL4" }, { 21, "LOCAL5" },   { 22, "LOCAL6" },	  { 23, "LOCAL7" },
	{ 0, NULL },
};

static const struct name severities[] = {
	{ 0, "EMERG" },	 { 1, "ALERT" }, { 2, "CRIT" },	 { 3, "ERR" }, { 4, "WARNING" },
	{ 5, "NOTICE" }, { 6, "INFO" },	 { 7, "DEBUG" }, { 0, NULL },
};

/* <0> to <999>; false, and nothing read, where there is none. */
static bool read_priority(struct dissect *d, uint32_t *value)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r), n = 1;
	*value = 0;
	if (!left || *p != '<')
		return false;
	while (n < left && n < 4 && p[n] >= '0' && p[n] <= '9')
		*value = *value * 10 + p[n++] - '0';
	if (n == 1 || n == left || p[n] != '>')
		return false;
	reader_skip(&d->r, n + 1);
	return true;
}

static void show_priority(struct dissect *d, const uint8_t *start, uint32_t value)
{
	size_t size = (size_t)(d->r.at - start);
	field_show_named(d, "facility", size, value >> 3, facilities);
	field_show_named(d, "severity", size, value & 7, severities);
}

/* The words of RFC 5424 in front of the text; "-" is none. */
static void read_words(struct dissect *d)
{
	static const char *const names[] = { "version", "time",	   "host",
					     "program", "process", "message id" };
	const uint8_t *p = d->r.at;
	if (reader_left(&d->r) < 2 || p[0] != '1' || p[1] != ' ')
		return;
	for (size_t i = 0; i < COUNT(names); i++) {
		size_t left = reader_left(&d->r);
		const uint8_t *end = left ? memchr(d->r.at, ' ', left) : NULL;
		if (!end)
			return;
		(void)field_text(d, names[i], (size_t)(end - d->r.at));
		reader_skip(&d->r, 1);
	}
}

static void read_syslog(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	uint32_t priority;
	struct text *info = info_start(d);
	if (read_priority(d, &priority)) {
		text_str(info, name_of(facilities, priority >> 3, "UNKNOWN"));
		text_char(info, '.');
		text_str(info, name_of(severities, priority & 7, "UNKNOWN"));
		text_str(info, ": ");
		if (d->tree)
			show_priority(d, start, priority);
	}
	text_escape(info, d->r.at, reader_left(&d->r));
	if (d->tree)
		read_words(d);
	if (part_more(d))
		(void)field_text(d, "message", reader_left(&d->r));
	layer_repeats_info(d);
}

const struct proto proto_syslog = {
	.name = "Syslog",
	.column = "Syslog",
	.family = FAMILY_NAMES,
	.read = read_syslog,
};
