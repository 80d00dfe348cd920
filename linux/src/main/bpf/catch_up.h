/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Catch-up: what has happened to tcp_sock since the last hook, told from the difference. Exactly
 * one segment lies between two hooks in ESTABLISHED, so every change is seen singly. A reader runs
 * the same code on a copy, so the last segment is never missing.
 */
#ifndef ESTATS_CATCH_UP_H
#define ESTATS_CATCH_UP_H

#include "element.h"
#include "socket.h"

/*
 * Which part of the processing of a segment the hook interrupts. In the middle of an ACK the
 * congestion window is not yet what it will be, so it is left to the hook that interrupted.
 */
enum moment {
	BETWEEN_SEGMENTS,
	WITHIN_AN_ACK,
};

static __always_inline void raise_to(__u32 *mark, __u32 value)
{
	if (value > *mark)
		*mark = value;
}

static __always_inline void lower_to(__u32 *mark, __u32 value)
{
	if (value < *mark)
		*mark = value;
}

static __always_inline void widen(struct wide *w, __u32 now)
{
	w->value += (__u32)(now - w->last);
	w->last = now;
}

static __always_inline void widen_all(struct data_element *d, struct tcp_sock *tp)
{
	widen(&d->data_segs_out, tp->data_segs_out);
	widen(&d->data_segs_in, tp->data_segs_in);
	widen(&d->segs_out, tp->segs_out);
	widen(&d->segs_in, tp->segs_in);
}

/* Counts an RTT sample that the kernel took; `merged` when it was two that cannot be told apart. */
static __always_inline void count_rtt(struct element *e, __u32 micros, bool merged)
{
	struct path_element *p = &e->path;

	if (e->armed & ON_PATH) {
		p->count_rtt += merged ? 2 : 1;
		p->sum_rtt += merged ? 2 * (__u64)micros : micros;
		if (!merged) {
			p->sample_rtt = micros;
			raise_to(&p->max_rtt, micros);
			lower_to(&p->min_rtt, micros);
		}
		if (e->seen.post_cong) {
			p->post_cong_sum_rtt += micros;
			p->post_cong_count_rtt++;
			e->seen.post_cong = 0;
		}
	}
	if (e->armed & ON_FINE_RTT && !merged) {
		raise_to(&e->fine.max_rtt, micros);
		lower_to(&e->fine.min_rtt, micros);
	}
}

/*
 * The RTT sample, recovered from the estimator: the kernel computes, in integers,
 * srtt' = srtt + m - srtt/8 and mdev' from the same m, so m follows from srtt alone and mdev tells
 * whether one sample explains the change. Where it does not, two samples were merged (a hook was
 * skipped): they are counted at the smoothed value and no mark is moved by them.
 */
static __always_inline void catch_up_rtt(struct element *e, struct tcp_sock *tp)
{
	struct seen *s = &e->seen;
	__u32 srtt = tp->srtt_us, mdev = tp->mdev_us;
	__s64 sample, error, step;

	if (srtt == s->srtt_us && mdev == s->mdev_us)
		return;
	if (!s->srtt_us) {
		count_rtt(e, srtt >> 3, mdev != (srtt >> 3) << 1);
	} else {
		sample = (__s64)srtt - s->srtt_us + (s->srtt_us >> 3);
		error = sample - (s->srtt_us >> 3);
		if (error < 0) {
			step = -error - (s->mdev_us >> 2);
			if (step > 0)
				step >>= 3;
		} else {
			step = error - (s->mdev_us >> 2);
		}
		if (sample >= 0 && (__u32)(s->mdev_us + step) == mdev)
			count_rtt(e, sample, false);
		else
			count_rtt(e, srtt >> 3, true);
	}
	s->srtt_us = srtt;
	s->mdev_us = mdev;
}

/* An undo: the kernel found a reduction needless, cleared the marker and put the window back. */
static __always_inline void catch_up_undo(struct element *e, struct tcp_sock *tp)
{
	struct seen *s = &e->seen;
	__u32 marker = tp->undo_marker;

	if (s->undo_marker && !marker && tp->snd_cwnd >= s->snd_cwnd &&
	    s->undo_origin == UNDO_OF_LOSS)
		e->path.spurious_rto_detections++;
	if (marker && marker != s->undo_marker)
		s->undo_origin = UNDO_OF_UNKNOWN; /* the congestion hook knows, and says next */
	s->undo_marker = marker;
}

