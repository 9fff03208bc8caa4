/* The command lines of the runner. Words of the front stand only where none of them can
 * be taken for an option. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/mem.h"
#include "core/lab/yaml.h"
#include "tui/own.h"
#include "tui/runner_wire.h"
#include "tui/shell_text.h"

static void add(struct run_command *c, const char *word)
{
	if (c->count < RUN_ARGV - 1)
		c->argv[c->count++] = word;
}

/* "ssh -p 2222": words with blanks between. */
static void add_words(struct run_command *c, const char *text)
{
	struct text t = text_over(c->own, sizeof(c->own));
	text_str(&t, text);
	char *rest = c->own;
	for (char *word; !t.cut && (word = strsep(&rest, " "));)
		if (*word)
			add(c, word);
}

static const char *word_after(const struct run_order *o, const char *word)
{
	const char *end = o->words + sizeof(o->words);
	word += strlen(word) + 1;
	return word < end ? word : end - 1;
}

static void make_tshark(struct run_command *c, const struct run_order *o)
{
	static const char *const words[] = { "tshark", "-n", "-r", "-", "-V" };
	for (size_t i = 0; i < COUNT(words); i++)
		add(c, words[i]);
	const char *word = o->words;
	for (uint32_t i = 0; i < o->count && i < RUN_WORDS; i++) {
		add(c, "-d");
		add(c, word);
		word = word_after(o, word);
	}
}

/* `wireshark:` of config.yaml, which is the user's own; as it is now. */
static bool configured(char *to, size_t size)
{
	struct error ignored;
	struct arena *arena = arena_new();
	autofree char *text = own_read(OWN_CONFIG, "config.yaml");
	const struct value *all = text && *text ? yaml_read(arena, "config.yaml", text,
							    strlen(text), &ignored)
						: NULL;
	struct text t = text_over(to, size);
	for (size_t i = 0; all && i < value_count(all); i++) {
		const struct value_item *item = &all->items[i];
		const char *value = value_text(item->value);
		if (item->key && !strcmp(item->key, "wireshark") && value)
			text_str(&t, value);
	}
	arena_free(arena);
	return *to && !t.cut;
}

static void make_wireshark(struct run_command *c)
{
	char command[sizeof(c->own)] = "";
	bool own = configured(command, sizeof(command));
	add_words(c, own ? command : "wireshark -k -i -");
}

/* Root needs no sudo, which may not even be there; sudo must not ask, nobody would see
 * it. */
#define REMOTE_LABTAP                                                                  \
	"l() { if [ \"$(id -u)\" = 0 ]; then labtap \"$@\"; else sudo -n labtap "      \
	"\"$@\"; fi; }; "
#define REMOTE_CAPTURE "l \"$@\""
/* Answers a letter with a line, so that the way there and back can be measured. */
#define REMOTE_ANSWERS                                                                 \
	"while read -r q; do case $q in "                                              \
	"t) date +%s%N;; v) l --version || echo none;; "                               \
	"w) l list --json --watch; echo \"end $?\";; esac; done"

/* The words of the order stand behind the script, as its arguments. */
static void put_remote(struct text *t, const struct runner_hosts *hosts,
		       const struct run_order *o)
{
	char script[2048];
	struct text s = text_over(script, sizeof(script));
	const char *word = o->words;
	if (hosts->labtap)
		text_printf(&s, "l() { %s \"$@\"; }; ", hosts->labtap);
	else
		text_str(&s, REMOTE_LABTAP);
	text_str(&s, o->program == RUN_SSH ? REMOTE_CAPTURE : REMOTE_ANSWERS);
	text_str(t, "sh -c ");
	shell_word(t, script);
	text_str(t, " sh");
	t->cut |= s.cut;
	for (uint32_t i = 0; i < o->count && i < RUN_WORDS; i++) {
		text_char(t, ' ');
		shell_word(t, word);
		word = word_after(o, word);
	}
}

/* One host that is off keeps nobody from the others; behind what --ssh says, which
 * holds then. */
#define CONNECT_TIMEOUT "ConnectTimeout=15"

/* Later connections go through the first, which was let in: nobody is asked again. The
 * socket is where only the user may look. */
static void add_sharing(struct run_command *c)
{
	const char *dir = getenv("XDG_RUNTIME_DIR");
	struct text t = text_over(c->sharing, sizeof(c->sharing));
	if (!dir || *dir != '/' || access(dir, W_OK))
		return;
	text_printf(&t, "ControlPath=%s/labtap-%%C", dir);
	add(c, "-o");
	add(c, "ControlMaster=auto");
	add(c, "-o");
	add(c, c->sharing);
}

static bool make_ssh(struct run_command *c, const struct runner_hosts *hosts,
		     const struct run_order *o)
{
	if (!hosts || o->host >= hosts->count || hosts->names[o->host][0] == '-')
		return false;
	struct text t = text_over(c->text, sizeof(c->text));
	put_remote(&t, hosts, o);
	add_words(c, hosts->ssh ? hosts->ssh : "ssh");
	add_sharing(c);
	add(c, "-o");
	add(c, CONNECT_TIMEOUT);
	if (o->quiet) {
		add(c, "-o");
		add(c, "BatchMode=yes");
	}
	add(c, "-T");
	add(c, "--");
	add(c, hosts->names[o->host]);
	add(c, c->text);
	return !t.cut;
}

bool run_command_make(struct run_command *c, const struct runner_hosts *hosts,
		      const struct run_order *o)
{
	c->count = 0;
	bool ok = true;
	if (o->program == RUN_TSHARK)
		make_tshark(c, o);
	else if (o->program == RUN_WIRESHARK)
		make_wireshark(c);
	else
		ok = (o->program == RUN_SSH || o->program == RUN_ASK) &&
		     make_ssh(c, hosts, o);
	c->argv[c->count] = NULL;
	return ok && c->count;
}
