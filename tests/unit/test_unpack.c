/* Compressed files: the bound, sizes that are full buffers, damage in every byte. */
#include "core/store/unpack.h"

#include "tests/scratch.h"
#include "tests/test.h"

struct box {
	struct scratch d;
	int packed, plain;
};

/* Packs what a shell command prints. */
static struct box box_new(const char *content, const char *packer)
{
	char command[512], ignored[64];
	struct box b = { .d = scratch_new() };
	snprintf(command, sizeof(command), "{ %s; } | %s >%s/packed", content, packer,
		 b.d.path);
	CHECK_AS(command, scratch_run(command, ignored, sizeof(ignored)));
	b.packed = openat(b.d.fd, "packed", O_RDWR | O_CLOEXEC);
	b.plain = openat(b.d.fd, "plain", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return b;
}

static void box_free(struct box *b)
{
	close(b->packed);
	close(b->plain);
	scratch_free(&b->d);
}

static void check_sizes(const char *packer, enum packing packing)
{
	static const char *const sizes[] = { "1", "131071", "131072", "262144",
					     "1000003" };
	for (size_t i = 0; i < COUNT(sizes); i++) {
		char content[64];
		struct error e = { .code = 0 };
		snprintf(content, sizeof(content), "head -c %s /dev/zero", sizes[i]);
		struct box b = box_new(content, packer);
		struct unpack u = { b.packed, b.plain, 1 << 20, 0, 0 };
		CHECK(unpack_kind(b.packed) == packing);
		CHECK(unpack_all(&u, packing, &e));
		CHECK(u.given == strtoull(sizes[i], NULL, 10));
		CHECK(lseek(b.plain, 0, SEEK_END) == (off_t)u.given);
		box_free(&b);
	}
}

static void check_bomb(const char *packer, enum packing packing)
{
	struct error e;
	struct box b = box_new("head -c 50000000 /dev/zero", packer);
	struct unpack u = { b.packed, b.plain, 1 << 20, 0, 0 };
	CHECK(!unpack_all(&u, packing, &e));
	CHECK(e.code && strstr(e.text, "larger than 1 MiB: unpack it yourself"));
	CHECK_AS("no more than the bound is written",
		 lseek(b.plain, 0, SEEK_END) <= 1 << 20);
	box_free(&b);
}

/* Any byte may be wrong: an error or other bytes, never more than that. */
static void check_damage(const char *packer, enum packing packing)
{
	struct error e;
	struct box b = box_new("seq 2000", packer);
	off_t size = lseek(b.packed, 0, SEEK_END);
	unsigned refused = 0;
	bool turned = true;
	for (off_t at = 4; at < size; at++) {
		uint8_t byte, wrong;
		struct unpack u = { b.packed, b.plain, 1 << 20, 0, 0 };
		turned &= pread(b.packed, &byte, 1, at) == 1;
		wrong = byte ^ 0x41;
		turned &= pwrite(b.packed, &wrong, 1, at) == 1;
		refused += !unpack_all(&u, packing, &e);
		turned &= pwrite(b.packed, &byte, 1, at) == 1;
	}
	CHECK(turned);
	CHECK(refused > (unsigned)size / 2);
	struct unpack u = { b.packed, b.plain, 1 << 20, 0, 0 };
	CHECK(unpack_all(&u, packing, &e) && u.given == 8893);
	box_free(&b);
}

int main(void)
{
	static const struct {
		const char *packer;
		enum packing packing;
	} all[] = { { "gzip", PACKING_GZIP }, { "zstd", PACKING_ZSTD } };
	for (size_t i = 0; i < COUNT(all); i++) {
		char ignored[64], have[64];
		snprintf(have, sizeof(have), "command -v %s", all[i].packer);
		if (!scratch_run(have, ignored, sizeof(ignored))) {
			SKIP(all[i].packer, "is not installed");
			continue;
		}
		check_sizes(all[i].packer, all[i].packing);
		check_bomb(all[i].packer, all[i].packing);
		check_damage(all[i].packer, all[i].packing);
	}
	return test_done();
}
