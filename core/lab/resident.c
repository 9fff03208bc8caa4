#include "core/lab/resident.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/base/pidfd.h"

enum { PATH_ROOM = 64, STEP = 4096 };

static struct bytes read_all(int fd, size_t most)
{
	struct bytes b = { .items = NULL };
	size_t room = 0;
	ssize_t n = fd < 0 ? -1 : 1;
	while (n > 0 && b.size < most) {
		if (room - b.size < STEP) {
			room += b.size + STEP;
			b.items = mem_grow(b.items, room, 1);
		}
		n = read(fd, b.items + b.size, room - b.size);
		b.size += n > 0 ? (size_t)n : 0;
	}
	b.size = b.size < most ? b.size : most;
	return b;
}

struct bytes bytes_read(const char *path, size_t most)
{
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return read_all(fd, most);
}

/* Opened only once it is known: opening a device has effects of its own. */
struct bytes bytes_read_own(const char *path, size_t most, uid_t uid)
{
	char again[PATH_ROOM];
	struct stat st;
	autoclose int found = open(path, O_PATH | O_CLOEXEC);
	if (found < 0 || fstat(found, &st) || !S_ISREG(st.st_mode) || st.st_uid != uid)
		return (struct bytes){ .items = NULL };
	snprintf(again, sizeof(again), "/proc/self/fd/%d", found);
	return bytes_read(again, most);
}

static bool bytes_replace(struct bytes *old, struct bytes new)
{
	bool same = old->size == new.size &&
		    (!new.size || !memcmp(old->items, new.items, new.size));
	free(old->items);
	*old = new;
	return !same;
}

static uint64_t inode_of(const char *path)
{
	struct stat st;
	return stat(path, &st) ? 0 : st.st_ino;
}

void surroundings_open(struct surroundings *s)
{
	*s = (struct surroundings){
		.network = inode_of("/proc/thread-self/ns/net"),
		.mounts = inode_of("/proc/thread-self/ns/mnt"),
		.host = inode_of("/proc/thread-self/ns/uts"),
		.host_fd = open("/proc/thread-self/ns/uts", O_RDONLY | O_CLOEXEC),
	};
}

void surroundings_close(struct surroundings *s)
{
	if (s->host_fd >= 0)
		close(s->host_fd);
	s->host_fd = -1;
}

bool resident_is_likely(const struct resident *r)
{
	static const char *const names[] = {
		"qemu",	   "kvm",      "conmon", "dockerd", "podman",  "vnoded",
		"ubridge", "dynamips", "iol",	 "vpp",	    "openvpn", "wireguard",
	};
	for (size_t i = 0; i < COUNT(names); i++)
		if (!strncmp(r->process.name, names[i], strlen(names[i])))
			return true;
	return false;
}

/* Host name of another UTS namespace: one has to go there (this thread alone does). */
static void read_host(char host[72], uint32_t pid, const struct surroundings *own)
{
	char path[PATH_ROOM];
	struct utsname u;
	host[0] = '\0';
	snprintf(path, sizeof(path), "/proc/%u/ns/uts", pid);
	uint64_t inode = own->host_fd < 0 ? 0 : inode_of(path);
	if (!inode || inode == own->host)
		return;
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWUTS))
		return;
	if (!uname(&u))
		snprintf(host, 72, "%s", u.nodename);
	(void)setns(own->host_fd, CLONE_NEWUTS);
}

/* Taps */

/* The name in a descriptor's information: "iff:\ttap0\n". */
static bool info_name(uint32_t pid, uint32_t number, char name[16])
{
	char path[PATH_ROOM], text[1024];
	snprintf(path, sizeof(path), "/proc/%u/fdinfo/%u", pid, number);
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return false;
	text[n] = '\0';
	const char *at = strstr(text, "\niff:\t");
	if (!at)
		return false;
	at += strlen("\niff:\t");
	snprintf(name, 16, "%.*s", (int)strcspn(at, "\n"), at);
	return name[0];
}

