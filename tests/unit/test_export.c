/* Saving: a file is complete or absent, never replaces anything unasked, and says what
 * was captured as exactly as its format can. */
#include "tests/test.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/export.h"
#include "tests/craft.h"
#include "tests/scratch.h"

static const char BYTES[] = "\xff\xff\xff\xff\xff\xff\x02\0\0\0\0\x01\x08\x06"
			    "abcdefghijklm";
enum { SIZE = sizeof(BYTES) - 1 };

/* Four packets on interfaces 0, 2, 0, 1; number 4 has another link type. */
static struct store *source(void)
{
	struct craft c = { 0 };
	struct error e;
	craft_section(&c, true, "original");
	craft_iface(&c, 1, 262144, "a:eth1", 9);
	craft_iface(&c, 101, 0, "tun0", 6);
	craft_begin(&c, 1);
	craft_u16(&c, 1);
	craft_u16(&c, 0);
	craft_u32(&c, 128);
	craft_option(&c, 2, "b:eth1", 6);
	craft_option(&c, 3, "other side", 10);
	craft_option(&c, 6, "\x02\0\0\0\0\x05", 6);
	craft_option(&c, 11, "\0udp", 4);
	craft_end(&c);
	craft_packet(&c, 0, 1700000000123456789, BYTES, SIZE);
	craft_packet_begin(&c, 2, 1700000000000002, BYTES, SIZE);
	craft_option(&c, 1, "seen twice", 10);
	craft_option(&c, 2, "\0\0\0\x01", 4);
	craft_option(&c, 4, "\0\0\0\0\0\0\0\x07", 8);
	craft_end(&c);
	craft_packet(&c, 0, 3, BYTES, SIZE - 3);
	craft_packet(&c, 1, 4, BYTES, SIZE);
	struct store *s = store_open_file(craft_fd(&c, c.size), "source", &e);
	while (store_advance(s, 100))
		;
	craft_free(&c);
	return s;
}

static bool add(struct export *x, struct store *s, uint64_t n, struct error *e)
{
	struct packet p;
	return store_get(s, n, &p) && export_add(x, s, &p, e);
}

struct place {
	struct scratch dir;
	char path[96];
};

static struct place place_new(const char *name)
{
	struct place p = { .dir = scratch_new() };
	snprintf(p.path, sizeof(p.path), "%s/%s", p.dir.path, name);
	return p;
}

static struct store *reopen(const char *path)
{
	struct error e;
	struct store *s = store_open_file(open(path, O_RDONLY | O_CLOEXEC), path, &e);
	if (!s)
		printf("# %s\n", e.text);
	while (s && store_advance(s, 100))
		;
	return s;
}

static bool same_packet(struct store *a, uint64_t na, struct store *b, uint64_t nb)
{
	struct packet p, q;
	if (!store_get(a, na, &p) || !store_get(b, nb, &q))
		return false;
	return p.time == q.time && p.captured == q.captured && p.length == q.length &&
	       p.linktype == q.linktype && !memcmp(p.bytes, q.bytes, p.captured);
}

static void test_pcapng(void)
{
	struct place at = place_new("x.pcapng");
	struct error e;
	struct packet p;
	struct store *s = source();
	struct export *x = export_new(at.path, EXPORT_PCAPNG, false, "shown", &e);
	CHECK(add(x, s, 2, &e) && add(x, s, 1, &e) && add(x, s, 3, &e));
	CHECK(access(at.path, F_OK) < 0 && scratch_list(&at.dir, false) == 1);
	CHECK(export_finish(x, &e));
	CHECK(scratch_list(&at.dir, false) == 1);
	struct store *r = reopen(at.path);
	CHECK(store_last(r) == 3 && !store_trouble(r) && store_ifaces(r) == 2);
	CHECK_STR(store_comment(r), "shown");
	CHECK(same_packet(s, 2, r, 1) && same_packet(s, 1, r, 2));
	CHECK(same_packet(s, 3, r, 3));
	CHECK(store_get(r, 1, &p) && p.direction == DIRECTION_IN && p.dropped == 7);
	CHECK(p.comment_size == 10 && !memcmp(p.comment, "seen twice", 10));
	const struct iface *iface = store_iface(r, p.iface);
	CHECK_STR(iface->name, "b:eth1");
	CHECK_STR(iface->description, "other side");
	CHECK_STR(iface->filter, "udp");
	CHECK(iface->snaplen == 128 && iface->has_mac && iface->mac[5] == 5);
	CHECK(store_get(r, 2, &p) && p.direction == DIRECTION_UNKNOWN && !p.comment);
	CHECK_STR(store_iface(r, p.iface)->name, "a:eth1");
	store_free(r);
	store_free(s);
	scratch_free(&at.dir);
}

