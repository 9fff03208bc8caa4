/* Filter text that nobody would type: no crash, no hang, marks inside the text, and
 * whatever is accepted runs on any bytes. The input is the text, then, behind a NUL,
 * the bytes. A byte above 127 stands for a word of the language, so that the fuzzer
 * speaks it. */
#include <stdlib.h>
#include <string.h>

#include "core/analysis/filter.h"
#include "core/analysis/hosts.h"
#include "core/analysis/words.h"
#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/lab/lab.h"
#include "tests/topology.h"

enum { ROOM = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_mark(const char *text, const struct filter_mark *mark,
		       const struct error *e)
{
	size_t length = strlen(text);
	if (mark->offset > length || mark->size > length - mark->offset ||
	    !e->text[0] || !memchr(mark->suggestion, 0, sizeof(mark->suggestion)))
		abort();
}

/* What we hand to libpcap must be a filter to us too, and mean itself: the expansion is
 * one of its own. */
static void check_expansion(const struct filter *f)
{
	struct error e;
	if (strlen(filter_expanded(f)) > ROOM)
		return;
	struct filter *again = filter_new(filter_expanded(f), NULL, &e);
	if (!again || strcmp(filter_expanded(again), filter_expanded(f)) != 0)
		abort();
	filter_free(again);
}

static void check_match(struct filter *f, const uint8_t *bytes, size_t size)
{
	static const uint32_t linktypes[] = { LINKTYPE_ETHERNET, LINKTYPE_RAW,
					      LINKTYPE_LINUX_SLL2, LINKTYPE_NULL };
	struct sock_filter code[ROOM];
	struct error e = { 0 };
	for (size_t i = 0; i < COUNT(linktypes); i++) {
		struct packet p = { .linktype = linktypes[i],
				    .captured = (uint32_t)size,
				    .length = (uint32_t)size + 7,
				    .direction = i % 3,
				    .bytes = bytes };
		bool usable = filter_usable(f, linktypes[i], &e);
		if (filter_match(f, &p) && !usable)
			abort();
		if (filter_program(f, linktypes[i], code, ROOM, &e) > ROOM)
			abort();
	}
}

static void write_word(struct text *t, unsigned index)
{
	static const char *const more[] = {
		"10.0.0.1",   "fe80::1",     "52:54:0:0:0:1",
		"10.0.0.0/8", "fe80::/10",   "6000-6008",
		"179",	      "0x88cc",	     "\\tcp",
		"ip[0]",      "tcp[13] & 2", "!= 0",
		"( ",	      ")",	     "&&",
		"protochain", "icmp-echo",   "tcpflags",
		"mask",	      "len",	     "ether[12:2]=",
		"ifindex",    "llc",	     "type mgt",
		"subtype",    "gateway",     "clnp",
		"iih",	      "ppp",	     "decnet",
		"l1",	      "link[0]",     "(( 1 + ",
		"wlan",	      "-",	     "inner (",
	};
	size_t count;
	const struct word *words = word_list(&count);
	if (index < count)
		text_str(t, words[index].word);
	else
		text_str(t, more[(index - count) % COUNT(more)]);
	text_char(t, ' ');
}

static char *write_text(const uint8_t *data, size_t length)
{
	size_t room = length * 20 + 1;
	char *buffer = mem_new(room);
	struct text text = text_over(buffer, room);
	for (size_t i = 0; i < length; i++) {
		if (data[i] & 128)
			write_word(&text, data[i] & 127);
		else
			text_char(&text, (char)data[i]);
	}
	return buffer;
}

/* Of a small lab, whose names stand for addresses. */
static const struct hosts *hosts_once(void)
{
	static struct hosts *hosts;
	if (hosts)
		return hosts;
	struct topology *t = topology_of(
		"name: X\nprovider: clab\ndefaults.device: frr\nmodule: [ospf]\n"
		"addressing.p2p: {ipv4: 10.1.0.0/16, ipv6: 2001:db8::/48}\n"
		"nodes: [a, b]\nlinks: [a-b, a-b, a]\n");
	struct lab *lab = lab_new_declared(NULL, t, false);
	hosts = hosts_new(lab);
	lab_free(lab);
	topology_free(t);
	return hosts;
}

static struct filter *try(const char *text, const struct hosts *hosts)
{
	struct error e = { 0 };
	struct filter_mark mark;
	int64_t start = clock_mono();
	struct filter *f = filter_new_named(text, hosts, &mark, &e);
	if (clock_mono() - start > 3 * CLOCK_SEC)
		abort();
	if (!f)
		check_mark(text, &mark, &e);
	return f;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t length = strnlen((const char *)data, size);
	autofree char *text = write_text(data, length);
	filter_free(try(text, hosts_once()));
	struct filter *f = try(text, NULL);
	if (!f)
		return 0;
	size_t rest = length < size ? length + 1 : size;
	check_expansion(f);
	check_match(f, data + rest, size - rest);
	filter_free(f);
	return 0;
}
