/* Files of labs with something wrong in them - bytes changed, lines lost, doubled,
 * moved or mixed with those of others - are read or refused with a reason, soon. Ours,
 * or those named on the command line. */
#include "tests/test.h"

#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/lab/topology.h"
#include "core/lab/topology_file.h"

enum { ROUNDS = 60, LINES_MAX = 20000, PATIENCE_S = 20 };

static uint64_t state = 88172645463325252U;

/* xorshift64 */
static size_t random_below(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n ? (size_t)(state % n) : 0;
}

struct lines {
	const char *at[LINES_MAX];
	size_t size[LINES_MAX];
	size_t count;
};

static void split(struct lines *l, const char *text)
{
	for (l->count = 0; *text && l->count < LINES_MAX; l->count++) {
		size_t n = strcspn(text, "\n");
		n += text[n] == '\n';
		l->at[l->count] = text;
		l->size[l->count] = n;
		text += n;
	}
}

static void mutate_lines(FILE *out, const struct lines *l, const struct lines *other)
{
	size_t from = random_below(l->count), to = random_below(l->count);
	size_t what = random_below(4);
	for (size_t i = 0; i < l->count; i++) {
		const struct lines *source = l;
		size_t line = i;
		if (i == from && what == 0)
			continue;
		if (i == from && what == 3 && other->count) {
			source = other;
			line = random_below(other->count);
		}
		if (what == 2 && (i == from || i == to))
			line = i == from ? to : from;
		for (size_t k = 0; k < (i == from && what == 1 ? 2 : 1); k++)
			fwrite(source->at[line], 1, source->size[line], out);
	}
}

static void mutate_bytes(FILE *out, const char *text, size_t size)
{
	static const char odd[] = "\0:{}[]-,&*!|>'\"%@`\n\t~#$.";
	size_t at = random_below(size), cut = random_below(8) ? size : at;
	for (size_t i = 0; i < cut; i++)
		fputc(i == at ? odd[random_below(sizeof(odd) - 1)] : text[i], out);
}

/* Loads what was written. *slowest: of all so far, clock_mono() units. */
static void load(FILE *out, int64_t *slowest)
{
	char path[64];
	struct error e = { .code = 0 };
	fflush(out);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(out));
	alarm(PATIENCE_S);
	int64_t start = clock_mono();
	struct topology *t = topology_load(path, &e);
	int64_t took = clock_mono() - start;
	*slowest = took > *slowest ? took : *slowest;
	alarm(0);
	CHECK_AS("read, or a reason why not", t || e.text[0]);
	CHECK_AS("a note where it is not exact", !t || t->exact || t->note_count);
	topology_free(t);
}

static void mutate_file(const char *path, struct lines *l, struct lines *other,
			int64_t *slowest)
{
	struct error e;
	size_t size = 0;
	char *text = topology_file_read(path, &size, &e);
	if (!text)
		return;
	split(l, text);
	for (size_t i = 0; size && i < ROUNDS; i++) {
		int fd = memfd_create("lab.yml", MFD_CLOEXEC);
		FILE *out = fdopen(fd, "w+");
		if (!out)
			abort();
		if (i % 2)
			mutate_lines(out, l, other);
		else
			mutate_bytes(out, text, size);
		load(out, slowest);
		fclose(out);
	}
	free(text);
}

int main(int argc, char **argv)
{
	glob_t own = { .gl_pathc = 0 };
	char *other_text = NULL;
	int64_t slowest = 0;
	size_t size = 0;
	struct error e;
	struct lines *l = mem_new(sizeof(*l)), *other = mem_new(sizeof(*other));
	setenv("HOME", "/nonexistent", 1);
	if (glob("tests/golden/topology/*.yml", 0, NULL, &own) && argc < 2)
		return 1;
	other_text =
		topology_file_read(argc > 1 ? argv[1] : own.gl_pathv[0], &size, &e);
	split(other, other_text ? other_text : "");
	for (int i = 1; i < argc; i++)
		mutate_file(argv[i], l, other, &slowest);
	for (size_t i = 0; argc < 2 && i < own.gl_pathc; i++)
		mutate_file(own.gl_pathv[i], l, other, &slowest);
	printf("# the slowest took %lld ms\n", (long long)(slowest / CLOCK_MS));
	globfree(&own);
	free(other_text);
	free(other);
	free(l);
	return test_done();
}
