/* The one table of commands: it drives keys, footer, help and script names. A key may
 * stand once per scope; command_check() (run by the build's tests) says where not. */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* Where a command is valid: bits. */
enum scope {
	SCOPE_POINTS = 1,
	SCOPE_PACKETS = 2,
	SCOPE_PACKET = 4, /* detail tree and bytes */
	SCOPE_HELP = 8,
	SCOPE_SHEET = 16,
	SCOPE_SUMS = 32,    /* conversations, protocols, traffic */
	SCOPE_POINT = 64,   /* all about one point */
	SCOPE_PATH = 128,   /* the way of one packet */
	SCOPE_TSHARK = 256, /* a packet in the words of tshark */
	SCOPE_DIFF = 512,   /* a packet at two hops, side by side */
	SCOPE_LISTS = SCOPE_POINTS | SCOPE_PACKETS,
	SCOPE_ALL = 1023,
};

enum command {
	COMMAND_NONE,
	COMMAND_DOWN,
	COMMAND_UP,
	COMMAND_LEFT,
	COMMAND_RIGHT,
	COMMAND_HALF_DOWN,
	COMMAND_HALF_UP,
	COMMAND_PAGE_DOWN,
	COMMAND_PAGE_UP,
	COMMAND_FIRST,
	COMMAND_LAST,
	COMMAND_GOTO, /* count is the number */
	COMMAND_SEARCH,
	COMMAND_SEARCH_NEXT,
	COMMAND_SEARCH_PREVIOUS,
	COMMAND_BACK,
	COMMAND_QUIT,
	COMMAND_INTERRUPT,
	COMMAND_HELP,
	COMMAND_REDRAW,
	COMMAND_SUSPEND,
	COMMAND_RESCAN,
	COMMAND_SELECT,
	COMMAND_SELECT_NONE,
	COMMAND_SELECT_ALL,
	COMMAND_OPEN,
	COMMAND_FOLD_ALL,
	COMMAND_ORDER,
	COMMAND_FILTER,
	COMMAND_FILTER_BEFORE,
	COMMAND_NARROW,
	COMMAND_POINTS,
	COMMAND_FOLLOW,
	COMMAND_PAUSE,
	COMMAND_TIME,
	COMMAND_BYTES,
	COMMAND_MARK_NEXT,
	COMMAND_MARK_PREVIOUS,
	COMMAND_PACKET_NEXT,
	COMMAND_PACKET_PREVIOUS,
	COMMAND_PANE_NEXT,
	COMMAND_PANE_PREVIOUS,
	COMMAND_ZOOM,
	COMMAND_SAVE,
	COMMAND_SAVE_NOW,
	COMMAND_RECORD,
	COMMAND_LINE,
	COMMAND_OPEN_FILE,
	COMMAND_GROW,
	COMMAND_SHRINK,
	COMMAND_BESIDE,
	COMMAND_EVEN,
	COMMAND_ONLY,
	COMMAND_EXCEPT,
	COMMAND_SAME_NEXT,
	COMMAND_SAME_PREVIOUS,
	COMMAND_COLOUR,
	COMMAND_LINES,
	COMMAND_MACS,
	COMMAND_NAMES,
	COMMAND_NOTE,
	COMMAND_COPY,
	COMMAND_DECODE,
	COMMAND_TALKS,
	COMMAND_LAYERS,
	COMMAND_PLOT,
	COMMAND_SORT_NEXT,
	COMMAND_SORT_PREVIOUS,
	COMMAND_REVERSE,
	COMMAND_BITS,
	COMMAND_DETAIL,
	COMMAND_OUTER,
	COMMAND_PATH,
	COMMAND_LANES,
	COMMAND_DIFF,
	COMMAND_FOLD_COPIES,
	COMMAND_TSHARK,
	COMMAND_WIRESHARK,
	COMMAND_COUNT
};

/* Keys are Unicode characters, 1-31 control keys, or one of these. */
enum key {
	KEY_NONE = 0,
	KEY_TAB_ = 9,
	KEY_ENTER_ = 13,
	KEY_ESCAPE = 27,
	KEY_BACKSPACE_ = 127,
	KEY_FIRST_SPECIAL = 0x110000,
	KEY_UP_ = KEY_FIRST_SPECIAL,
	KEY_DOWN_,
	KEY_LEFT_,
	KEY_RIGHT_,
	KEY_HOME_,
	KEY_END_,
	KEY_PAGE_UP_,
	KEY_PAGE_DOWN_,
	KEY_DELETE_,
	KEY_BACKTAB_,
	KEY_RESIZED,
	KEY_HANGUP,		  /* the terminal is gone */
	KEY_F1_,		  /* KEY_F1_ + 0..11 */
	KEY_PASTE = KEY_F1_ + 12, /* a bracketed paste waits: term_paste() */
	KEY_MOUSE,		  /* term_mouse() */
};

enum { COMMAND_KEYS = 4 };

struct command_entry {
	enum command command;
	unsigned scopes;
	unsigned footer; /* scopes whose footer shows it, in the order of the table */
	unsigned wide;	 /* those where it does so on a wide screen */
	int keys[COMMAND_KEYS];
	const char *shown; /* instead of the names of its keys, mostly NULL */
	const char *name;  /* "follow": footer, scripts and ":" */
	const char *help; /* "follow new packets"; NULL: the entry above tells it too */
	const char *group; /* of the help: "move", "narrow", "sums", "look", "keep",
			    * "run", "leave" */
};

const struct command_entry *command_table(size_t *count);

/* The command of a key in a scope, COMMAND_NONE when it has none. */
enum command command_of_key(int key, enum scope scope);

/* The entry of a command in a scope, NULL when it is not valid there. */
const struct command_entry *command_entry_of(enum command command, enum scope scope);

/* A key as people write it: "Space", "^D", "PgDn", "F"; and back (KEY_NONE: unknown).
 */
void command_key_name(int key, char out[12]);
int command_key_of_name(const char *name);

/* NULL, or what is wrong with the table: a key that stands twice in one scope, a
 * command that no key reaches. */
const char *command_check(void);

#endif
