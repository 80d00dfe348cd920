/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * SendBuff, Rec and ObsRec: queues and windows. Each mark is taken just before the only events that
 * can take the value away again, so the largest and smallest are exact, not sampled.
 */
#ifndef ESTATS_QUEUES_H
#define ESTATS_QUEUES_H

#include "element.h"
#include "now.h"

/* Whether a FIN of ours is among what is sent or to be sent, up to write_seq. */
static __always_inline bool has_fin(__u8 state)
{
	switch (state) {
	case TCP_FIN_WAIT1:
	case TCP_LAST_ACK:
	case TCP_CLOSING:
		return true;
	default:
		return false;
	}
}

/* Payload that is sent and not acknowledged: neither our SYN nor our FIN is any. */
static __always_inline __u32 retx_queue_of(struct now *t)
{
	__u32 bytes = t->snd_nxt - t->snd_una;

	if (!bytes || t->state == TCP_ESTABLISHED)
		return bytes;
	if (t->state == TCP_SYN_SENT || t->state == TCP_SYN_RECV)
		return bytes - 1;
	return bytes - (has_fin(t->state) && t->snd_nxt == t->write_seq);
}

/* Payload that waits to be sent a first time. */
static __always_inline __u32 app_w_queue_of(struct now *t)
{
	__s32 bytes = t->write_seq - t->snd_nxt;

	return bytes > 0 ? bytes - has_fin(t->state) : 0;
}

/* The span from what is expected next to the far end of what arrived out of order. */
static __always_inline __u32 reasm_queue_of(struct tcp_sock *tp, struct now *t)
{
	struct sk_buff *last;
	__u32 end = 0;

	if (!t->has_holes)
		return 0;
	last = tp->ooo_last_skb;
	bpf_core_read(&end, sizeof(end),
		      &((struct tcp_skb_cb *)((void *)last + bpf_core_field_offset(struct sk_buff, cb)))
			       ->end_seq);
	return after(end, t->rcv_nxt) ? end - t->rcv_nxt : 0;
}

/* Payload that the application has not read, had it read up to `copied`. The peer's FIN is none. */
static __always_inline __u32 app_r_queue_of(struct tcp_sock *tp, struct now *t, __u32 copied)
{
	__s32 bytes = t->rcv_nxt - copied - fin_received(tp, t->state);

	return bytes > 0 ? bytes : 0;
}

#define WINDOW_MAX 65535
#define NO_WINDOW_SCALE 255

/* No header can say more. */
static __always_inline __u32 window_max_of(struct tcp_sock *tp)
{
	return (__u32)WINDOW_MAX << BPF_CORE_READ_BITFIELD(tp, rx_opt.rcv_wscale);
}

/* The window that was advertised: the kernel keeps it as it was before it had to fit the header. */
static __always_inline __u32 window_sent_of(struct tcp_sock *tp, __u32 rcv_wnd)
{
	__u32 most = window_max_of(tp);

	return rcv_wnd < most ? rcv_wnd : most;
}

static __always_inline void catch_up_send_buff(struct send_buff_element *b, struct now *t)
{
	raise_to(&b->max_retx_queue, retx_queue_of(t));
	raise_to(&b->max_app_w_queue, app_w_queue_of(t));
}

static __always_inline void mark_window(struct rec_element *q, __u32 window)
{
	raise_to(&q->max_rwin_sent, window);
	lower_to(&q->min_rwin_sent, window);
}

/* Whether the window moves no mark. */
static __always_inline bool is_between_marks(struct rec_element *q, __u32 window)
{
	return window <= q->max_rwin_sent && window >= q->min_rwin_sent;
}

/*
 * Between two arrivals the read queue is highest just after the first of them: then it holds all
 * that has come, and what was read until then is what had been read at the hook before.
 */
static __always_inline void catch_up_read_side(struct rec_element *q, struct tcp_sock *tp,
					       struct now *t)
{
	if (!is_between_marks(q, t->rcv_wnd)) /* else so is what the header could say of it */
		mark_window(q, window_sent_of(tp, t->rcv_wnd));
	raise_to(&q->max_app_r_queue, app_r_queue_of(tp, t, q->copied_seq));
	q->copied_seq = tp->copied_seq;
}

static __always_inline void catch_up_rec(struct rec_element *q, struct tcp_sock *tp, struct now *t)
{
	catch_up_read_side(q, tp, t);
	raise_to(&q->max_reasm_queue, reasm_queue_of(tp, t));
}

static __always_inline void catch_up_obs_rec(struct obs_rec_element *o, struct tcp_sock *tp)
{
	__u32 window = tp->snd_wnd;

	raise_to(&o->max_rwin_rcvd, window);
	lower_to(&o->min_rwin_rcvd, window);
}

