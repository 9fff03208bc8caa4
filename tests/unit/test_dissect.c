/* Every packet of tests/dissect/NAME.hex gives the rows of NAME.rows and the fields of
 * NAME.tree; cut short at any byte it gives sound output. BLESS=1 writes the goldens.
 */
#include <dirent.h>
#include <unistd.h>

#include "core/dissect/dissect.h"
#include "core/dissect/protocols.h"
#include "tests/hexfile.h"
#include "tests/test.h"
#include "tests/unit/dissect_sound.h"

#define FOLDER "tests/dissect/"

struct output {
	char *rows, *tree;
	size_t rows_size, tree_size;
	FILE *rows_file, *tree_file;
};

static void output_open(struct output *o)
{
	o->rows_file = open_memstream(&o->rows, &o->rows_size);
	o->tree_file = open_memstream(&o->tree, &o->tree_size);
}

static void output_close(struct output *o)
{
	fclose(o->rows_file);
	fclose(o->tree_file);
}

static void put_row(FILE *f, const struct hexfile_packet *p, const struct row *row)
{
	fprintf(f, "# %s\n%s | %s | %s | %zu | %s\n", p->title, row->source,
		row->destination, row->protocol, p->length, row->info);
}

static void put_tree(FILE *f, const struct hexfile_packet *p, const struct fields *tree)
{
	fprintf(f, "# %s\n", p->title);
	for (size_t i = 0; i < fields_count(tree); i++) {
		const struct field *x = fields_at(tree, i);
		int indent = x->depth * 2;
		fprintf(f, "%4u %4u  %*s%-*s  %s\n", x->offset, x->size, indent, "",
			24 - indent, x->name, x->value);
	}
	fputc('\n', f);
}

/* The tree is another pass of the same functions: it must not change the row. */
static bool same_row(const struct row *a, const struct row *b)
{
	return !strcmp(a->source, b->source) &&
	       !strcmp(a->destination, b->destination) &&
	       !strcmp(a->protocol, b->protocol) && !strcmp(a->info, b->info) &&
	       a->family == b->family && a->truncated == b->truncated &&
	       a->malformed == b->malformed;
}

/* Every length from nothing to all, in a block of its own that a sanitizer guards. */
static bool cuts_are_sound(const struct hexfile_packet *p, struct fields *tree,
			   bool malformed)
{
	struct row row, alone;
	for (size_t n = 0; n <= p->captured; n++) {
		uint8_t *bytes = malloc(n ? n : 1);
		memcpy(bytes, p->bytes, n);
		dissect_packet(&row, tree, p->link, bytes, n, p->length);
		dissect_packet(&alone, NULL, p->link, bytes, n, p->length);
		/* Without words it must come to an end, too. */
		dissect_packet_after(NULL, NULL, NULL, p->link, bytes, n, p->length);
		const char *why = dissect_unsound(&row, tree, n);
		free(bytes);
		if (!why && !same_row(&row, &alone))
			why = "the row depends on the tree";
		if (!why && row.malformed && !malformed)
			why = "cut, but called malformed";
		if (why) {
			printf("# %s, cut to %zu bytes: %s: %s\n", p->title, n, why,
			       row.info);
			return false;
		}
	}
	return true;
}

static char *read_file(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = fopen(path, "r");
	if (!f || getdelim(&text, &size, EOF, f) < 0) {
		free(text);
		text = strdup("");
	}
	if (f)
		fclose(f);
	return text;
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	if (!f)
		return;
	fputs(text, f);
	fclose(f);
}

static void show_difference(const char *path, const char *got, const char *want)
{
	while (*got && *got == *want) {
		const char *a = strchr(got, '\n'), *b = strchr(want, '\n');
		size_t n = a ? (size_t)(a - got) : strlen(got);
		if (!a || !b || strncmp(got, want, n + 1) != 0)
			break;
		got = a + 1;
		want = b + 1;
	}
	printf("# %s\n# got  %.*s\n# want %.*s\n", path, (int)strcspn(got, "\n"), got,
	       (int)strcspn(want, "\n"), want);
}

