/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What the congestion control's state machine tells. The hook runs before the state is written, so
 * old and new are both at hand; everything else is as the kernel has left it by then.
 */
#ifndef ESTATS_CONGESTION_H
#define ESTATS_CONGESTION_H

#include "catch_up.h"

/*
 * Whether Loss is entered because the retransmission timer expired: then no timer is pending. Else
 * it is a path MTU that shrank, or a TFO that failed: data is sent again, and nothing was lost.
 */
static __always_inline bool is_timer_expiry(struct tcp_sock *tp)
{
	return !tp->inet_conn.icsk_pending;
}

/* Probing a zero window uses the same timer, as long as somebody owns the socket. */
static __always_inline bool is_window_probe(struct tcp_sock *tp)
{
	return !tp->snd_wnd && !(((struct sock *)tp)->__sk_common.skc_flags & SOCKET_DEAD);
}

/* The three tests by which the kernel decides whether a timeout reduces ssthresh anew. */
static __always_inline bool loss_reduces(struct tcp_sock *tp, __u8 old)
{
	return old <= CA_DISORDER || !after(tp->high_seq, tp->snd_una) ||
	       (old == CA_LOSS && !tp->inet_conn.icsk_retransmits);
}

static __always_inline void count_timeout(struct path_element *p, struct tcp_sock *tp, __u8 old)
{
	if (is_window_probe(tp))
		return;
	if (tp->inet_conn.icsk_backoff) {
		p->subsequent_timeouts++;
		return;
	}
	p->timeouts++;
	if (old == CA_OPEN && !tp->sacked_out)
		p->abrupt_timeouts++;
}

/* Whether a loss probe that repaired a loss, acknowledged just now, made the kernel enter CWR. */
static __always_inline bool probe_repaired(struct seen *s, struct tcp_sock *tp)
{
	return s->tlp_high_seq && !tp->tlp_high_seq && after(tp->snd_una, s->tlp_high_seq);
}

/* Whether the segment in process told of congestion: by ECE, or by AccECN's counter. */
static __always_inline bool is_ecn(struct seen *s, struct tcp_sock *tp)
{
	return s->ece ||
	       (tp->ecn_flags & ECN_ACCURATE && tp->delivered_ce != s->delivered_ce);
}

/*
 * Entering CWR has three causes; the third, a local drop on transmit, is what is left. Before the
 * first segment has been seen on an ECN connection the cause cannot be told, and none is named.
 */
static __always_inline bool is_send_stall(struct seen *s, struct tcp_sock *tp)
{
	if (!s->segment && tp->ecn_flags & (ECN_RFC3168 | ECN_ACCURATE))
		return false;
	return !is_ecn(s, tp) && !probe_repaired(s, tp);
}

static __always_inline void count_decrease(struct element *e, struct tcp_sock *tp)
{
	struct path_element *p = &e->path;

	p->cong_signals++;
	p->pre_cong_sum_cwnd += (__u64)tp->prior_cwnd * tp->mss_cache;
	/* Before the first sample since switching on, the smoothed RTT stands in for it. */
	p->pre_cong_sum_rtt += p->sample_rtt == NOTHING_YET ? tp->srtt_us >> 3 : p->sample_rtt;
	e->seen.post_cong = 1;
}

/* Disorder that ends in Open with nothing retransmitted was reordering, not loss. */
static __always_inline void count_reordering(struct element *e, struct tcp_sock *tp, __u8 old,
					     __u8 new)
{
	struct path_element *p = &e->path;
	struct seen *s = &e->seen;

	if (old == CA_OPEN && new == CA_DISORDER)
		s->disorder_retrans = tp->total_retrans;
	if (old == CA_DISORDER && new == CA_OPEN && s->disorder_acks &&
	    tp->total_retrans == s->disorder_retrans) {
		p->non_recov_da_episodes++;
		p->non_recov_da += s->disorder_acks;
		p->sum_bytes_reordered += tp->snd_una - s->una_before;
	}
	if (new != CA_DISORDER)
		s->disorder_acks = 0;
}

/* Whether a change of state goes with a new, lower threshold. */
static __always_inline bool reduces(struct tcp_sock *tp, __u8 old, __u8 new)
{
	switch (new) {
	case CA_RECOVERY:
		return old != CA_RECOVERY && old != CA_CWR;
	case CA_CWR:
		return old != CA_CWR;
	case CA_LOSS:
		return is_timer_expiry(tp) && loss_reduces(tp, old);
	default:
		return false;
	}
}

static __always_inline void count_congestion(struct element *e, struct tcp_sock *tp, __u8 old,
					     __u8 new)
{
	struct path_element *p = &e->path;
	struct seen *s = &e->seen;

	if (new == CA_RECOVERY && old != CA_RECOVERY) {
		p->fast_retran++;
		s->undo_origin = UNDO_OF_RECOVERY;
	} else if (new == CA_CWR && old != CA_CWR) {
		if (is_send_stall(s, tp))
			p->send_stall++;
		s->ece = 0;
		s->delivered_ce = tp->delivered_ce;
	} else if (new == CA_LOSS && is_timer_expiry(tp)) {
		s->undo_origin = UNDO_OF_LOSS;
		count_timeout(p, tp, old);
	}
	if (reduces(tp, old, new))
		count_decrease(e, tp);
	count_reordering(e, tp, old, new);
	s->undo_marker = tp->undo_marker;
	s->snd_cwnd = tp->snd_cwnd;
}

static __always_inline void on_congestion_state(struct element *e, struct tcp_sock *tp, __u8 new)
{
	__u8 old = ca_state_of(tp);
	__u32 on = e->on;

	enter(e);
	see(&e->now, tp);
	/* Where an episode begins, the kernel clears the marker of the last; that is no undo. */
	if (new == CA_CWR || new == CA_LOSS)
		e->seen.undo_marker = tp->undo_marker;
	catch_up(e, tp, on, WITHIN_AN_ACK);
	if (on & ON_PATH)
		count_congestion(e, tp, old, new);
	if (on & ON_SND_CONG) {
		if (new == CA_LOSS && is_timer_expiry(tp) && !is_window_probe(tp))
			wait_for_timeout(&e->snd_cong, tp);
		limits_at_change(&e->snd_cong, tp, old, new, reduces(tp, old, new));
	}
	leave(e);
}

#endif
