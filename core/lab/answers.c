#include "core/lab/answers.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/lab/inquiry.h"

enum {
	SOCKETS = 16,
	FILES = CENSUS_ANSWERS - SOCKETS,
	FILE_MOST = 1 << 20,
	PATIENCE_MS = 300, /* how long the others wait for an answer */
};

/* A plain list of all containers, in the words of docker, which podman speaks as well.
 * No version in front: daemons refuse those that are too old or too new for them. */
static const struct question containers = {
	"GET /containers/json?all=1 HTTP/1.0\r\nHost: labtap\r\n\r\n", NULL
};

/* Bridges with their ports (RFC 7047 4.1.3, 5.2.2). The connection stays open, so that
 * an echo (4.1.11) behind it tells where the answer ends. */
static const struct question bridges = {
	"{\"id\":0,\"method\":\"transact\",\"params\":[\"Open_vSwitch\","
	"{\"op\":\"select\",\"table\":\"Bridge\",\"where\":[],"
	"\"columns\":[\"_uuid\",\"name\",\"ports\"]},"
	"{\"op\":\"select\",\"table\":\"Port\",\"where\":[],"
	"\"columns\":[\"_uuid\",\"interfaces\"]},"
	"{\"op\":\"select\",\"table\":\"Interface\",\"where\":[],"
	"\"columns\":[\"_uuid\",\"name\"]}]}"
	"{\"id\":1,\"method\":\"echo\",\"params\":[\"labtap ends\"]}",
	"[\"labtap ends\"]"
};

enum engine_kind { ENGINE_DOCKER, ENGINE_PODMAN, ENGINE_SWITCH };

static const struct {
	const struct question *question;
	enum census_answer_kind answer;
} engines[] = {
	[ENGINE_DOCKER] = { &containers, CENSUS_API },
	[ENGINE_PODMAN] = { &containers, CENSUS_API },
	[ENGINE_SWITCH] = { &bridges, CENSUS_OVSDB },
};

struct engine_socket {
	char path[112];
	enum engine_kind engine;
	bool nested;
	struct inquiry *inquiry; /* NULL: not asked just now */
	struct answer answer;	 /* of kind 0 when there is none */
};

struct answers {
	struct loop *loop;
	struct clerk_options options;
	answers_fn *came;
	void *owner;
	bool whole;	  /* everybody was asked, not for bridges alone */
	bool changed;	  /* since it was told */
	bool libvirt;	  /* its files are wanted, */
	bool has_libvirt; /* and were read */
	struct engine_socket sockets[SOCKETS];
	size_t socket_count;
	VEC(struct answer) files;
	VEC(struct answer) all;
	int64_t asked_at; /* clock_mono() */
	bool went_on;	  /* without those who have not answered since then */
};

static void socket_add(struct answers *a, enum engine_kind engine, const char *path,
		       bool nested)
{
	if (a->socket_count == SOCKETS)
		return;
	struct engine_socket *s = &a->sockets[a->socket_count++];
	*s = (struct engine_socket){ .engine = engine, .nested = nested };
	snprintf(s->path, sizeof(s->path), "%s", path);
}

struct answers *answers_new(struct loop *loop, const struct clerk_options *options,
			    answers_fn *came, void *owner)
{
	struct answers *a = mem_new(sizeof(*a));
	char path[112];
	a->loop = loop;
	a->options = *options;
	a->came = came;
	a->owner = owner;
	socket_add(a, ENGINE_DOCKER, "/run/docker.sock", false);
	socket_add(a, ENGINE_PODMAN, "/run/podman/podman.sock", false);
	snprintf(path, sizeof(path), "/run/user/%u/docker.sock", options->uid);
	socket_add(a, ENGINE_DOCKER, path, false);
	snprintf(path, sizeof(path), "/run/user/%u/podman/podman.sock", options->uid);
	socket_add(a, ENGINE_PODMAN, path, false);
	socket_add(a, ENGINE_SWITCH, "/run/openvswitch/db.sock", false);
	socket_add(a, ENGINE_SWITCH, "/usr/local/var/run/openvswitch/db.sock", false);
	return a;
}

static void answer_clear(struct answer *x)
{
	free(x->bytes.items);
	*x = (struct answer){ .record = { .kind = 0 } };
}

static void files_clear(struct answers *a)
{
	for (size_t i = 0; i < a->files.count; i++)
		answer_clear(&a->files.items[i]);
	a->files.count = 0;
}

void answers_free(struct answers *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->socket_count; i++) {
		inquiry_free(a->sockets[i].inquiry);
		answer_clear(&a->sockets[i].answer);
	}
	files_clear(a);
	free(a->files.items);
	free(a->all.items);
	free(a);
}

/* Files ------------------------------------------------------------------- */

static void file_take(struct answers *a, enum census_answer_kind kind, const char *path,
		      struct bytes bytes)
{
	struct answer x = { .record = { .kind = kind }, .bytes = bytes };
	snprintf(x.record.from, sizeof(x.record.from), "%s", path);
	if (x.bytes.size)
		vec_push(&a->files, x);
	else
		free(x.bytes.items);
}

