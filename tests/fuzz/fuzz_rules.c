/* The user's rules, written by anybody, and what they make of what runs: the file, then
 * behind a NUL what is left of a node. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/lab/json.h"
#include "core/lab/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void apply(const struct rules *r, const char *subject)
{
	static const char labels[] = "{\"app\":\"kathara\",\"name\":\"a\",\"n\":null}";
	struct arena *arena = arena_new();
	struct error e;
	struct traces t = { .labels =
				    json_read(arena, labels, sizeof(labels) - 1, &e) };
	struct identity found;
	for (size_t i = 0; i < RULE_SOURCES; i++)
		t.texts[i] = i == RULE_LABEL ? NULL : subject;
	if (rules_apply(r, &t, arena, &found) &&
	    (!found.rule || (found.lab && !*found.lab)))
		abort();
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e;
	char path[64], subject[256];
	size_t length = strnlen((const char *)data, size);
	size_t rest = length < size ? size - length - 1 : 0;
	rest = rest < sizeof(subject) ? rest : sizeof(subject) - 1;
	memcpy(subject, data + size - rest, rest);
	subject[rest] = '\0';
	int fd = memfd_create("rules.yml", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, length) != (ssize_t)length)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct rules *r = rules_new(path, &e);
	apply(r, subject);
	rules_free(r);
	close(fd);
	return 0;
}
