/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What more than one group asks of tcp_sock, each field loaded once. A load through a pointer that
 * the verifier does not trust is some ten instructions, and after each write to an element the
 * compiler would load anew.
 *
 * The fields lie on as many cache lines, which are often fresh in another processor's cache. Asked
 * for together they come together; one after the other, where the code needs them, each would be
 * waited for (measured: 65 to 75 ns a line). So the hook sees first and counts then.
 */
#ifndef ESTATS_NOW_H
#define ESTATS_NOW_H

#include "socket.h"

struct now {
	__u32 snd_una;
	__u32 snd_nxt;
	__u32 write_seq;
	__u32 snd_cwnd;
	__u32 mss;
	__u32 rto; /* jiffies */
	__u32 mstamp; /* the kernel's clock of the last segment, microseconds */
	__u32 rcv_nxt;
	__u32 rcv_wnd;
	__u32 rcv_wup;
	__u8 state;
	bool has_holes; /* something arrived before its turn */
	/* Of the segment that arrives; not on the stack, since the verifier walks every value there. */
	__u8 about;
	__u8 sack_blocks;
};

/* What is worth a bit of `about`. */
#define SEGMENT_WHOLE 1 /* its header could be made sense of */
#define SEGMENT_OUT_OF_DATE 2 /* its timestamp is older than the latest */
#define SEGMENT_HAS_CE 4 /* its IP header carried Congestion Experienced */

/* A byte of `now` as memory has it, whatever is known of it. */
#define AS_STORED(byte) (*(volatile __u8 *)&(byte))

static __always_inline void see_ends(struct now *t, struct tcp_sock *tp)
{
	t->snd_una = tp->snd_una;
	t->rcv_wup = tp->rcv_wup;
	t->state = state_of(tp);
	t->snd_nxt = tp->snd_nxt;
	t->rcv_nxt = tp->rcv_nxt;
	t->rcv_wnd = tp->rcv_wnd;
}

static __always_inline void see_rest(struct now *t, struct tcp_sock *tp)
{
	t->mss = tp->mss_cache;
	t->write_seq = tp->write_seq;
	t->mstamp = tp->tcp_mstamp;
	t->rto = tp->inet_conn.icsk_rto;
	t->has_holes = tp->out_of_order_queue.rb_node;
	t->snd_cwnd = tp->snd_cwnd;
}

static __always_inline void see(struct now *t, struct tcp_sock *tp)
{
	see_ends(t, tp);
	see_rest(t, tp);
}

#endif
