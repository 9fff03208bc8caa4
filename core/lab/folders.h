/* Watches the folders in which names of namespaces appear and disappear (inotify(7)),
 * and the places where such folders may be made later. */
#ifndef LAB_FOLDERS_H
#define LAB_FOLDERS_H

#include <stdbool.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct folders;

struct folders *folders_new(struct error *e) MUST_CHECK;
void folders_free(struct folders *f);
int folders_fd(const struct folders *f); /* readable: call folders_drain() */

/* Watches one more folder; watching it twice does nothing. */
void folders_watch(struct folders *f, const char *path);

/* Reads what happened: true when names may have come or gone. */
bool folders_drain(struct folders *f);

#endif
