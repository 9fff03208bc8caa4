/* No allocation per packet: rows and trees of every packet of tests/dissect ask the C
 * library for no memory at all, not even the first time. */
#include <dirent.h>

#include "core/base/mem.h"
#include "core/base/vec.h"
#include "core/dissect/dissect.h"
#include "tests/hexfile.h"
#include "tests/test.h"

#define FOLDER "tests/dissect/"

/* Everybody's, of libraries too. */
static unsigned long allocations;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

#ifdef SANITIZED
/* A sanitizer stands in front of malloc(3) itself, and tells. */
void __sanitizer_malloc_hook(const volatile void *pointer, size_t size);
void __sanitizer_malloc_hook(const volatile void *pointer, size_t size)
{
	(void)pointer;
	(void)size;
	allocations++;
}
#else
/* glibc's own, which it exports for those that stand in front of them. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
	allocations++;
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	allocations++;
	return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	allocations++;
	return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	allocations++;
	return __libc_memalign(alignment, size);
}
#endif

struct packets {
	VEC(struct hexfile_packet) items;
};

static int is_fixture(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');
	return dot && !strcmp(dot, ".hex");
}

static void read_fixture(struct packets *all, const char *name)
{
	char path[512];
	struct hexfile_packet p;
	snprintf(path, sizeof(path), FOLDER "%s", name);
	FILE *f = fopen(path, "r");
	if (!CHECK_AS(path, f != NULL))
		return;
	while (hexfile_next(f, &p))
		vec_push(&all->items, p);
	fclose(f);
}

static void read_fixtures(struct packets *all)
{
	struct dirent **entries = NULL;
	int n = scandir(FOLDER, &entries, is_fixture, alphasort);
	for (int i = 0; i < n; i++) {
		read_fixture(all, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	CHECK(n > 50 && all->items.count > 1000);
}

/* How often memory was asked for while all packets became rows, and trees where there
 * is one. The first packet that asked is named. */
static unsigned long decoded(const struct packets *all, struct fields *tree)
{
	unsigned long before = allocations;
	for (size_t i = 0; i < all->items.count; i++) {
		const struct hexfile_packet *p = &all->items.items[i];
		struct row row;
		bool quiet = allocations == before;
		dissect_packet(&row, tree, p->link, p->bytes, p->captured, p->length);
		if (quiet && allocations != before)
			printf("# asks for memory: %s\n", p->title);
	}
	return allocations - before;
}

static void check_counter(void)
{
	unsigned long before = allocations;
	char *volatile grown = mem_grow(NULL, 1, 10);
	grown = mem_grow(grown, 2, 10);
	void *volatile made = mem_new(10);
	CHECK_AS("what is asked for is counted", allocations - before == 3);
	free(grown);
	free(made);
}

int main(void)
{
	struct packets all = { 0 };
	check_counter();
	read_fixtures(&all);
	struct fields *tree = fields_new();
	CHECK_AS("rows take no memory", decoded(&all, NULL) == 0);
	CHECK_AS("trees take none but their own", decoded(&all, tree) == 0);
	fields_free(tree);
	free(all.items.items);
	return test_done();
}
