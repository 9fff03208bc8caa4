/* The manual pages: written to stdout for man(1). */
#ifndef TUI_MANUAL_H
#define TUI_MANUAL_H

/* labtap(1): every verb, option and key. */
void manual_put(void);

/* Its section about keys. */
void manual_put_keys(void);

/* Words of ours between marks of roff's. */
void manual_text(const char *text);

/* labtap-filter(7): the words of the filter language. */
void manual_put_filter(void);

#endif
