/* libvirt_bench [DOMAINS]: a lab of so many domains as libvirt describes them, eight
 * cards each (half taps on networks, half tunnels), to documents, machines and a model
 * without facts; prints the milliseconds that each step takes. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/lab/lab.h"
#include "core/lab/machine_libvirt.h"

enum { CARDS = 8, TEXT = 16384, PADDING = 60 };

/* A card, with as much around it as libvirt puts there. */
static void put_card(struct text *t, int domain, int card, int domains)
{
	int peer = card % 4 < 2 ? (domain + 1) % domains
				: (domain + domains - 1) % domains;
	if (card < CARDS / 2)
		text_printf(t,
			    "<interface type='network'><source network='X_%d' "
			    "bridge='virbr%d'/><target dev='vgif_n%d_%d'/>",
			    domain / 4, domain / 4, domain, card);
	else
		text_printf(t,
			    "<interface type='udp'><source address='127.1.%d.%d' "
			    "port='%d'><local address='127.1.%d.%d' port='%d'/>"
			    "</source>",
			    peer / 200, peer % 200, 10000 + (card ^ 2), domain / 200,
			    domain % 200, 10000 + card);
	text_printf(t,
		    "<mac address='52:54:00:%02x:%02x:01'/><model type='virtio'/>"
		    "<alias name='net%d'/></interface>",
		    domain & 255, card, card);
}

static void add_domain(struct documents_draft *d, int domain, int domains)
{
	char xml[TEXT];
	struct text t = text_over(xml, sizeof(xml));
	text_printf(&t, "<domain type='kvm' id='1'><name>X_n%d</name><devices>",
		    domain);
	for (int i = 0; i < PADDING; i++)
		text_printf(&t,
			    "<controller type='pci' index='%d'><address slot='%d'/>"
			    "</controller>",
			    i, i);
	for (int i = 0; i < CARDS; i++)
		put_card(&t, domain, i, domains);
	text_str(&t, "</devices></domain>");
	documents_add(d, LIBVIRT_DOMAIN, MACHINE_RUNNING, xml, text_length(&t));
}

static double ms_since(int64_t start)
{
	return (double)(clock_mono() - start) / (double)CLOCK_MS;
}

int main(int argc, char **argv)
{
	int domains = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 200;
	struct documents_draft d = { .left_off = 0 };
	struct documents docs;
	struct error e;
	for (int i = 0; i < domains; i++)
		add_domain(&d, i, domains);
	int fd = documents_seal(&d, &e);
	if (fd < 0 || !documents_open(&docs, fd, &e))
		return 1;
	int64_t start = clock_mono();
	struct machines *m = machine_libvirt(&docs);
	double read = ms_since(start);
	const struct machines *set = m;
	const struct lab_sources sources = { .machines = &set, .machine_count = 1 };
	start = clock_mono();
	struct lab *lab = lab_new_from(&sources);
	printf("%zu domains, %zu kB of XML, %zu ports, %zu links: read %.1f ms, "
	       "model %.1f ms\n",
	       m->count, docs.size / 1024, lab->topology->port_count,
	       lab->topology->link_count, read, ms_since(start));
	lab_free(lab);
	machines_free(m);
	documents_close(&docs);
	close(fd);
	return 0;
}
