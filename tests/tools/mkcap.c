/* Writes a synthetic lab capture: mkcap [-c COUNT] [-s SEED] [-n] FILE
 * The same seed gives the same bytes. A small set of hosts talks ARP, ICMP, OSPF, BGP,
 * DNS, TCP, VXLAN, MPLS, LLDP and STP; checksums and TCP sequence numbers are right.
 * -n writes pcapng with two interfaces and directions instead of nanosecond pcap. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/store/output.h"
#include "core/store/pcap.h"
#include "core/store/pcapng_write.h"

enum { HOSTS = 12, FLOWS = 16, START = 1700000000 };

struct flow {
	uint32_t sequence[2]; /* next byte of either side */
	uint16_t port;
};

struct maker {
	uint64_t random;
	uint8_t bytes[2048];
	size_t size;
	struct flow flows[FLOWS], sessions[HOSTS];
	uint16_t ip_id, echo;
};

/* splitmix64 */
static uint32_t draw(struct maker *m, uint32_t below)
{
	uint64_t z = m->random += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (uint32_t)((z ^ z >> 31) >> 32) % below;
}

static void put8(struct maker *m, uint32_t value)
{
	m->bytes[m->size++] = (uint8_t)value;
}

static void put16(struct maker *m, uint32_t value)
{
	put8(m, value >> 8);
	put8(m, value);
}

static void put32(struct maker *m, uint32_t value)
{
	put16(m, value >> 16);
	put16(m, value);
}

static void put_hex(struct maker *m, const char *hex)
{
	for (unsigned value; sscanf(hex, "%2x", &value) == 1; hex += 2)
		put8(m, value);
}

static void put_filler(struct maker *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put8(m, (uint32_t)('a' + i % 26));
}

static void set16(struct maker *m, size_t at, uint32_t value)
{
	m->bytes[at] = (uint8_t)(value >> 8);
	m->bytes[at + 1] = (uint8_t)value;
}

