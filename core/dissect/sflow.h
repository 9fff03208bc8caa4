/* What the files of sFlow share: samples. */
#ifndef DISSECT_SFLOW_H
#define DISSECT_SFLOW_H

#include "core/dissect/field.h"

/* A sample of any format. */
void sflow_read_sample(struct dissect *d);

#endif
