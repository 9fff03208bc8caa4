/* Simple network management: versions 1 (RFC 1157), 2c (RFC 1901, 3416) and 3 (RFC
 *3412, 3414), in basic encoding.
 *
 *	1, 2c:	{ version, community, PDU }
 *	3:	{ version, { id, max size, flags, model }, security, { engine, context,
 *PDU } } PDU:	{ id, error, error index, { { name, value } ... } } */
#include <string.h>

#include "core/dissect/ber.h"
#include "core/dissect/recall.h"

enum version { VERSION_1 = 0, VERSION_2C = 1, VERSION_3 = 3 };
enum pdu { RESPONSE = 0xa2, TRAP = 0xa4, BULK = 0xa5, TRAP_2 = 0xa7, REPORT = 0xa8 };

static const struct name versions[] = {
	{ VERSION_1, "SNMPv1" },
	{ VERSION_2C, "SNMPv2c" },
	{ 2, "SNMPv2u" },
	{ VERSION_3, "SNMPv3" },
	{ 0, NULL },
};

static const struct name pdus[] = {
	{ 0xa0, "get-request" },
	{ 0xa1, "get-next-request" },
	{ RESPONSE, "get-response" },
	{ 0xa3, "set-request" },
	{ TRAP, "trap" },
	{ BULK, "getBulkRequest" },
	{ 0xa6, "informRequest" },
	{ TRAP_2, "snmpV2-trap" },
	{ REPORT, "report" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 0, "noError" },
	{ 1, "tooBig" },
	{ 2, "noSuchName" },
	{ 3, "badValue" },
	{ 4, "readOnly" },
	{ 5, "genErr" },
	{ 6, "noAccess" },
	{ 7, "wrongType" },
	{ 8, "wrongLength" },
	{ 9, "wrongEncoding" },
	{ 10, "wrongValue" },
	{ 11, "noCreation" },
	{ 12, "inconsistentValue" },
	{ 13, "resourceUnavailable" },
	{ 14, "commitFailed" },
	{ 15, "undoFailed" },
	{ 16, "authorizationError" },
	{ 17, "notWritable" },
	{ 18, "inconsistentName" },
	{ 0, NULL },
};

static const struct name traps[] = {
	{ 0, "coldStart" },
	{ 1, "warmStart" },
	{ 2, "linkDown" },
	{ 3, "linkUp" },
	{ 4, "authenticationFailure" },
	{ 5, "egpNeighborLoss" },
	{ 6, "enterpriseSpecific" },
	{ 0, NULL },
};

static const struct name message_flags[] = {
	{ 1, "authenticated" },
	{ 2, "encrypted" },
	{ 4, "reportable" },
	{ 0, NULL },
};

static const struct name models[] = {
	{ 0, "any" }, { 1, "SNMPv1" }, { 2, "SNMPv2c" },
	{ 3, "USM" }, { 4, "TSM" },    { 0, NULL },
};

/* Application types of RFC 2578, and the exceptions of RFC 3416. */
enum value {
	IP_ADDRESS = 0x40,
	COUNTER = 0x41,
	GAUGE = 0x42,
	TICKS = 0x43,
	OPAQUE = 0x44,
	COUNTER64 = 0x46,
};

static const struct name exceptions[] = {
	{ BER_NULL, "null" },
	{ 0x80, "noSuchObject" },
	{ 0x81, "noSuchInstance" },
	{ 0x82, "endOfMibView" },
	{ 0, NULL },
};

/* --- A value in a field of its own. --- */

static int64_t read_integer(struct dissect *d, const char *name,
			    const struct name *table)
{
	uint32_t tag;
	bool wide;
	struct part outer = ber_open(d, &tag);
	size_t n = reader_left(&d->r);
	int64_t value = ber_integer(d, &wide);
	struct text *t = field_over(d, name, n);
	if (t) {
		text_int(t, value);
		const char *word = table ? name_of(table, (uint32_t)value, NULL) : NULL;
		text_str(t, word ? "  " : "");
		text_str(t, word ? word : "");
	}
	part_close(d, outer);
	return value;
}

