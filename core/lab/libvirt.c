#include "core/lab/libvirt.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/mem.h"
#include "core/lab/documents.h"
#include "core/lab/machine_libvirt.h"

enum {
	CALLS_S = 5,	  /* for a round of questions; more is taken for a hang */
	QUIET_MS = 40,	  /* events come in flocks */
	ANEW_MS = 20000,  /* some changes have no event */
	ALIVE_S = 5,	  /* between two signs of life, */
	ALIVE_MISSES = 2, /* so many may be missing */
	LOOK_MS = 1000,	  /* for a daemon that is not there */
	RETRY_MS = 250,	  /* after a connection was lost; doubles */
	RETRY_LAST_MS = 10000,
	PATH_SIZE = 256,
};

/* A domain as it was told last. */
struct known {
	char uuid[VIR_UUID_STRING_BUFLEN];
	char *xml; /* NULL: ask again */
	uint32_t state;
	bool listed;
};

struct watch {
	const struct helper_line *line;
	const char *name, *uri;
	virConnectPtr conn;
	VEC(struct known) known;
	uint64_t told; /* what was handed over last */
	int timer, anew;
	bool over;    /* the connection is */
	bool hung_up; /* nobody listens any more */
};

/* What is asked ------------------------------------------------------------- */

static struct known *find_known(struct watch *w, const char *uuid)
{
	for (size_t i = 0; i < w->known.count; i++)
		if (!strcmp(w->known.items[i].uuid, uuid))
			return &w->known.items[i];
	return NULL;
}

static struct known *known_of(struct watch *w, virDomainPtr domain)
{
	struct known k = { .listed = true };
	if (virDomainGetUUIDString(domain, k.uuid))
		return NULL;
	struct known *found = find_known(w, k.uuid);
	if (found)
		return found;
	vec_push(&w->known, k);
	return &w->known.items[w->known.count - 1];
}

static uint32_t state_of(virDomainPtr domain)
{
	int state = 0;
	if (virDomainGetState(domain, &state, NULL, 0))
		return MACHINE_UNKNOWN;
	switch (state) {
	case VIR_DOMAIN_RUNNING:
	case VIR_DOMAIN_BLOCKED:
	case VIR_DOMAIN_SHUTDOWN:
		return MACHINE_RUNNING;
	case VIR_DOMAIN_PAUSED:
	case VIR_DOMAIN_PMSUSPENDED:
		return MACHINE_PAUSED;
	case VIR_DOMAIN_SHUTOFF:
	case VIR_DOMAIN_CRASHED:
		return MACHINE_STOPPED;
	default:
		return MACHINE_UNKNOWN;
	}
}

static void ask_domain(struct watch *w, virDomainPtr domain, struct documents_draft *d)
{
	struct known *k = known_of(w, domain);
	if (k && !k->xml) {
		k->xml = virDomainGetXMLDesc(domain, 0);
		k->state = state_of(domain);
	}
	if (!k || !k->xml)
		return; /* it has gone meanwhile */
	k->listed = true;
	documents_add(d, LIBVIRT_DOMAIN, k->state, k->xml, strlen(k->xml));
}

static bool ask_domains(struct watch *w, struct documents_draft *d)
{
	virDomainPtr *domains;
	int count = virConnectListAllDomains(w->conn, &domains, 0);
	for (int i = 0; i < count; i++) {
		ask_domain(w, domains[i], d);
		virDomainFree(domains[i]);
	}
	if (count >= 0)
		free(domains);
	return count >= 0;
}

/* A connection without networks (a session's may be) is none the worse for it. */
static void ask_networks(const struct watch *w, struct documents_draft *d)
{
	virNetworkPtr *networks;
	int count = virConnectListAllNetworks(w->conn, &networks, 0);
	for (int i = 0; i < count; i++) {
		char *xml = virNetworkGetXMLDesc(networks[i], 0);
		uint32_t active = virNetworkIsActive(networks[i]) == 1;
		if (xml)
			documents_add(d, LIBVIRT_NETWORK, active, xml, strlen(xml));
		free(xml);
		virNetworkFree(networks[i]);
	}
	if (count >= 0)
		free(networks);
}

static void forget(struct known *k)
{
	free(k->xml);
	k->xml = NULL;
}

