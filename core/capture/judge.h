/* The filters of one source as far as this process has to apply them itself, each with
 * the time from which it was in force. The kernel judges a frame when it arrives; a
 * frame that the kernel cannot judge exactly (its VLAN tag is outside, its link header
 * is ours) waits in the ring and is judged here by the program of its own time. */
#ifndef CAPTURE_JUDGE_H
#define CAPTURE_JUDGE_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/store/packet.h"

struct judge_program;

struct judge {
	struct judge_program *newest;
	bool all; /* some program in force judges every frame here */
};

/* Copies the program (count 0: everything matches). exact: the kernel judges all frames
 * but tagged ones; since: ns since the epoch. */
void judge_add(struct judge *j, const struct sock_filter *code, uint32_t count,
	       bool exact, int64_t since);

/* Forgets all but the newest program: no older frame can be left in the ring. */
void judge_settle(struct judge *j);
void judge_free(struct judge *j);

/* How many bytes of the frame the program of its time keeps; 0: no match. */
uint32_t judge_frame(const struct judge *j, const struct packet *p);

/* The newest program; *count 0: everything matches. Until the next change. */
const struct sock_filter *judge_newest(const struct judge *j, uint32_t *count);

/* When the newest program came into force (clock_mono()), 0: it is the only one. */
int64_t judge_changed(const struct judge *j);

#endif