static void read_string(struct dissect *d, const char *name)
{
	uint32_t tag;
	struct part outer = ber_open(d, &tag);
	(void)field_text(d, name, reader_left(&d->r));
	part_close(d, outer);
}

static void read_octets(struct dissect *d, const char *name)
{
	uint32_t tag;
	struct part outer = ber_open(d, &tag);
	(void)field_bytes(d, name, reader_left(&d->r));
	part_close(d, outer);
}

static bool is_printable(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((p[i] < 0x20 && p[i] != '\r' && p[i] != '\n') || p[i] > 0x7e)
			return false;
	return true;
}

static void put_string(struct text *t, const uint8_t *p, size_t n)
{
	if (is_printable(p, n)) {
		text_char(t, '"');
		text_escape(t, p, n);
		text_char(t, '"');
		return;
	}
	for (size_t i = 0; i < n && i < 32; i++)
		text_hex(t, p[i], 2);
	text_str(t, n > 32 ? "..." : "");
}

static void put_ticks(struct text *t, uint64_t ticks)
{
	text_uint(t, ticks / 100);
	text_char(t, '.');
	text_padded(t, ticks % 100, 2);
	text_str(t, " s");
}

/* All that is left, as its tag says. */
static void put_value(struct dissect *d, struct text *t, uint32_t tag)
{
	const uint8_t *p = d->r.at;
	size_t n = reader_left(&d->r);
	const char *exception = name_of(exceptions, tag, NULL);
	bool wide;
	if (exception)
		text_str(t, exception);
	else if (tag == BER_INTEGER)
		text_int(t, ber_integer(d, &wide));
	else if (tag == BER_OID)
		ber_oid(t, p, n);
	else if (tag == IP_ADDRESS && n == 4)
		addr_ip4(t, p);
	else if (tag == TICKS)
		put_ticks(t, ber_unsigned(d, &wide));
	else if (tag == COUNTER || tag == GAUGE || tag == COUNTER64)
		text_uint(t, ber_unsigned(d, &wide));
	else
		put_string(t, p, n);
}

/* --- The parts of a message. --- */

static void read_variable(struct dissect *d, struct text *info)
{
	uint32_t tag;
	struct part all = ber_open(d, &tag);
	struct part name = ber_open(d, &tag);
	const uint8_t *oid = d->r.at;
	size_t n = reader_left(&d->r);
	part_close(d, name);
	struct part value = ber_open(d, &tag);
	size_t size = (size_t)(d->r.end - oid);
	if (!d->r.cut) {
		text_char(info, ' ');
		ber_oid(info, oid, n);
	}
	struct text *t = field_at(d, "variable", oid, size);
	if (t) {
		ber_oid(t, oid, n);
		text_str(t, " = ");
		put_value(d, t, tag);
	}
	part_close(d, value);
	part_close(d, all);
}

static void read_variables(struct dissect *d, struct text *info)
{
	uint32_t tag;
	struct part outer = ber_open(d, &tag);
	while (part_more(d))
		read_variable(d, info);
	part_close(d, outer);
}

/* Wireshark writes this one with the name of its root: iso.3.6.1.4.1.9. */
static void put_enterprise(struct text *info, const uint8_t *oid, size_t n)
{
	char digits[128];
	struct text t = text_over(digits, sizeof(digits));
	ber_oid(&t, oid, n);
	bool iso = !strncmp(digits, "1.", 2);
	text_str(info, iso ? "iso" : "");
	text_str(info, digits + (iso ? 1 : 0));
}