static void forget_unlisted(struct watch *w)
{
	size_t kept = 0;
	for (size_t i = 0; i < w->known.count; i++) {
		struct known *k = &w->known.items[i];
		if (!k->listed) {
			forget(k);
			continue;
		}
		k->listed = false;
		w->known.items[kept++] = *k;
	}
	w->known.count = kept;
}

/* What is told: the same is not told twice. */
static uint64_t sum_of(const struct documents_draft *d)
{
	uint64_t sum = HASH64_START + d->items.count;
	for (size_t i = 0; i < d->items.count; i++)
		sum = hash64_step(sum, d->items.items[i].state);
	return hash64_bytes(sum, d->bytes.items, d->bytes.count);
}

static void hand_over(struct watch *w, struct documents_draft *d)
{
	struct error e;
	uint64_t sum = sum_of(d);
	int fd = documents_seal(d, &e);
	if (fd < 0)
		helper_say(w->line, HELPER_NOTE, e.text, -1);
	else if (sum != w->told)
		helper_say(w->line, HELPER_DATA, "", fd);
	if (fd >= 0)
		close(fd);
	w->told = sum;
}

static void ask(struct watch *w)
{
	struct documents_draft d = { .left_off = 0 };
	alarm(CALLS_S);
	w->over |= !ask_domains(w, &d);
	ask_networks(w, &d);
	alarm(0);
	forget_unlisted(w);
	if (!w->over)
		hand_over(w, &d);
	free(d.items.items);
	free(d.bytes.items);
}

static void forget_all(struct watch *w)
{
	for (size_t i = 0; i < w->known.count; i++)
		forget(&w->known.items[i]);
	w->known.count = 0;
}

/* Events -------------------------------------------------------------------- */

static void soon(struct watch *w)
{
	virEventUpdateTimeout(w->timer, QUIET_MS);
}

static void domain_changed(struct watch *w, virDomainPtr domain)
{
	char uuid[VIR_UUID_STRING_BUFLEN];
	struct known *k =
		virDomainGetUUIDString(domain, uuid) ? NULL : find_known(w, uuid);
	if (k)
		forget(k);
	soon(w);
}

static int on_lifecycle(virConnectPtr conn UNUSED, virDomainPtr domain,
			int event UNUSED, int detail UNUSED, void *owner)
{
	domain_changed(owner, domain);
	return 0;
}

static void on_device(virConnectPtr conn UNUSED, virDomainPtr domain,
		      const char *alias UNUSED, void *owner)
{
	domain_changed(owner, domain);
}

static void on_network(virConnectPtr conn UNUSED, virNetworkPtr network UNUSED,
		       int event UNUSED, int detail UNUSED, void *owner)
{
	soon(owner);
}

static void on_close(virConnectPtr conn UNUSED, int reason UNUSED, void *owner)
{
	struct watch *w = owner;
	w->over = true;
}

static void on_timer(int timer, void *owner)
{
	virEventUpdateTimeout(timer, -1);
	ask(owner);
}

static void on_anew(int timer UNUSED, void *owner)
{
	forget_all(owner);
	ask(owner);
}

static void on_channel(int handle UNUSED, int fd UNUSED, int events UNUSED, void *owner)
{
	struct watch *w = owner;
	w->hung_up = true;
}

static void ask_for_events(struct watch *w)
{
	static const int device[] = { VIR_DOMAIN_EVENT_ID_DEVICE_ADDED,
				      VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED };
	virConnectDomainEventRegisterAny(w->conn, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
					 VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle), w,
					 NULL);
	for (size_t i = 0; i < COUNT(device); i++)
		virConnectDomainEventRegisterAny(w->conn, NULL, device[i],
						 VIR_DOMAIN_EVENT_CALLBACK(on_device),
						 w, NULL);
	virConnectNetworkEventRegisterAny(w->conn, NULL, VIR_NETWORK_EVENT_ID_LIFECYCLE,
					  VIR_NETWORK_EVENT_CALLBACK(on_network), w,
					  NULL);
}

/* Life ---------------------------------------------------------------------- */

static bool connect_to(struct watch *w)
{
	alarm(CALLS_S);
	w->conn = virConnectOpenReadOnly(w->uri);
	w->over = !w->conn;
	if (w->conn) {
		virConnectSetKeepAlive(w->conn, ALIVE_S, ALIVE_MISSES);
		virConnectRegisterCloseCallback(w->conn, on_close, w, NULL);
		ask_for_events(w);
	}
	alarm(0);
	return w->conn;
}

