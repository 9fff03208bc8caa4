/* Roles to looks. Default text, one grey, one accent, red for loss; rows get quiet
 * foregrounds of middle brightness that can be read on a dark and on a light ground. */
#include "tui/theme.h"

static const struct style colourful[ROLE_COUNT] = {
	[ROLE_TEXT] = { .color = -1 },
	[ROLE_STRONG] = { .color = -1, .bold = true },
	[ROLE_DIM] = { .color = 245 },
	[ROLE_ACCENT] = { .color = 37 },
	[ROLE_ALARM] = { .color = 167 },
	[ROLE_CURSOR] = { .color = 37, .bold = true },
	[ROLE_KEY] = { .color = -1, .bold = true },
	[ROLE_INPUT] = { .color = -1 },
	[ROLE_LINK] = { .color = 137 },
	[ROLE_ROUTING] = { .color = 134 },
	[ROLE_ICMP] = { .color = 173 },
	[ROLE_TCP] = { .color = 68 },
	[ROLE_UDP] = { .color = 71 },
	[ROLE_NAMES] = { .color = 107 },
};

static const struct style basic[ROLE_COUNT] = {
	[ROLE_TEXT] = { .color = -1 },
	[ROLE_STRONG] = { .color = -1, .bold = true },
	[ROLE_DIM] = { .color = -1, .dim = true },
	[ROLE_ACCENT] = { .color = 6 },
	[ROLE_ALARM] = { .color = 1 },
	[ROLE_CURSOR] = { .color = 6, .bold = true },
	[ROLE_KEY] = { .color = -1, .bold = true },
	[ROLE_INPUT] = { .color = -1 },
	[ROLE_LINK] = { .color = 3 },
	[ROLE_ROUTING] = { .color = 5 },
	[ROLE_ICMP] = { .color = -1 },
	[ROLE_TCP] = { .color = 4 },
	[ROLE_UDP] = { .color = 2 },
	[ROLE_NAMES] = { .color = 2 },
};

static const struct style mono[ROLE_COUNT] = {
	[ROLE_STRONG] = { .bold = true }, [ROLE_DIM] = { .dim = true },
	[ROLE_ACCENT] = { .bold = true }, [ROLE_ALARM] = { .bold = true },
	[ROLE_CURSOR] = { .bold = true }, [ROLE_KEY] = { .bold = true },
	[ROLE_INPUT] = { .color = -1 },
};

/* Darker, for a white ground. */
static const struct style light[ROLE_COUNT] = {
	[ROLE_TEXT] = { .color = -1 },
	[ROLE_STRONG] = { .color = -1, .bold = true },
	[ROLE_DIM] = { .color = 242 },
	[ROLE_ACCENT] = { .color = 30 },
	[ROLE_ALARM] = { .color = 124, .bold = true },
	[ROLE_CURSOR] = { .color = 30, .bold = true },
	[ROLE_KEY] = { .color = -1, .bold = true },
	[ROLE_INPUT] = { .color = -1 },
	[ROLE_LINK] = { .color = 94 },
	[ROLE_ROUTING] = { .color = 90 },
	[ROLE_ICMP] = { .color = 130 },
	[ROLE_TCP] = { .color = 25 },
	[ROLE_UDP] = { .color = 28 },
	[ROLE_NAMES] = { .color = 58 },
};

/* Full colours, nothing grey: for beamers and tired eyes. The eight that all have. */
static const struct style contrast[ROLE_COUNT] = {
	[ROLE_TEXT] = { .color = -1 },
	[ROLE_STRONG] = { .color = -1, .bold = true },
	[ROLE_DIM] = { .color = -1 },
	[ROLE_ACCENT] = { .color = 6, .bold = true },
	[ROLE_ALARM] = { .color = 1, .bold = true, .underline = true },
	[ROLE_CURSOR] = { .color = -1, .bold = true },
	[ROLE_KEY] = { .color = -1, .bold = true, .underline = true },
	[ROLE_INPUT] = { .color = -1, .bold = true },
	[ROLE_LINK] = { .color = 3, .bold = true },
	[ROLE_ROUTING] = { .color = 5, .bold = true },
	[ROLE_ICMP] = { .color = -1, .bold = true },
	[ROLE_TCP] = { .color = 4, .bold = true },
	[ROLE_UDP] = { .color = 2, .bold = true },
	[ROLE_NAMES] = { .color = 2, .bold = true },
};

struct style theme_style(enum theme theme, enum palette palette, enum role role)
{
	if (palette == PALETTE_MONO || theme == THEME_MONO) {
		struct style plain = mono[role];
		plain.color = -1;
		return plain;
	}
	if (theme == THEME_CONTRAST)
		return contrast[role];
	if (palette == PALETTE_8)
		return basic[role];
	return theme == THEME_LIGHT ? light[role] : colourful[role];
}
