/* The privileged process: finds namespaces and links, captures, writes the spool. Takes
 * orders, gives notices, waits for nobody. */
#ifndef CAPTURE_ENGINE_H
#define CAPTURE_ENGINE_H

#include "core/capture/client.h"

/* Runs until the front says so or is gone; the exit status of the process. sock: the
 * engine's end of the channel; wake: the pipe that tells the front about new
 * packets. The calling process is a fresh child with no other descriptors, front its
 * parent. */
int engine_run(int sock, int wake, pid_t front, const struct engine_options *o);

#endif
