/* running_labs [NAME]: the labs of ~/.netlab/status.yaml, or the folder of one. */
#include <stdio.h>

#include "core/lab/running.h"

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct error e = { .code = 0 };
	const struct running_lab *labs;
	size_t count = 0;
	const char *folder = argc > 1 ? running_folder(arena, argv[1], &e) : NULL;
	bool ok = argc > 1 ? folder != NULL : running_labs(arena, &labs, &count, &e);
	for (size_t i = 0; i < count; i++)
		printf("%s %s %s %s\n", labs[i].instance, labs[i].name, labs[i].folder,
		       labs[i].status);
	if (folder)
		printf("%s\n", folder);
	if (!ok)
		fprintf(stderr, "%s\n", e.text);
	arena_free(arena);
	return ok ? 0 : 1;
}
