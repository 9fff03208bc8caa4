/* The manual pages: written to stdout for man(1). */
#ifndef TUI_MANUAL_H
#define TUI_MANUAL_H

/* labtap(1): every verb and option. */
void manual_put(void);

/* labtap-filter(7): the words of the filter language. */
void manual_put_filter(void);

#endif
