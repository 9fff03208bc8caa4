#include "tui/endpoint_find.h"

#include <string.h>

#include "core/analysis/filter.h"
#include "core/base/text.h"
#include "core/lab/outer.h"

static bool ends_behind_separator(const char *name, const char *end)
{
	size_t a = strlen(name), b = strlen(end);
	return a > b && b && !strcmp(name + a - b, end) &&
	       strchr(":-_./", name[a - b - 1]);
}

static bool has_altname(const struct endpoint *ep, const char *text)
{
	for (const char *const *name = ep->altnames; name && *name; name++)
		if (!strcmp(*name, text))
			return true;
	return false;
}

/* One that files give a name still goes by what it is on the host as well. */
static bool means_other(const struct endpoint *ep, const char *text)
{
	const char *other = ep->other ? ep->other : "";
	return !strcmp(other, text) || ends_behind_separator(other, text);
}

static bool means(const struct endpoint *ep, const char *text)
{
	return ends_behind_separator(ep->name, text) || means_other(ep, text) ||
	       has_altname(ep, text);
}

const struct endpoint *endpoint_find(const struct lab *lab, const char *text,
				     struct error *e)
{
	const struct endpoint *found = lab_endpoint(lab, text);
	if (found)
		return found;
	char names[sizeof(e->text)];
	struct text list = text_over(names, sizeof(names));
	size_t count = 0;
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *ep = &lab->endpoints[i];
		if (!means(ep, text))
			continue;
		found = ep;
		text_str(&list, count++ ? ", " : "");
		text_str(&list, ep->name);
	}
	if (count == 1)
		return found;
	if (count)
		error_set(e, 0, "%s: could be %s", text, names);
	else
		error_set(e, 0, "%s: no such endpoint; labtap list shows them", text);
	return NULL;
}

const char *endpoint_name(const struct lab *lab, const char *text, struct error *e)
{
	struct outer outer;
	const struct endpoint *ep = lab_endpoint(lab, text);
	if (!ep && outer_is_name(text))
		return outer_find(lab, text, &outer, e) ? text : NULL;
	ep = ep ? ep : endpoint_find(lab, text, e);
	return ep ? ep->name : NULL;
}

static bool begins_with_node(const char *name, const char *node)
{
	size_t size = strlen(node);
	return size && !strncmp(name, node, size) && name[size] == ':';
}

bool endpoint_missing(const struct lab *lab, const char *text, struct error *e)
{
	char names[sizeof(e->text) / 2];
	struct text list = text_over(names, sizeof(names));
	size_t count = 0;
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *ep = &lab->endpoints[i];
		if (!means(ep, text) && !begins_with_node(ep->name, text))
			continue;
		text_str(&list, count++ ? ", " : "");
		text_str(&list, ep->name);
	}
	if (count)
		return error_set(e, 0, "%s: which endpoint? %s%s", text, names,
				 list.cut ? " ..." : "");
	return error_set(e, 0, "%s: no endpoint (NODE:IF); labtap list shows them all",
			 text);
}

/* The endpoint of netlab's form, two words; NULL: they are not one. */
static const struct endpoint *node_and_if(const struct lab *lab, const char *node,
					  const char *ifname)
{
	char name[256];
	struct text t = text_over(name, sizeof(name));
	text_str(&t, node);
	text_char(&t, ':');
	text_str(&t, ifname);
	if (t.cut)
		return NULL;
	const struct endpoint *found = lab_endpoint(lab, name);
	for (size_t i = 0; !found && i < lab->endpoint_count; i++)
		if (lab->endpoints[i].port && means_other(&lab->endpoints[i], name))
			found = &lab->endpoints[i];
	return found;
}

/* Would these words be a filter just as well ("tcp port 80" with a node named tcp)? */
static bool is_filter(const char *const *words, size_t count)
{
	char text[1024];
	struct error ignored;
	struct text t = text_over(text, sizeof(text));
	for (size_t i = 0; i < count; i++) {
		text_str(&t, words[i]);
		text_char(&t, ' ');
	}
	struct filter *f = t.cut ? NULL : filter_new(text, NULL, &ignored);
	bool good = f;
	filter_free(f);
	return good;
}

/* One endpoint from the front of the words; how many words it took, 0: none begins
 * here; -1: an error. */
static int take_one(const struct lab *lab, const char *const *words, size_t count,
		    struct endpoint_list *list, struct error *e)
{
	if (strchr(words[0], ':')) {
		const char *name = endpoint_name(lab, words[0], e);
		if (!name)
			return -1;
		vec_push(&list->items, name);
		return 1;
	}
	const struct endpoint *ep =
		count > 1 ? node_and_if(lab, words[0], words[1]) : NULL;
	if (!ep)
		return 0;
	if (is_filter(words, count)) {
		error_set(e, 0,
			  "%s %s: the endpoint %s or a filter? write %s, or -- in "
			  "front of the filter",
			  words[0], words[1], ep->name, ep->name);
		return -1;
	}
	vec_push(&list->items, ep->name);
	return 2;
}

bool endpoint_words(const struct lab *lab, const char *const *words, size_t count,
		    size_t split, struct endpoint_list *list, size_t *used,
		    struct error *e)
{
	bool all = split < count;
	size_t at = 0;
	while (at < split) {
		int taken = take_one(lab, words + at, split - at, list, e);
		if (taken < 0)
			return false;
		if (!taken && all) {
			const char *name = endpoint_name(lab, words[at], e);
			if (!name)
				return false;
			vec_push(&list->items, name);
			taken = 1;
		}
		if (!taken)
			break;
		at += (size_t)taken;
	}
	*used = at;
	return true;
}
