#include "core/lab/rules.h"

#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/base/vec.h"
#include "core/lab/yaml.h"

enum {
	RULES_MAX = 512,
	PATTERN_MAX = 256,
	SUBJECT_MAX = 1024, /* what stands behind is not looked at */
	FILE_MAX = 256 << 10,
	GROUPS = 10,
	OUT_MAX = 256,
	USER_PRIORITY = 200,
	TIMES_MAX = 10000, /* of the bounds of a pattern, one within the other */
};

struct rule {
	const char *name;
	enum rule_source source;
	const char *key; /* of the label */
	const char *pattern;
	/* $1 is what the first brackets of the pattern matched, $0 all of it, ${NAME} a
	 * label, ${hostname} the host name. */
	const char *lab, *node, *kind, *interface;
	uint32_t priority;
};

struct known_rule {
	struct rule rule;
	regex_t regex;
};

struct rules {
	struct arena *arena;
	VEC(struct known_rule) items;
};

static const char *const source_words[RULE_SOURCES] = {
	[RULE_LABEL] = "label",	      [RULE_NAME] = "container",
	[RULE_CGROUP] = "cgroup",     [RULE_ARGV] = "argv",
	[RULE_HOSTNAME] = "hostname", [RULE_NETNS] = "netns",
	[RULE_IFNAME] = "ifname",     [RULE_NETDEV] = "netdev",
};

static const struct rule table[] = {
	{ .name = "containerlab",
	  .source = RULE_LABEL,
	  .key = "containerlab",
	  .pattern = ".",
	  .lab = "${containerlab}",
	  .node = "${clab-node-name}",
	  .kind = "${clab-node-kind}",
	  .priority = 100 },
	{ .name = "Kathara",
	  .source = RULE_LABEL,
	  .key = "app",
	  .pattern = "^kathara$",
	  .lab = "${lab_hash}",
	  .node = "${name}",
	  .priority = 100 },
	{ .name = "compose",
	  .source = RULE_LABEL,
	  .key = "com.docker.compose.project",
	  .pattern = ".",
	  .lab = "${com.docker.compose.project}",
	  .node = "${com.docker.compose.service}-"
		  "${com.docker.compose.container-number}",
	  .priority = 90 },
	{ .name = "IMUNES",
	  .source = RULE_NAME,
	  .pattern = "^(i[0-9a-z]{3,6})\\.(n[0-9]+)$",
	  .lab = "$1",
	  .node = "${hostname}",
	  .priority = 80 },
	{ .name = "IMUNES",
	  .source = RULE_NETNS,
	  .pattern = "^(i[0-9a-z]{3,6})\\.(n[0-9]+)$",
	  .lab = "$1",
	  .node = "$2",
	  .priority = 70 },
	{ .name = "Mininet",
	  .source = RULE_ARGV,
	  .pattern = "(^| )mininet:([^ ]+)",
	  .lab = "mininet",
	  .node = "$2",
	  .priority = 80 },
	{ .name = "CORE",
	  .source = RULE_ARGV,
	  .pattern = "vnoded .*-c [^ ]*/pycore\\.([0-9]+)/([^/ ]+)",
	  .lab = "core-$1",
	  .node = "$2",
	  .priority = 80 },
	{ .name = "GNS3", /* what its containers begin with; docker makes up their names
			   */
	  .source = RULE_ARGV,
	  .pattern = "(^| )/gns3/(init|run-cmd)\\.sh( |$)",
	  .node = "${hostname}",
	  .priority = 80 },
	{ .name = "LXC",
	  .source = RULE_CGROUP,
	  .pattern = "/lxc\\.payload[./]([^/[:space:]]+)",
	  .node = "$1",
	  .priority = 60 },
	{ .name = "nspawn",
	  .source = RULE_CGROUP,
	  .pattern = "/machine\\.slice/(machine-|systemd-nspawn@)([^/[:space:]]+)"
		     "\\.(scope|service)",
	  .node = "$2",
	  .priority = 60 },
	{ .name = "host name",
	  .source = RULE_HOSTNAME,
	  .pattern = "^[^ ]+$",
	  .node = "$0",
	  .priority = 10 },
	{ .name = "EVE-NG",
	  .source = RULE_IFNAME,
	  .pattern = "^vunl([0-9]+)_([0-9]+)_([0-9]+)$",
	  .lab = "eve-$1",
	  .node = "$2",
	  .interface = "e$3",
	  .priority = 80 },
	{ .name = "GNS3",
	  .source = RULE_NETDEV,
	  .pattern = "^gns3-([0-9]+)$",
	  .interface = "e$1",
	  .priority = 80 },
};

