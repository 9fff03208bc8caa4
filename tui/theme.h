/* Roles: what a piece of screen means. Code names roles; only theme.c knows colours. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

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

#endif
