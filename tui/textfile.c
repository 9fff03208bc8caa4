#include "tui/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"

enum { PATH_ROOM = 1100 };

bool textfile_put(int fd, const char *text)
{
	size_t size = strlen(text);
	while (size) {
		ssize_t n = write(fd, text, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text += n;
		size -= (size_t)n;
	}
	return true;
}

bool textfile_new(const char *path, const char *text, struct error *e)
{
	char temp[PATH_ROOM];
	int length = snprintf(temp, sizeof(temp), "%s.part", path);
	if (length >= (int)sizeof(temp))
		return error_set(e, ENAMETOOLONG, "%s", path);
	autoclose int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return error_set(e, errno, "%s", path);
	bool ok = textfile_put(fd, text) && !fsync(fd) && !link(temp, path);
	int why = errno;
	unlink(temp);
	return ok || error_set(e, why, "%s", path);
}

/* What is there of `size` bytes. */
static size_t fill(int fd, char *text, size_t size)
{
	size_t at = 0;
	while (at < size) {
		ssize_t n = read(fd, text + at, size - at);
		if (n <= 0)
			break;
		at += (size_t)n;
	}
	return at;
}

char *textfile_read(const char *path, size_t most, struct error *e)
{
	struct stat st;
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st)) {
		error_set(e, errno, "%s", path);
		return NULL;
	}
	if (!S_ISREG(st.st_mode) || (size_t)st.st_size > most) {
		error_set(e, 0, "%s: not a file of at most %zu kB", path, most >> 10);
		return NULL;
	}
	char *text = mem_new((size_t)st.st_size + 1);
	size_t size = fill(fd, text, (size_t)st.st_size);
	for (size_t i = 0; i < size; i++)
		text[i] = text[i] ? text[i] : ' ';
	return text;
}
