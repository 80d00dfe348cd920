/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The last word of a connection: one final record when its state becomes CLOSE, put where any
 * number of readers look by themselves and the newest overwrites the oldest.
 */
#ifndef ESTATS_CLOSED_H
#define ESTATS_CLOSED_H

#include "record.h"
#include "segment.h"

/* How many records are kept. Set before loading, to what the array below then holds. */
const volatile __u32 closed_slots;

/*
 * The first element's sequence is the number of records begun; all others are slots. Readers map
 * it, so reading one record costs no system call.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1 + CLOSED_SLOTS);
	__type(key, __u32);
	__type(value, struct estats_closed);
} closed SEC(".maps");

#define EPIPE 32
#define ECONNABORTED 103
#define ECONNRESET 104
#define ETIMEDOUT 110
#define ECONNREFUSED 111

#define RCV_SHUTDOWN 1

static __always_inline bool is_dead(struct sock *sk)
{
	return sk->__sk_common.skc_flags & SOCKET_DEAD;
}

/*
 * Whether a segment brings new data for an application that has closed the socket. The kernel
 * answers with a reset, and its error looks like one that was received.
 */
static __always_inline bool is_late_data(struct tcp_sock *tp, struct segment *s)
{
	__u8 state = state_of(tp);

	if ((state != TCP_FIN_WAIT1 && state != TCP_FIN_WAIT2) ||
	    !(((struct sock *)tp)->sk_shutdown & RCV_SHUTDOWN))
		return false;
	return s->payload && after(s->seq + s->payload, tp->rcv_nxt);
}

/* Both FINs, each acknowledged; `old` is the state that ends. */
static __always_inline bool fins_exchanged(struct tcp_sock *tp, int old)
{
	if (!(((struct sock *)tp)->__sk_common.skc_flags & SOCKET_DONE))
		return false;
	switch (old) {
	case TCP_FIN_WAIT2:
		return true;
	case TCP_LAST_ACK:
	case TCP_CLOSING:
	case TCP_CLOSE: /* an orphan, so it has sent its FIN */
		return tp->snd_una == tp->write_seq;
	default:
		return false; /* it has not sent its FIN */
	}
}

/* Without an error nobody but this host ended it; the state tells what the peer was told. */
static __always_inline enum estats_how ended_by_us(struct tcp_sock *tp, int old)
{
	switch (old) {
	case TCP_FIN_WAIT2:
		/* What an orphan still has to wait for, the kernel keeps elsewhere. */
		return is_dead((struct sock *)tp) && tp->linger2 >= 0 ? HOW_FIN : HOW_RESET_BY_US;
	case TCP_SYN_SENT:
	case TCP_LAST_ACK:
	case TCP_CLOSING:
		return HOW_ABORTED; /* given up, with nothing said to the peer */
	case TCP_CLOSE: /* seen too late to know */
		return HOW_UNKNOWN;
	default:
		return HOW_RESET_BY_US;
	}
}

static __always_inline enum estats_how how_ended(struct element *e, struct tcp_sock *tp, int old)
{
	struct sock *sk = (struct sock *)tp;
	int error = sk->sk_err;

	if (fins_exchanged(tp, old))
		return HOW_FIN;
	if (e->late_data)
		return HOW_RESET_BY_US;
	if (error == ECONNABORTED || (!error && BPF_CORE_READ_BITFIELD(tp, repair)))
		return HOW_ABORTED;
	if (!error)
		return ended_by_us(tp, old);
	if (error == ECONNRESET || error == EPIPE) {
		bool may_be_late = (old == TCP_FIN_WAIT1 || old == TCP_FIN_WAIT2) &&
				   sk->sk_shutdown & RCV_SHUTDOWN && !is_watched(tp);

		return may_be_late ? HOW_UNKNOWN : HOW_RESET_BY_THEM;
	}
	if (old == TCP_SYN_SENT && error != ETIMEDOUT)
		return error == ECONNREFUSED ? HOW_RESET_BY_THEM : HOW_ABORTED;
	/* When retransmission gives up, the error is what ICMP may have told of the reason. */
	return HOW_TIMEOUT;
}

/* A slot for the next record; NULL if the one whose turn it is has a writer that was overtaken. */
static __always_inline struct estats_closed *claim_slot(__u64 *position)
{
	__u32 index = 0;
	struct estats_closed *slot = bpf_map_lookup_elem(&closed, &index);
	__u64 was;

	if (!slot)
		return NULL;
	*position = __sync_fetch_and_add(&slot->sequence, 1);
	index = 1 + *position % closed_slots;
	slot = bpf_map_lookup_elem(&closed, &index);
	if (!slot)
		return NULL;
	was = *(volatile __u64 *)&slot->sequence;
	if (was & 1 || was > 2 * *position ||
	    __sync_val_compare_and_swap(&slot->sequence, was, 2 * *position + 1) != was)
		return NULL;
	return slot;
}

/*
 * Writes the final record of a connection and switches everything off, so there is no second one.
 * Under the socket's lock. The port is still in inet_sport when the kernel has already given the
 * other copy of it back.
 */
static __always_inline void write_last_word(struct element *e, struct tcp_sock *tp, int old)
{
	struct estats_closed *slot;
	struct estats_record *r;
	__u64 position;

	enter(e);
	slot = claim_slot(&position);
	if (slot) {
		r = &slot->record;
		slot->how = how_ended(e, tp, old);
		see(&e->now, tp);
		catch_up(e, tp, e->on, BETWEEN_SEGMENTS);
		begin_record(r, tp, e);
		r->local_port = bpf_ntohs(tp->inet_conn.icsk_inet.inet_sport);
		record_switches(r, e);
		record_groups(r, tp, e);
		/* In CLOSE it cannot be told any more whether our FIN is among the acknowledged bytes. */
		if (old == TCP_CLOSE && e->on & ON_DATA)
			r->Data.ThruBytesAcked = ABSENT_AMBIGUOUS;
		__sync_lock_test_and_set(&slot->sequence, 2 * position + 2);
	}
	e->on = 0;
	e->wanted = 0;
	e->armed = 0;
	e->late_data = 0;
	leave(e);
}

#endif
