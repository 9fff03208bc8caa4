/* Reading captures: every variant of both formats, growth, truncation, and files that
 * somebody made to hurt. */
#include "tests/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/store/pcapng.h"
#include "core/store/store.h"
#include "core/store/window.h"
#include "tests/craft.h"

static const char ARP[] = "\xff\xff\xff\xff\xff\xff\x02\0\0\0\0\x01\x08\x06"
			  "abcdefghijklm";
enum { ARP_SIZE = sizeof(ARP) - 1 }; /* 27: needs padding */

static struct store *open_craft(const struct craft *c)
{
	struct error e;
	struct store *s = store_open_file(craft_fd(c, c->size), "F", &e);
	if (!s)
		printf("# %s\n", e.text);
	return s;
}

static void read_all(struct store *s)
{
	while (store_advance(s, 7))
		;
}

static const char *trouble(const struct store *s)
{
	return store_trouble(s) ? store_trouble(s) : "";
}

static bool is_arp(const struct packet *p)
{
	return p->captured == ARP_SIZE && !memcmp(p->bytes, ARP, ARP_SIZE);
}

static void full_section(struct craft *c, bool big)
{
	const uint8_t mac[] = { 2, 0, 0, 0, 0, 7 };
	uint8_t nine = 9;
	craft_section(c, big, "a lab");
	craft_begin(c, 1);
	craft_u16(c, 1);
	craft_u16(c, 0);
	craft_u32(c, 262144);
	craft_option(c, 2, "a:eth1", 6);
	craft_option(c, 3, "a eth1 <-> b eth1", 17);
	craft_option(c, 6, mac, 6);
	craft_option(c, 9, &nine, 1);
	craft_option(c, 11, "\0arp", 4);
	craft_option(c, 4000, "future", 6);
	craft_option(c, 0, "", 0);
	craft_end(c);
	craft_packet_begin(c, 0, 1700000000123456789, ARP, ARP_SIZE);
	craft_u16(c, 2);
	craft_u16(c, 4);
	craft_u32(c, 0x102);
	craft_u16(c, 4);
	craft_u16(c, 8);
	craft_number(c, 5000000000, 8);
	craft_option(c, 1, "look \033[2J", 9);
	craft_option(c, 1, "second", 6);
	craft_option(c, 0, "", 0);
	craft_end(c);
}

static void check_full(const struct craft *c)
{
	struct store *s = open_craft(c);
	struct packet p;
	read_all(s);
	CHECK(store_first(s) == 1 && store_last(s) == 1 && !store_trouble(s));
	CHECK_STR(store_comment(s), "a lab");
	const struct iface *iface = store_iface(s, 0);
	CHECK_STR(iface->name, "a:eth1");
	CHECK_STR(iface->description, "a eth1 <-> b eth1");
	CHECK_STR(iface->filter, "arp");
	CHECK(iface->has_mac && iface->mac[5] == 7 && iface->snaplen == 262144);
	CHECK(store_iface(s, 1) == NULL);
	CHECK(store_get(s, 1, &p) && is_arp(&p));
	CHECK(p.time == 1700000000123456789 && store_time(s, 1) == p.time);
	CHECK(p.direction == DIRECTION_OUT && p.dropped == 5000000000);
	CHECK(p.comment_size == 9 && !memcmp(p.comment, "look \033[2J", 9));
	CHECK(p.linktype == 1 && p.length == ARP_SIZE && p.number == 1);
	CHECK(!store_get(s, 0, &p) && !store_get(s, 2, &p));
	CHECK(store_size(s) == c->size);
	store_free(s);
}

static void test_pcapng(void)
{
	for (int big = 0; big < 2; big++) {
		struct craft c = { 0 };
		full_section(&c, big);
		check_full(&c);
		craft_free(&c);
	}
}

