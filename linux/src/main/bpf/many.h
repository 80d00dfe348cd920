/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Reaching many connections: the iterators. */
#ifndef ESTATS_MANY_H
#define ESTATS_MANY_H

#include "rules.h"
#include "whole_life.h"

/* A reader's own place to work in: its thread may be preempted, so no per-CPU one would do. */
struct iteration {
	struct reading reading;
	struct estats_choice choice;
	struct estats_tally tally;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct iteration);
} iterations SEC(".maps");

static __always_inline struct iteration *own_iteration(void)
{
	return bpf_task_storage_get(&iterations, bpf_get_current_task_btf(), 0,
				    BPF_LOCAL_STORAGE_GET_F_CREATE);
}

/* What an iterator returns to be called again for the same socket. */
#define ONCE_MORE 1

/*
 * A reader says what it wants of its next readings. It is run by the thread that will read; what it
 * said holds for that thread alone and ends with it.
 */
SEC("syscall")
int choose(struct estats_choice *choice)
{
	struct iteration *i;

	if (choice->layout != layout)
		return RESULT_OTHER_LAYOUT;
	i = own_iteration();
	if (!i)
		return RESULT_NO_MEMORY;
	i->choice = *choice;
	return RESULT_DONE;
}

/* The switches of the groups that a reader did not leave out, by the order of the catalogue. */
static __always_inline __u32 wanted_switches(__u32 left_out)
{
	__u32 in = ~left_out >> 1; /* SynOpts has none */
	__u32 bandwidth = in >> 6 & 1 ? ON_BANDWIDTH_OUT | ON_BANDWIDTH_IN : 0;

	return (in & (ON_BANDWIDTH_OUT - 1)) | bandwidth | (in >> 7 & 1 ? ON_FINE_RTT : 0);
}

#define WRITE_PART(place, name)                                                            \
	do {                                                                                 \
		if (!(c->left_out & (1u << (place))))                                         \
			bpf_seq_write(seq, &r->name, sizeof(r->name));                        \
	} while (0)

/* Hands over the record, or those parts of it that were chosen. */
static __noinline int write_record(struct seq_file *seq, struct iteration *i)
{
	struct estats_record *r = &i->reading.record;
	struct estats_choice *c = &i->choice;

	r->left_out = c->left_out;
	if (!c->left_out)
		return bpf_seq_write(seq, r, sizeof(*r));
	bpf_seq_write(seq, r, __builtin_offsetof(struct estats_record, SynOpts));
	WRITE_PART(0, SynOpts);
	WRITE_PART(1, Data);
	WRITE_PART(2, SndCong);
	WRITE_PART(3, Path);
	WRITE_PART(4, SendBuff);
	WRITE_PART(5, Rec);
	WRITE_PART(6, ObsRec);
	WRITE_PART(7, Bandwidth);
	WRITE_PART(8, FineRtt);
	return 0;
}

/* The end of a reading: whoever wanted the sum gets it. */
static __always_inline int end_iteration(struct seq_file *seq)
{
	struct iteration *i = own_iteration();

	if (!i || !(i->choice.flags & CHOICE_TALLY))
		return 0;
	i->tally.layout = layout;
	bpf_seq_write(seq, &i->tally, sizeof(i->tally));
	__builtin_memset(&i->tally, 0, sizeof(i->tally));
	return 0;
}

static __always_inline void tally(struct iteration *i, struct element *e)
{
	if (!e->on)
		return;
	i->tally.on |= e->on;
	i->tally.connections++;
}

static __always_inline bool is_wanted_state(struct estats_choice *c, __u32 state)
{
	return !c->states || c->states >> (state & 31) & 1;
}

/* Whether a connection meets the terms that a reader named. */
static __always_inline bool meets_terms(struct estats_choice *c, struct tcp_sock *tp)
{
	struct newborn n = {};

	if (!is_wanted_state(c, state_of(tp)))
		return false;
	if (!c->match.id)
		return true;
	describe(&n, tp);
	return rule_matches(&c->match, &n);
}

/* Whether enough is switched on for a reader's choice; `e` may be NULL. */
static __always_inline bool is_on_enough(struct estats_choice *c, struct element *e)
{
	return !(c->flags & CHOICE_ONLY_ON) || (e && e->on);
}

