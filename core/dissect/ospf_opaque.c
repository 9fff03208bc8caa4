/* What opaque LSAs carry: traffic engineering (RFC 3630), graceful restart (RFC 3623),
 * capabilities of a router (RFC 7770), segment routing (RFC 8665) with its extended
 * prefixes and links (RFC 7684); and the block behind a packet that is for the link
 * alone (LLS, RFC 5613).
 *
 *	TLV:	type:2  length:2  value, padded to four bytes
 *	LLS:	checksum:2  length in words:2  TLVs */
#include <string.h>

#include "core/dissect/ospf.h"
#include "core/dissect/rate.h"
#include "core/dissect/te.h"

enum opaque { TE = 1, GRACE = 3, ROUTER = 4, PREFIX = 7, LINK = 8 };

/* How a value is read; numbers are as long as the value. */
enum form {
	FORM_BYTES,
	FORM_NUMBER,
	FORM_HEX,
	FORM_IP4,
	FORM_TEXT,
	FORM_RATES,  /* floating point, bytes per second */
	FORM_INSIDE, /* further TLVs */
	FORM_RANGE,  /* of labels: size, then TLVs */
	FORM_PREFIX, /* a prefix, then TLVs */
	FORM_LINK,   /* a link, then TLVs */
	FORM_SID, /* flags, topology, algorithm or weight, [neighbour], index or label
		   */
	FORM_LAN_SID,
	FORM_LINK_TYPE,
	FORM_LINK_IDS,
	FORM_ALGORITHMS,
	FORM_PREFERENCE, /* the first of four bytes */
	FORM_DEPTHS,	 /* kinds of maximum stack depths */
	FORM_PREFIXES,	 /* a range of prefixes, then TLVs */
	FORM_DIGEST,
	FORM_REASON,
	FORM_SWITCHING,
	FORM_GROUPS, /* numbers of four bytes */
	FORM_MEASURED,
};

struct tlv {
	uint32_t type;
	const char *name;
	enum form form;
	const struct tlv *inside;
};

static const struct tlv te_link[] = {
	{ 1, "link type", FORM_LINK_TYPE, NULL },
	{ 2, "link id", FORM_IP4, NULL },
	{ 3, "local address", FORM_IP4, NULL },
	{ 4, "remote address", FORM_IP4, NULL },
	{ 5, "TE metric", FORM_NUMBER, NULL },
	{ 6, "maximum bandwidth", FORM_RATES, NULL },
	{ 7, "maximum reservable", FORM_RATES, NULL },
	{ 8, "unreserved", FORM_RATES, NULL },
	{ 9, "administrative group", FORM_HEX, NULL },
	{ 11, "link identifiers", FORM_LINK_IDS, NULL },
	{ 14, "protection", FORM_PREFERENCE, NULL },
	{ 15, "switching capability", FORM_SWITCHING, NULL },
	{ 16, "shared risk groups", FORM_GROUPS, NULL },
	{ 17, "bandwidth constraints", FORM_BYTES, NULL },
	{ 26, "extended administrative groups", FORM_BYTES, NULL },
	{ 27, "delay us", FORM_MEASURED, NULL },
	{ 28, "least and most delay us", FORM_MEASURED, NULL },
	{ 29, "delay variation us", FORM_MEASURED, NULL },
	{ 30, "loss of 0.000003 %", FORM_MEASURED, NULL },
	{ 31, "residual bandwidth", FORM_RATES, NULL },
	{ 32, "available bandwidth", FORM_RATES, NULL },
	{ 33, "used bandwidth", FORM_RATES, NULL },
	{ 0, NULL, FORM_BYTES, NULL },
};

static const struct tlv te[] = {
	{ 1, "router address", FORM_IP4, NULL },
	{ 2, "link", FORM_INSIDE, te_link },
	{ 0, NULL, FORM_BYTES, NULL },
};

static const struct tlv grace[] = {
	{ 1, "period s", FORM_NUMBER, NULL },
	{ 2, "reason", FORM_REASON, NULL },
	{ 3, "interface", FORM_IP4, NULL },
	{ 0, NULL, FORM_BYTES, NULL },
};

static const struct tlv labels[] = {
	{ 1, "SID or label", FORM_NUMBER, NULL },
	{ 0, NULL, FORM_BYTES, NULL },
};

