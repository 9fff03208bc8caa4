/* What cannot be done for lack of privileges, and the remedy, in words. */
#ifndef TUI_LIMITS_H
#define TUI_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

/* Without CAP_NET_RAW no packet can be captured. */
bool limits_no_capture(uint32_t missing);

/* Nothing can be seen of other namespaces. */
bool limits_own_namespace(uint32_t missing);

/* One line per missing capability: "CAP_NET_RAW missing: capture packets". */
void limits_list(struct text *t, uint32_t missing);

/* What to do about it: sudo, or capabilities for a group. Lines. */
void limits_remedy(struct text *t);

#endif
