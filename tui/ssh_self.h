/* The SSH connections over which labtap is looked at: what is shown would be seen on
 * the wire, and shown again. */
#ifndef TUI_SSH_SELF_H
#define TUI_SSH_SELF_H

#include <stdbool.h>

#include "core/base/ancestors.h"
#include "core/base/text.h"

/* Puts a filter expression that all but these connections match, in numbers only;
 * nothing when there is none. In tmux and screen they are all that this host's sshd
 * has now (/proc/net/tcp); else the one that started us. */
void ssh_self_filter(const struct ancestry *a, struct text *t);

/* For tests: the same with the kernel's table of TCP connections as text, once for each
 * address family. */
void ssh_self_filter_of(const struct ancestry *a, const char *tcp4, const char *tcp6,
			struct text *t);

/* What is left out, in words. */
const char *ssh_self_words(const struct ancestry *a);

#endif
