/* The front's side of the engine: starts it, sends orders, receives notices. Orders and
 * notices are small plain values over a SOCK_SEQPACKET pair; packets travel through the
 * spool only. */
#ifndef CAPTURE_CLIENT_H
#define CAPTURE_CLIENT_H

#include <linux/filter.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/base/user.h"
#include "core/lab/facts.h"
#include "core/lab/outer.h"
#include "core/lab/tunnel.h"
#include "core/store/packet.h"

struct client;

enum backend {
	BACKEND_RING, /* our own TPACKET_V3 ring */
	BACKEND_PCAP, /* libpcap: direction unknown */
};

struct engine_options {
	const struct user *user; /* who invoked us: owner of everything written */
	const char *spool_dir;	 /* parent of the spool directory, "/var/tmp" */
	uint64_t spool_limit;	 /* bytes */
};

/* How one endpoint is to be captured. */
struct capture_request {
	char name[128];	       /* becomes if_name */
	char description[256]; /* becomes if_description */
	char filter_text[256]; /* becomes if_filter, "" without */
	uint64_t cookie;       /* the namespace, as in struct fact_link */
	uint32_t ifindex;
	char ifname[16];
	struct outer outer; /* a tunnel on that interface; family 0: none */
	uint32_t linktype;  /* client_relay() */
	uint32_t snaplen;   /* bytes, up to 262144 */
	uint32_t buffer;    /* KiB of ring, 0: chosen by the number of endpoints */
	bool promiscuous;
	bool only_in, only_out; /* tcpdump -Q; both false: both directions */
	bool keep_outer;	/* of a tunnel: its packets as they are */
	bool again; /* after a gap, which the description tells: the first packet's
		     * comment does as well */
	enum backend backend;
	const struct sock_filter *code; /* filter_program(), borrowed; may be NULL */
	uint32_t code_count;
};

enum capture_state {
	CAPTURE_OPENING,
	CAPTURE_UP,
	CAPTURE_DOWN,	  /* the interface is down: goes on by itself when it is up */
	CAPTURE_FAILED,	  /* could not be opened: text says why */
	CAPTURE_GONE,	  /* interface or namespace disappeared; closed */
	CAPTURE_RELEASED, /* client_release() is done; its last STATS came before */
};

enum notice_kind {
	NOTICE_HELLO,	 /* first: what the engine may do */
	NOTICE_SPOOL,	 /* the spool is ready: its descriptors */
	NOTICE_FACTS,	 /* a new snapshot */
	NOTICE_CENSUS,	 /* of who lives on the host */
	NOTICE_COUNTERS, /* of some links */
	NOTICE_CAPTURE,	 /* an endpoint changed state */
	NOTICE_STATS,	 /* packet counts of one endpoint */
	NOTICE_FILTER,	 /* its capture filter was swapped */
	NOTICE_REMARK,	 /* text: what the next packet's comment says as well */
	NOTICE_METER,	 /* a tunnel is counted, or why not */
	NOTICE_TROUBLE,	 /* something to tell the user: disk full, ENOBUFS ...; without
			  * text: it is over */
	NOTICE_ENDED,	 /* the engine is gone; nothing more will come */
};

enum { COUNTERS_PER_NOTICE = 256 };

struct notice {
	enum notice_kind kind;
	uint32_t missing_caps; /* HELLO: bit CAP_* set when not available */
	int fds[3];	       /* SPOOL: control, directory, file or -1; FACTS,
				* CENSUS: [0] */
	char path[256];	       /* SPOOL: the directory or file */
	uint32_t id;	       /* CAPTURE, STATS, FILTER, REMARK, METER */
	int64_t time; /* when it was, ns since the epoch: CAPTURE, FILTER, REMARK;
		       * STATS: of the first packet behind the newest loss, 0: none yet
		       */
	enum capture_state state;
	uint32_t linktype;				     /* CAPTURE_UP */
	uint64_t received, kept, dropped_kernel, dropped_us; /* STATS, totals */
	bool shared;   /* STATS: the ring is that of many tunnels: whose its losses were
			* nobody knows */
	uint64_t sent; /* STATS: of those kept, what goes out */
	uint64_t odd[TUNNEL_KINDS]; /* STATS: of dropped_us, what held no frame */
	int code;		    /* CAPTURE_FAILED, TROUBLE: errno or 0 */
	char text[240];		    /* METER: why it is not counted, "": it is */
	uint32_t counter_count;
	struct fact_counters counters[COUNTERS_PER_NOTICE];
};