/* Making ------------------------------------------------------------------ */

/* Bounds within bounds take memory without end, and back references, which are none in
 * regex(7), time. */
static bool is_costly(const char *pattern)
{
	unsigned long times = 1;
	for (const char *at = pattern; *at && times <= TIMES_MAX; at++) {
		char *end;
		unsigned long bound = *at == '{' ? strtoul(at + 1, &end, 10) : 0;
		if (*at == '{' && *end == ',')
			bound = end[1] == '}' ? bound : strtoul(end + 1, NULL, 10);
		times *= bound ? bound : 1;
		if (*at == '\\' && *++at >= '1' && *at <= '9')
			return true;
		if (!*at)
			break;
	}
	return times > TIMES_MAX;
}

static bool rule_add(struct rules *r, const struct rule *rule, struct error *e)
{
	struct known_rule k = { .rule = *rule };
	char why[128];
	if (r->items.count == RULES_MAX || strlen(rule->pattern) > PATTERN_MAX)
		return error_set(e, 0, "rule %s: too long, or one rule too many",
				 rule->name);
	if (is_costly(rule->pattern))
		return error_set(e, 0, "rule %s: %s: a \\1, or too many repetitions",
				 rule->name, rule->pattern);
	int failed = regcomp(&k.regex, rule->pattern, REG_EXTENDED);
	if (failed) {
		regerror(failed, &k.regex, why, sizeof(why));
		return error_set(e, 0, "rule %s: %s: %s", rule->name, rule->pattern,
				 why);
	}
	vec_push(&r->items, k);
	return true;
}

static void rules_drop(struct rules *r, size_t from)
{
	while (r->items.count > from)
		regfree(&r->items.items[--r->items.count].regex);
}

static const char *kept_text(struct rules *r, const struct value *map, const char *key)
{
	const char *text = value_text(value_get(map, key));
	return text ? arena_strdup(r->arena, text) : NULL;
}

/* "argv: PATTERN"; of a label "label: KEY=PATTERN", or "label: KEY" for any value. */
static bool read_source(struct rules *r, struct rule *to, const struct value *v)
{
	for (size_t i = 0; i < RULE_SOURCES; i++) {
		const char *text = kept_text(r, v, source_words[i]);
		if (!text)
			continue;
		to->source = (enum rule_source)i;
		to->pattern = text;
		if (i != RULE_LABEL)
			return true;
		size_t size = strcspn(text, "=");
		to->key = arena_printf(r->arena, "%.*s", (int)size, text);
		to->pattern = text[size] ? text + size + 1 : "";
		return true;
	}
	return false;
}

static bool read_rule(struct rules *r, const char *path, const struct value_item *item,
		      struct error *e)
{
	const struct value *v = item->value;
	struct rule rule = { .name = kept_text(r, v, "name"),
			     .lab = kept_text(r, v, "lab"),
			     .node = kept_text(r, v, "node"),
			     .kind = kept_text(r, v, "kind"),
			     .interface = kept_text(r, v, "interface"),
			     .priority = USER_PRIORITY };
	rule.name = rule.name ? rule.name : "of the file";
	const struct value *priority = value_get(v, "priority");
	if (v->kind != VALUE_MAP || !read_source(r, &rule, v))
		error_set(
			e, 0,
			"a rule needs one of label, container, cgroup, argv, hostname, "
			"netns, ifname, netdev");
	else if (!rule.lab && !rule.node && !rule.interface)
		error_set(e, 0, "a rule needs lab, node or interface");
	else if (priority && !value_number(priority, &rule.priority))
		error_set(e, 0, "priority: not a number");
	else if (rule_add(r, &rule, e))
		return true;
	return error_in(e, "%s:%u:%u", path, item->line, item->column);
}

static bool read_rules(struct rules *r, const char *path, const char *text, size_t size,
		       struct error *e)
{
	const struct value *v = yaml_read(r->arena, path, text, size, e);
	if (!v)
		return false;
	const struct value *list = value_get(v, "rules");
	if (v->kind != VALUE_NULL && (!list || list->kind != VALUE_LIST))
		return error_set(e, 0, "%s: a list of rules is expected: rules:", path);
	for (size_t i = 0; i < value_count(list); i++)
		if (!read_rule(r, path, &list->items[i], e))
			return false;
	return true;
}