static void check_golden(const char *name, const char *suffix, const char *got)
{
	char path[512];
	snprintf(path, sizeof(path), FOLDER "%s.%s", name, suffix);
	if (getenv("BLESS"))
		write_file(path, got);
	char *want = read_file(path);
	if (!CHECK_AS(path, !strcmp(got, want)))
		show_difference(path, got, want);
	free(want);
}

static void check_file(const char *name)
{
	char path[512];
	snprintf(path, sizeof(path), FOLDER "%s.hex", name);
	FILE *f = fopen(path, "r");
	if (!CHECK_AS(path, f != NULL))
		return;
	struct output o;
	struct hexfile_packet p;
	struct row row;
	struct fields *tree = fields_new();
	bool sound = true;
	output_open(&o);
	while (hexfile_next(f, &p)) {
		if (!p.captured && p.link == 1)
			continue;
		dissect_packet(&row, tree, p.link, p.bytes, p.captured, p.length);
		put_row(o.rows_file, &p, &row);
		put_tree(o.tree_file, &p, tree);
		sound &= cuts_are_sound(&p, tree, row.malformed);
	}
	fclose(f);
	output_close(&o);
	check_golden(name, "rows", o.rows);
	check_golden(name, "tree", o.tree);
	CHECK_AS("sound at every length", sound);
	free(o.rows);
	free(o.tree);
	fields_free(tree);
}

static int is_fixture(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');
	return dot && !strcmp(dot, ".hex");
}

static void check_files(void)
{
	struct dirent **entries = NULL;
	int n = scandir(FOLDER, &entries, is_fixture, alphasort);
	CHECK(n > 0);
	for (int i = 0; i < n; i++) {
		*strrchr(entries[i]->d_name, '.') = '\0';
		check_file(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

static void check_table(void)
{
	CHECK(protocols_sorted());
	CHECK(protocols_find(SPACE_IP, 6) != NULL);
	CHECK(protocols_find(SPACE_IP, 7) == NULL);
	CHECK(protocols_find(SPACE_ETHERTYPE, 0xffff) == NULL);
	CHECK(protocols_find(SPACE_ETHERTYPE, 0) == NULL);
}

/* A packet that is nothing but headers ends, and says so in bounded memory. */
static void check_bounds(void)
{
	static uint8_t tags[4096];
	struct row row;
	struct fields *tree = fields_new();
	for (size_t i = 12; i + 4 <= sizeof(tags); i += 4)
		memcpy(tags + i, "\x81\x00\x00\x07", 4);
	dissect_packet(&row, tree, 1, tags, sizeof(tags), sizeof(tags));
	CHECK_STR(row.info, "PRI: 0  DEI: 0  ID: 7");
	CHECK(fields_count(tree) < 400);
	CHECK(fields_at(tree, fields_count(tree)) == NULL);
	dissect_packet(&row, tree, 1, tags, 0, 0);
	CHECK(row.malformed && !row.truncated);
	dissect_packet(&row, tree, 1, tags, 0, 60);
	CHECK(row.truncated && !row.malformed);
	CHECK_STR(row.info, "[truncated]");
	fields_free(tree);
}

/* More options than a tree has lines. */
static void check_full_tree(void)
{
	static uint8_t packet[40 + 2056];
	struct row row;
	struct fields *tree = fields_new();
	memcpy(packet, "\x60\0\0\0\x08\x08\x00\x40", 8);
	packet[40] = 59;
	packet[41] = 255;
	memset(packet + 42, 0, 2046);
	dissect_packet(&row, tree, 229, packet, sizeof(packet), sizeof(packet));
	size_t lines = fields_count(tree);
	CHECK(lines > 2000);
	CHECK(!dissect_unsound(&row, tree, sizeof(packet)));
	CHECK_STR(row.info, "IPv6 no next header");
	fields_free(tree);
}

int main(void)
{
	check_table();
	check_bounds();
	check_full_tree();
	check_files();
	return test_done();
}