static __noinline void start_send_buff(struct send_buff_element *b, struct now *t)
{
	__builtin_memset(b, 0, sizeof(*b));
	catch_up_send_buff(b, t);
}

static __noinline void start_rec(struct rec_element *q, struct tcp_sock *tp, struct now *t)
{
	__builtin_memset(q, 0, sizeof(*q));
	q->min_rwin_sent = NOTHING_YET;
	q->copied_seq = tp->copied_seq;
	catch_up_rec(q, tp, t);
}

static __always_inline void start_obs_rec(struct obs_rec_element *o, struct tcp_sock *tp)
{
	o->max_rwin_rcvd = 0;
	o->min_rwin_rcvd = NOTHING_YET;
	catch_up_obs_rec(o, tp);
}

static __noinline void record_send_buff(struct estats_record *r, struct now *t,
					     struct send_buff_element *p)
{
	r->SendBuff.CurRetxQueue = retx_queue_of(t);
	r->SendBuff.MaxRetxQueue = p->max_retx_queue;
	r->SendBuff.CurAppWQueue = app_w_queue_of(t);
	r->SendBuff.MaxAppWQueue = p->max_app_w_queue;
}

static __always_inline __u64 window_limit_of(struct tcp_sock *tp)
{
	__u32 most = window_max_of(tp);

	return tp->window_clamp < most ? tp->window_clamp : most;
}

static __always_inline __u64 scale_sent_of(struct tcp_sock *tp)
{
	return BPF_CORE_READ_BITFIELD(tp, rx_opt.wscale_ok) ?
		       BPF_CORE_READ_BITFIELD(tp, rx_opt.rcv_wscale) :
		       NO_WINDOW_SCALE;
}

static __always_inline __u64 scale_received_of(struct tcp_sock *tp)
{
	return BPF_CORE_READ_BITFIELD(tp, rx_opt.wscale_ok) ?
		       BPF_CORE_READ_BITFIELD(tp, rx_opt.snd_wscale) :
		       NO_WINDOW_SCALE;
}

static __noinline void record_rec(struct estats_record *r, struct tcp_sock *tp,
				       struct now *t, struct rec_element *p)
{
	r->Rec.CurRwinSent = window_sent_of(tp, t->rcv_wnd);
	r->Rec.MaxRwinSent = p->max_rwin_sent;
	r->Rec.MinRwinSent = p->min_rwin_sent;
	r->Rec.LimRwin = window_limit_of(tp);
	r->Rec.DupAckEpisodes = p->dup_ack_episodes;
	r->Rec.DupAcksOut = p->dup_acks_out;
	r->Rec.CeRcvd = p->ce_rcvd;
	r->Rec.EcnSent = 0; /* by definition */
	r->Rec.EcnNoncesRcvd = 0; /* by definition */
	r->Rec.CurReasmQueue = reasm_queue_of(tp, t);
	r->Rec.MaxReasmQueue = p->max_reasm_queue;
	r->Rec.CurAppRQueue = app_r_queue_of(tp, t, tp->copied_seq);
	r->Rec.MaxAppRQueue = p->max_app_r_queue;
	r->Rec.WinScaleSent = scale_sent_of(tp);
}

static __noinline void record_obs_rec(struct estats_record *r, struct tcp_sock *tp,
					   struct obs_rec_element *p)
{
	r->ObsRec.CurRwinRcvd = tp->snd_wnd;
	r->ObsRec.MaxRwinRcvd = p->max_rwin_rcvd;
	r->ObsRec.MinRwinRcvd = p->min_rwin_rcvd;
	r->ObsRec.WinScaleRcvd = scale_received_of(tp);
}

static __noinline void record_queues_unwatched(struct estats_record *r, __u32 on)
{
	if (on & ON_SEND_BUFF) {
		r->SendBuff.MaxRetxQueue = ABSENT_UNWATCHED;
		r->SendBuff.MaxAppWQueue = ABSENT_UNWATCHED;
	}
	if (on & ON_REC) {
		r->Rec.MaxRwinSent = ABSENT_UNWATCHED;
		r->Rec.MinRwinSent = ABSENT_UNWATCHED;
		r->Rec.DupAckEpisodes = ABSENT_UNWATCHED;
		r->Rec.DupAcksOut = ABSENT_UNWATCHED;
		r->Rec.CeRcvd = ABSENT_UNWATCHED;
		r->Rec.MaxReasmQueue = ABSENT_UNWATCHED;
		r->Rec.MaxAppRQueue = ABSENT_UNWATCHED;
	}
	if (on & ON_OBS_REC) {
		r->ObsRec.MaxRwinRcvd = ABSENT_UNWATCHED;
		r->ObsRec.MinRwinRcvd = ABSENT_UNWATCHED;
	}
}

#endif
