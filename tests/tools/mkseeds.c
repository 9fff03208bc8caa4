/* Writes the seeds of the capture fuzzers: mkseeds tests/fuzz/seeds */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "tests/craft.h"

static const char FRAME[] = "\xff\xff\xff\xff\xff\xff\x02\0\0\0\0\x01\x08\x06";
enum { FRAME_SIZE = sizeof(FRAME) - 1 };

static void make_plain(struct craft *c, bool big)
{
	const uint8_t mac[] = { 2, 0, 0, 0, 0, 7 };
	craft_section(c, big, "a lab");
	craft_begin(c, 1);
	craft_u16(c, 1);
	craft_u16(c, 0);
	craft_u32(c, 262144);
	craft_option(c, 2, "a:eth1", 6);
	craft_option(c, 3, "a eth1 <-> b eth1", 17);
	craft_option(c, 6, mac, 6);
	craft_option(c, 9, "\x09", 1);
	craft_option(c, 11, "\0arp", 4);
	craft_option(c, 0, "", 0);
	craft_end(c);
	craft_packet_begin(c, 0, 1700000000123456789, FRAME, FRAME_SIZE);
	craft_option(c, 2, "\x01\0\0\0", 4);
	craft_option(c, 4, "\x01\0\0\0\0\0\0\0", 8);
	craft_option(c, 1, "note", 4);
	craft_option(c, 0, "", 0);
	craft_end(c);
	craft_packet(c, 0, 1700000000123456790, FRAME, FRAME_SIZE);
}

static void make_sections(struct craft *c, bool big)
{
	for (int i = 0; i < 2; i++) {
		craft_section(c, big ^ (i & 1), NULL);
		craft_iface(c, 1, 64, "eth0", 6);
		craft_iface(c, 113, 0, "any", 0x80 | 20);
		craft_packet(c, 1, 5, FRAME, FRAME_SIZE);
	}
}

static void make_old(struct craft *c, bool big)
{
	craft_section(c, big, NULL);
	craft_iface(c, 1, 10, "eth0", -1);
	craft_begin(c, 3);
	craft_u32(c, FRAME_SIZE);
	craft_bytes(c, FRAME, 10);
	craft_end(c);
	craft_begin(c, 2);
	craft_u16(c, 0);
	craft_u16(c, 1);
	craft_u32(c, 0);
	craft_u32(c, 77);
	craft_u32(c, FRAME_SIZE);
	craft_u32(c, FRAME_SIZE);
	craft_bytes(c, FRAME, FRAME_SIZE);
	craft_end(c);
	craft_begin(c, 5);
	craft_bytes(c, "\0\0\0\0........", 12);
	craft_option(c, 4, "........", 8);
	craft_end(c);
	craft_begin(c, 0x0bad);
	craft_bytes(c, "what", 4);
	craft_end(c);
}

static void make_pcap(struct craft *c, bool big, uint32_t magic, unsigned minor)
{
	craft_pcap(c, big, magic, 2, minor, 1);
	for (int i = 0; i < 2; i++) {
		craft_record(c, 1700000000, 5, FRAME_SIZE, FRAME_SIZE, "pad pad ",
			     magic == 0xa1b2cd34 ? 8 : 0);
		craft_bytes(c, FRAME, FRAME_SIZE);
	}
}

static void make_micro(struct craft *c, bool big)
{
	make_pcap(c, big, 0xa1b2c3d4, 4);
}

static void make_nano(struct craft *c, bool big)
{
	make_pcap(c, big, 0xa1b23c4d, 4);
}

static void make_modified(struct craft *c, bool big)
{
	make_pcap(c, big, 0xa1b2cd34, 3);
}

static const struct seed {
	const char *path;
	void (*make)(struct craft *c, bool big);
} seeds[] = {
	{ "pcapng/plain", make_plain }, { "pcapng/sections", make_sections },
	{ "pcapng/old", make_old },	{ "pcap/micro", make_micro },
	{ "pcap/nano", make_nano },	{ "pcap/modified", make_modified },
};

int main(int argc, char **argv)
{
	if (argc != 2 || chdir(argv[1]) < 0) {
		fprintf(stderr, "usage: mkseeds tests/fuzz/seeds\n");
		return 2;
	}
	for (size_t i = 0; i < 2 * COUNT(seeds); i++) {
		struct craft c = { 0 };
		char path[64];
		const struct seed *seed = &seeds[i / 2];
		seed->make(&c, i & 1);
		snprintf(path, sizeof(path), "%s-%s", seed->path,
			 i & 1 ? "big" : "little");
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		if (fd < 0 || write(fd, c.bytes, c.size) != (ssize_t)c.size) {
			perror(path);
			return 1;
		}
		close(fd);
		craft_free(&c);
	}
	return 0;
}