/* May it be a tap, going by its file? Where that is not to be seen
 * (CAP_DAC_READ_SEARCH) its information tells, though not about macvtaps. */
static bool is_device(uint32_t pid, uint32_t number)
{
	char path[PATH_ROOM], target[PATH_ROOM], name[16];
	snprintf(path, sizeof(path), "/proc/%u/fd/%u", pid, number);
	ssize_t n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return info_name(pid, number, name);
	target[n] = '\0';
	return !strcmp(target, "/dev/net/tun") || !strncmp(target, "/dev/tap", 8);
}

/* Asks the device itself, through a copy of the descriptor: it may have been renamed,
 * or moved to another namespace (tun(4), TUNGETDEVNETNS). */
static void ask_device(struct census_tap *t, int pidfd)
{
	struct ifreq request = { .ifr_flags = 0 };
	struct stat st;
	autoclose int fd = (int)syscall(SYS_pidfd_getfd, pidfd, t->fd, 0);
	if (fd < 0 || ioctl(fd, TUNGETIFF, &request))
		return;
	memcpy(t->ifname, request.ifr_name, sizeof(t->ifname));
	t->ifname[sizeof(t->ifname) - 1] = '\0';
	autoclose int space = ioctl(fd, TUNGETDEVNETNS);
	if (space >= 0 && !fstat(space, &st))
		t->network = st.st_ino;
}

static void add_tap(struct resident *r, uint32_t number, int pidfd)
{
	struct census_tap t = { .fd = number };
	if (r->taps.count >= CENSUS_TAPS || !is_device(r->process.pid, number))
		return;
	ask_device(&t, pidfd);
	if (t.ifname[0] || info_name(r->process.pid, number, t.ifname))
		vec_push(&r->taps, t);
}

static bool read_taps(struct resident *r)
{
	char path[PATH_ROOM];
	struct resident old = { .taps = { r->taps.items, r->taps.count, 0 } };
	r->taps.items = NULL;
	r->taps.count = r->taps.room = 0;
	snprintf(path, sizeof(path), "/proc/%u/fdinfo", r->process.pid);
	DIR *dir = opendir(path);
	autoclose int pidfd = pidfd_of((pid_t)r->process.pid);
	for (const struct dirent *d; dir && (d = readdir(dir));)
		if (d->d_name[0] >= '0' && d->d_name[0] <= '9')
			add_tap(r, (uint32_t)strtoul(d->d_name, NULL, 10), pidfd);
	if (dir)
		closedir(dir);
	bool same = old.taps.count == r->taps.count &&
		    (!r->taps.count || !memcmp(old.taps.items, r->taps.items,
					       r->taps.count * sizeof(*r->taps.items)));
	free(old.taps.items);
	return !same;
}

/* Words */

static bool read_words(struct resident *r, const struct surroundings *own)
{
	char path[PATH_ROOM], host[sizeof(r->host)];
	snprintf(path, sizeof(path), "/proc/%u/cmdline", r->process.pid);
	bool changed = bytes_replace(&r->words, bytes_read(path, CENSUS_WORDS));
	snprintf(path, sizeof(path), "/proc/%u/cgroup", r->process.pid);
	changed |= bytes_replace(&r->group, bytes_read(path, CENSUS_GROUP));
	read_host(host, r->process.pid, own);
	changed |= strcmp(host, r->host) != 0;
	memcpy(r->host, host, sizeof(host));
	return changed;
}

bool resident_look(struct resident *r, const struct surroundings *own, bool taps)
{
	const struct process before = r->process;
	bool told = r->told, changed = false;
	process_look(&r->process);
	const struct process *now = &r->process;
	changed = now->network != before.network || strcmp(now->name, before.name) != 0;
	if (taps)
		changed |= read_taps(r);
	r->told = now->network && (now->network != own->network || r->taps.count ||
				   resident_is_likely(r));
	if (r->told)
		changed |= read_words(r, own);
	return r->told ? changed || !told : told;
}

void resident_done(struct resident *r)
{
	free(r->words.items);
	free(r->group.items);
	free(r->taps.items);
}