/* Sections have interfaces and byte orders of their own; what repeats is one. */
static void test_sections(void)
{
	struct craft c = { 0 };
	struct packet p;
	for (int i = 0; i < 3; i++) {
		craft_section(&c, i & 1, NULL);
		craft_iface(&c, 1, 0, "eth0", i == 1 ? 9 : 6);
		craft_iface(&c, i == 2 ? 101 : 113, 0, "any", -1);
		craft_packet(&c, 0, i == 1 ? 2000 : 2, ARP, ARP_SIZE);
		craft_packet(&c, 1, 3, ARP, ARP_SIZE);
	}
	struct store *s = open_craft(&c);
	read_all(s);
	CHECK(store_last(s) == 6 && !store_trouble(s));
	CHECK(store_ifaces(s) == 3);
	static const struct {
		uint32_t iface, linktype;
	} want[] = { { 0, 1 }, { 1, 113 }, { 0, 1 }, { 1, 113 }, { 0, 1 }, { 2, 101 } };
	for (uint64_t n = 6; n >= 1; n--) {
		CHECK(store_get(s, n, &p) && is_arp(&p));
		CHECK(p.iface == want[n - 1].iface &&
		      p.linktype == want[n - 1].linktype);
		CHECK(p.time == (n % 2 ? 2000 : 3000));
	}
	store_free(s);
	craft_free(&c);
}

static void test_clock(void)
{
	static const struct {
		uint8_t resolution;
		int64_t offset;
		uint64_t ticks;
		int64_t want;
	} cases[] = {
		{ 6, 0, 1700000000123456, 1700000000123456000 },
		{ 9, 0, 1700000000123456789, 1700000000123456789 },
		{ 0, 0, 1700000000, 1700000000000000000 },
		{ 3, -1, 1500, 500000000 },
		{ 12, 0, 1999, 1 },
		{ 12, 0, UINT64_MAX, 18446744073709551 },
		{ 30, 0, UINT64_MAX, 0 },
		{ 127, 0, UINT64_MAX, 0 },
		{ 0x80 | 10, 0, 1536, 1500000000 },
		{ 0x80 | 0, 7, 5, 12000000000 },
		{ 0x80 | 32, 0, (UINT64_C(3) << 32) + 0x80000000, 3500000000 },
		{ 0x80 | 63, 0, UINT64_C(3) << 62, 1500000000 },
		{ 0x80 | 64, 0, UINT64_C(1) << 63, 500000000 },
		{ 0x80 | 127, 0, UINT64_MAX, 0 },
		{ 9, -5, 1000000000, -4000000000 },
		{ 9, 0, UINT64_MAX, INT64_MAX },
		{ 6, 0, UINT64_MAX, INT64_MAX },
		{ 0x80, 0, UINT64_MAX, INT64_MAX },
		{ 9, INT64_MAX, 1, INT64_MAX },
		{ 9, INT64_MIN, 1, INT64_MIN },
		{ 9, 9223372036, INT64_MAX, INT64_MAX },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pcapng_clock clock = { cases[i].resolution, cases[i].offset };
		int64_t got = pcapng_time(clock, cases[i].ticks);
		if (!CHECK(got == cases[i].want))
			printf("# case %zu: got %jd\n", i, (intmax_t)got);
	}
}

static void test_offset_option(void)
{
	struct craft c = { 0 };
	craft_section(&c, true, NULL);
	craft_begin(&c, 1);
	craft_u32(&c, 1 << 16);
	craft_u32(&c, 0);
	craft_u16(&c, 14);
	craft_u16(&c, 8);
	craft_number(&c, (uint64_t)-100, 8);
	craft_end(&c);
	craft_packet(&c, 0, 1000000, ARP, ARP_SIZE);
	struct store *s = open_craft(&c);
	read_all(s);
	CHECK(store_time(s, 1) == -99000000000);
	store_free(s);
	craft_free(&c);
}

