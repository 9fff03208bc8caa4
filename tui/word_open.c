/* :open FILE */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/word_table.h"

enum { PATH_SIZE = 1024, ENTRIES_MAX = 4096 };

/* "~/x" is a file of the home directory, as in a shell. */
static void path_of(const char *text, char path[PATH_SIZE])
{
	const char *home = getenv("HOME");
	if (text[0] == '~' && (!text[1] || text[1] == '/') && home)
		snprintf(path, PATH_SIZE, "%s%s", home, text + 1);
	else
		snprintf(path, PATH_SIZE, "%s", text);
}

static bool open_run(struct app *app, char *argument, struct error *e)
{
	char path[PATH_SIZE];
	if (!*argument)
		return error_set(e, 0, "which file? a capture: pcap, pcapng, gz, zst");
	path_of(argument, path);
	return app_open_file(app, path, e);
}

/* A directory, or something that may be a capture. */
static bool is_candidate(DIR *dir, const char *name, bool *is_directory)
{
	struct stat st;
	if (fstatat(dirfd(dir), name, &st, 0))
		return false;
	*is_directory = S_ISDIR(st.st_mode);
	return *is_directory || S_ISREG(st.st_mode);
}

static void offer_entry(DIR *dir, const char *folder, const char *name,
			struct complete *c)
{
	char word[PATH_SIZE], escaped[PATH_SIZE];
	bool is_directory;
	struct text t = text_over(escaped, sizeof(escaped));
	text_escape(&t, name, strlen(name));
	/* A name that cannot be shown as it is cannot be typed either. */
	if (strcmp(escaped, name) != 0 || !is_candidate(dir, name, &is_directory))
		return;
	t = text_over(word, sizeof(word));
	text_printf(&t, "%s%s%s", folder, name, is_directory ? "/" : "");
	if (!t.cut)
		complete_add(c, word, "");
}

static void open_complete(struct app *app UNUSED, const char *before UNUSED,
			  struct complete *c)
{
	char folder[PATH_SIZE], path[PATH_SIZE];
	const char *slash = strrchr(c->prefix, '/');
	int size = slash ? (int)(slash - c->prefix) + 1 : 0;
	snprintf(folder, sizeof(folder), "%.*s", size, c->prefix);
	path_of(size ? folder : ".", path);
	DIR *dir = opendir(path);
	if (!dir)
		return;
	bool hidden = c->prefix[size] == '.';
	const struct dirent *entry;
	for (int i = 0; i < ENTRIES_MAX && (entry = readdir(dir)); i++)
		if (entry->d_name[0] != '.' || hidden)
			offer_entry(dir, folder, entry->d_name, c);
	closedir(dir);
	complete_sort(c);
}

const struct word_entry word_open = {
	.name = "open",
	.argument = "FILE",
	.help = "look at a capture file; q comes back",
	.scopes = SCOPE_POINTS | SCOPE_PACKETS | SCOPE_PACKET,
	.whole = true,
	.run = open_run,
	.complete = open_complete,
};