static void test_pcap(void)
{
	struct place at = place_new("x.pcap");
	struct error e;
	struct store *s = source();
	struct export *x = export_new(at.path, EXPORT_PCAP, false, NULL, &e);
	CHECK(add(x, s, 1, &e) && add(x, s, 2, &e) && export_finish(x, &e));
	struct store *r = reopen(at.path);
	CHECK(store_last(r) == 2 && same_packet(s, 1, r, 1) && same_packet(s, 2, r, 2));
	store_free(r);
	x = export_new(at.path, EXPORT_PCAP, true, NULL, &e);
	CHECK(add(x, s, 1, &e) && !add(x, s, 4, &e));
	CHECK(strstr(e.text, "one link type") && strstr(e.text, "save as pcapng"));
	CHECK(!export_finish(x, &e) && scratch_list(&at.dir, false) == 1);
	r = reopen(at.path); /* the old file is untouched */
	CHECK(store_last(r) == 2);
	store_free(r);
	CHECK(unlink(at.path) == 0);
	CHECK(export_finish(export_new(at.path, EXPORT_PCAP, false, NULL, &e), &e));
	r = reopen(at.path);
	CHECK(store_last(r) == 0 && !store_trouble(r));
	store_free(r);
	store_free(s);
	scratch_free(&at.dir);
}

static bool refused(const char *path, bool overwrite, const char *words)
{
	struct error e = { 0 };
	struct export *x = export_new(path, EXPORT_PCAPNG, overwrite, NULL, &e);
	bool ok = !x && strstr(e.text, words) && strstr(e.text, path) == e.text;
	if (!ok)
		printf("# got '%s'\n", e.text);
	export_cancel(x);
	return ok;
}