static bool read_file(struct rules *r, const char *path, struct error *e)
{
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return errno == ENOENT || error_set(e, errno, "%s", path);
	autofree char *text = mem_new(FILE_MAX);
	ssize_t n = read(fd, text, FILE_MAX);
	if (n < 0)
		return error_set(e, errno, "%s", path);
	if (n == FILE_MAX)
		return error_set(e, 0, "%s: too large", path);
	return read_rules(r, path, text, (size_t)n, e);
}

struct rules *rules_new(const char *path, struct error *e)
{
	struct rules *r = mem_new(sizeof(*r));
	struct error ignored;
	r->arena = arena_new();
	for (size_t i = 0; i < COUNT(table); i++)
		(void)rule_add(r, &table[i], &ignored);
	e->text[0] = '\0';
	if (path && !read_file(r, path, e))
		rules_drop(r, COUNT(table));
	return r;
}

void rules_free(struct rules *r)
{
	if (!r)
		return;
	rules_drop(r, 0);
	free(r->items.items);
	arena_free(r->arena);
	free(r);
}

/* Applying ---------------------------------------------------------------- */

static const char *subject_of(const struct rule *rule, const struct traces *t)
{
	if (rule->source == RULE_LABEL)
		return value_text(value_get(t->labels, rule->key));
	return t->texts[rule->source];
}

static const char *variable(const struct traces *t, const char *name)
{
	if (!strcmp(name, "hostname"))
		return t->texts[RULE_HOSTNAME];
	return value_text(value_get(t->labels, name));
}

static void put_variable(struct text *out, const struct traces *t, const char *at,
			 size_t size)
{
	char name[OUT_MAX];
	struct text n = text_over(name, sizeof(name));
	text_mem(&n, at, size);
	const char *value = variable(t, name);
	text_str(out, value ? value : "");
}

/* NULL for what comes out empty. */
static const char *fill_in(const char *form, const char *subject, const regmatch_t *m,
			   const struct traces *t, struct arena *a)
{
	char buffer[OUT_MAX];
	struct text out = text_over(buffer, sizeof(buffer));
	for (const char *at = form; at && *at; at++) {
		const char *close =
			at[0] == '$' && at[1] == '{' ? strchr(at, '}') : NULL;
		if (close) {
			put_variable(&out, t, at + 2, (size_t)(close - at) - 2);
			at = close;
		} else if (at[0] == '$' && at[1] >= '0' && at[1] <= '9') {
			const regmatch_t *g = &m[*++at - '0'];
			if (g->rm_so >= 0)
				text_mem(&out, subject + g->rm_so,
					 (size_t)(g->rm_eo - g->rm_so));
		} else {
			text_char(&out, *at);
		}
	}
	return text_length(&out) ? arena_strdup(a, buffer) : NULL;
}

static bool rule_matches(const struct known_rule *k, const char *subject,
			 regmatch_t groups[GROUPS])
{
	return !regexec(&k->regex, subject, GROUPS, groups, 0);
}

bool rules_apply(const struct rules *r, const struct traces *t, struct arena *arena,
		 struct identity *found)
{
	*found = (struct identity){ .priority = 0 };
	for (size_t i = 0; i < r->items.count; i++) {
		const struct known_rule *k = &r->items.items[i];
		const struct rule *rule = &k->rule;
		const char *whole = subject_of(rule, t);
		char subject[SUBJECT_MAX];
		regmatch_t m[GROUPS];
		if (!whole || (found->rule && rule->priority <= found->priority))
			continue;
		struct text s = text_over(subject, sizeof(subject));
		text_str(&s, whole);
		if (!rule_matches(k, subject, m))
			continue;
		*found = (struct identity){
			.rule = rule->name,
			.lab = fill_in(rule->lab, subject, m, t, arena),
			.node = fill_in(rule->node, subject, m, t, arena),
			.kind = fill_in(rule->kind, subject, m, t, arena),
			.interface = fill_in(rule->interface, subject, m, t, arena),
			.priority = rule->priority,
		};
	}
	return found->rule;
}
