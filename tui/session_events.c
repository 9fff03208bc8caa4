#include "tui/session_events.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/number.h"
#include "tui/odd.h"

/* Losses that follow each other this closely are one line. */
static const int64_t TOGETHER = 2 * CLOCK_SEC;

/* Lines are as safe to print as they are to show. */
PRINTF(5, 0)
static struct event *event_add(struct session *s, int64_t time, bool alarm, bool news,
			       const char *fmt, va_list args)
{
	char words[512], safe[1024];
	struct text t = text_over(safe, sizeof(safe));
	vsnprintf(words, sizeof(words), fmt, args);
	text_escape(&t, words, strlen(words));
	s->changes++;
	if (news) {
		struct text last = text_over(s->news, sizeof(s->news));
		text_str(&last, safe);
	}
	return timeline_add(s->timeline, time ? time : clock_now(), alarm, safe);
}

void session_event_news(struct session *s, int64_t time, bool alarm, const char *fmt,
			...)
{
	va_list args;
	va_start(args, fmt);
	event_add(s, time, alarm, true, fmt, args);
	va_end(args);
}

struct event *session_event(struct session *s, int64_t time, bool alarm,
			    const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	struct event *event = event_add(s, time, alarm, false, fmt, args);
	va_end(args);
	return event;
}

static void event_opened(struct session *s, const struct tap *tap, int64_t time)
{
	char gap[32];
	struct text t = text_over(gap, sizeof(gap));
	clock_text_seconds(&t, tap->gap, 1);
	if (tap->gap)
		session_event(s, time, true, "%s is back: %s s are missing", tap->name,
			      gap);
	else if (s->joining)
		session_event(s, time, false, "%s joined", tap->name);
}

/* Who is captured anew at once (session_keep_outer) has not left. */
static bool is_replaced(const struct session *s, const struct tap *tap)
{
	for (size_t i = 0; i < s->taps.count; i++) {
		const struct tap *other = &s->taps.items[i];
		if (other->wanted && !strcmp(other->name, tap->name))
			return true;
	}
	return false;
}

static void event_released(struct session *s, const struct tap *tap, int64_t time)
{
	if (is_replaced(s, tap))
		session_event(s, time, false, "%s: %s from here on", tap->name,
			      s->options.keep_outer ? "its packets as they are"
						    : "the frames inside");
	else
		session_event(s, time, false, "%s left", tap->name);
}

void session_event_state(struct session *s, const struct tap *tap,
			 enum capture_state was, int64_t time)
{
	if (tap->state == CAPTURE_UP && was == CAPTURE_OPENING)
		event_opened(s, tap, time);
	else if (tap->state == CAPTURE_UP)
		session_event(s, time, false, "%s is up", tap->name);
	else if (tap->state == CAPTURE_DOWN)
		session_event(s, time, true, "%s is down", tap->name);
	else if (tap->state == CAPTURE_GONE)
		session_event(s, time, true, "%s", tap->text);
	else if (tap->state == CAPTURE_RELEASED)
		event_released(s, tap, time);
}

void session_event_loss(struct session *s, struct tap *tap, const struct notice *n)
{
	uint64_t before = tap->dropped_kernel + tap->dropped_us;
	uint64_t lost = n->dropped_kernel + n->dropped_us - odd_sum(n->odd);
	int64_t time = n->time ? n->time : clock_now();
	char count[32], words[200];
	if (lost <= before)
		return;
	if (!tap->loss || time - tap->loss->time > TOGETHER) {
		tap->loss = NULL;
		tap->loss_since = before;
	}
	struct text t = text_over(count, sizeof(count));
	number_grouped(&t, lost - tap->loss_since);
	snprintf(words, sizeof(words), "%s: %s lost around here",
		 n->shared ? "tunnels that share a ring" : tap->name, count);
	if (tap->loss)
		timeline_reword(tap->loss, words);
	else
		tap->loss = session_event(s, time, true, "%s", words);
}

void session_event_odd(struct session *s, const struct tap *tap, const struct notice *n)
{
	char words[300];
	for (unsigned kind = 0; kind < TUNNEL_KINDS; kind++) {
		if (!n->odd[kind] || tap->odd[kind])
			continue;
		struct text t = text_over(words, sizeof(words));
		odd_first(&t, tap->name, (enum tunnel_kind)kind);
		session_event(s, 0, true, "%s", words);
	}
}

void session_event_filter(struct session *s, const char *old, const char *text)
{
	struct text t = text_over(s->refilter, sizeof(s->refilter));
	if (!session_is_capturing(s))
		return;
	if (!text[0])
		text_printf(&t, "no capture filter, it was %s", old);
	else if (!old[0])
		text_printf(&t, "capture filter %s", text);
	else
		text_printf(&t, "capture filter %s, it was %s", text, old);
}
