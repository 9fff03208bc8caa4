/* What lanes count and learn, and two packets side by side. */
#include "core/analysis/lanes.h"
#include "core/base/attr.h"
#include "core/store/packet.h"
#include "tests/test.h"
#include "tui/fields_diff.h"

static const struct lane_end a = { 0, DIRECTION_OUT }, b = { 1, DIRECTION_IN },
			     c = { 2, DIRECTION_IN };

static bool is_about(int64_t value, int64_t wanted)
{
	return value * 100 >= wanted * 98 && value * 100 <= wanted * 102;
}

static void test_delays(void)
{
	struct lanes *l = lanes_new();
	struct lane *lane = lanes_of(l, a, b);
	CHECK(lane && lanes_of(l, a, b) == lane && lanes_of(l, b, a) != lane);
	CHECK(lane_quantile(lane, 50) == 0);
	for (int64_t us = 1; us <= 1000; us++)
		lane_delay(lane, us * 1000);
	CHECK(is_about(lane_quantile(lane, 50), 500000));
	CHECK(is_about(lane_quantile(lane, 99), 990000));
	CHECK(lane_quantile(lane, 100) == 1000000 && lane->max == 1000000);
	lane_delay(lane, INT64_MAX);
	lane_delay(lane, -5);
	CHECK(lane->max == INT64_MAX);
	lanes_free(l);
}

/* Some packets before anything is expected, and all branches of a flood. */
static void test_expect(void)
{
	struct lanes *l = lanes_new();
	struct lane_end next[LANE_NEXTS];
	for (int i = 0; i < 3; i++)
		lanes_learn(l, a, 7, b);
	CHECK(lanes_expect(l, a, 7, next) == 0);
	lanes_learn(l, a, 7, b);
	CHECK(lanes_expect(l, a, 7, next) == 1 && next[0].point == b.point);
	CHECK(lanes_expect(l, a, 8, next) == 0 && lanes_expect(l, b, 7, next) == 0);
	for (int i = 0; i < 4; i++)
		lanes_learn(l, a, 7, c);
	CHECK(lanes_expect(l, a, 7, next) == 2);
	for (int i = 0; i < 100; i++)
		lanes_learn(l, a, 7, c);
	CHECK(lanes_expect(l, a, 7, next) == 1 && next[0].point == c.point);
	lanes_free(l);
}

/* Nothing grows without end. */
static void test_bounds(void)
{
	struct lanes *l = lanes_new();
	bool fine = true;
	for (uint32_t i = 0; i < LANES_MAX + 10; i++)
		fine &= (lanes_of(l, a, (struct lane_end){ i, DIRECTION_IN }) !=
			 NULL) == (i < LANES_MAX);
	CHECK_AS("there is room for so many, and no more", fine);
	CHECK(lanes_count(l) == LANES_MAX);
	lanes_free(l);
}

#define MACS "\x02\0\0\0\0\x01\x02\0\0\0\0\x02"
#define ARP_ASK                                                                        \
	"\0\x01\x08\0\x06\x04\0\x01\x02\0\0\0\0\x02\x0a\0\0\x01\0\0\0\0\0\0\x0a\0\0"   \
	"\x02"

static void take_apart(struct fields *f, const char *bytes, size_t size)
{
	struct row row;
	dissect_packet(&row, f, LINKTYPE_ETHERNET, (const uint8_t *)bytes, size, size);
}

/* A tag that was added is no change of what stands behind it. */
static void test_diff(void)
{
	static const char plain[] = MACS "\x08\x06" ARP_ASK;
	static const char tagged[] = MACS "\x81\0\0\x0a\x08\x06" ARP_ASK;
	struct fields *left = fields_new(), *right = fields_new();
	struct fields_diff d = { .rows = { NULL, 0, 0 } };
	size_t changed = 0, missing = 0;
	take_apart(left, plain, sizeof(plain) - 1);
	take_apart(right, plain, sizeof(plain) - 1);
	fields_diff_build(&d, left, right);
	for (size_t i = 0; i < d.rows.count; i++)
		changed += d.rows.items[i].changed;
	CHECK(d.rows.count == fields_count(left) && !changed);
	take_apart(right, tagged, sizeof(tagged) - 1);
	fields_diff_build(&d, left, right);
	for (size_t i = 0; i < d.rows.count; i++) {
		const struct diff_row *r = &d.rows.items[i];
		missing += !r->left;
		CHECK(r->left || r->right);
		if (r->left && !strcmp(r->left->name, "ARP"))
			CHECK(r->right && !r->changed);
	}
	CHECK(missing > 0 && fields_count(right) > fields_count(left));
	fields_diff_done(&d);
	fields_free(left);
	fields_free(right);
}

int main(void)
{
	test_delays();
	test_expect();
	test_bounds();
	test_diff();
	return test_done();
}
