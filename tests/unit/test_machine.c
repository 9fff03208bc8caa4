/* Machines as observers make them: what is kept, in which order, and what is not. */
#include "core/lab/machine.h"

#include "core/lab/machine_make.h"
#include "tests/test.h"

static void test_order(void)
{
	struct machines_draft d = machines_draft("libvirt");
	struct machine_draft *m = machines_add(&d, MACHINE_DOMAIN, "X_a");
	CHECK(m);
	m->machine.lab = machines_text(&d, "X");
	struct nic *n = machines_add_nic(&d, m, NIC_NETWORK);
	n->ifname = machines_text(&d, "vgif_a_1");
	n = machines_add_nic(&d, m, NIC_UDP);
	n->ifname = machines_text(&d, "");
	machines_add(&d, MACHINE_DOMAIN, "X_\x1b[2J");
	machines_add_network(&d, "X_1", "virbr1", true);
	machines_add_network(&d, "off", NULL, false);
	struct machines *all = machines_seal(&d);
	CHECK(all->count == 2 && all->network_count == 2 && !all->left_off);
	CHECK_STR(all->items[0].name, "X_a");
	CHECK_STR(all->items[0].source, "libvirt");
	CHECK_STR(all->items[0].lab, "X");
	CHECK(all->items[0].nic_count == 2 && all->items[1].nic_count == 0);
	CHECK_STR(all->items[0].nics[0].ifname, "vgif_a_1");
	CHECK(!all->items[0].nics[1].ifname);
	CHECK_STR(nic_word(all->items[0].nics[1].kind), "udp");
	CHECK_STR(all->items[1].name, "X_\\x1b[2J");
	CHECK_STR(all->networks[0].bridge, "virbr1");
	CHECK(!all->networks[1].bridge && !all->networks[1].active);
	machines_free(all);
}

static void test_mac(void)
{
	static const char *const wrong[] = {
		"",
		"52:54:00:ca:01",
		"52:54:00:ca:01:0",
		"52:54:00:ca:01:011",
		"52-54-00-ca-01-01",
		"52:54:00:ca:01:0g",
		"52:54:00:ca:01:01:",
	};
	struct nic n = { .kind = NIC_TAP };
	for (size_t i = 0; i < COUNT(wrong); i++) {
		machines_set_mac(&n, wrong[i]);
		CHECK_AS(wrong[i], !n.has_mac);
	}
	machines_set_mac(&n, NULL);
	CHECK(!n.has_mac);
	machines_set_mac(&n, "52:54:00:CA:01:0f");
	CHECK(n.has_mac && !memcmp(n.mac, "\x52\x54\0\xca\1\x0f", 6));
}

static void test_limits(void)
{
	struct machines_draft d = machines_draft("qemu");
	for (size_t i = 0; i < MACHINES_MAX; i++)
		machines_add(&d, MACHINE_QEMU, "vm");
	CHECK(!machines_add(&d, MACHINE_QEMU, "one more"));
	struct machine_draft *last = &d.items.items[d.items.count - 1];
	for (size_t i = 0; i < NICS_MAX; i++)
		machines_add_nic(&d, last, NIC_TAP);
	CHECK(!machines_add_nic(&d, last, NIC_TAP));
	struct machines *all = machines_seal(&d);
	CHECK(all->count == MACHINES_MAX && all->left_off == 2);
	CHECK(all->items[MACHINES_MAX - 1].nic_count == NICS_MAX);
	machines_free(all);
}

int main(void)
{
	test_order();
	test_mac();
	test_limits();
	return test_done();
}