static void file_add(struct answers *a, enum census_answer_kind kind, const char *path)
{
	if (a->files.count < FILES)
		file_take(a, kind, path, bytes_read(path, FILE_MOST));
}

static void read_docker(struct answers *a)
{
	static const char folder[] = "/var/lib/docker/containers";
	DIR *dir = opendir(folder);
	for (const struct dirent *d; dir && (d = readdir(dir));) {
		char path[sizeof(folder) + sizeof(d->d_name) + 32];
		snprintf(path, sizeof(path), "%s/%s/config.v2.json", folder, d->d_name);
		if (d->d_name[0] != '.')
			file_add(a, CENSUS_DOCKER, path);
	}
	if (dir)
		closedir(dir);
}

static void read_podman(struct answers *a)
{
	static const char *const drivers[] = { "overlay", "vfs", "btrfs" };
	char path[512];
	for (size_t i = 0; i < COUNT(drivers); i++) {
		snprintf(path, sizeof(path),
			 "/var/lib/containers/storage/%s-containers/containers.json",
			 drivers[i]);
		file_add(a, CENSUS_PODMAN, path);
		snprintf(path, sizeof(path),
			 "%s/.local/share/containers/storage/%s-containers/"
			 "containers.json",
			 a->options.home, drivers[i]);
		if (a->files.count < FILES)
			file_take(a, CENSUS_PODMAN, path,
				  bytes_read_own(path, FILE_MOST, a->options.uid));
	}
}