static void say_failed(const struct watch *w, const char *what)
{
	char text[300];
	const char *why = virGetLastErrorMessage();
	snprintf(text, sizeof(text), "%s (%s): %s%s%s", w->name, w->uri, what,
		 why ? ": " : "", why ? why : "");
	helper_say(w->line, HELPER_NOTE, text, -1);
}

/* One connection, as long as it lasts. */
static void serve(struct watch *w)
{
	ask(w);
	virEventUpdateTimeout(w->anew, ANEW_MS);
	while (!w->over && !w->hung_up)
		if (virEventRunDefaultImpl() < 0)
			break;
	virEventUpdateTimeout(w->anew, -1);
	virEventUpdateTimeout(w->timer, -1);
	w->told = 0;
	alarm(CALLS_S);
	virConnectClose(w->conn);
	alarm(0);
}

/* False: the front has hung up. */
static bool wait_ms(const struct helper_line *line, int ms)
{
	struct pollfd p = { .fd = line->channel, .events = POLLIN };
	return poll(&p, 1, ms) == 0;
}

/* libvirt's own messages are for programs that print. */
static void ignore_error(void *owner UNUSED, virErrorPtr error UNUSED)
{
}

static bool start(struct watch *w)
{
	virSetErrorFunc(NULL, ignore_error);
	if (virInitialize() || virEventRegisterDefaultImpl())
		return false;
	w->timer = virEventAddTimeout(-1, on_timer, w, NULL);
	w->anew = virEventAddTimeout(-1, on_anew, w, NULL);
	return virEventAddHandle(w->line->channel, VIR_EVENT_HANDLE_READABLE,
				 on_channel, w, NULL) >= 0;
}

/* Sockets of the one daemon, and of the one for QEMU alone. */
static bool is_there(const char *folder, const char *const *sockets)
{
	char path[PATH_SIZE];
	for (; *sockets; sockets++) {
		snprintf(path, sizeof(path), "%s/libvirt/%s", folder, *sockets);
		if (!access(path, F_OK))
			return true;
	}
	return false;
}

static bool wait_for_daemon(const struct watch *w, const char *folder,
			    const char *const *sockets)
{
	if (!is_there(folder, sockets))
		helper_say(w->line, HELPER_NOTHING, "", -1);
	while (!is_there(folder, sockets))
		if (!wait_ms(w->line, LOOK_MS))
			return false;
	return true;
}

static void run(struct watch *w, const char *folder, const char *const *sockets)
{
	int retry = RETRY_MS;
	if (!start(w)) {
		say_failed(w, "cannot be used");
		wait_ms(w->line, -1);
		return;
	}
	while (!w->hung_up && wait_for_daemon(w, folder, sockets)) {
		if (connect_to(w)) {
			retry = RETRY_MS;
			serve(w);
			forget_all(w);
		}
		if (w->hung_up)
			return;
		if (is_there(folder, sockets))
			say_failed(w, "no connection");
		if (!wait_ms(w->line, retry))
			return;
		retry = retry * 2 > RETRY_LAST_MS ? RETRY_LAST_MS : retry * 2;
	}
}

static void run_system(const struct helper_line *line)
{
	static const char *const sockets[] = { "libvirt-sock-ro", "virtqemud-sock-ro",
					       NULL };
	struct watch w = { .line = line, .name = "libvirt", .uri = "qemu:///system" };
	run(&w, "/run", sockets);
}

/* Where the user's daemons have their sockets; libvirt looks there, too. */
static void run_session(const struct helper_line *line)
{
	static const char *const sockets[] = { "libvirt-sock", "virtqemud-sock", NULL };
	struct watch w = { .line = line, .name = "libvirt", .uri = "qemu:///session" };
	char folder[PATH_SIZE];
	const char *given = getenv("XDG_RUNTIME_DIR");
	if (given)
		snprintf(folder, sizeof(folder), "%s", given);
	else
		snprintf(folder, sizeof(folder), "/run/user/%u", getuid());
	setenv("XDG_RUNTIME_DIR", folder, 1);
	/* Else libvirt wants to lock, and to start, the daemon that it connects to. */
	setenv("LIBVIRT_AUTOSTART", "0", 1);
	run(&w, folder, sockets);
}

const struct helper_task libvirt_system = {
	.name = "libvirt (qemu:///system)",
	.run = run_system,
};

const struct helper_task libvirt_session = {
	.name = "libvirt (qemu:///session)",
	.run = run_session,
};