/* RFC 1071, on top of `sum`. */
static uint32_t checksum(const struct maker *m, size_t from, uint32_t sum)
{
	for (size_t i = from; i < m->size; i += 2)
		sum += (uint32_t)m->bytes[i] << 8 |
		       (i + 1 < m->size ? m->bytes[i + 1] : 0u);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static uint32_t address(uint32_t host)
{
	return 0x0a000001u + host + (host / 4 << 8);
}

static void put_mac(struct maker *m, uint32_t host)
{
	put_hex(m, "0200000000");
	put8(m, host + 1);
}

static void ethernet(struct maker *m, uint32_t from, uint32_t to, uint32_t type)
{
	put_mac(m, to);
	put_mac(m, from);
	put16(m, type);
}

/* Returns where the header starts, for ip_end(). */
static size_t ip_begin(struct maker *m, uint32_t from, uint32_t to, uint32_t protocol,
		       uint32_t ttl)
{
	size_t at = m->size;
	put16(m, 0x4500);
	put16(m, 0);
	put16(m, m->ip_id++);
	put16(m, 0x4000);
	put8(m, ttl);
	put8(m, protocol);
	put16(m, 0);
	put32(m, from);
	put32(m, to);
	return at;
}

static void ip_end(struct maker *m, size_t at)
{
	size_t end = m->size;
	set16(m, at + 2, (uint32_t)(end - at));
	m->size = at + 20;
	set16(m, at + 10, checksum(m, at, 0));
	m->size = end;
}

/* TCP and UDP sum over a pseudo header, too. */
static void transport_end(struct maker *m, size_t ip, uint32_t protocol, size_t sum_at)
{
	size_t at = ip + 20;
	uint32_t sum = protocol + (uint32_t)(m->size - at);
	for (size_t i = ip + 12; i < ip + 20; i += 2)
		sum += (uint32_t)m->bytes[i] << 8 | m->bytes[i + 1];
	set16(m, sum_at, checksum(m, at, sum));
	ip_end(m, ip);
}

static size_t udp_begin(struct maker *m, uint32_t from, uint32_t to, uint32_t sport,
			uint32_t dport)
{
	size_t ip = ip_begin(m, address(from), address(to), 17, 64);
	put16(m, sport);
	put16(m, dport);
	put32(m, 0);
	return ip;
}

static void udp_end(struct maker *m, size_t ip)
{
	set16(m, ip + 24, (uint32_t)(m->size - ip - 20));
	transport_end(m, ip, 17, ip + 26);
}

static void tcp(struct maker *m, const uint32_t hosts[2], struct flow *flow,
		const uint16_t ports[2], const char *hex, size_t filler)
{
	unsigned side = draw(m, 2);
	ethernet(m, hosts[side], hosts[!side], 0x0800);
	size_t ip = ip_begin(m, address(hosts[side]), address(hosts[!side]), 6, 64);
	put16(m, ports[side]);
	put16(m, ports[!side]);
	put32(m, flow->sequence[side]);
	put32(m, flow->sequence[!side]);
	put16(m, 0x5018); /* 20 bytes, PSH ACK */
	put16(m, 64240);
	put32(m, 0);
	put_hex(m, hex);
	put_filler(m, filler);
	flow->sequence[side] += (uint32_t)(m->size - ip - 40);
	transport_end(m, ip, 6, ip + 36);
}

static void make_arp(struct maker *m, uint32_t from, uint32_t to)
{
	bool reply = draw(m, 2);
	if (reply)
		put_mac(m, to);
	else
		put_hex(m, "ffffffffffff");
	put_mac(m, from);
	put_hex(m, "080600010800060400");
	put8(m, reply ? 2 : 1);
	put_mac(m, from);
	put32(m, address(from));
	if (reply)
		put_mac(m, to);
	else
		put_hex(m, "000000000000");
	put32(m, address(to));
}

static void echo(struct maker *m, uint32_t from, uint32_t to)
{
	size_t ip = ip_begin(m, address(from), address(to), 1, 64);
	put16(m, draw(m, 2) ? 0x0800 : 0);
	put16(m, 0);
	put16(m, 7);
	put16(m, m->echo++);
	put_filler(m, 56);
	set16(m, ip + 22, checksum(m, ip + 20, 0));
	ip_end(m, ip);
}

static void make_icmp(struct maker *m, uint32_t from, uint32_t to)
{
	ethernet(m, from, to, 0x0800);
	echo(m, from, to);
}

static void make_mpls(struct maker *m, uint32_t from, uint32_t to)
{
	ethernet(m, from, to, 0x8847);
	put32(m, (16 + draw(m, 100)) << 12 | 64);	    /* transport */
	put32(m, (1000 + draw(m, 100)) << 12 | 0x100 | 64); /* bottom of stack */
	echo(m, from, to);
}

static void make_vxlan(struct maker *m, uint32_t from, uint32_t to)
{
	ethernet(m, from, to, 0x0800);
	size_t ip = udp_begin(m, from, to, 49152 + draw(m, 1000), 4789);
	put_hex(m, "08000000");
	put32(m, (100 + draw(m, 4)) << 8);
	make_icmp(m, to, from);
	udp_end(m, ip);
}

static void make_ospf(struct maker *m, uint32_t from, uint32_t to)
{
	put_hex(m, "01005e000005");
	put_mac(m, from);
	put16(m, 0x0800);
	size_t ip = ip_begin(m, address(from), 0xe0000005, 89, 1);
	put_hex(m, "02010030");
	put32(m, address(from));
	put_hex(m, "0000000000000000");
	put_hex(m, "0000000000000000ffffff00000a020100000028");
	put32(m, address(from));
	put32(m, address(to));
	put32(m, address(to));
	set16(m, ip + 32, checksum(m, ip + 20, 0));
	ip_end(m, ip);
}

static void make_bgp(struct maker *m, uint32_t from, uint32_t to)
{
	static const char keepalive[] = "ffffffffffffffffffffffffffffffff001304";
	static const uint16_t ports[] = { 179, 40179 };
	const uint32_t hosts[] = { from & ~1u, from | 1u };
	(void)to;
	tcp(m, hosts, &m->sessions[from / 2], ports, keepalive, 0);
}

static void make_data(struct maker *m, uint32_t from, uint32_t to)
{
	(void)from, (void)to; /* a flow has its own two hosts */
	struct flow *flow = &m->flows[draw(m, FLOWS)];
	const uint16_t ports[] = { 80, flow->port };
	const uint32_t hosts[] = { flow->port % HOSTS, (flow->port + 5u) % HOSTS };
	size_t size = draw(m, 4) ? draw(m, 200) : 1 + draw(m, 1400);
	tcp(m, hosts, flow, ports, "", size);
}

static void make_dns(struct maker *m, uint32_t from, uint32_t to)
{
	ethernet(m, from, to, 0x0800);
	size_t ip = udp_begin(m, from, to, 32768 + draw(m, 20000), 53);
	put16(m, draw(m, 65536));
	put_hex(m, "010000010000000000000472313030036c616200");
	put16(m, draw(m, 2) ? 1 : 28);
	put16(m, 1);
	udp_end(m, ip);
}

static void make_lldp(struct maker *m, uint32_t from, uint32_t to)
{
	(void)to;
	put_hex(m, "0180c200000e");
	put_mac(m, from);
	put_hex(m, "88cc020704");
	put_mac(m, from);
	put_hex(m, "04050565746831060200780a027230");
	put_hex(m, "0000");
}

static void make_stp(struct maker *m, uint32_t from, uint32_t to)
{
	(void)to;
	put_hex(m, "0180c2000000");
	put_mac(m, from);
	put_hex(m, "00264242030000000000");
	put_hex(m, "8000020000000001");
	put_hex(m, "00000000");
	put_hex(m, "8000020000000001");
	put_hex(m, "80010000140002000f00");
	put_hex(m, "0000000000000000");
}

static const struct kind {
	uint32_t share; /* of 100 */
	void (*make)(struct maker *m, uint32_t from, uint32_t to);
} kinds[] = {
	{ 6, make_arp },  { 12, make_icmp }, { 6, make_ospf },	{ 10, make_bgp },
	{ 10, make_dns }, { 38, make_data }, { 8, make_vxlan }, { 5, make_mpls },
	{ 2, make_lldp }, { 3, make_stp },
};

static void make(struct maker *m)
{
	uint32_t from = draw(m, HOSTS);
	uint32_t to = (from + 1 + draw(m, HOSTS - 1)) % HOSTS;
	uint32_t pick = draw(m, 100);
	const struct kind *kind = kinds;
	while (pick >= kind->share)
		pick -= (kind++)->share;
	m->size = 0;
	kind->make(m, from, to);
}

static void start_flows(struct maker *m)
{
	for (size_t i = 0; i < FLOWS; i++)
		m->flows[i] =
			(struct flow){ { draw(m, UINT32_MAX), draw(m, UINT32_MAX) },
				       (uint16_t)(40000 + i) };
	for (size_t i = 0; i < HOSTS; i++)
		m->sessions[i].sequence[0] = draw(m, UINT32_MAX);
}

static bool begin(struct output *o, bool pcapng, struct error *e)
{
	static const struct iface ifaces[] = {
		{ .name = "a:eth1", .description = "a eth1 <-> b eth1", .linktype = 1 },
		{ .name = "b:eth1", .linktype = 1, .filter = "not port 22" },
	};
	struct pcapng_origin origin = { .application = "mkcap" };
	uint8_t *to = output_room(o, 4 * PCAPNG_IFACE_ROOM, e);
	if (!to)
		return false;
	if (!pcapng) {
		pcap_encode_header(to, LINKTYPE_ETHERNET, 262144);
		o->used = PCAP_HEADER;
		return true;
	}
	o->used = pcapng_write_section(to, &origin);
	o->used += pcapng_write_iface(to + o->used, &ifaces[0]);
	o->used += pcapng_write_iface(to + o->used, &ifaces[1]);
	return true;
}

static bool write_all(struct output *o, uint64_t count, uint64_t seed, bool pcapng,
		      struct error *e)
{
	struct maker m = { .random = seed };
	int64_t time = START * CLOCK_SEC;
	start_flows(&m);
	for (uint64_t i = 0; i < count; i++) {
		make(&m);
		time += draw(&m, 200000);
		struct packet p = { .time = time,
				    .captured = (uint32_t)m.size,
				    .length = (uint32_t)m.size,
				    .bytes = m.bytes };
		p.direction = 1 + draw(&m, 2);
		uint32_t iface = draw(&m, 2);
		uint8_t *to = output_room(o, pcapng_packet_room(&p), e);
		if (!to)
			return false;
		o->used += pcapng ? pcapng_write_packet(to, iface, &p)
				  : pcap_encode_record(to, &p);
	}
	return output_flush(o, e);
}

int main(int argc, char **argv)
{
	uint64_t count = 1000, seed = 1;
	bool pcapng = false;
	struct error e;
	for (int c; (c = getopt(argc, argv, "c:s:n")) != -1;) {
		if (c == 'c')
			count = strtoull(optarg, NULL, 0);
		else if (c == 's')
			seed = strtoull(optarg, NULL, 0);
		else if (c == 'n')
			pcapng = true;
		else
			return 2;
	}
	if (optind + 1 != argc) {
		fprintf(stderr, "usage: mkcap [-c COUNT] [-s SEED] [-n] FILE\n");
		return 2;
	}
	int fd = open(argv[optind], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0) {
		perror(argv[optind]);
		return 1;
	}
	struct output o = output_over(fd);
	bool ok = begin(&o, pcapng, &e) && write_all(&o, count, seed, pcapng, &e);
	if (!ok)
		fprintf(stderr, "%s: %s\n", argv[optind], e.text);
	output_free(&o);
	close(fd);
	return ok ? 0 : 1;
}
