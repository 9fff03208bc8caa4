#include "core/lab/containers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/json.h"

enum { CONTAINERS_MAX = 8192 };

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Control groups ----------------------------------------------------------- */

static size_t hex_run(const char *at, const char *end)
{
	size_t n = 0;
	while (at + n < end && is_hex(at[n]))
		n++;
	return n;
}

/* "libpod-conmon-ID" is who looks after the container, not the container. */
static bool is_supervisor(const char *line, const char *at)
{
	static const char word[] = "conmon-";
	size_t size = sizeof(word) - 1;
	return (size_t)(at - line) >= size && !memcmp(at - size, word, size);
}

static size_t ids_of_line(const char *line, const char *end,
			  char ids[CONTAINER_NEST][CONTAINER_ID + 1])
{
	size_t count = 0;
	for (const char *at = line; at < end && count < CONTAINER_NEST;) {
		size_t n = hex_run(at, end);
		if (n == CONTAINER_ID && !is_supervisor(line, at)) {
			memcpy(ids[count], at, n);
			ids[count++][n] = '\0';
		}
		at += n ? n : 1;
	}
	return count;
}

size_t containers_of_group(const char *group, size_t size,
			   char ids[CONTAINER_NEST][CONTAINER_ID + 1])
{
	char found[CONTAINER_NEST][CONTAINER_ID + 1];
	const char *end = group + size;
	size_t best = 0;
	for (const char *line = group; line < end;) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		stop = stop ? stop : end;
		size_t n = ids_of_line(line, stop, found);
		if (n > best) {
			memcpy(ids, found, sizeof(found));
			best = n;
		}
		line = stop + 1;
	}
	return best;
}

/* Answers ------------------------------------------------------------------ */

static const char *plain_name(const char *name)
{
	return name && name[0] == '/' ? name + 1 : name;
}

static void add(struct containers *c, const struct container *x)
{
	if (!x->id || strlen(x->id) != CONTAINER_ID ||
	    c->items.count == CONTAINERS_MAX || containers_find(c, x->id))
		return;
	vec_push(&c->items, *x);
}

static enum machine_state state_of(const char *word)
{
	if (!word)
		return MACHINE_UNKNOWN;
	if (!strcmp(word, "running"))
		return MACHINE_RUNNING;
	return strcmp(word, "paused") ? MACHINE_STOPPED : MACHINE_PAUSED;
}

static void read_list(struct containers *c, const struct value *list,
		      const char *source)
{
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = list->items[i].value;
		const struct value *names = value_get(v, "Names");
		const struct container x = {
			.id = value_text(value_get(v, "Id")),
			.name = plain_name(value_count(names)
						   ? value_text(names->items[0].value)
						   : NULL),
			.image = value_text(value_get(v, "Image")),
			.source = source,
			.labels = value_get(v, "Labels"),
			.state = state_of(value_text(value_get(v, "State"))),
		};
		add(c, &x);
	}
}

/* The body of an HTTP answer that is fine; NULL. */
static const char *body_of(const char *text, size_t size)
{
	static const char ok[] = " 200 ", gap[] = "\r\n\r\n";
	const char *line = memchr(text, '\r', size < 256 ? size : 256);
	if (size < 9 || memcmp(text, "HTTP/1.", 7) != 0 || !line ||
	    !memmem(text, (size_t)(line - text), ok, sizeof(ok) - 1))
		return NULL;
	const char *end = memmem(text, size, gap, sizeof(gap) - 1);
	return end ? end + sizeof(gap) - 1 : NULL;
}

static bool read_api(struct containers *c, const char *text, size_t size,
		     const char *source)
{
	struct error ignored;
	const char *body = body_of(text, size);
	if (!body)
		return false;
	const struct value *v =
		json_read(c->arena, body, size - (size_t)(body - text), &ignored);
	if (!v || v->kind != VALUE_LIST)
		return false;
	read_list(c, v, source);
	return true;
}

/* Docker's own record of one (config.v2.json). */
static bool read_docker(struct containers *c, const struct value *v)
{
	const char *running = value_text_at(v, "State.Running");
	const struct container x = {
		.id = value_text(value_get(v, "ID")),
		.name = plain_name(value_text(value_get(v, "Name"))),
		.image = value_text_at(v, "Config.Image"),
		.source = "docker",
		.labels = value_at(v, "Config.Labels"),
		.state = running && !strcmp(running, "true") ? MACHINE_RUNNING
							     : MACHINE_STOPPED,
	};
	add(c, &x);
	return v->kind == VALUE_MAP;
}

/* Podman's list (containers.json of the storage): names alone. */
static bool read_podman(struct containers *c, const struct value *v)
{
	for (size_t i = 0; i < value_count(v); i++) {
		const struct value *item = v->items[i].value;
		const struct value *names = value_get(item, "names");
		const struct container x = {
			.id = value_text(value_get(item, "id")),
			.name = value_count(names) ? value_text(names->items[0].value)
						   : NULL,
			.source = "podman",
		};
		add(c, &x);
	}
	return v->kind == VALUE_LIST;
}