/* Forks the engine. Must be called before anything is parsed, opened or threaded; the
 * caller then drops its own privileges. */
struct client *client_start(const struct engine_options *options,
			    struct error *e) MUST_CHECK;

/* Asks the engine to publish, close and end, and waits for it (at most 2 s), then
 * removes the spool directory, unless client_keep() was called or the engine had ended
 * before: then what it wrote stays and can be opened later. NULL is fine. */
void client_stop(struct client *c);

/* From now on a NOTICE_TROUBLE says when the engine was stopped (SIGSTOP), and one
 * without text that it goes on. Blocks SIGCHLD: for when everything is forked. */
bool client_watch_stops(struct client *c, struct error *e) MUST_CHECK;

/* The spool directory stays behind when this client ends. */
void client_keep(struct client *c);

/* Readable when a notice waits, or when more of the spool was published. */
int client_notice_fd(const struct client *c);
int client_wake_fd(const struct client *c); /* a pipe: loop_drain() it */

/* The next notice that waits; false: none. Descriptors in it belong to the caller. */
bool client_next(struct client *c, struct notice *n);

/* What is written about the capture at the start of each file, from the next
 * client_spool() on: the lab, whose files it was read from. Cut at CLIENT_COMMENT. */
enum { CLIENT_COMMENT = 2048 };
void client_comment(struct client *c, const char *text);

/* Starts the spool: a ring in a directory of its own, or (file >= 0, taken over) this
 * one file. NOTICE_SPOOL answers. */
bool client_spool(struct client *c, int file, struct error *e);

/* Goes on in this file (taken over; empty, open for reading and writing), when the
 * spool is a file: once it does, the control page has the next segment number and the
 * length in the new file, and the old one is complete. Of several the last counts. */
bool client_next_file(struct client *c, int file, struct error *e);

/* Starts capturing under an id of the caller's choice, not in use. */
bool client_capture(struct client *c, uint32_t id, const struct capture_request *r,
		    struct error *e);

/* The same for frames from another host, which come through `pipe` (borrowed) as
 * records (relay.h): of the request name, description, link type, snap length and
 * filter count. Its writing end closed, the endpoint is gone. */
bool client_relay(struct client *c, uint32_t id, const struct capture_request *r,
		  int pipe, struct error *e);
void client_release(struct client *c, uint32_t id);

/* Swaps the capture filter: no frame lost, none judged twice. */
bool client_filter(struct client *c, uint32_t id, const char *text,
		   const struct sock_filter *code, uint32_t count, struct error *e);

/* The links whose counters are wanted every second; others come every 10 s. */
void client_watch(struct client *c, const struct link_key *keys, size_t count);

/* A tunnel over UDP to count the frames of. */
struct tunnel_meter {
	uint32_t id; /* of its counters, which have no cookie; not 0 */
	uint64_t cookie;
	uint32_t ifindex; /* of the interface that carries it */
	struct outer outer;
};

/* Counts these tunnels and no others, those of one interface while they carry no more
 * than so many datagrams a second (meters.h). NOTICE_COUNTERS comes every second. */
enum { METERS_MAX = COUNTERS_PER_NOTICE };
void client_meters(struct client *c, const struct tunnel_meter *meters, size_t count);

/* Looks for namespaces now instead of at the next round. */
void client_rescan(struct client *c);

/* Whether libvirt's own files are wanted in the census: where it refuses to be asked.
 */
void client_libvirt(struct client *c, bool wanted);

#endif