/* Simple and obsolete packets count, everything else is passed over. */
static void test_other_blocks(void)
{
	struct craft c = { 0 };
	struct packet p;
	craft_section(&c, false, NULL);
	craft_iface(&c, 1, 21, "eth0", -1);
	for (uint32_t type = 4; type <= 0x0bad; type += type) { /* 4 is names */
		craft_begin(&c, type == 1024 ? 10 : type == 8 ? 5 : type);
		craft_bytes(&c, "whatever", 8);
		craft_end(&c);
	}
	craft_begin(&c, 3);
	craft_u32(&c, ARP_SIZE);
	craft_bytes(&c, ARP, 21);
	craft_end(&c);
	craft_begin(&c, 2);
	craft_u16(&c, 0);
	craft_u16(&c, 3);
	craft_u32(&c, 0);
	craft_u32(&c, 77);
	craft_u32(&c, ARP_SIZE);
	craft_u32(&c, 1000);
	craft_bytes(&c, ARP, ARP_SIZE);
	craft_pad(&c);
	craft_option(&c, 2, "\x01\0\0\0", 4);
	craft_end(&c);
	struct store *s = open_craft(&c);
	read_all(s);
	CHECK(store_last(s) == 2 && !store_trouble(s));
	CHECK(store_get(s, 1, &p));
	CHECK(p.captured == 21 && p.length == ARP_SIZE && !memcmp(p.bytes, ARP, 21));
	CHECK(store_get(s, 2, &p) && is_arp(&p));
	CHECK(p.length == 1000 && p.time == 77000 && p.dropped == 3);
	CHECK(p.direction == DIRECTION_IN);
	store_free(s);
	craft_free(&c);
}

static void test_pcap(void)
{
	static const struct {
		uint32_t magic;
		unsigned major, minor;
		bool swapped;
		int64_t time;
	} cases[] = {
		{ 0xa1b2c3d4, 2, 4, false, 1700000000000005000 },
		{ 0xa1b23c4d, 2, 4, false, 1700000000000000005 },
		{ 0xa1b2cd34, 2, 4, false, 1700000000000005000 },
		{ 0xa1b2c3d4, 2, 2, true, 1700000000000005000 },
		{ 0xa1b2c3d4, 2, 3, true, 1700000000000005000 },
		{ 0xa1b2c3d4, 543, 0, true, 1700000000000005000 },
	};
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		struct craft c = { 0 };
		struct packet p;
		uint32_t magic = cases[i / 2].magic;
		bool swapped = cases[i / 2].swapped;
		craft_pcap(&c, i & 1, magic, cases[i / 2].major, cases[i / 2].minor,
			   12);
		for (int n = 0; n < 2; n++) {
			bool longer = magic == 0xa1b2cd34;
			craft_record(&c, 1700000000, 5, swapped ? 900 : ARP_SIZE,
				     swapped ? ARP_SIZE : 900, "12345678",
				     longer ? 8 : 0);
			craft_bytes(&c, ARP, ARP_SIZE);
		}
		struct store *s = open_craft(&c);
		read_all(s);
		CHECK(store_last(s) == 2 && !store_trouble(s));
		CHECK(store_get(s, 2, &p) && is_arp(&p) && p.length == 900);
		CHECK(p.time == cases[i / 2].time && p.linktype == LINKTYPE_RAW);
		store_free(s);
		craft_free(&c);
	}
}

/* Cuts the file at every byte; what is whole is there, the rest is told. Then the rest
 * arrives. */
static void check_torn(const struct craft *c, const size_t *ends, size_t packets,
		       size_t header)
{
	bool counts = true, told = true, grown = true;
	for (size_t n = 4; n <= c->size; n++) {
		struct error e;
		size_t whole = 0;
		bool clean = n == header || n == c->size;
		while (whole < packets && ends[whole] <= n)
			clean |= ends[whole++] == n;
		int fd = craft_fd(c, n);
		int other = dup(fd);
		struct store *s = store_open_file(fd, "F", &e);
		if (!s)
			break;
		read_all(s);
		counts &= store_last(s) == whole;
		char want[64];
		snprintf(want, sizeof(want), "at byte %zu", n);
		if (n > header)
			told &= clean ? !store_trouble(s)
				      : strstr(trouble(s), want) != NULL;
		ssize_t added = pwrite(other, c->bytes + n, c->size - n, (off_t)n);
		grown &= added == (ssize_t)(c->size - n);
		read_all(s);
		grown &= store_last(s) == packets && !store_trouble(s);
		struct packet p;
		for (size_t i = 1; i <= packets; i++)
			grown &= store_get(s, i, &p) && is_arp(&p);
		close(other);
		store_free(s);
		counts &= n < c->size || whole == packets;
	}
	CHECK(counts);
	CHECK(told);
	CHECK(grown);
}

