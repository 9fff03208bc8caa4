/* filter_frames FILE: the frames of tests/frames.h as a pcap file with nanoseconds,
 * plain, tagged once and twice, and each cut short at every length up to 60 bytes. */
#include <unistd.h>

#include "tests/craft.h"
#include "tests/frames.h"

static uint32_t count;

static void add(struct craft *c, const struct frame *f, uint32_t captured)
{
	count++;
	craft_record(c, 1700000000 + count / 1000, count % 1000 * 1000 + 7, captured,
		     f->size, f->bytes, captured);
}

static void add_all(struct craft *c, const struct frame *f)
{
	add(c, f, f->size);
	for (uint32_t size = 14; size < f->size && size < 60; size += 3)
		add(c, f, size);
}

int main(int argc, char **argv)
{
	static struct frame_kind kinds[FRAME_KINDS];
	struct craft c = { 0 };
	size_t kind_count = frames_make(kinds);
	craft_pcap(&c, false, 0xa1b23c4d, 2, 4, 1);
	for (size_t i = 0; i < kind_count; i++) {
		struct frame once = frame_tag(kinds[i].frame, 0x8100, 100);
		struct frame twice = frame_tag(once, 0x88a8, 200);
		add_all(&c, &kinds[i].frame);
		add_all(&c, &once);
		add_all(&c, &twice);
	}
	FILE *file = argc == 2 ? fopen(argv[1], "we") : NULL;
	bool ok = file && fwrite(c.bytes, 1, c.size, file) == c.size;
	craft_free(&c);
	if (file && fclose(file))
		ok = false;
	if (!ok)
		fprintf(stderr, "usage: filter_frames FILE\n");
	return ok ? 0 : 1;
}
