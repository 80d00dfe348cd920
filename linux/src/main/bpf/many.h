/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Reaching many connections: the iterators. */
#ifndef ESTATS_MANY_H
#define ESTATS_MANY_H

#include "record.h"

/* A reader's own place to work in: its thread may be preempted, so no per-CPU one would do. */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct reading);
} readings SEC(".maps");

/* What an iterator returns to be called again for the same socket. */
#define ONCE_MORE 1

/* Every connection of the opener's network namespace, one record each, under its lock. */
SEC("iter/tcp")
int all(struct bpf_iter__tcp *ctx)
{
	struct sock_common *skc = ctx->sk_common;
	struct tcp_sock *tp;
	struct reading *g;

	if (!skc)
		return 0;
	tp = bpf_skc_to_tcp_sock(skc);
	if (!tp || state_of(tp) == TCP_LISTEN || state_of(tp) == TCP_CLOSE)
		return 0;
	g = bpf_task_storage_get(&readings, bpf_get_current_task_btf(), 0,
				 BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!g)
		return ONCE_MORE;
	fill_record(g, tp, bpf_sk_storage_get(&elements, tp, 0, 0));
	bpf_seq_write(ctx->meta->seq, &g->record, sizeof(g->record));
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
	struct sock *sk = ctx->sk;
	struct element *e = ctx->value;
	struct tcp_sock *tp;
	struct reading *g;
	struct look l;

	if (!sk || !e)
		return 0;
	tp = bpf_skc_to_tcp_sock(sk);
	if (!tp || state_of(tp) == TCP_LISTEN || state_of(tp) == TCP_CLOSE)
		return 0;
	g = bpf_task_storage_get(&readings, bpf_get_current_task_btf(), 0,
				 BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!g)
		return ONCE_MORE;
	g->record.result = RESULT_BUSY;
	if (look_until_free(tp, e, &l)) {
		fill_record(g, tp, e);
		if (!unmoved(tp, e, &l))
			g->record.result = RESULT_BUSY;
	}
	if (g->record.result == RESULT_DONE && g->record.state == TCP_CLOSE)
		return 0; /* it ended while this waited */
	if (g->record.result == RESULT_BUSY) {
		clear_record(&g->record);
		g->record.layout = layout;
		g->record.result = RESULT_BUSY;
		g->record.on = e->on;
		record_identity(&g->record, tp);
	}
	bpf_seq_write(ctx->meta->seq, &g->record, sizeof(g->record));
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