static void test_torn(void)
{
	for (int i = 0; i < 4; i++) {
		struct craft c = { 0 };
		size_t ends[4], header;
		if (i & 1) {
			craft_section(&c, i & 2, "text");
			craft_iface(&c, 1, 0, "eth0", 9);
		} else {
			craft_pcap(&c, i & 2, 0xa1b2c3d4, 2, 4, 1);
		}
		header = c.size;
		for (size_t n = 0; n < COUNT(ends); n++) {
			if (i & 1)
				craft_packet(&c, 0, n, ARP, ARP_SIZE);
			else
				craft_record(&c, 1, 2, ARP_SIZE, ARP_SIZE, ARP,
					     ARP_SIZE);
			ends[n] = c.size;
		}
		check_torn(&c, ends, COUNT(ends), header);
		craft_free(&c);
	}
}

static void test_torn_words(void)
{
	struct craft c = { 0 };
	struct error e;
	craft_section(&c, false, NULL);
	craft_iface(&c, 1, 0, "eth0", 9);
	craft_packet(&c, 0, 1, ARP, ARP_SIZE);
	craft_packet(&c, 0, 1, ARP, ARP_SIZE);
	struct store *s = store_open_file(craft_fd(&c, c.size - 5), "x.pcapng", &e);
	char want[80];
	snprintf(want, sizeof(want), "cut short in packet 2, at byte %zu", c.size - 5);
	read_all(s);
	CHECK_STR(trouble(s), want);
	store_free(s);
	craft_free(&c);
}

/* The file shrinks underneath: an error in words, never a signal. */
static void test_truncated(void)
{
	for (int pcapng = 0; pcapng < 2; pcapng++) {
		struct craft c = { 0 };
		struct error e;
		struct packet p;
		if (pcapng) {
			craft_section(&c, false, NULL);
			craft_iface(&c, 1, 0, "eth0", 9);
		} else {
			craft_pcap(&c, false, 0xa1b2c3d4, 2, 4, 1);
		}
		for (uint32_t n = 0; n < 60000; n++) {
			if (pcapng)
				craft_packet(&c, 0, n, ARP, ARP_SIZE);
			else
				craft_record(&c, n, 0, ARP_SIZE, ARP_SIZE, ARP,
					     ARP_SIZE);
		}
		int fd = craft_fd(&c, c.size);
		int other = dup(fd);
		struct store *s = store_open_file(fd, "F", &e);
		while (store_last(s) < 30000)
			store_advance(s, 1000);
		CHECK(ftruncate(other, 100000) == 0);
		CHECK(!store_get(s, 29999, &p));
		CHECK(strstr(trouble(s), "packet 29999") != NULL);
		CHECK(store_get(s, 100, &p) && is_arp(&p));
		CHECK(!store_advance(s, 100000) && !store_advance(s, 1));
		uint64_t last = store_last(s);
		CHECK(ftruncate(other, 0) == 0);
		CHECK(!store_advance(s, 1) && store_last(s) == last);
		CHECK(store_time(s, 29999) == (pcapng ? 29998 : 29998000000000));
		close(other);
		store_free(s);
		craft_free(&c);
	}
}

static void test_growth(void)
{
	struct craft c = { 0 };
	struct error e;
	struct packet p;
	craft_section(&c, true, NULL);
	craft_iface(&c, 1, 0, "eth0", 9);
	for (uint32_t n = 0; n < 3000; n++)
		craft_packet(&c, 0, n, ARP, ARP_SIZE);
	int fd = craft_fd(&c, 50);
	int other = dup(fd);
	struct store *s = store_open_file(fd, "F", &e);
	bool fine = s != NULL;
	uint64_t seen = 0;
	for (size_t at = 50, step = 1; fine && at < c.size; at += step) {
		step = (step * 7 + 13) % 1009 + 1;
		if (step > c.size - at)
			step = c.size - at;
		fine &= pwrite(other, c.bytes + at, step, (off_t)at) == (ssize_t)step;
		read_all(s);
		fine &= store_last(s) >= seen;
		for (seen++; seen <= store_last(s); seen++)
			fine &= store_get(s, seen, &p) && is_arp(&p) &&
				p.time == (int64_t)seen - 1;
		seen = store_last(s);
	}
	CHECK(fine && store_last(s) == 3000 && !store_trouble(s));
	close(other);
	store_free(s);
	craft_free(&c);
}

