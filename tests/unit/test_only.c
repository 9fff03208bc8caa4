/* Filters made from packets: what comes out matches the packet it came from, says what
 * the field says, and goes with the filter that is in force. */
#include "core/analysis/only.h"

#include <string.h>

#include "core/analysis/filter.h"
#include "tests/test.h"

/* Ethernet, IPv4 10.1.0.1 > 10.1.0.2, UDP 5000 > 53 and four bytes. */
static const uint8_t udp_frame[] = {
	0x52, 0x54, 0,	  0x8e, 0x11, 2,    0x52, 0x54, 0, 0x31, 0x0a, 2, 8, 0, 0x45, 0,
	0,    32,   0,	  7,	0,    0,    64,	  17,	0, 0,	 10,   1, 0, 1, 10,   1,
	0,    2,    0x13, 0x88, 0x13, 0x89, 0,	  12,	0, 0,	 1,    2, 3, 4,
};

/* The same in VLAN 100. */
static void tag(uint8_t out[sizeof(udp_frame) + 4])
{
	static const uint8_t tagged[] = { 0x81, 0, 0, 100 };
	memcpy(out, udp_frame, 12);
	memcpy(out + 12, tagged, 4);
	memcpy(out + 16, udp_frame + 12, sizeof(udp_frame) - 12);
}

struct taken {
	struct packet packet;
	struct fields *fields;
	struct only only;
};

static void take(struct taken *t, const uint8_t *bytes, uint32_t size)
{
	struct row row;
	t->packet = (struct packet){ .number = 1,
				     .linktype = LINKTYPE_ETHERNET,
				     .captured = size,
				     .length = size,
				     .bytes = bytes };
	t->fields = fields_new();
	dissect_packet(&row, t->fields, LINKTYPE_ETHERNET, bytes, size, size);
	t->only = (struct only){ &t->packet, t->fields, NULL };
}

static size_t field(const struct taken *t, const char *layer, const char *name)
{
	bool here = false;
	for (size_t i = 0; i < fields_count(t->fields); i++) {
		const struct field *f = fields_at(t->fields, i);
		if (f->depth == 0)
			here = !strcmp(f->name, layer);
		if (here && (f->depth == 0 ? !*name : !strcmp(f->name, name)))
			return i;
	}
	CHECK_AS(name, false);
	return 0;
}

static bool matches(const char *text, const struct packet *p)
{
	struct error e;
	struct filter *f = filter_new(text, NULL, &e);
	bool yes = f && filter_match(f, p);
	filter_free(f);
	return yes;
}

static void expect(const struct taken *t, const char *layer, const char *name,
		   const char *old, const char *wanted)
{
	char out[ONLY_TEXT], without[ONLY_TEXT];
	struct error e;
	size_t i = field(t, layer, name);
	CHECK(only_field(&t->only, i, old, false, out, &e));
	CHECK_STR(out, wanted);
	CHECK(matches(out, &t->packet));
	CHECK(only_field(&t->only, i, old, true, without, &e));
	CHECK(!matches(without, &t->packet));
}

static void test_fields(void)
{
	struct taken t;
	take(&t, udp_frame, sizeof(udp_frame));
	expect(&t, "IPv4", "source", "", "src host 10.1.0.1");
	expect(&t, "IPv4", "ttl", "", "ip[8] = 0x40");
	expect(&t, "IPv4", "id", "udp", "udp and ip[4:2] = 0x0007");
	expect(&t, "UDP", "destination port", "icmp or udp",
	       "(icmp or udp) and udp dst port 5001");
	expect(&t, "UDP", "length", "", "udp[4:2] = 0x000c");
	expect(&t, "Ethernet", "source", "", "ether src 52:54:00:31:0a:02");
	expect(&t, "UDP", "", "", "udp");
	expect(&t, "Data", "bytes", "", "udp[8:4] = 0x01020304");
	char out[ONLY_TEXT];
	struct error e;
	CHECK(only_field(&t.only, field(&t, "IPv4", "ttl"), "ip or arp", true, out,
			 &e));
	CHECK_STR(out, "(ip or arp) and not ip[8] = 0x40");
	CHECK(!only_field(&t.only, field(&t, "Data", ""), "", false, out, &e));
	fields_free(t.fields);
}

static void test_tagged(void)
{
	uint8_t frame[sizeof(udp_frame) + 4];
	struct taken t;
	tag(frame);
	take(&t, frame, sizeof(frame));
	expect(&t, "IPv4", "source", "", "vlan 100 and src host 10.1.0.1");
	expect(&t, "VLAN", "vlan id", "", "vlan 100");
	/* The tag is counted once. */
	expect(&t, "IPv4", "ttl", "vlan 100 and udp",
	       "(vlan 100 and udp) and ip[8] = 0x40");
	char out[ONLY_TEXT];
	CHECK(only_conversation(&t.only, out));
	CHECK(matches(out, &t.packet));
	fields_free(t.fields);
}

static void test_choices(void)
{
	struct only_choice choices[ONLY_CHOICES];
	struct taken t;
	take(&t, udp_frame, sizeof(udp_frame));
	size_t count = only_choices(&t.only, choices);
	CHECK(count == 6);
	CHECK_STR(choices[0].text, "src host 10.1.0.1");
	CHECK_STR(choices[0].what, "from");
	CHECK_STR(choices[2].text, "host 10.1.0.1 and host 10.1.0.2 and udp port 5000 "
				   "and udp port 5001");
	CHECK_STR(choices[3].text, "udp");
	for (size_t i = 0; i < count; i++)
		CHECK(matches(choices[i].text, &t.packet));
	fields_free(t.fields);
}

/* Cut anywhere, nothing is read behind the end and nothing wrong is said. */
static void test_cut(void)
{
	uint8_t frame[sizeof(udp_frame) + 4];
	tag(frame);
	bool right = true;
	for (uint32_t size = 0; size <= sizeof(frame); size++) {
		struct only_choice choices[ONLY_CHOICES];
		char out[ONLY_TEXT];
		struct error e;
		struct taken t;
		take(&t, frame, size);
		size_t count = only_choices(&t.only, choices);
		for (size_t i = 0; i < count; i++)
			right = right && matches(choices[i].text, &t.packet);
		for (size_t i = 0; i < fields_count(t.fields); i++)
			if (only_field(&t.only, i, "", false, out, &e))
				right = right && matches(out, &t.packet);
		fields_free(t.fields);
	}
	CHECK_AS("what is said of a cut packet is true", right);
}

static void test_term(void)
{
	char out[ONLY_TEXT];
	struct error e;
	const struct only none = { .hosts = NULL };
	CHECK(only_term(&none, "icmp or arp", "host 10.0.0.1", true, out, &e));
	CHECK_STR(out, "host 10.0.0.1 and not (icmp or arp)");
	CHECK(!only_term(&none, "prot x", "", false, out, &e));
}

int main(void)
{
	test_fields();
	test_tagged();
	test_choices();
	test_cut();
	test_term();
	return test_done();
}
