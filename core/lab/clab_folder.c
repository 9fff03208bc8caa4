#include "core/lab/clab_folder.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/lab/json.h"
#include "core/lab/topology_file.h"

enum { PATH_SIZE = 4096 };

static const char folder_begin[] = "clab-";

const char *clab_folder_file(struct topology_draft *d, const char *lab,
			     const char *name)
{
	const char *base = getenv("CLAB_LABDIR_BASE"), *slash = strrchr(d->path, '/');
	if (base && *base)
		return arena_printf(d->arena, "%s/%s%s/%s", base, folder_begin, lab,
				    name);
	return arena_printf(d->arena, "%.*s%s%s/%s",
			    slash ? (int)(slash + 1 - d->path) : 0, d->path,
			    folder_begin, lab, name);
}

const char *clab_folder_lab(struct topology_draft *d)
{
	char folder[PATH_SIZE];
	const char *slash = strrchr(d->path, '/');
	autofree char *real = realpath(slash ? d->path : ".", NULL);
	snprintf(folder, sizeof(folder), "%s", real ? real : d->path);
	char *end = strrchr(folder, '/');
	if (slash && end)
		*end = '\0';
	end = strrchr(folder, '/');
	if (!end || strncmp(end + 1, folder_begin, strlen(folder_begin)) != 0)
		return NULL;
	return arena_strdup(d->arena, end + 1 + strlen(folder_begin));
}

static const struct value *read_data(struct topology_draft *d, const char *path)
{
	struct error e = { .code = 0 };
	size_t size = 0;
	if (access(path, F_OK))
		return NULL;
	autofree char *text = topology_file_read(path, &size, &e);
	const struct value *v = text ? json_read(d->arena, text, size, &e) : NULL;
	if (!v)
		draft_remark(d, "%s: not read: %s", path, e.text);
	return v;
}

const struct value *clab_data_beside(struct topology_draft *d)
{
	char path[PATH_SIZE];
	topology_file_beside(d->path, CLAB_DATA, path, sizeof(path));
	return read_data(d, path);
}

const struct value *clab_data_of(struct topology_draft *d, const char *lab)
{
	return read_data(d, clab_folder_file(d, lab, CLAB_DATA));
}