/* What is beyond the limit may still change: it is not even read ahead. */
static void test_window(void)
{
	struct window w = window_new();
	struct craft c = { 0 };
	craft_bytes(&c, "published", 9);
	craft_bytes(&c, "unfinished", 10);
	int fd = craft_fd(&c, c.size);
	window_use(&w, fd, 9);
	const uint8_t *at = window_at(&w, 3, 6);
	CHECK(at && !memcmp(at, "lished", 6));
	CHECK(!window_at(&w, 3, 7) && w.code == 0);
	CHECK(!window_at(&w, 9, 1) && !window_at(&w, UINT64_MAX, 2));
	CHECK(pwrite(fd, "different!", 10, 9) == 10);
	w.limit = 19;
	at = window_at(&w, 5, 14);
	CHECK(at && !memcmp(at, "sheddifferent!", 14));
	close(fd);
	w.fd = -1;
	w.limit = 100;
	CHECK(!window_at(&w, 50, 1) && w.code == EBADF);
	window_free(&w);
	craft_free(&c);
}

static const struct hostile {
	const char *what;
	size_t at; /* within the second packet's block */
	uint32_t value;
	const char *trouble;
} hostile[] = {
	{ "block of zero bytes", 4, 0, "shorter than any" },
	{ "block of eight bytes", 4, 8, "shorter than any" },
	{ "odd length", 4, 61, "multiple of four" },
	{ "absurd length", 4, 0xfffffffc, "16 MiB" },
	{ "length beyond the end", 4, 0x00fffffc, "cut short" },
	{ "too short for a packet", 4, 20, "too short" },
	{ "other length at the end", 56, 64, "differ" },
	{ "interface out of range", 8, 1, "does not describe" },
	{ "interface far out of range", 8, 0xffffffff, "does not describe" },
	{ "captured beyond the block", 20, 29, "longer than its block" },
	{ "captured overflows", 20, 0xfffffff0, "longer than its block" },
};

static void test_hostile(void)
{
	for (size_t i = 0; i < COUNT(hostile); i++) {
		struct craft c = { 0 };
		struct packet p;
		craft_section(&c, false, NULL);
		craft_iface(&c, 1, 0, "eth0", 9);
		craft_packet(&c, 0, 1, ARP, ARP_SIZE);
		size_t block = c.size;
		craft_packet(&c, 0, 1, ARP, ARP_SIZE);
		craft_packet(&c, 0, 1, ARP, ARP_SIZE);
		craft_set32(&c, block + hostile[i].at, hostile[i].value);
		struct store *s = open_craft(&c);
		read_all(s);
		CHECK_AS(hostile[i].what, store_last(s) == 1);
		if (!CHECK(strstr(trouble(s), hostile[i].trouble)))
			printf("# trouble: %s\n", trouble(s));
		CHECK(!store_advance(s, 10));
		CHECK(store_get(s, 1, &p) && is_arp(&p));
		store_free(s);
		craft_free(&c);
	}
}

/* A length below the bytes that are there, options that run out of the block. */
static void test_odd(void)
{
	struct craft c = { 0 };
	struct packet p;
	craft_section(&c, false, NULL);
	craft_iface(&c, 1, 0, "eth0", 9);
	craft_packet_begin(&c, 0, 1, ARP, ARP_SIZE);
	craft_u16(&c, 1);
	craft_u16(&c, 60000);
	craft_end(&c);
	craft_set32(&c, c.block + 24, 3);
	craft_packet_begin(&c, 0, 1, ARP, ARP_SIZE);
	for (int i = 0; i < 5000; i++) /* empty options without an end */
		craft_option(&c, 1, "", 0);
	craft_end(&c);
	struct store *s = open_craft(&c);
	read_all(s);
	CHECK(store_last(s) == 2 && !store_trouble(s));
	CHECK(store_get(s, 1, &p) && is_arp(&p) && p.length == ARP_SIZE && !p.comment);
	CHECK(store_get(s, 2, &p) && is_arp(&p) && p.comment_size == 0);
	store_free(s);
	craft_free(&c);
}

