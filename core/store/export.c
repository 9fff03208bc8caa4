/* Saving packets to a file that is complete or absent, or to a stream. */
#include "core/store/export.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/base/vec.h"
#include "core/store/output.h"
#include "core/store/pcap.h"
#include "core/store/pcapng_copy.h"
#include "core/store/pcapng_write.h"

enum { SNAPLEN = 262144 }; /* MAXIMUM_SNAPLEN of libpcap: what readers accept */

#define UNDECLARED UINT32_MAX

/* A store that packets came from, and what its interfaces are in the file. */
struct origin {
	struct store *store;
	char name[128];	      /* of its interfaces that have none */
	VEC(uint32_t) ifaces; /* or UNDECLARED */
	size_t extras;	      /* that are in the file already */
};

struct export
{
	struct output output;
	enum export_format format;
	bool overwrite;
	bool named;   /* becomes a file, is not a stream */
	bool waiting; /* the temporary file exists */
	bool failed;
	bool begun;    /* pcap: the header, and with it the link type, is written */
	char *path;    /* as given, for messages */
	char *name;    /* within dir */
	char temp[48]; /* within dir */
	int dir;
	uint32_t linktype;
	uint32_t declared;
	char *keys; /* to be written before the first packet; NULL: none */
	VEC(struct origin) origins; /* one per store */
};

static struct export *new_export(const char *path, enum export_format format)
{
	struct export *x = mem_new(sizeof(*x));
	x->path = mem_strdup(path);
	x->format = format;
	x->dir = -1;
	return x;
}

static void free_export(struct export *x)
{
	if (x->named && x->output.fd >= 0)
		close(x->output.fd);
	if (x->dir >= 0)
		close(x->dir);
	output_free(&x->output);
	for (size_t i = 0; i < x->origins.count; i++)
		free(x->origins.items[i].ifaces.items);
	free(x->origins.items);
	free(x->keys);
	free(x->name);
	free(x->path);
	free(x);
}

/* Nothing unfinished stays behind. */
static void remove_temp(struct export *x)
{
	if (x->waiting)
		unlinkat(x->dir, x->temp, 0);
	x->waiting = false;
}

/* Says what to do where something can be done; always false. */
static bool fail(struct export *x, struct error *e)
{
	bool full = e->code == ENOSPC || e->code == EDQUOT || e->code == EFBIG;
	remove_temp(x);
	x->failed = true;
	error_in(e, "%s", x->path);
	if (full && x->named) {
		struct text t = text_over(e->text + strlen(e->text),
					  sizeof(e->text) - strlen(e->text));
		text_str(&t, " (nothing was saved: free some space, or save in "
			     "another directory)");
	}
	return false;
}

/* May the name be taken? Decided early, so that nobody waits for a refusal; the rename
 * at the end decides again. */
