/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The programs that count: what fires, when, and for whom. */
#ifndef ESTATS_HOOKS_H
#define ESTATS_HOOKS_H

#include "closed.h"
#include "congestion.h"
#include "generation.h"
#include "rules.h"
#include "segment.h"

/* Every segment received in ESTABLISHED, before it is processed: the only hot hook. */
SEC("tp_btf/tcp_probe")
int BPF_PROG(on_tcp_probe, struct sock *sk, struct sk_buff *skb)
{
	struct element *e = element_of(sk);
	struct tcp_sock *tp;
	struct segment s;

	if (!e || !e->on || !is_mine(e))
		return 0;
	fetch_written(e);
	tp = tcp_sock_of(sk);
	if (tp)
		on_segment(e, tp, &s, read_control_block(&s, skb));
	return 0;
}

SEC("tp_btf/tcp_cong_state_set")
int BPF_PROG(on_tcp_cong_state, struct sock *sk, const __u8 state)
{
	struct element *e = element_of(sk);
	struct tcp_sock *tp;

	if (!e || !e->on || !is_mine(e))
		return 0;
	tp = bpf_skc_to_tcp_sock(sk);
	if (tp)
		on_congestion_state(e, tp, state);
	return 0;
}

/* Each piece that an application has read; attached only while Rec is on somewhere. */
SEC("tp_btf/tcp_rcv_space_adjust")
int BPF_PROG(on_tcp_read, struct sock *sk)
{
	struct element *e = element_of(sk);
	struct tcp_sock *tp;

	if (!e || !(e->on & ON_REC) || !is_mine(e))
		return 0;
	tp = tcp_sock_of(sk);
	if (!tp)
		return 0;
	/*
	 * The ACK that opens the window again follows this; duplicates before it are told apart here.
	 * Where there can be none, and the window moves no mark, there is nothing to write, and but one
	 * line of the socket to look at: the segments' hook mostly runs on another processor.
	 */
	if (!e->may_repeat_acks && is_between_marks(&e->rec, tp->rcv_wnd))
		return 0;
	enter(e);
	see(&e->now, tp);
	if (e->armed & ON_REC)
		catch_up_acks_sent(e, tp);
	mark_window(&e->rec, window_sent_of(tp, e->now.rcv_wnd));
	leave(e);
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(on_state, struct sock *sk, const int old, const int new)
{
	struct element *e;
	struct tcp_sock *tp;

	if (new != TCP_ESTABLISHED && old != TCP_ESTABLISHED && new != TCP_CLOSE &&
	    new != TCP_SYN_SENT && new != TCP_LISTEN)
		return 0;
	tp = bpf_skc_to_tcp_sock(sk);
	if (!tp)
		return 0;
	e = bpf_sk_storage_get(&elements, tp, 0, 0);
	if (e ? !is_mine(e) : !is_current())
		return 0;
	if (new == TCP_ESTABLISHED) {
		at_birth(e, tp, old, true);
		bpf_sk_storage_delete(&births, tp);
	} else if (new == TCP_SYN_SENT || new == TCP_LISTEN) {
		note_process(tp);
		if (e)
			e->active_open = 0; /* the socket may have been another's before */
	} else if (new == TCP_CLOSE) {
		if (e && e->on)
			write_last_word(e, tp, old);
	} else if (e && e->on && !(is_watched(tp) && has_casts)) {
		e->left_unwatched = 1;
	}
	return 0;
}

/*
 * The second chance of a final record. The kernel does not run a hook inside itself on the same
 * processor, so a socket that closes while another's state is being looked at goes by unseen there;
 * it is one that is destroyed a moment later, its counters intact.
 */
SEC("tp_btf/tcp_destroy_sock")
int BPF_PROG(on_destroy, struct sock *sk)
{
	struct element *e = element_of(sk);
	struct tcp_sock *tp;

	if (!e || !e->on || !is_mine(e))
		return 0;
	tp = bpf_skc_to_tcp_sock(sk);
	if (tp)
		write_last_word(e, tp, state_of(tp));
	return 0;
}

extern void *bpf_cast_to_kern_ctx(void *) __ksym __weak;

/*
 * A new connection that is switched on gets its flag at once. An accepted connection comes here
 * before it changes its state, an opened one after.
 */
static __always_inline void set_flag_at_birth(struct bpf_sock_ops *ctx, struct element *e,
					      struct tcp_sock *tp)
{
	int flags = ctx->bpf_sock_ops_cb_flags;

	if (!e) { /* for an opened one, should its change of state have gone by unseen */
		at_birth(e, tp,
			 ctx->op == BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB ? TCP_SYN_RECV :
									  TCP_SYN_SENT,
			 false);
		e = bpf_sk_storage_get(&elements, tp, 0, 0);
	}
	if (!e || !e->on || flags & BPF_SOCK_OPS_PARSE_ALL_HDR_OPT_CB_FLAG)
		return;
	e->flagged = 1;
	bpf_sock_ops_cb_flags_set(ctx, flags | BPF_SOCK_OPS_PARSE_ALL_HDR_OPT_CB_FLAG);
}

/*
 * Segments in states other than ESTABLISHED, on sockets that carry our flag; and, on new
 * connections that a rule has switched on, the place where that flag is set.
 */
SEC("sockops")
int on_sock_ops(struct bpf_sock_ops *ctx)
{
	struct bpf_sock *sk = ctx->sk;
	struct sk_buff *skb = NULL;
	struct element *e;
	struct tcp_sock *tp;
	struct segment s = {}; /* what is not told of a segment, the verifier must know to be set */
	bool is_whole;

	if (ctx->op != BPF_SOCK_OPS_PARSE_HDR_OPT_CB &&
	    ctx->op != BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB &&
	    ctx->op != BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB)
		return 1;
	if (!sk)
		return 1;
	tp = bpf_skc_to_tcp_sock(sk);
	if (!tp)
		return 1;
	e = bpf_sk_storage_get(&elements, tp, 0, 0);
	if (e ? !is_mine(e) : !is_current())
		return 1;
	if (ctx->op != BPF_SOCK_OPS_PARSE_HDR_OPT_CB) {
		set_flag_at_birth(ctx, e, tp);
		return 1;
	}
	if (!e || !e->on || state_of(tp) == TCP_ESTABLISHED)
		return 1;
	if (has_casts)
		skb = ((struct bpf_sock_ops_kern *)bpf_cast_to_kern_ctx(ctx))->skb;
	is_whole = read_header(&s, skb, (void *)(long)ctx->skb_data, ctx->skb_len);
	e->late_data = is_whole && is_late_data(tp, &s);
	on_segment(e, tp, &s, is_whole);
	return 1;
}

#endif