/*
 * Pure ACKs sent since the last hook: segments out less data segments out. They repeat the last
 * one if nothing new was acknowledged and either data is missing or came twice, or the window has
 * not moved.
 */
static __always_inline void catch_up_acks_sent(struct element *e, struct tcp_sock *tp)
{
	struct seen *s = &e->seen;
	__u32 data = tp->data_segs_out - s->data_segs_out;
	__u32 pure = tp->segs_out - s->segs_out - data;

	if ((__s32)pure > 0) {
		bool due = s->out_of_place || tp->out_of_order_queue.rb_node;

		if (tp->rcv_wup == s->rcv_wup && (due || tp->rcv_wnd == s->rcv_wnd)) {
			if (!s->last_ack_dup)
				e->path.dup_ack_episodes++;
			s->last_ack_dup = 1;
		} else {
			s->last_ack_dup = 0;
		}
	} else if (data) {
		s->last_ack_dup = 0;
	}
	s->segs_out = tp->segs_out;
	s->data_segs_out = tp->data_segs_out;
	s->rcv_wup = tp->rcv_wup;
	s->rcv_wnd = tp->rcv_wnd;
}

/* Marks of what the kernel may raise or lower at any segment. */
static __always_inline void catch_up_marks(struct path_element *p, struct tcp_sock *tp)
{
	__u32 rto = rto_micros(tp), mss = tp->mss_cache;

	raise_to(&p->max_rto, rto);
	lower_to(&p->min_rto, rto);
	raise_to(&p->max_mss, mss);
	lower_to(&p->min_mss, mss);
}

/*
 * What has been received in order must have arrived. Where the kernel skipped a hook (it does not run
 * one inside itself on the same processor), that much of what went by unseen is made good here.
 */
static __always_inline void catch_up_data(struct data_element *d, struct tcp_sock *tp)
{
	__u64 received = data_received(tp) - d->base_bytes_received;

	if (d->bytes_in < received)
		d->bytes_in = received;
}

/* Takes the copies from which the next catch-up starts. */
static __always_inline void take_copies(struct element *e, struct tcp_sock *tp)
{
	struct seen *s = &e->seen;

	__builtin_memset(s, 0, sizeof(*s));
	s->srtt_us = tp->srtt_us;
	s->mdev_us = tp->mdev_us;
	s->snd_cwnd = tp->snd_cwnd;
	s->undo_marker = tp->undo_marker;
	s->segs_out = tp->segs_out;
	s->data_segs_out = tp->data_segs_out;
	s->rcv_wup = tp->rcv_wup;
	s->rcv_wnd = tp->rcv_wnd;
	s->una_before = tp->snd_una;
	s->disorder_retrans = tp->total_retrans;
}

/* Starts to follow the events of switches that were turned on since the last hook. */
static __always_inline void arm(struct element *e, struct tcp_sock *tp, __u32 on)
{
	__u32 new = on & ~e->armed;

	if (new & ON_PATH) {
		take_copies(e, tp);
	} else if (new & ON_FINE_RTT) {
		e->seen.srtt_us = tp->srtt_us;
		e->seen.mdev_us = tp->mdev_us;
	}
	e->armed = on;
}

/*
 * Brings an element up to date. Switches that were turned on since the last hook start here; what
 * the kernel did before is not theirs.
 */
static __always_inline void catch_up(struct element *e, struct tcp_sock *tp, __u32 on,
				     enum moment moment)
{
	if (on & ON_DATA)
		catch_up_data(&e->data, tp);
	if (e->armed & (ON_PATH | ON_FINE_RTT))
		catch_up_rtt(e, tp);
	if (e->armed & ON_PATH) {
		catch_up_undo(e, tp);
		catch_up_acks_sent(e, tp);
		if (moment == BETWEEN_SEGMENTS)
			e->seen.snd_cwnd = tp->snd_cwnd;
	}
	if (e->armed != on)
		arm(e, tp, on);
	if (on & ON_PATH)
		catch_up_marks(&e->path, tp);
}

#endif
