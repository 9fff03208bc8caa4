/* The attribute PREFIX_SID: segments of MPLS (RFC 8669) and services over SRv6 (RFC
 * 9252).
 *
 *	type:1  length:2  value			all levels: TLV, sub-TLV, sub-sub-TLV
 *	label index	reserved:1  flags:2  index:4
 *	SRv6 SID	reserved:1  SID:16  flags:1  behaviour:2  reserved:1  { TLV } */
#include "core/dissect/bgp.h"

enum tlv { LABEL_INDEX = 1, ORIGINATOR_SRGB = 3, L3_SERVICE = 5, L2_SERVICE = 6 };
enum { SID_INFORMATION = 1, SID_STRUCTURE = 1 };

static const struct name tlvs[] = {
	{ LABEL_INDEX, "label index" },
	{ ORIGINATOR_SRGB, "originator SRGB" },
	{ L3_SERVICE, "SRv6 layer 3 service" },
	{ L2_SERVICE, "SRv6 layer 2 service" },
	{ 0, NULL },
};

static const struct name service_tlvs[] = {
	{ SID_INFORMATION, "SID" },
	{ 0, NULL },
};

static const struct name sid_tlvs[] = {
	{ SID_STRUCTURE, "structure" },
	{ 0, NULL },
};

static void read_structure(struct dissect *d)
{
	(void)field_uint(d, "block bits", 1);
	(void)field_uint(d, "node bits", 1);
	(void)field_uint(d, "function bits", 1);
	(void)field_uint(d, "argument bits", 1);
	(void)field_uint(d, "transposed bits", 1);
	(void)field_uint(d, "transposed to", 1);
}

/* Each TLV is a nest that ends where its length says. */
static struct part open_tlv(struct dissect *d, const struct name *names, uint32_t *type,
			    struct nest *nest)
{
	*type = field_named(d, "tlv", 1, names);
	*nest = field_enter(d);
	return part_open(d, field_uint(d, "length", 2));
}

static void close_tlv(struct dissect *d, struct part outer, struct nest nest)
{
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_sid(struct dissect *d)
{
	reader_skip(&d->r, 1);
	(void)field_ip6(d, "sid");
	(void)field_hex(d, "flags", 1);
	(void)field_named(d, "behaviour", 2, names_srv6_behaviours);
	reader_skip(&d->r, 1);
	while (part_more(d)) {
		uint32_t type;
		struct nest nest;
		struct part outer = open_tlv(d, sid_tlvs, &type, &nest);
		if (type == SID_STRUCTURE)
			read_structure(d);
		close_tlv(d, outer, nest);
	}
}

static void read_service(struct dissect *d)
{
	reader_skip(&d->r, 1);
	while (part_more(d)) {
		uint32_t type;
		struct nest nest;
		struct part outer = open_tlv(d, service_tlvs, &type, &nest);
		if (type == SID_INFORMATION)
			read_sid(d);
		close_tlv(d, outer, nest);
	}
}

static void read_value(struct dissect *d, uint32_t type)
{
	if (type == LABEL_INDEX) {
		reader_skip(&d->r, 1);
		(void)field_hex(d, "flags", 2);
		(void)field_uint(d, "index", 4);
	} else if (type == ORIGINATOR_SRGB) {
		(void)field_hex(d, "flags", 2);
		while (part_more(d)) {
			(void)field_uint(d, "base", 3);
			(void)field_uint(d, "range", 3);
		}
	} else if (type == L3_SERVICE || type == L2_SERVICE) {
		read_service(d);
	}
}

void bgp_read_prefix_sid(struct dissect *d)
{
	while (part_more(d)) {
		uint32_t type;
		struct nest nest;
		struct part outer = open_tlv(d, tlvs, &type, &nest);
		read_value(d, type);
		close_tlv(d, outer, nest);
	}
}