static void test_large(void)
{
	enum { BIG = 3 << 20 };
	struct craft c = { 0 };
	struct packet p;
	uint8_t *bytes = mem_new(BIG);
	memset(bytes, 'x', BIG);
	craft_section(&c, false, NULL);
	craft_iface(&c, 1, 0, "eth0", 9);
	craft_packet(&c, 0, 1, bytes, BIG);
	craft_packet(&c, 0, 1, ARP, ARP_SIZE);
	struct store *s = open_craft(&c);
	read_all(s);
	CHECK(store_last(s) == 2 && !store_trouble(s));
	CHECK(store_get(s, 1, &p) && p.captured == BIG && p.bytes[BIG - 1] == 'x');
	CHECK(store_get(s, 2, &p) && is_arp(&p));
	CHECK(store_memory(s) < 8 << 20);
	store_free(s);
	craft_free(&c);
	free(bytes);

	craft_pcap(&c, false, 0xa1b2c3d4, 2, 4, 1);
	craft_record(&c, 1, 1, (1 << 24) + 1, (1 << 24) + 1, ARP, ARP_SIZE);
	s = open_craft(&c);
	read_all(s);
	CHECK(store_last(s) == 0 && strstr(trouble(s), "16 MiB"));
	store_free(s);
	craft_free(&c);
}

static void test_many_ifaces(void)
{
	struct craft c = { 0 };
	craft_section(&c, false, NULL);
	for (uint32_t n = 0; n < 70000; n++) {
		craft_begin(&c, 1);
		craft_u32(&c, 1);
		craft_u32(&c, n);
		craft_end(&c);
	}
	struct store *s = open_craft(&c);
	read_all(s);
	CHECK(store_ifaces(s) == 65536 && strstr(trouble(s), "65536 interfaces"));
	CHECK(store_memory(s) < 64 << 20);
	CHECK(store_iface(s, 65535)->snaplen == 65535);
	store_free(s);
	craft_free(&c);

	for (int n = 0; n < 70000; n++) { /* the same one in many sections */
		craft_section(&c, n & 1, NULL);
		craft_iface(&c, 1, 0, "eth0", 9);
	}
	craft_packet(&c, 0, 1, ARP, ARP_SIZE);
	s = open_craft(&c);
	read_all(s);
	CHECK(store_ifaces(s) == 1 && store_last(s) == 1 && !store_trouble(s));
	store_free(s);
	craft_free(&c);
}

static void check_refused(int fd, const char *words)
{
	struct error e = { 0 };
	struct store *s = store_open_file(fd, "F", &e);
	CHECK(!s);
	if (!CHECK_AS(words, strstr(e.text, words) && !strncmp(e.text, "F: ", 3)))
		printf("# got '%s'\n", e.text);
	store_free(s);
}

static void check_bytes_refused(const char *bytes, size_t size, const char *words)
{
	struct craft c = { 0 };
	craft_bytes(&c, bytes, size);
	check_refused(craft_fd(&c, c.size), words);
	craft_free(&c);
}

static void test_refused(void)
{
	int ends[2];
	check_bytes_refused("", 0, "is empty");
	check_bytes_refused("\n\r", 2, "neither a pcap nor");
	check_bytes_refused("GIF89a......", 12, "neither a pcap nor");
	check_bytes_refused("\x1f\x8b\x08\0........", 12, "gzip");
	check_bytes_refused("\x28\xb5\x2f\xfd....", 8, "zstd");
	check_bytes_refused("snoop\0\0\0....", 12, "snoop");
	check_bytes_refused("\n\r\r\n\x1c\0\0\0ABCD............\x1c\0\0\0", 28,
			    "byte order");
	check_bytes_refused("\xd4\xc3\xb2\xa1\x03\0\0\0................", 24,
			    "version");
	CHECK(pipe(ends) == 0);
	check_refused(ends[0], "not a regular file");
	close(ends[1]);
	check_refused(open("/", O_RDONLY | O_DIRECTORY), "not a regular file");
}

static void test_version(void)
{
	struct craft c = { 0 };
	craft_section(&c, false, NULL);
	c.bytes[12] = 2;
	check_refused(craft_fd(&c, c.size), "version");
	craft_free(&c);
}

int main(void)
{
	test_pcapng();
	test_sections();
	test_clock();
	test_offset_option();
	test_other_blocks();
	test_pcap();
	test_torn();
	test_torn_words();
	test_truncated();
	test_growth();
	test_window();
	test_hostile();
	test_odd();
	test_large();
	test_many_ifaces();
	test_refused();
	test_version();
	return test_done();
}
