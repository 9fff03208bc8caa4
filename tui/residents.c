#include "tui/residents.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "core/base/text.h"
#include "core/lab/machine_libvirt.h"
#include "tui/own.h"

/* The user's rules come on top of ours; a mistake in them is said, and that is all. */
static void rules_read(struct residents *r)
{
	char path[OWN_PATH];
	struct error e;
	struct utsname u;
	if (r->rules)
		return;
	r->rules = rules_new(own_path(OWN_CONFIG, "rules.yml", path) ? path : NULL, &e);
	struct text note = text_over(r->rules_note, sizeof(r->rules_note));
	text_escape(&note, e.text, strlen(e.text));
	r->notes_serial += e.text[0] != '\0';
	if (!uname(&u))
		snprintf(r->host, sizeof(r->host), "%s", u.nodename);
}

bool residents_take(struct residents *r, int fd, struct error *e)
{
	struct census census;
	if (!census_open(&census, fd, e))
		return false;
	rules_read(r);
	census_close(&r->census);
	r->census = census;
	switches_done(&r->switches);
	switches_read(&r->switches, &r->census);
	r->heard = true;
	return true;
}

void residents_renew(struct residents *r, const struct facts *facts,
		     struct machines *old[RESIDENTS_SETS])
{
	char note[sizeof(r->note)];
	const struct census_sources sources = {
		.census = &r->census,
		.facts = facts,
		.rules = r->rules,
		.host = r->host,
	};
	if (!r->heard)
		return;
	old[0] = r->machines;
	old[1] = r->domains;
	r->machines = machine_census(&sources, note);
	r->domains = r->census.libvirt ? machine_libvirt_files(&r->census) : NULL;
	if (!note[0])
		memcpy(note, r->switches.note, sizeof(note));
	r->notes_serial += strcmp(note, r->note) != 0;
	memcpy(r->note, note, sizeof(note));
}

const char *residents_note(const struct residents *r)
{
	return r->rules_note[0] ? r->rules_note : r->note;
}

void residents_done(struct residents *r)
{
	machines_free(r->machines);
	machines_free(r->domains);
	switches_done(&r->switches);
	census_close(&r->census);
	rules_free(r->rules);
	*r = (struct residents){ .heard = false };
}