/* A listener, a request or a remnant. */
static __always_inline void write_without_statistics(struct seq_file *seq, struct iteration *i,
						     struct sock_common *skc, struct tcp_sock *tp)
{
	struct estats_record *r = &i->reading.record;

	if (!(i->choice.flags & CHOICE_EVERY_STATE) || skc->skc_state == TCP_CLOSE ||
	    !is_wanted_state(&i->choice, skc->skc_state))
		return;
	empty_record(r);
	r->layout = layout;
	r->result = RESULT_DONE;
	if (tp) {
		record_identity(r, tp);
		if (i->choice.flags & CHOICE_INODE)
			r->inode = inode_of((struct sock *)tp);
	} else {
		record_ends(r, skc);
	}
	write_record(seq, i);
}

/*
 * The walk meets sockets in no order that memory has, so their lines, and those of elements, are
 * mostly in none of the caches. Asked for together they come together.
 */
static __always_inline void fetch_socket(struct tcp_sock *tp)
{
	struct sock *sk = (struct sock *)tp;
	struct socket *socket = sk->sk_socket;

	if (socket) /* what is two steps away comes first */
		TOUCH(socket->flags);
	TOUCH(sk->sk_uid.val);
	TOUCH(tp->inet_conn.icsk_rto);
	TOUCH(tp->inet_conn.icsk_retransmits);
	TOUCH(tp->snd_wnd);
	TOUCH(tp->snd_ssthresh);
	TOUCH(tp->write_seq);
	TOUCH(tp->tcp_mstamp);
	TOUCH(tp->snd_una);
	TOUCH(tp->rx_opt.ts_recent);
	TOUCH(tp->bytes_acked);
	TOUCH(tp->dsack_dups);
	TOUCH(tp->snd_cwnd_clamp);
	TOUCH(tp->total_retrans);
}

static __always_inline void fetch_element(struct element *e)
{
#pragma clang loop unroll(full)
	for (unsigned int at = 0; at < sizeof(*e); at += CACHE_LINE)
		TOUCH(*((char *)e + at));
}

/* Every connection of the opener's network namespace, one record each, under its lock. */
SEC("iter/tcp")
int all(struct bpf_iter__tcp *ctx)
{
	struct sock_common *skc = ctx->sk_common;
	struct seq_file *seq = ctx->meta->seq;
	struct estats_record *r;
	struct iteration *i;
	struct tcp_sock *tp;
	struct element *e;

	if (!skc)
		return end_iteration(seq);
	i = own_iteration();
	if (!i)
		return ONCE_MORE;
	tp = bpf_skc_to_tcp_sock(skc);
	if (!tp || state_of(tp) == TCP_LISTEN || state_of(tp) == TCP_CLOSE) {
		write_without_statistics(seq, i, skc, tp);
		return 0;
	}
	if (!meets_terms(&i->choice, tp))
		return 0;
	fetch_socket(tp);
	e = bpf_sk_storage_get(&elements, tp, 0, 0);
	if (!is_on_enough(&i->choice, e))
		return 0;
	if (e)
		fetch_element(e);
	r = &i->reading.record;
	fill_record(&i->reading, tp, e, wanted_switches(i->choice.left_out));
	if (r->result == RESULT_BUSY)
		return ONCE_MORE;
	if (!r->cookie) /* readings are compared by it */
		r->cookie = bpf_get_socket_cookie(tp);
	if (i->choice.flags & CHOICE_INODE)
		r->inode = inode_of((struct sock *)tp);
	if (i->choice.flags & CHOICE_TCP_INFO && !r->on)
		record_whole_life(r, tp);
	write_record(seq, i);
	return 0;
}

/*
 * Every connection of every namespace that has an element: something is on, or the flag is still
 * to be cleared. This iterator does not lock; a connection that stays busy is named with that
 * result, to be read by other means.
 */
