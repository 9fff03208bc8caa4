#include "tui/own.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/text.h"
#include "tui/textfile.h"

static const struct {
	const char *variable, *below_home;
} homes[] = {
	[OWN_CONFIG] = { "XDG_CONFIG_HOME", ".config" },
	[OWN_STATE] = { "XDG_STATE_HOME", ".local/state" },
};

bool own_path(enum own_kind kind, const char *name, char path[OWN_PATH])
{
	const char *base = getenv(homes[kind].variable), *home = getenv("HOME");
	struct text t = text_over(path, OWN_PATH);
	/* A relative one is to be ignored, says the specification. */
	if (base && base[0] == '/')
		text_str(&t, base);
	else if (home && home[0] == '/')
		text_printf(&t, "%s/%s", home, homes[kind].below_home);
	else
		return false;
	text_printf(&t, "/labtap%s%s", *name ? "/" : "", name);
	return !t.cut;
}

static bool path_or_why(enum own_kind kind, const char *name, char path[OWN_PATH],
			struct error *e)
{
	return own_path(kind, name, path) ||
	       error_set(e, 0, "HOME is not set: there is no place for it");
}

bool own_make(enum own_kind kind, struct error *e)
{
	char path[OWN_PATH];
	if (!path_or_why(kind, "", path, e))
		return false;
	for (char *slash = strchr(path + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		/* One that stands in our way is met by the next mkdir. */
		(void)!mkdir(path, 0700);
		*slash = '/';
	}
	return !mkdir(path, 0700) || errno == EEXIST || error_set(e, errno, "%s", path);
}

char *own_read(enum own_kind kind, const char *name)
{
	char path[OWN_PATH];
	struct error e;
	if (!own_path(kind, name, path))
		return NULL;
	return textfile_read(path, OWN_MAX, &e);
}

bool own_append(enum own_kind kind, const char *name, const char *line, struct error *e)
{
	char path[OWN_PATH];
	if (!path_or_why(kind, name, path, e) || !own_make(kind, e))
		return false;
	autofree char *whole = mem_new(strlen(line) + 2);
	snprintf(whole, strlen(line) + 2, "%s\n", line);
	autoclose int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	return (fd >= 0 && textfile_put(fd, whole)) || error_set(e, errno, "%s", path);
}

bool own_write(enum own_kind kind, const char *name, const char *text, struct error *e)
{
	char path[OWN_PATH], temp[OWN_PATH + 8];
	if (!path_or_why(kind, name, path, e) || !own_make(kind, e))
		return false;
	snprintf(temp, sizeof(temp), "%s.new", path);
	unlink(temp); /* of one that was killed, or a link */
	autoclose int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0 && textfile_put(fd, text) && !fsync(fd) && !rename(temp, path))
		return true;
	int why = errno;
	if (fd >= 0)
		unlink(temp);
	return error_set(e, why, "%s", path);
}

char *own_line(char **text)
{
	while (**text == '\n')
		(*text)++;
	if (!**text)
		return NULL;
	char *line = *text;
	size_t size = strcspn(line, "\n");
	*text = line + size + (line[size] == '\n');
	line[size] = '\0';
	return line;
}