static bool check_target(const struct export *x, struct error *e)
{
	struct stat st;
	if (fstatat(x->dir, x->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT || error_set(e, errno, "looking");
	if (!x->overwrite)
		return error_set(e, 0,
				 "exists already: choose another name, or "
				 "overwrite it");
	if (!S_ISREG(st.st_mode))
		return error_set(e, 0, "is not a regular file and is not replaced");
	return true;
}

static bool split_path(struct export *x, struct error *e)
{
	autofree char *above = mem_strdup(x->path);
	autofree char *below = mem_strdup(x->path);
	size_t size = strlen(x->path);
	if (size == 0 || x->path[size - 1] == '/')
		return error_set(e, 0, "is not a file name");
	x->name = mem_strdup(basename(below));
	if (!strcmp(x->name, ".") || !strcmp(x->name, ".."))
		return error_set(e, 0, "is not a file name");
	const char *dir = dirname(above);
	x->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return x->dir >= 0 || error_set(e, errno, "directory %s", dir);
}

static bool create_temp(struct export *x, struct error *e)
{
	uint64_t salt;
	if (getrandom(&salt, sizeof(salt), 0) != sizeof(salt))
		return error_set(e, errno, "choosing a temporary name");
	struct text t = text_over(x->temp, sizeof(x->temp));
	text_str(&t, ".labtap-save-");
	text_hex(&t, salt, 16);
	int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(x->dir, x->temp, flags, SAVED_MODE);
	if (fd < 0)
		return error_set(e, errno, "creating a file there");
	x->output = output_over(fd);
	x->waiting = true;
	return true;
}

static bool begin(struct export *x, const char *comment, struct error *e)
{
	struct pcapng_origin origin = pcapng_origin_here();
	origin.comment = comment;
	if (x->format == EXPORT_PCAP)
		return true; /* the first packet decides the link type */
	uint8_t *to = output_room(&x->output, pcapng_section_room(&origin), e);
	if (to)
		x->output.used += pcapng_write_section(to, &origin);
	return to != NULL;
}

struct export *export_new(const char *path, enum export_format format, bool overwrite,
			  const char *comment, struct error *e)
{
	struct export *x = new_export(path, format);
	x->overwrite = overwrite;
	x->named = true;
	x->output.fd = -1;
	if (split_path(x, e) && check_target(x, e) && create_temp(x, e) &&
	    begin(x, comment, e))
		return x;
	fail(x, e);
	free_export(x);
	return NULL;
}

struct export *export_stream(int fd, enum export_format format, const char *comment,
			     struct error *e)
{
	struct export *x = new_export("output", format);
	x->output = output_over(fd);
	if (begin(x, comment, e))
		return x;
	fail(x, e);
	free_export(x);
	return NULL;
}

static struct origin *find_origin(struct export *x, struct store *s)
{
	for (size_t i = 0; i < x->origins.count; i++)
		if (x->origins.items[i].store == s)
			return &x->origins.items[i];
	vec_push(&x->origins, (struct origin){ .store = s });
	return &x->origins.items[x->origins.count - 1];
}

void export_secrets(struct export *x, const char *keys)
{
	free(x->keys);
	x->keys = mem_strdup(keys);
}

void export_name(struct export *x, struct store *s, const char *name)
{
	struct origin *o = find_origin(x, s);
	struct text t = text_over(o->name, sizeof(o->name));
	text_str(&t, name);
}

/* The interface's number in the file; it is written at its first packet, so that the
 * file has those that are used and no others. */
static uint32_t declare(struct export *x, struct store *s, uint32_t id, struct error *e)
{
	struct origin *o = find_origin(x, s);
	while (o->ifaces.count <= id)
		vec_push(&o->ifaces, UNDECLARED);
	if (o->ifaces.items[id] != UNDECLARED)
		return o->ifaces.items[id];
	uint8_t *to =
		output_room(&x->output, pcapng_copy_iface_room(store_iface(s, id)), e);
	if (!to)
		return UNDECLARED;
	struct iface iface = *store_iface(s, id);
	if (!iface.name[0])
		memcpy(iface.name, o->name, sizeof(iface.name));
	x->output.used += pcapng_copy_iface(to, &iface);
	o->ifaces.items[id] = x->declared;
	return x->declared++;
}

static bool add_extra(struct export *x, struct store *s, size_t i, struct error *e)
{
	uint32_t size;
	bool swap;
	const uint8_t *bytes = store_extra(s, i, &size, &swap);
	uint8_t *to = bytes ? output_room(&x->output, size, e) : NULL;
	if (!to)
		return !bytes;
	pcapng_copy_block(to, bytes, size, swap);
	x->output.used += size;
	return true;
}

/* Those that stand in front of this packet. */
static bool add_extras(struct export *x, struct origin *o, uint64_t number,
		       struct error *e)
{
	size_t count = store_extras(o->store);
	for (; o->extras < count; o->extras++) {
		if (store_extra_before(o->store, o->extras) >= number)
			break;
		if (!add_extra(x, o->store, o->extras, e))
			return false;
	}
	return true;
}

static bool add_secrets(struct export *x, struct error *e)
{
	size_t size = x->keys ? strlen(x->keys) : 0;
	uint8_t *to =
		size ? output_room(&x->output, pcapng_secrets_room(size), e) : NULL;
	if (!to)
		return !size;
	x->output.used += pcapng_write_secrets(to, x->keys, size);
	free(x->keys);
	x->keys = NULL;
	return true;
}

/* The first interface comes before anything else: editcap and mergecap refuse a file
 * that does not begin with one. */
static bool add_pcapng(struct export *x, struct store *s, const struct packet *packet,
		       struct error *e)
{
	uint32_t iface = declare(x, s, packet->iface, e);
	if (iface == UNDECLARED || !add_secrets(x, e) ||
	    !add_extras(x, find_origin(x, s), packet->number, e))
		return false;
	uint8_t *to = output_room(&x->output, pcapng_copy_packet_room(packet), e);
	if (to)
		x->output.used += pcapng_copy_packet(to, iface, packet);
	return to != NULL;
}

static bool begin_pcap(struct export *x, uint32_t linktype, struct error *e)
{
	uint8_t *to = output_room(&x->output, PCAP_HEADER, e);
	if (!to)
		return false;
	pcap_encode_header(to, linktype, SNAPLEN);
	x->output.used += PCAP_HEADER;
	x->linktype = linktype;
	x->begun = true;
	return true;
}

static bool add_pcap(struct export *x, const struct packet *packet, struct error *e)
{
	if (!x->begun && !begin_pcap(x, packet->linktype, e))
		return false;
	if (packet->linktype != x->linktype)
		return error_set(e, 0,
				 "pcap holds one link type, packet %ju has another "
				 "(%u, not %u): save as pcapng",
				 packet->number, packet->linktype, x->linktype);
	size_t room = PCAP_RECORD_MAX + (size_t)packet->captured;
	uint8_t *to = output_room(&x->output, room, e);
	if (to)
		x->output.used += pcap_encode_record(to, packet);
	return to != NULL;
}

bool export_add(struct export *x, struct store *s, const struct packet *packet,
		struct error *e)
{
	if (x->failed)
		return error_set(e, 0, "%s: saving has failed before", x->path);
	bool ok = x->format == EXPORT_PCAP ? add_pcap(x, packet, e)
					   : add_pcapng(x, s, packet, e);
	return ok || fail(x, e);
}

bool export_flush(struct export *x, struct error *e)
{
	return output_flush(&x->output, e) || fail(x, e);
}

/* Never replaces: where the file system cannot promise that in a rename, a hard link
 * can. */
static bool rename_new(const struct export *x)
{
	if (renameat2(x->dir, x->temp, x->dir, x->name, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	return linkat(x->dir, x->temp, x->dir, x->name, 0) == 0 &&
	       unlinkat(x->dir, x->temp, 0) == 0;
}

static bool put_in_place(struct export *x, struct error *e)
{
	if (fsync(x->output.fd) < 0)
		return error_set(e, errno, "writing");
	bool ok = x->overwrite ? renameat(x->dir, x->temp, x->dir, x->name) == 0
			       : rename_new(x);
	if (!ok && errno == EEXIST)
		return error_set(e, 0,
				 "was created by somebody else meanwhile: choose "
				 "another name");
	if (!ok)
		return error_set(e, errno, "renaming");
	x->waiting = false;
	if (fsync(x->dir) < 0 && errno != EINVAL)
		return error_set(e, errno, "the directory");
	return true;
}

static bool finish(struct export *x, struct error *e)
{
	if (x->failed)
		return error_set(e, 0, "%s: saving has failed before", x->path);
	for (size_t i = 0; x->format == EXPORT_PCAPNG && i < x->origins.count; i++)
		if (!add_extras(x, &x->origins.items[i], UINT64_MAX, e))
			return fail(x, e);
	bool empty = x->format == EXPORT_PCAP && !x->begun;
	if (empty && !begin_pcap(x, LINKTYPE_ETHERNET, e))
		return fail(x, e);
	if (!output_flush(&x->output, e) || (x->named && !put_in_place(x, e)))
		return fail(x, e);
	return true;
}

bool export_finish(struct export *x, struct error *e)
{
	bool ok = finish(x, e);
	free_export(x);
	return ok;
}

void export_cancel(struct export *x)
{
	if (!x)
		return;
	remove_temp(x);
	free_export(x);
}
