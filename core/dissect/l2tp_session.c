/* Data of a session of L2TPv3 (RFC 3931 4.1, 4719): a cookie of 0, 4 or 8 bytes and a
 * sublayer of 4 or none, which only the control messages tell, then mostly Ethernet.
 * What is there is told by the frame behind it: a header of IPv4 with its checksum, one
 * of IPv6 that is as long as it says, ARP, or a well-known group with the type that
 * belongs to it. */
#include <string.h>

#include "core/dissect/checksum.h"
#include "core/dissect/l2tp.h"

enum { HEAD_MAX = 12, HEAD_STEP = 4, MAC_PAIR = 12, VLANS_MAX = 2 };
enum { IP4_HEADER = 20, IP6_HEADER = 40, LINKTYPE_ETHERNET = 1 };
enum type {
	TYPE_IP4 = 0x0800,
	TYPE_ARP = 0x0806,
	TYPE_VLAN = 0x8100,
	TYPE_IP6 = 0x86dd,
	TYPE_SERVICE = 0x88a8,
	TYPE_LLDP = 0x88cc,
};

static uint32_t u16(const uint8_t *p)
{
	return (uint32_t)(p[0] << 8 | p[1]);
}

/* `all` counts what was sent and not captured, too. */
static bool is_ip4(const uint8_t *p, size_t n, size_t all)
{
	if (n < IP4_HEADER || p[0] >> 4 != 4)
		return false;
	size_t header = (p[0] & 15) * (size_t)4, total = u16(p + 2);
	return header >= IP4_HEADER && header <= n && total >= header && total <= all &&
	       checksum_add(0, p, header) == 0xffff;
}

static bool is_ip6(const uint8_t *p, size_t n, size_t all)
{
	return n >= IP6_HEADER && p[0] >> 4 == 6 && u16(p + 4) + IP6_HEADER == all;
}

static bool is_arp(const uint8_t *p, size_t n)
{
	static const uint8_t ethernet_ip4[] = { 0, 1, 8, 0, 6, 4, 0 };
	return n > sizeof(ethernet_ip4) &&
	       !memcmp(p, ethernet_ip4, sizeof(ethernet_ip4));
}

static bool is_bridge_group(const uint8_t *frame, const uint8_t *type, size_t n)
{
	static const uint8_t group[] = { 0x01, 0x80, 0xc2, 0, 0 };
	static const uint8_t spanning_tree[] = { 0x42, 0x42, 0x03 };
	if (memcmp(frame, group, sizeof(group)) != 0)
		return false;
	if (u16(type) == TYPE_LLDP)
		return true;
	return n >= 2 + sizeof(spanning_tree) &&
	       !memcmp(type + 2, spanning_tree, sizeof(spanning_tree));
}

static bool is_frame(const uint8_t *p, size_t n, size_t beyond)
{
	const uint8_t *at = p + MAC_PAIR, *end = p + n;
	if (n < MAC_PAIR + 2)
		return false;
	for (int i = 0; i < VLANS_MAX && end - at >= 6; i++)
		if (u16(at) == TYPE_VLAN || u16(at) == TYPE_SERVICE)
			at += 4;
	const uint8_t *payload = at + 2;
	size_t left = (size_t)(end - payload), all = left + beyond;
	switch (u16(at)) {
	case TYPE_IP4:
		return is_ip4(payload, left, all);
	case TYPE_IP6:
		return is_ip6(payload, left, all);
	case TYPE_ARP:
		return is_arp(payload, left);
	default:
		return is_bridge_group(p, at, left + 2);
	}
}

void l2tp_read_session(struct dissect *d)
{
	size_t n = reader_left(&d->r);
	for (size_t head = 0; head <= HEAD_MAX && head < n; head += HEAD_STEP) {
		if (!is_frame(d->r.at + head, n - head, d->beyond))
			continue;
		if (head)
			(void)field_bytes(d, "cookie, sublayer", head);
		next(d, SPACE_LINK, LINKTYPE_ETHERNET);
		return;
	}
}