/* "NAMESPACE/ID/config.json": its id is nowhere else. */
static const char *bundle_id(struct containers *c, const char *path)
{
	const char *end = strrchr(path, '/'), *at = end;
	while (at && at > path && at[-1] != '/')
		at--;
	return at ? arena_printf(c->arena, "%.*s", (int)(end - at), at) : NULL;
}

/* Of a pod's containers "POD/CONTAINER"; the one that keeps the namespace is the pod.
 */
static const char *bundle_name(struct containers *c, const struct value *annotations)
{
	const char *pod =
		value_text(value_get(annotations, "io.kubernetes.cri.sandbox-name"));
	const char *name =
		value_text(value_get(annotations, "io.kubernetes.cri.container-name"));
	if (!pod)
		return value_text(value_get(annotations, "nerdctl/name"));
	return name ? arena_printf(c->arena, "%s/%s", pod, name) : pod;
}

/* What containerd gave the runtime (config.json of the OCI runtime specification): it
 * is there as long as the container. Annotations are its labels. */
static bool read_bundle(struct containers *c, const struct value *v, const char *path)
{
	const struct value *annotations = value_get(v, "annotations");
	const struct container x = {
		.id = bundle_id(c, path),
		.name = bundle_name(c, annotations),
		.image = value_text(
			value_get(annotations, "io.kubernetes.cri.image-name")),
		.source = "containerd",
		.labels = annotations,
		.state = MACHINE_RUNNING,
	};
	add(c, &x);
	return v->kind == VALUE_MAP;
}

static bool read_file(struct containers *c, const struct census_answer *a,
		      const struct value *v)
{
	switch (a->kind) {
	case CENSUS_PODMAN:
		return read_podman(c, v);
	case CENSUS_OCI:
		return read_bundle(c, v, a->from);
	default:
		return read_docker(c, v);
	}
}

static void note_refused(struct containers *c, const struct census_answer *a)
{
	struct error e;
	if (a->code == ECONNREFUSED) /* it is not running, which is no trouble */
		return;
	if (a->code == ETIMEDOUT)
		error_set(&e, 0, "%s does not answer", a->from);
	else
		error_set(&e, (int)a->code, "%s", a->from);
	snprintf(c->note, sizeof(c->note), "names of containers are incomplete: %.150s",
		 e.text);
}

static void read_answer(struct containers *c, const struct census *census,
			const struct census_answer *a)
{
	struct error ignored;
	const char *text = census_bytes(census, &a->text);
	bool ok;
	if (a->kind > CENSUS_OCI)
		return;
	if (a->code) {
		note_refused(c, a);
		return;
	}
	if (a->kind == CENSUS_API) {
		ok = read_api(c, text, a->text.size,
			      strstr(a->from, "podman") ? "podman" : "docker");
	} else {
		const struct value *v =
			json_read(c->arena, text, a->text.size, &ignored);
		ok = v && read_file(c, a, v);
	}
	if (!ok)
		snprintf(c->note, sizeof(c->note),
			 "what %.100s says of containers cannot be read", a->from);
}

/* The word behind this option (conmon(8)); NULL: none. */
static const char *option_of(const char *words, size_t size, const char *option)
{
	const char *end = words + size;
	for (const char *at = words; at < end;) {
		const char *next = at + strnlen(at, (size_t)(end - at)) + 1;
		if (next < end && !strcmp(at, option))
			return memchr(next, '\0', (size_t)(end - next)) ? next : NULL;
		at = next;
	}
	return NULL;
}

/* Who looks after a container of podman's knows its name, wherever its files are: of
 * another user's, in another container. */
static void read_conmon(struct containers *c, const struct census *census,
			const struct census_process *p)
{
	const char *words = census_bytes(census, &p->words);
	const char *id = option_of(words, p->words.size, "-c");
	const char *name = option_of(words, p->words.size, "-n");
	const struct container x = {
		.id = id ? arena_strdup(c->arena, id) : NULL,
		.name = name ? arena_strdup(c->arena, name) : NULL,
		.source = "podman",
		.state = MACHINE_RUNNING,
	};
	if (name)
		add(c, &x);
}

void containers_read(struct containers *c, const struct census *census)
{
	*c = (struct containers){ .arena = arena_new() };
	for (size_t i = 0; i < census->answer_count; i++)
		read_answer(c, census, &census->answers[i]);
	for (size_t i = 0; i < census->process_count; i++)
		if (!strcmp(census->processes[i].name, "conmon"))
			read_conmon(c, census, &census->processes[i]);
}

void containers_done(struct containers *c)
{
	arena_free(c->arena);
	free(c->items.items);
	*c = (struct containers){ .arena = NULL };
}

const struct container *containers_find(const struct containers *c, const char *id)
{
	for (size_t i = 0; i < c->items.count; i++)
		if (!strcmp(c->items.items[i].id, id))
			return &c->items.items[i];
	return NULL;
}
