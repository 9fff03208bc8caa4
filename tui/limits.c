#include "tui/limits.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "core/base/privilege.h"

static bool is_missing(uint32_t missing, const char *name)
{
	size_t count;
	const struct privilege *p = privilege_table(&count);
	for (size_t i = 0; i < count; i++)
		if (!strcmp(p[i].name, name))
			return missing & p[i].bit;
	return false;
}

bool limits_no_capture(uint32_t missing)
{
	return is_missing(missing, "CAP_NET_RAW");
}

bool limits_own_namespace(uint32_t missing)
{
	return is_missing(missing, "CAP_SYS_ADMIN");
}

void limits_list(struct text *t, uint32_t missing)
{
	size_t count;
	const struct privilege *p = privilege_table(&count);
	for (size_t i = 0; i < count; i++) {
		if (!(missing & p[i].bit))
			continue;
		text_str(t, p[i].name);
		text_str(t, " missing: ");
		text_str(t, p[i].use);
		text_char(t, '\n');
	}
}

/* "cap_net_raw,cap_net_admin" of everything the engine wants. */
static void put_names(struct text *t)
{
	size_t count;
	const struct privilege *p = privilege_table(&count);
	for (size_t i = 0; i < count; i++) {
		text_str(t, i ? "," : "");
		for (const char *c = p[i].name; *c; c++)
			text_char(t, (char)tolower((unsigned char)*c));
	}
}

void limits_remedy(struct text *t)
{
	char path[256];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	const char *program = n > 0 ? path : "/usr/local/bin/labtap";
	text_str(t, "start it with sudo, or let the members of a group do without:\n"
		    "  sudo chgrp GROUP ");
	text_str(t, program);
	text_str(t, "\n  sudo chmod 0750 ");
	text_str(t, program);
	text_str(t, "\n  sudo setcap ");
	put_names(t);
	text_str(t, "=ep ");
	text_str(t, program);
	text_char(t, '\n');
}
