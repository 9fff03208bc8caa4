/* topology-data.json, which containerlab writes when it deploys a lab: all that is left
 * of one whose topology file is somewhere else, or is a template. */
#include <string.h>

#include "core/lab/clab.h"
#include "core/lab/clab_folder.h"
#include "core/lab/json.h"
#include "core/lab/sources.h"

static bool claims(const char *name, const char *text)
{
	return !strcmp(name, CLAB_DATA) ||
	       (*text == '{' && strstr(text, "\"type\": \"clab\""));
}

static bool load(struct topology_draft *d, const char *text, size_t size,
		 struct error *e)
{
	struct clab c = { .draft = d, .e = e };
	c.topology = json_read(d->arena, text, size, e);
	if (!c.topology)
		return error_in(e, "%s", d->path);
	const struct value *nodes = value_get(c.topology, "nodes");
	c.lab = value_text_at(c.topology, "name");
	if (!c.lab || !nodes || nodes->kind != VALUE_MAP)
		return error_set(e, 0, "%s: expected the name of a lab, and its nodes",
				 d->path);
	c.management = value_text_at(c.topology, "clab.config.mgmt.bridge");
	d->name = draft_text(d, c.lab);
	d->format = "containerlab";
	if (!clab_add_nodes(&c) || !clab_add_links(&c))
		return false;
	clab_take_data(&c, c.topology);
	return true;
}

const struct topology_source source_clab_data = {
	.claims = claims,
	.load = load,
};
