/* containerlab's topology files: variables of the environment are put in, then nodes
 * and links are read. What a file leaves to its surroundings - templates, variables -
 * containerlab has written down when it deployed the lab. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/lab/clab.h"
#include "core/lab/clab_folder.h"
#include "core/lab/env_text.h"
#include "core/lab/sources.h"
#include "core/lab/topology_file.h"
#include "core/lab/yaml.h"

enum { EXPANDED_MAX = 16 << 20, LAB_SIZE = 256 };

static bool fits(const char *name, const char *pattern)
{
	size_t a = strlen(name), b = strlen(pattern);
	return a > b && !strcmp(name + a - b, pattern);
}

/* What stands behind the beginning of a line; NULL: no line begins so. */
static const char *find_line(const char *text, const char *begin)
{
	size_t n = strlen(begin);
	for (; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		if (!strncmp(text, begin, n))
			return text + n;
	}
	return NULL;
}

static bool claims(const char *name, const char *text)
{
	return fits(name, ".clab.yml") || fits(name, ".clab.yaml") ||
	       find_line(text, "topology:");
}

static bool is_state(const struct topology_draft *d)
{
	return fits(d->path, CLAB_STATE) || !strcmp(d->path, CLAB_STATE);
}

static const char *from_environment(const char *name)
{
	return getenv(name);
}

/* The state has neither name nor prefix: the folder and the data beside it do. */
static void name_state(struct clab *c, const char *state_prefix)
{
	if (!c->lab)
		c->lab = clab_folder_lab(c->draft);
	if (!c->prefix && state_prefix && strcmp(state_prefix, "<nil>") != 0)
		c->prefix = state_prefix;
}

static bool load_root(struct topology_draft *d, const struct value *root,
		      struct error *e)
{
	struct clab c = { .draft = d, .e = e };
	c.topology = value_get(root, "topology");
	c.lab = value_text_at(root, "name");
	c.prefix = value_text_at(root, "prefix");
	c.management = value_text_at(root, "mgmt.bridge");
	if (is_state(d))
		name_state(&c,
			   value_text_at(clab_data_beside(d), "clab.config.prefix"));
	if (!c.lab)
		return draft_fail(d, root, e, "expected the lab's name: \"name: LAB\"");
	if (!c.topology || c.topology->kind != VALUE_MAP)
		return draft_fail(d, c.topology ? c.topology : root, e,
				  "topology: expected a map with nodes and links");
	d->name = draft_text(d, c.lab);
	d->format = "containerlab";
	if (strstr(c.lab, "__git"))
		draft_note(d, "%s: the lab's name depends on the state of git",
			   d->path);
	if (!clab_add_nodes(&c) || !clab_add_links(&c))
		return false;
	clab_add_data(&c);
	return true;
}

static bool load_text(struct topology_draft *d, const char *text, size_t size,
		      struct error *e)
{
	const struct value *root = yaml_read(d->arena, d->path, text, size, e);
	return root && load_root(d, root, e);
}

/* The lab's name, where that much can be read of a template. */
static bool name_in(const char *text, char lab[LAB_SIZE])
{
	const char *name = find_line(text, "name:");
	int size = 0;
	if (!name)
		return false;
	name += strspn(name, " \t\"'");
	size = (int)strcspn(name, " \t\"'\r\n#");
	snprintf(lab, LAB_SIZE, "%.*s", size, name);
	return size > 0 && size < LAB_SIZE && !strpbrk(lab, "{}$/");
}

/* When the file was written; 0: it is not there. */
static int64_t written(const char *path)
{
	struct stat st;
	return stat(path, &st) ? 0 : (int64_t)st.st_mtime;
}

/* What containerlab made of the file when it deployed the lab; NULL: nothing, or the
 * file was changed since. */
static const char *rendered(struct topology_draft *d, const char *text)
{
	char lab[LAB_SIZE];
	if (!name_in(text, lab))
		return NULL;
	const char *path = clab_folder_file(d, lab, CLAB_STATE);
	return written(path) && written(path) >= written(d->path) ? path : NULL;
}

static bool load_rendered(struct topology_draft *d, const char *path, struct error *e)
{
	size_t size = 0;
	const char *source = d->path;
	autofree char *text = topology_file_read(path, &size, e);
	if (!text)
		return false;
	d->path = path;
	draft_remark(d,
		     "%s depends on its surroundings: what containerlab made of it "
		     "when the lab was deployed is shown",
		     source);
	return load_text(d, text, size, e);
}

static bool load(struct topology_draft *d, const char *text, size_t size,
		 struct error *e)
{
	size_t expanded = 0;
	if (is_state(d))
		return load_text(d, text, size, e);
	bool template = memmem(text, size, "{{", 2);
	const char *state =
		template || memchr(text, '$', size) ? rendered(d, text) : NULL;
	if (state)
		return load_rendered(d, state, e);
	if (template)
		return error_set(e, 0,
				 "%s: a Go template is not read; containerlab deploy "
				 "--export-rendered FILE writes what it stands for",
				 d->path);
	autofree char *plain =
		env_replace(text, size, from_environment, EXPANDED_MAX, &expanded);
	if (!plain)
		return error_set(e, 0, "%s: larger than 16 MiB with its variables",
				 d->path);
	return load_text(d, plain, expanded, e);
}

const struct topology_source source_containerlab = {
	.claims = claims,
	.load = load,
};