/* All that are called like that; containerd's of docker's containers tell no names. */
static void read_all(struct answers *a, enum census_answer_kind kind,
		     const char *pattern)
{
	glob_t found;
	if (glob(pattern, 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (!strstr(found.gl_pathv[i], "/moby/"))
			file_add(a, kind, found.gl_pathv[i]);
	globfree(&found);
}

/* One in a container knows nothing of those of the host. */
static bool is_answered(const struct answers *a, enum engine_kind engine)
{
	for (size_t i = 0; i < a->socket_count; i++) {
		const struct engine_socket *s = &a->sockets[i];
		if (s->engine == engine && !s->nested && s->answer.record.kind &&
		    !s->answer.record.code)
			return true;
	}
	return false;
}

static bool same_files(const struct answer *old, size_t count, const struct answers *a)
{
	if (count != a->files.count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (strcmp(old[i].record.from, a->files.items[i].record.from) != 0 ||
		    old[i].bytes.size != a->files.items[i].bytes.size ||
		    memcmp(old[i].bytes.items, a->files.items[i].bytes.items,
			   old[i].bytes.size) != 0)
			return false;
	return true;
}

/* True: they are not the ones of before. */
static bool read_files(struct answers *a)
{
	autofree struct answer *old = a->files.items;
	size_t count = a->files.count;
	a->files.items = NULL;
	a->files.count = a->files.room = 0;
	if (!is_answered(a, ENGINE_DOCKER))
		read_docker(a);
	if (!is_answered(a, ENGINE_PODMAN))
		read_podman(a);
	read_all(a, CENSUS_OCI,
		 "/run/containerd/io.containerd.runtime.v2.task/*/*/config.json");
	if (a->libvirt)
		read_all(a, CENSUS_LIBVIRT, "/run/libvirt/qemu/*.xml");
	if (a->libvirt)
		read_all(a, CENSUS_LIBVIRT_NETWORK, "/run/libvirt/network/*.xml");
	a->has_libvirt = a->libvirt;
	bool same = same_files(old, count, a);
	for (size_t i = 0; i < count; i++)
		answer_clear(&old[i]);
	return !same;
}

/* Sockets ----------------------------------------------------------------- */

static bool is_asking(const struct answers *a)
{
	for (size_t i = 0; i < a->socket_count; i++)
		if (a->sockets[i].inquiry)
			return true;
	return false;
}

bool answers_pending(const struct answers *a)
{
	return is_asking(a) && clock_mono() - a->asked_at < PATIENCE_MS * CLOCK_MS;
}

/* An answer of a container engine holds numbers that change by the second ("Up 3
 * seconds"), so that two of them are hardly ever the same: who reads them finds out. */
static bool answer_take(struct engine_socket *s, struct bytes bytes, int code)
{
	struct answer *x = &s->answer;
	bool same = x->record.kind == engines[s->engine].answer &&
		    x->record.code == (uint32_t)code && x->bytes.size == bytes.size &&
		    (!bytes.size || !memcmp(x->bytes.items, bytes.items, bytes.size));
	free(x->bytes.items);
	x->bytes = bytes;
	x->record.kind = engines[s->engine].answer;
	x->record.code = (uint32_t)code;
	snprintf(x->record.from, sizeof(x->record.from), "%s", s->path);
	return !same;
}

void answers_go_on(struct answers *a)
{
	struct bytes none = { .items = NULL };
	if (!is_asking(a) || a->went_on)
		return;
	a->went_on = true;
	for (size_t i = 0; i < a->socket_count; i++)
		if (a->sockets[i].inquiry && !a->sockets[i].answer.record.kind)
			answer_take(&a->sockets[i], none, ETIMEDOUT);
	if (a->whole)
		read_files(a);
}

/* Open vSwitch's database is root's alone. Its file is read in its stead, while
 * somebody keeps it: the socket is there. */
static bool answer_from_file(struct engine_socket *s)
{
	static const char *const files[] = {
		"/etc/openvswitch/conf.db",
		"/var/lib/openvswitch/conf.db",
		"/usr/local/etc/openvswitch/conf.db",
	};
	struct bytes bytes = { .items = NULL };
	struct answer *x = &s->answer;
	size_t i = 0;
	for (; i < COUNT(files) && !bytes.size; i++) {
		free(bytes.items);
		bytes = bytes_read(files[i], CENSUS_ANSWER);
	}
	if (!bytes.size)
		return answer_take(s, bytes, EACCES);
	bool same = x->record.kind == CENSUS_OVSDB_FILE &&
		    x->bytes.size == bytes.size &&
		    !memcmp(x->bytes.items, bytes.items, bytes.size);
	free(x->bytes.items);
	*x = (struct answer){ .record.kind = CENSUS_OVSDB_FILE, .bytes = bytes };
	snprintf(x->record.from, sizeof(x->record.from), "%s", files[i - 1]);
	return !same;
}

static void tell(struct answers *a)
{
	bool changed = a->changed;
	a->changed = false;
	a->came(a->owner, changed);
}

static void on_answer(void *owner, const char *socket, struct bytes bytes, int code)
{
	struct answers *a = owner;
	for (size_t i = 0; i < a->socket_count; i++) {
		struct engine_socket *s = &a->sockets[i];
		if (s->path != socket)
			continue;
		s->inquiry = NULL;
		a->changed |= answer_take(s, bytes, code);
	}
	if (!is_asking(a) && a->whole)
		a->changed |= read_files(a);
	if (a->changed || !is_asking(a))
		tell(a);
}

/* True: it is another answer than before, without waiting. */
static bool socket_ask(struct answers *a, struct engine_socket *s)
{
	int code = 0;
	if (s->inquiry)
		return false;
	s->inquiry = inquiry_new(a->loop, s->path, engines[s->engine].question,
				 on_answer, a, &code);
	if (s->inquiry)
		return false;
	if (s->engine == ENGINE_SWITCH && code == EACCES)
		return answer_from_file(s);
	bool had = s->answer.record.kind;
	/* That an engine is not installed is not worth a word. */
	if (code != ENOENT && code != ENOTDIR)
		return answer_take(s, (struct bytes){ .items = NULL }, code);
	answer_clear(&s->answer);
	return had;
}

/* Those in containers come and go. */
static void sockets_renew(struct answers *a, const uint32_t *daemons, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < a->socket_count; i++) {
		if (!a->sockets[i].nested)
			kept++;
		else
			answer_clear(&a->sockets[i].answer);
	}
	a->socket_count = kept; /* the own ones stand first */
	for (size_t i = 0; i < count; i++) {
		char path[112];
		snprintf(path, sizeof(path), "/proc/%u/root/run/docker.sock",
			 daemons[i]);
		socket_add(a, ENGINE_DOCKER, path, true);
	}
}

bool answers_ask(struct answers *a, const uint32_t *daemons, size_t count)
{
	if (is_asking(a))
		return false;
	sockets_renew(a, daemons, count);
	a->asked_at = clock_mono();
	a->went_on = false;
	a->whole = true;
	for (size_t i = 0; i < a->socket_count; i++)
		a->changed |= socket_ask(a, &a->sockets[i]);
	if (!is_asking(a))
		a->changed |= read_files(a);
	if (a->changed)
		tell(a);
	return true;
}

void answers_ask_bridges(struct answers *a)
{
	if (is_asking(a))
		return; /* a change is looked into more than once */
	a->asked_at = clock_mono();
	a->went_on = false;
	a->whole = false;
	for (size_t i = 0; i < a->socket_count; i++)
		if (a->sockets[i].engine == ENGINE_SWITCH)
			a->changed |= socket_ask(a, &a->sockets[i]);
	if (a->changed)
		tell(a);
}

void answers_libvirt(struct answers *a, bool wanted)
{
	a->libvirt = wanted;
}

bool answers_has_libvirt(const struct answers *a)
{
	return a->has_libvirt;
}

size_t answers_all(struct answers *a, const struct answer **items)
{
	a->all.count = 0;
	for (size_t i = 0; i < a->socket_count; i++)
		if (a->sockets[i].answer.record.kind)
			vec_push(&a->all, a->sockets[i].answer);
	for (size_t i = 0; i < a->files.count; i++)
		vec_push(&a->all, a->files.items[i]);
	*items = a->all.items;
	return a->all.count;
}