static const struct tlv router[] = {
	{ 1, "capabilities", FORM_HEX, NULL },
	{ 7, "host name", FORM_TEXT, NULL },
	{ 10, "administrative tags", FORM_GROUPS, NULL },
	{ 8, "SR algorithms", FORM_ALGORITHMS, NULL },
	{ 9, "SID or label range", FORM_RANGE, labels },
	{ 12, "node MSD", FORM_DEPTHS, NULL },
	{ 14, "SR local block", FORM_RANGE, labels },
	{ 15, "SRMS preference", FORM_PREFERENCE, NULL },
	{ 16, "flexible algorithm", FORM_BYTES, NULL },
	{ 0, NULL, FORM_BYTES, NULL },
};

static const struct tlv prefix_sids[] = {
	{ 2, "prefix SID", FORM_SID, NULL },
	{ 0, NULL, FORM_BYTES, NULL },
};

static const struct tlv prefixes[] = {
	{ 1, "extended prefix", FORM_PREFIX, prefix_sids },
	{ 2, "extended prefix range", FORM_PREFIXES, prefix_sids },
	{ 0, NULL, FORM_BYTES, NULL },
};

static const struct tlv link_sids[] = {
	{ 2, "adjacency SID", FORM_SID, NULL },
	{ 3, "LAN adjacency SID", FORM_LAN_SID, NULL },
	{ 6, "link MSD", FORM_DEPTHS, NULL },
	{ 0, NULL, FORM_BYTES, NULL },
};

static const struct tlv links[] = {
	{ 1, "extended link", FORM_LINK, link_sids },
	{ 0, NULL, FORM_BYTES, NULL },
};

static const struct tlv local[] = {
	{ 1, "extended options", FORM_HEX, NULL },
	{ 2, "cryptographic authentication", FORM_DIGEST, NULL },
	{ 0, NULL, FORM_BYTES, NULL },
};

static const struct tlv nothing[] = {
	{ 0, NULL, FORM_BYTES, NULL },
};

static void read_number(struct dissect *d, bool hex)
{
	size_t n = reader_left(&d->r);
	if (!n || n > 4)
		return;
	if (hex)
		(void)field_hex(d, "value", n);
	else
		(void)field_uint(d, "value", n);
}

static void read_sid(struct dissect *d, bool lan)
{
	(void)field_hex(d, "flags", 1);
	reader_skip(&d->r, 1);
	(void)field_uint(d, "topology", 1);
	(void)field_uint(d, "algorithm, weight", 1);
	if (lan)
		(void)field_ip4(d, "neighbour");
	size_t n = reader_left(&d->r) == 3 ? 3 : 4;
	(void)field_uint(d, n == 3 ? "label" : "index", n);
}

static const struct name link_types[] = {
	{ 1, "point-to-point" },
	{ 2, "multi-access" },
	{ 0, NULL },
};

static const struct name algorithms[] = {
	{ 0, "shortest path" },
	{ 1, "strict shortest path" },
	{ 0, NULL },
};

static const struct name depths[] = {
	{ 1, "imposed" },
	{ 2, "entropy readable" },
	{ 0, NULL },
};

static const struct name reasons[] = {
	{ 0, "unknown" },
	{ 1, "software restart" },
	{ 2, "software upgrade" },
	{ 3, "switch to redundant processor" },
	{ 0, NULL },
};

/* Values of a few fields. */
static void read_few(struct dissect *d, enum form form)
{
	if (form == FORM_LINK_TYPE) {
		(void)field_named(d, "value", 1, link_types);
	} else if (form == FORM_REASON) {
		(void)field_named(d, "value", 1, reasons);
	} else if (form == FORM_LINK_IDS) {
		(void)field_uint(d, "local", 4);
		(void)field_uint(d, "remote", 4);
	} else if (form == FORM_PREFERENCE) {
		(void)field_uint(d, "value", 1);
		reader_skip(&d->r, 3);
	} else if (form == FORM_DIGEST) {
		(void)field_hex(d, "sequence", 4);
		field_rest(d, "digest");
	} else if (form == FORM_SWITCHING) {
		te_read_switching(d);
	}
	while (form == FORM_GROUPS && part_more(d))
		(void)field_uint(d, "group", 4);
	if (form == FORM_MEASURED)
		te_read_measured(d, "value");
	if (form == FORM_MEASURED && part_more(d)) {
		reader_skip(&d->r, 1);
		(void)field_uint(d, "most", 3);
	}
	while (form == FORM_ALGORITHMS && part_more(d))
		(void)field_named(d, "algorithm", 1, algorithms);
	while (form == FORM_DEPTHS && part_more(d)) {
		(void)field_named(d, "kind", 1, depths);
		(void)field_uint(d, "labels", 1);
	}
}

