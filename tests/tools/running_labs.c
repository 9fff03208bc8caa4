/* running_labs [NAME]: the labs that run, or the path of one. */
#include <stdio.h>

#include "core/lab/running.h"

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct error e = { .code = 0 };
	const struct running_lab *labs;
	size_t count = 0;
	const char *path = argc > 1 ? running_path(arena, argv[1], &e) : NULL;
	bool ok = argc > 1 ? path != NULL : running_labs(arena, &labs, &count, &e);
	for (size_t i = 0; i < count; i++)
		printf("%s %s %s %s\n", *labs[i].instance ? labs[i].instance : "-",
		       labs[i].name, labs[i].path, labs[i].status);
	if (path)
		printf("%s\n", path);
	if (!ok)
		fprintf(stderr, "%s\n", e.text);
	arena_free(arena);
	return ok ? 0 : 1;
}
