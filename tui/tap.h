/* What a session knows of one endpoint that it captures. */
#ifndef TUI_TAP_H
#define TUI_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/analysis/timeline.h"
#include "core/capture/client.h"

/* One endpoint being captured (or that was). */
struct tap {
	uint32_t id;
	char name[128];
	bool wanted; /* still selected; a gone one stays for its counts */
	enum capture_state state;
	char text[240];	 /* why it failed, or is gone */
	int64_t gone_at; /* clock_mono(), 0: it is not */
	int64_t gap;	 /* ns that were not captured before it was opened again */
	unsigned tried;	 /* the session's lab_serial when it was opened */
	uint64_t received, kept, dropped_kernel, dropped_us;
	bool shared;	     /* what the kernel dropped may be other tunnels' */
	uint64_t sent;	     /* of those kept, what goes out */
	bool counted;	     /* tx_packets is known */
	bool compared;	     /* what it sends is seen, or it was said that it is not */
	unsigned unseen;     /* times that it sent and nothing was seen */
	uint64_t tx_packets; /* of the kernel, when it began */
	uint64_t odd[TUNNEL_KINDS]; /* what held no frame: apart from those */
	struct event *loss;  /* of the newest one, to be told with what follows */
	uint64_t loss_since; /* packets lost before it */
};

#endif
