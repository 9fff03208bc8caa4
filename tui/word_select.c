/* :select NAME - a point, a node, a link or a bridge by its name, or all. */
#include <string.h>

#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/endpoint_find.h"
#include "tui/endpoint_match.h"
#include "tui/session_once.h"
#include "tui/view.h"
#include "tui/word_table.h"

static bool is_link(const struct lab *lab, const char *text)
{
	size_t all = lab->topology ? lab->topology->link_count : 0;
	autofree size_t *links = mem_new((all + 1) * sizeof(*links));
	return endpoint_match_links(lab, text, links) == 1;
}

/* What the text means, a node and a link by their bare names as well. */
static bool select_find(const struct lab *lab, const char *text,
			struct endpoint_list *list, struct error *e)
{
	struct endpoint_matches node = { .items.count = 0 };
	char link[160];
	if (!strchr(text, ':'))
		endpoint_match_node(lab, text, &node);
	for (size_t i = 0; i < node.items.count; i++)
		if (node.items.items[i]->can_capture)
			vec_push(&list->items, node.items.items[i]->name);
	free(node.items.items);
	if (list->items.count)
		return true;
	snprintf(link, sizeof(link), "link:%s", text);
	if (!strchr(text, ':') && is_link(lab, text))
		return endpoint_add(lab, link, list, e);
	return endpoint_add(lab, text, list, e);
}

static bool select_all(const struct session *s, const struct endpoint_list *list)
{
	for (size_t i = 0; i < list->items.count; i++)
		if (!session_is_selected(s, list->items.items[i]))
			return false;
	return true;
}

/* As Space does: what is selected already is let go of. */
static void select_list(struct session *s, const struct endpoint_list *list)
{
	bool on = !select_all(s, list);
	for (size_t i = 0; on && i < list->once.count; i++)
		session_select_once(s, list->once.items[i]);
	for (size_t i = 0; i < list->items.count; i++)
		if (session_is_selected(s, list->items.items[i]) != on)
			session_select(s, list->items.items[i], on);
}

static bool select_run(struct app *app, char *argument, struct error *e)
{
	struct endpoint_list list = { .items.count = 0 };
	struct session *s = app->session;
	if (!*argument || !strcmp(argument, "all")) {
		app_do(app, *argument ? COMMAND_SELECT_ALL : COMMAND_SELECT, 0);
		return true;
	}
	bool found = select_find(s->lab, argument, &list, e);
	if (found)
		select_list(s, &list);
	free(list.items.items);
	free(list.once.items);
	return found;
}

static void select_complete(struct app *app, const char *before, struct complete *c)
{
	const struct lab *lab = app->session->lab;
	const struct topology *t = lab->topology;
	if (*before)
		return;
	complete_add(c, "all", "all that is listed");
	for (size_t i = 0; t && i < t->node_count; i++)
		complete_add(c, t->nodes[i].name, "node: its interfaces on links");
	for (size_t i = 0; t && i < t->link_count; i++)
		complete_add(c, t->links[i].name, "link: each frame once");
	for (size_t i = 0; i < lab->endpoint_count; i++)
		if (lab->endpoints[i].can_capture)
			complete_add(c, lab->endpoints[i].name, lab->endpoints[i].type);
}

const struct word_entry word_select = {
	.name = "select",
	.argument = "POINT|NODE|LINK|all",
	.help = "select, or no longer; bridge:NAME all ports of a bridge",
	.scopes = SCOPE_POINTS,
	.run = select_run,
	.complete = select_complete,
};
