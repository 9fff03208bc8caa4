/* What sheets from the bottom have in common: the view below stays readable above them
 * and keeps its title; they have choices, and one line fields. */
#ifndef TUI_SHEET_H
#define TUI_SHEET_H

#include "tui/lineedit.h"
#include "tui/view.h"

/* Time passes for the view below v as well, whose rows would else be of a lab that is
 * no more. True: draw again. */
bool sheet_tick(struct view *v);

/* Draws the view below v, and the rule with the sheet's name; what is left for it. */
struct area sheet_area(const struct view *v, const struct area *area, int rows,
		       const char *name);

/* For view_ops: what the view below says. */
void sheet_title(const struct view *v, const struct area *line);
const char *sheet_health(const struct view *v);

/* A key that can only be meant for a text field. */
bool sheet_is_typed(int key);

/* Types into a field, or pastes; false: it has no use for the key. */
bool sheet_type(const struct view *v, struct lineedit *edit, int key);

/* "(•) text": chosen, and in the field that has the keys. */
void sheet_draw_choice(const struct area *a, int row, int column, bool chosen,
		       bool focus, const char *text);

/* A field of `width` columns with the caret in it when it has the keys; of a long text
 * the end is shown. */
void sheet_draw_field(const struct area *a, int row, int column, int width, bool focus,
		      const struct lineedit *edit);

#endif