static void read_trap(struct dissect *d, struct text *info)
{
	uint32_t tag;
	bool wide;
	struct part outer = ber_open(d, &tag);
	size_t n = reader_left(&d->r);
	const uint8_t *oid = reader_bytes(&d->r, n);
	struct text *t = field_over(d, "enterprise", n);
	if (t)
		ber_oid(t, oid, n);
	if (!d->r.cut) {
		text_char(info, ' ');
		put_enterprise(info, oid, n);
	}
	part_close(d, outer);
	outer = ber_open(d, &tag);
	(void)field_ip4(d, "agent");
	part_close(d, outer);
	(void)read_integer(d, "generic trap", traps);
	(void)read_integer(d, "specific trap", NULL);
	outer = ber_open(d, &tag);
	n = reader_left(&d->r);
	uint64_t ticks = ber_unsigned(d, &wide);
	t = field_over(d, "up for", n);
	if (t)
		put_ticks(t, ticks);
	part_close(d, outer);
	read_variables(d, info);
}

static void read_pdu(struct dissect *d, struct text *info)
{
	uint32_t tag;
	const uint8_t *start = d->r.at;
	struct part outer = ber_open(d, &tag);
	const char *word = name_of(pdus, tag, "unknown");
	if (!d->r.cut)
		text_str(info, word);
	struct text *t = field_at(d, "pdu", start, (size_t)(d->r.end - start));
	if (t)
		text_str(t, word);
	struct nest nest = field_enter(d);
	if (tag == TRAP) {
		read_trap(d, info);
	} else if (!d->r.cut) {
		bool bulk = tag == BULK;
		int64_t id = read_integer(d, "request id", NULL);
		if (tag != TRAP_2 && tag != REPORT)
			(void)recall_transaction(d, (uint32_t)id, tag == RESPONSE, 0);
		(void)read_integer(d, bulk ? "non-repeaters" : "error",
				   bulk ? NULL : errors);
		(void)read_integer(d, bulk ? "repetitions" : "error index", NULL);
		read_variables(d, info);
	}
	part_close(d, outer);
	field_leave(d, nest);
}

/* The user-based model (RFC 3414) is a sequence inside a string. */
static void read_security(struct dissect *d)
{
	uint32_t tag;
	struct part string = ber_open(d, &tag);
	struct part outer = ber_open(d, &tag);
	read_octets(d, "engine");
	(void)read_integer(d, "engine boots", NULL);
	(void)read_integer(d, "engine time", NULL);
	read_string(d, "user");
	read_octets(d, "authentication");
	read_octets(d, "privacy");
	part_close(d, outer);
	part_close(d, string);
}

static uint32_t read_global(struct dissect *d)
{
	uint32_t tag;
	struct part outer = ber_open(d, &tag);
	(void)read_integer(d, "message id", NULL);
	(void)read_integer(d, "largest message", NULL);
	struct part flags = ber_open(d, &tag);
	(void)field_flags(d, "flags", 1, message_flags);
	part_close(d, flags);
	int64_t model = read_integer(d, "security model", models);
	part_close(d, outer);
	return (uint32_t)model;
}

static void read_version_3(struct dissect *d, struct text *info)
{
	uint32_t tag = 0;
	if (read_global(d) == 3)
		read_security(d);
	else
		read_octets(d, "security");
	if (part_more(d) && *d->r.at == BER_STRING) {
		text_str(info, "encryptedPDU: privKey Unknown");
		read_octets(d, "encrypted pdu");
		return;
	}
	struct part outer = ber_open(d, &tag);
	read_octets(d, "context engine");
	read_string(d, "context");
	read_pdu(d, info);
	part_close(d, outer);
}

static void read_snmp(struct dissect *d)
{
	uint32_t tag;
	if (!part_more(d) || *d->r.at != BER_SEQUENCE) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	struct part outer = ber_open(d, &tag);
	int64_t version = read_integer(d, "version", versions);
	if (version == VERSION_3) {
		read_version_3(d, info);
	} else {
		read_string(d, "community");
		read_pdu(d, info);
	}
	part_close(d, outer);
	layer_repeats_info(d);
}

const struct proto proto_snmp = {
	.name = "SNMP",
	.column = "SNMP",
	.family = FAMILY_NAMES,
	.read = read_snmp,
};
