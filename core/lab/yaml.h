/* YAML (1.1, as libyaml reads it) to a tree: the first document of a text. Anchors,
 * aliases and merge keys are followed; a key that stands twice is an error. */
#ifndef LAB_YAML_H
#define LAB_YAML_H

#include "core/base/arena.h"
#include "core/base/attr.h"
#include "core/lab/value.h"

/* name is for messages: "lab.clab.yml:3:7: ...". NULL, with e set, for what is no YAML
 * or goes beyond the limits. The bytes may go when it returns. */
const struct value *yaml_read(struct arena *arena, const char *name, const char *bytes,
			      size_t size, struct error *e) MUST_CHECK;

#endif
