/* Nothing is decoded without a fixture: every protocol that is registered is a layer of
 * some tree in tests/dissect, and every family of tests/dissect/families has its own.
 */
#include "core/dissect/protocols.h"
#include "tests/test.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "tests/dissect/"

/* NULL where there is none; the caller frees. */
static char *read_golden(const char *name, const char *suffix)
{
	char path[512], *text = NULL;
	size_t size = 0;
	snprintf(path, sizeof(path), FOLDER "%s%s", name, suffix);
	FILE *f = fopen(path, "r");
	if (!f)
		return NULL;
	if (getdelim(&text, &size, '\0', f) < 0) {
		free(text);
		text = NULL;
	}
	fclose(f);
	return text;
}

static int is_tree(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');
	return dot && !strcmp(dot, ".tree");
}

/* All trees, one behind the other. */
static char *read_trees(void)
{
	struct dirent **entries = NULL;
	char *all = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&all, &size);
	int n = scandir(FOLDER, &entries, is_tree, alphasort);
	CHECK(n > 0);
	for (int i = 0; i < n; i++) {
		char *text = read_golden(entries[i]->d_name, "");
		fputs(text ? text : "", f);
		free(text);
		free(entries[i]);
	}
	free(entries);
	fclose(f);
	return all;
}

/* "  14   20  IPv4   ...": what is deeper is no layer. */
static bool has_layer(const char *trees, const char *name)
{
	size_t size = strlen(name);
	for (const char *at = trees; (at = strstr(at, name)); at += size) {
		const char *digit = at - 3;
		if (at - trees > 10 && !strncmp(at - 2, "  ", 2) && *digit >= '0' &&
		    *digit <= '9' && at[size] == ' ')
			return true;
	}
	return false;
}

static void check_proto(const char *trees, const struct proto *p)
{
	char what[128];
	snprintf(what, sizeof(what), "%s has a fixture", p->name);
	if (!has_layer(trees, p->name))
		CHECK_AS(what, false);
}

static void test_registered(void)
{
	char *trees = read_trees();
	const struct proto *p;
	size_t count = 0;
	for (enum space s = SPACE_NONE; s < SPACE_COUNT; s++) {
		for (size_t i = 0; (p = protocols_at(s, i)); i++, count++)
			check_proto(trees, p);
		for (size_t i = 0; (p = protocols_otherwise(s, i)); i++, count++)
			check_proto(trees, p);
	}
	CHECK(count > 150);
	CHECK(!has_layer(trees, "vlan id"));
	CHECK(!has_layer(trees, "No such layer"));
	free(trees);
}

/* FAMILY | NAME | PROTOCOL | TEXT */
static void check_family(char *line)
{
	char protocol[64];
	const char *parts[4] = { NULL };
	for (size_t i = 0; i < COUNT(parts) && line; i++) {
		char *end = strstr(line, " | ");
		parts[i] = line;
		if (end)
			*end = '\0';
		line = end ? end + 3 : NULL;
	}
	if (!CHECK_AS(parts[0], parts[3] && !line))
		return;
	snprintf(protocol, sizeof(protocol), " | %s | ", parts[2]);
	char *rows = read_golden(parts[1], ".rows");
	char *tree = read_golden(parts[1], ".tree");
	CHECK_AS(parts[2], rows && strstr(rows, protocol));
	CHECK_AS(parts[3], tree && strstr(tree, parts[3]));
	free(rows);
	free(tree);
}

static void test_families(void)
{
	char *line = NULL;
	size_t size = 0, count = 0;
	FILE *f = fopen(FOLDER "families", "r");
	if (!CHECK(f != NULL))
		return;
	while (getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#')
			continue;
		check_family(line);
		count++;
	}
	CHECK(count > 140);
	free(line);
	fclose(f);
}

int main(void)
{
	test_registered();
	test_families();
	return test_done();
}
