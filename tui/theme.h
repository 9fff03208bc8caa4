/* Roles: what a piece of screen means. Code names roles; only theme.c knows colours. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdbool.h>

enum role {
	ROLE_TEXT,   /* default */
	ROLE_STRONG, /* bold: node names, the title */
	ROLE_DIM,    /* chrome, repeats, column names */
	ROLE_ACCENT, /* selection, filter in force */
	ROLE_ALARM,  /* loss and errors; always with a sign as well */
	ROLE_CURSOR, /* the row under the cursor */
	ROLE_KEY,    /* a key in the footer */
	ROLE_INPUT,  /* text being edited */
	ROLE_LINK,   /* families of rows, enum family order */
	ROLE_ROUTING,
	ROLE_ICMP,
	ROLE_TCP,
	ROLE_UDP,
	ROLE_NAMES,
	ROLE_COUNT
};

enum palette {
	PALETTE_MONO,
	PALETTE_8,
	PALETTE_256,
};

/* How a role looks. Only foregrounds: the background is the user's own. */
struct style {
	short color; /* of the palette, -1: the terminal's default */
	bool bold, dim, underline;
};

enum theme {
	THEME_DARK, /* of middle brightness: fine on most grounds */
	THEME_LIGHT,
	THEME_MONO,
	THEME_CONTRAST,
	THEMES,
};

struct style theme_style(enum theme theme, enum palette palette, enum role role);

#endif