static void test_refused(void)
{
	struct place at = place_new("x.pcapng");
	struct error e;
	char path[160];
	int fd = openat(at.dir.fd, "x.pcapng", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	CHECK(write(fd, "precious", 8) == 8);
	close(fd);
	CHECK(refused(at.path, false, "exists already"));
	CHECK(refused("", false, "not a file name"));
	CHECK(refused("/tmp/", false, "not a file name"));
	CHECK(refused("/tmp/..", true, "not a file name"));
	CHECK(refused("/nonexistent-dir/x", false, "No such file"));
	snprintf(path, sizeof(path), "%s/link", at.dir.path);
	CHECK(symlink(at.path, path) == 0);
	CHECK(refused(path, false, "exists already"));
	CHECK(refused(path, true, "not a regular file"));
	CHECK(refused(at.dir.path, true, "not a regular file"));

	/* Somebody takes the name while we are writing. */
	snprintf(path, sizeof(path), "%s/new", at.dir.path);
	struct export *x = export_new(path, EXPORT_PCAPNG, false, NULL, &e);
	CHECK(link(at.path, path) == 0);
	CHECK(!export_finish(x, &e) && strstr(e.text, "somebody else"));
	struct stat st;
	CHECK(stat(path, &st) == 0 && st.st_size == 8);
	CHECK(scratch_list(&at.dir, false) == 3);

	x = export_new(at.path, EXPORT_PCAPNG, true, NULL, &e);
	CHECK(stat(at.path, &st) == 0 && st.st_size == 8); /* until it is done */
	CHECK(export_finish(x, &e));
	CHECK(stat(at.path, &st) == 0 && st.st_size > 8);
	scratch_free(&at.dir);
}

static void test_mode(void)
{
	struct place at = place_new("x.pcapng");
	struct error e;
	struct stat st;
	mode_t old = umask(0);
	struct export *x = export_new(at.path, EXPORT_PCAPNG, false, NULL, &e);
	CHECK(export_finish(x, &e));
	CHECK(stat(at.path, &st) == 0 && (st.st_mode & 07777) == 0600);
	umask(old);
	scratch_free(&at.dir);
}

static void test_cancel(void)
{
	struct place at = place_new("x.pcapng");
	struct error e;
	struct export *x = export_new(at.path, EXPORT_PCAPNG, false, NULL, &e);
	CHECK(scratch_list(&at.dir, false) == 1);
	export_cancel(x);
	export_cancel(NULL);
	CHECK(scratch_list(&at.dir, false) == 0);
	scratch_free(&at.dir);
}

/* A directory that this user may not write to. */
static void test_denied(void)
{
	struct place at = place_new("x.pcapng");
	int status;
	CHECK(fchmod(at.dir.fd, 0555) == 0);
	pid_t child = fork();
	if (child == 0) {
		struct error e;
		if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
			_exit(2);
		bool ok = !export_new(at.path, EXPORT_PCAPNG, false, NULL, &e) &&
			  e.code == EACCES && strstr(e.text, "Permission denied");
		_exit(ok ? 0 : 1);
	}
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	CHECK(fchmod(at.dir.fd, 0700) == 0 && scratch_list(&at.dir, false) == 0);
	scratch_free(&at.dir);
}

/* Saves until it fails: the message helps, nothing is left. */
static bool fails_full(const char *path, struct store *s, struct error *e)
{
	struct export *x = export_new(path, EXPORT_PCAPNG, false, NULL, e);
	bool ok = x != NULL;
	for (int i = 0; ok && i < 100000; i++)
		ok = add(x, s, 1, e);
	ok = ok && export_flush(x, e);
	struct error ignored;
	return x && !ok && !add(x, s, 1, &ignored) && !export_finish(x, &ignored);
}

static void test_file_limit(void)
{
	struct place at = place_new("x.pcapng");
	struct store *s = source();
	struct error e = { 0 };
	struct rlimit limit, small;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	small = limit;
	small.rlim_cur = 2000000;
	setrlimit(RLIMIT_FSIZE, &small);
	CHECK(fails_full(at.path, s, &e));
	setrlimit(RLIMIT_FSIZE, &limit);
	CHECK(e.code == EFBIG && strstr(e.text, "save in another directory"));
	CHECK(scratch_list(&at.dir, false) == 0);
	store_free(s);
	scratch_free(&at.dir);
}

static bool mount_tiny(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tiny", "/tmp", "tmpfs", 0, "size=3m") == 0;
}

static void test_full_disk(void)
{
	enum { NO_MOUNT = 77 };
	struct store *s = source();
	int status;
	pid_t child = fork();
	if (child == 0) {
		struct error e = { 0 };
		if (!mount_tiny())
			_exit(NO_MOUNT);
		struct place at = place_new("x.pcapng");
		bool ok = fails_full(at.path, s, &e) && e.code == ENOSPC &&
			  strstr(e.text, "free some space") &&
			  scratch_list(&at.dir, false) == 0;
		_exit(ok ? 0 : 1);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_MOUNT)
		SKIP("full disk", "needs root for a mount namespace");
	else
		CHECK_AS("full disk", WEXITSTATUS(status) == 0);
	store_free(s);
}

/* What goes through a pipe is the same capture, available after each flush. */
static void test_stream(void)
{
	struct place at = place_new("copy");
	struct error e;
	struct store *s = source();
	int ends[2];
	char bytes[4096];
	CHECK(pipe(ends) == 0);
	struct export *x = export_stream(ends[1], EXPORT_PCAPNG, "piped", &e);
	CHECK(add(x, s, 1, &e) && export_flush(x, &e));
	ssize_t have = read(ends[0], bytes, sizeof(bytes));
	CHECK(add(x, s, 4, &e) && export_finish(x, &e));
	have += read(ends[0], bytes + have, sizeof(bytes) - (size_t)have);
	int fd = openat(at.dir.fd, "copy", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	CHECK(write(fd, bytes, (size_t)have) == have);
	close(fd);
	struct store *r = reopen(at.path);
	CHECK(store_last(r) == 2 && store_ifaces(r) == 2 && !store_trouble(r));
	CHECK(same_packet(s, 1, r, 1) && same_packet(s, 4, r, 2));
	store_free(r);

	fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	x = export_stream(fd, EXPORT_PCAPNG, NULL, &e);
	CHECK(add(x, s, 1, &e) && !export_flush(x, &e) && e.code == ENOSPC);
	export_cancel(x);
	close(fd);
	signal(SIGPIPE, SIG_IGN);
	close(ends[0]);
	x = export_stream(ends[1], EXPORT_PCAP, NULL, &e);
	CHECK(add(x, s, 1, &e) && !export_finish(x, &e) && e.code == EPIPE);
	close(ends[1]);
	store_free(s);
	scratch_free(&at.dir);
}

static void test_tshark(void)
{
	if (!scratch_have("tshark")) {
		SKIP("tshark reads saved files", "tshark is not installed");
		return;
	}
	struct store *s = source();
	static const char *const want[] = {
		"1700000000.123456789\t27\ta:eth1\n1700000000.000002000\t27\tb:eth1\n",
		"1700000000.123456789\t27\t\n1700000000.000002000\t27\t\n",
	};
	for (int format = EXPORT_PCAPNG; format <= EXPORT_PCAP; format++) {
		struct place at = place_new("x");
		struct error e;
		char command[300], got[1000];
		struct export *x = export_new(at.path, (enum export_format)format,
					      false, "a note", &e);
		CHECK(add(x, s, 1, &e) && add(x, s, 2, &e) && export_finish(x, &e));
		snprintf(command, sizeof(command),
			 "tshark -n -r %s -T fields -e frame.time_epoch -e frame.len "
			 "-e frame.interface_name 2>/dev/null",
			 at.path);
		CHECK(scratch_run(command, got, sizeof(got)));
		CHECK_STR(got, want[format]);
		snprintf(command, sizeof(command), "capinfos %s 2>&1", at.path);
		CHECK(scratch_run(command, got, sizeof(got)));
		CHECK(strstr(got, "Number of packets:   2"));
		scratch_free(&at.dir);
	}
	store_free(s);
}

int main(void)
{
	test_pcapng();
	test_pcap();
	test_refused();
	test_mode();
	test_cancel();
	test_denied();
	test_file_limit();
	test_full_disk();
	test_stream();
	test_tshark();
	return test_done();
}