SEC("iter/bpf_sk_storage_map")
int on(struct bpf_iter__bpf_sk_storage_map *ctx)
{
	struct seq_file *seq = ctx->meta->seq;
	struct sock *sk = ctx->sk;
	struct element *e = ctx->value;
	struct estats_record *r;
	struct iteration *i;
	struct tcp_sock *tp;
	struct look l;

	if (!sk || !e)
		return end_iteration(seq);
	i = own_iteration();
	if (!i)
		return ONCE_MORE;
	tp = bpf_skc_to_tcp_sock(sk);
	if (!tp || state_of(tp) == TCP_LISTEN || state_of(tp) == TCP_CLOSE)
		return 0;
	if (i->choice.flags & CHOICE_TALLY) {
		tally(i, e);
		return 0;
	}
	if (!is_on_enough(&i->choice, e) || !meets_terms(&i->choice, tp))
		return 0;
	r = &i->reading.record;
	r->result = RESULT_BUSY;
	if (look_until_free(tp, e, &l)) {
		fill_record(&i->reading, tp, e, wanted_switches(i->choice.left_out));
		if (!unmoved(tp, e, &l))
			r->result = RESULT_BUSY;
	}
	if (r->result == RESULT_DONE && r->state == TCP_CLOSE)
		return 0; /* it ended while this waited */
	if (r->result == RESULT_BUSY) {
		empty_record(r);
		r->layout = layout;
		r->result = RESULT_BUSY;
		r->on = e->on;
		record_identity(r, tp);
	}
	if (!r->cookie)
		r->cookie = bpf_get_socket_cookie(sk);
	if (i->choice.flags & CHOICE_INODE)
		r->inode = inode_of(sk);
	write_record(seq, i);
	return 0;
}

#define SOL_TCP 6
#define TCP_BPF_SOCK_OPS_CB_FLAGS 1008

/* Takes our flag off a socket, and lets the element go. */
static __always_inline int clear_socket(struct tcp_sock *tp, struct element *e,
					struct sock_common *skc)
{
	struct estats_control *c = control_word();
	int flags = tp->bpf_sock_ops_cb_flags & ~BPF_SOCK_OPS_PARSE_ALL_HDR_OPT_CB_FLAG;

	if (__sync_val_compare_and_swap(&e->setter, 0, 1))
		return ONCE_MORE;
	if (!c || (!c->closing && (e->on | e->wanted))) {
		e->setter = 0; /* switched on meanwhile */
		return 0;
	}
	if (e->flagged)
		bpf_setsockopt(skc, SOL_TCP, TCP_BPF_SOCK_OPS_CB_FLAGS, &flags, sizeof(flags));
	bpf_sk_storage_delete(&elements, tp);
	return 0;
}

/*
 * Turns on what had to wait for the flag. Under the socket's lock, so everything can be written at
 * once. Where the kernel does not let the flag be set, events stay unseen, and records say so.
 */
static __always_inline int start_wanted(struct tcp_sock *tp, struct element *e)
{
	__u32 new = e->wanted & ~e->on;

	if (!e->wanted)
		return 0;
	if (__sync_val_compare_and_swap(&e->setter, 0, 1))
		return ONCE_MORE;
	enter(e);
	see(&e->now, tp);
	catch_up(e, tp, e->on, BETWEEN_SEGMENTS);
	start(e, tp, new, false);
	if (!e->on)
		e->left_unwatched = is_unseen(tp);
	__sync_fetch_and_or(&e->on, new);
	arm(e, tp, e->on);
	e->wanted = 0;
	leave(e);
	e->setter = 0;
	return 0;
}

/*
 * Sets our flag on sockets that are switched on and lack it, clears it where nothing is on any
 * more, and lets elements go that have nothing left to do.
 */
SEC("iter/tcp")
int settle(struct bpf_iter__tcp *ctx)
{
	struct sock_common *skc = ctx->sk_common;
	struct estats_control *c = control_word();
	struct tcp_sock *tp;
	struct element *e;
	int flags;

	if (!skc || !c)
		return 0;
	tp = bpf_skc_to_tcp_sock(skc);
	if (!tp)
		return 0;
	e = bpf_sk_storage_get(&elements, tp, 0, 0);
	if (!e)
		return 0;
	if (c->closing || !(e->on | e->wanted))
		return clear_socket(tp, e, skc);
	flags = tp->bpf_sock_ops_cb_flags;
	if (!(flags & BPF_SOCK_OPS_PARSE_ALL_HDR_OPT_CB_FLAG)) {
		flags |= BPF_SOCK_OPS_PARSE_ALL_HDR_OPT_CB_FLAG;
		if (!bpf_setsockopt(skc, SOL_TCP, TCP_BPF_SOCK_OPS_CB_FLAGS, &flags, sizeof(flags)))
			e->flagged = 1;
	}
	return start_wanted(tp, e);
}

#endif