static void read_tlvs(struct dissect *d, const struct tlv *table, bool nested);

/* What stands in front of the TLVs inside. */
static void read_head(struct dissect *d, enum form form)
{
	if (form == FORM_RANGE) {
		(void)field_uint(d, "size", 3);
		reader_skip(&d->r, 1);
	} else if (form == FORM_PREFIX) {
		(void)field_uint(d, "route type", 1);
		(void)field_uint(d, "prefix length", 1);
		(void)field_uint(d, "address family", 1);
		(void)field_hex(d, "flags", 1);
		(void)field_ip4(d, "prefix");
	} else if (form == FORM_PREFIXES) {
		(void)field_uint(d, "prefix length", 1);
		(void)field_uint(d, "address family", 1);
		(void)field_uint(d, "prefixes", 2);
		(void)field_hex(d, "flags", 1);
		reader_skip(&d->r, 3);
		(void)field_ip4(d, "prefix");
	} else if (form == FORM_LINK) {
		(void)field_uint(d, "link type", 1);
		reader_skip(&d->r, 3);
		(void)field_ip4(d, "link id");
		(void)field_ip4(d, "link data");
	}
}

static void read_value(struct dissect *d, const struct tlv *tlv, bool nested)
{
	if (tlv->form == FORM_NUMBER || tlv->form == FORM_HEX) {
		read_number(d, tlv->form == FORM_HEX);
	} else if (tlv->form == FORM_IP4) {
		(void)field_ip4(d, "address");
	} else if (tlv->form == FORM_TEXT) {
		(void)field_text(d, "text", reader_left(&d->r));
	} else if (tlv->form == FORM_RATES) {
		while (reader_left(&d->r) >= 4)
			rate_field(d, "bytes/s");
	} else if (tlv->form == FORM_SID || tlv->form == FORM_LAN_SID) {
		read_sid(d, tlv->form == FORM_LAN_SID);
	} else if (tlv->inside && !nested) {
		read_head(d, tlv->form);
		read_tlvs(d, tlv->inside, true);
	} else {
		read_few(d, tlv->form);
	}
	field_rest(d, "content");
}

static void read_tlvs(struct dissect *d, const struct tlv *table, bool nested)
{
	while (part_more(d)) {
		uint32_t type = reader_u16(&d->r);
		const struct tlv *tlv = table;
		while (tlv->name && tlv->type != type)
			tlv++;
		struct text *t = field_over(d, "tlv", 2);
		if (t) {
			text_uint(t, type);
			text_str(t, tlv->name ? "  " : "");
			text_str(t, tlv->name ? tlv->name : "");
		}
		struct nest nest = field_enter(d);
		uint32_t size = field_uint(d, "length", 2);
		struct part outer = part_open(d, size);
		read_value(d, tlv, nested);
		part_close(d, outer);
		/* The last one may lack its padding. */
		size_t padding = -size & 3u, left = reader_left(&d->r);
		reader_skip(&d->r, padding < left ? padding : left);
		field_leave(d, nest);
	}
}

void ospf_read_opaque(struct dissect *d, uint32_t type)
{
	static const struct tlv *const tables[] = {
		[TE] = te,	     [GRACE] = grace, [ROUTER] = router,
		[PREFIX] = prefixes, [LINK] = links,
	};
	const struct tlv *table = type < COUNT(tables) ? tables[type] : NULL;
	read_tlvs(d, table ? table : nothing, false);
}

void ospf_read_local(struct dissect *d)
{
	if (reader_left(&d->r) < 4)
		return;
	(void)field_hex(d, "link local checksum", 2);
	struct nest nest = field_enter(d);
	size_t words = field_uint(d, "words", 2);
	struct part outer = part_open(d, words ? words * 4 - 4 : 0);
	read_tlvs(d, local, false);
	part_close(d, outer);
	field_leave(d, nest);
}
