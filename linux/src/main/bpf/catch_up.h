/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Catch-up: what has happened to tcp_sock since the last hook, told from the difference. Exactly
 * one segment lies between two hooks in ESTABLISHED, so every change is seen singly. A reader runs
 * the same code on a copy, so the last segment is never missing.
 */
#ifndef ESTATS_CATCH_UP_H
#define ESTATS_CATCH_UP_H

#include "bandwidth.h"
#include "element.h"
#include "limits.h"
#include "now.h"
#include "queues.h"

/*
 * Which part of the processing of a segment the hook interrupts. In the middle of an ACK the
 * congestion window is not yet what it will be, so it is left to the hook that interrupted.
 */
enum moment {
	BEFORE_A_SEGMENT,
	BETWEEN_SEGMENTS,
	WITHIN_AN_ACK,
};

static __always_inline void widen(struct wide *w, __u32 now)
{
	w->value += (__u32)(now - w->last);
	w->last = now;
}

static __noinline void widen_all(struct data_element *d, struct tcp_sock *tp)
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
 * Whether the round trips vary so little that a sample which is the smoothed RTT to the microsecond
 * moves neither of the estimator's two numbers. Then what was delivered tells of it.
 */
static __always_inline bool is_steady(__u32 mdev)
{
	return mdev >> 2 == 0;
}

/* No one sample explains it. */
#define SAMPLES_MERGED (-1)

/*
 * The RTT sample, recovered from the estimator: the kernel computes, in integers,
 * srtt' = srtt + m - srtt/8 and mdev' from the same m, so m follows from srtt alone and mdev tells
 * whether one sample explains the change. Where it does not, two were merged (a hook was skipped).
 */
static __always_inline __s64 sample_that_led_to(struct seen *s, __u32 srtt, __u32 mdev)
{
	__s64 sample, error, step;

	if (!s->srtt_us)
		return mdev == (srtt >> 3) << 1 ? srtt >> 3 : SAMPLES_MERGED;
	sample = (__s64)srtt - s->srtt_us + (s->srtt_us >> 3);
	error = sample - (s->srtt_us >> 3);
	step = (error < 0 ? -error : error) - (s->mdev_us >> 2);
	if (error < 0 && step > 0)
		step >>= 3;
	return sample >= 0 && (__u32)(s->mdev_us + step) == mdev ? sample : SAMPLES_MERGED;
}

/* Samples that were merged are counted at the smoothed value, and no mark is moved by them. */
static __always_inline void catch_up_rtt(struct element *e, struct tcp_sock *tp)
{
	struct seen *s = &e->seen;
	__u32 srtt = tp->srtt_us, mdev = tp->mdev_us;
	bool has_moved = srtt != s->srtt_us || mdev != s->mdev_us;
	__s64 sample = srtt >> 3;

	if (is_steady(mdev)) {
		if (!has_moved && (!srtt || tp->delivered == e->path.rtt_delivered))
			return;
		e->path.rtt_delivered = tp->delivered;
	}
	if (has_moved) {
		sample = sample_that_led_to(s, srtt, mdev);
		s->srtt_us = srtt;
		s->mdev_us = mdev;
	} else if (!is_steady(mdev)) {
		return;
	}
	count_rtt(e, sample == SAMPLES_MERGED ? srtt >> 3 : sample, sample == SAMPLES_MERGED);
}

/* An undo: the kernel found a reduction needless, cleared the marker and put the window back. */
static __always_inline void catch_up_undo(struct element *e, struct tcp_sock *tp)
{
	struct seen *s = &e->seen;
	struct now *t = &e->now;
	__u32 marker;

	if (!s->undo_marker) /* it is set where the congestion state changes, and the hook there tells */
		return;
	marker = tp->undo_marker;
	if (!marker && t->snd_cwnd >= s->snd_cwnd &&
	    s->undo_origin == UNDO_OF_LOSS)
		e->path.spurious_rto_detections++;
	if (marker && marker != s->undo_marker)
		s->undo_origin = UNDO_OF_UNKNOWN; /* the congestion hook knows, and says next */
	s->undo_marker = marker;
}

/* Of a run of duplicates that a switch was turned on in, what is left is a run for that switch. */
static __always_inline void count_dup_acks_sent(struct element *e, __u32 acks)
{
	struct seen *s = &e->seen;

	if (e->armed & ON_PATH && !(s->last_ack_dup & ON_PATH))
		e->path.dup_ack_episodes++;
	if (e->armed & ON_REC) {
		e->rec.dup_acks_out += acks;
		if (!(s->last_ack_dup & ON_REC))
			e->rec.dup_ack_episodes++;
	}
	s->last_ack_dup = e->armed & (ON_PATH | ON_REC);
}

/*
 * Pure ACKs sent since the last hook: segments out less data segments out. They are duplicates if
 * nothing new was acknowledged and they were due at once: data is missing, or came twice. Answers to
 * keep-alives and window probes repeat an ACK too, and tell of neither.
 */
static __always_inline void catch_up_acks_sent(struct element *e, struct tcp_sock *tp)
{
	struct seen *s = &e->seen;
	struct now *t = &e->now;
	bool due = e->out_of_place || t->has_holes;
	__u32 segs_out, data_segs_out, rcv_wup, data, pure;

	if (!due && !s->last_ack_dup)
		return;
	segs_out = tp->segs_out;
	data_segs_out = tp->data_segs_out;
	rcv_wup = t->rcv_wup;
	data = data_segs_out - s->data_segs_out;
	pure = segs_out - s->segs_out - data;
	if ((__s32)pure > 0) {
		if (rcv_wup == s->rcv_wup && due)
			count_dup_acks_sent(e, pure);
		else
			s->last_ack_dup = 0;
		mark_out_of_place(e, false); /* what it called for has been sent */
	} else if (data) {
		s->last_ack_dup = 0;
	} else {
		return; /* nothing was sent; what is acknowledged moves with what is */
	}
	s->segs_out = segs_out;
	s->data_segs_out = data_segs_out;
	s->rcv_wup = rcv_wup;
}

/* Marks of what the kernel may raise or lower at any segment. */
static __always_inline void catch_up_marks(struct path_element *p, struct now *t)
{
	__u32 rto = micros_of(t->rto), mss = t->mss;

	raise_to(&p->max_rto, rto);
	lower_to(&p->min_rto, rto);
	raise_to(&p->max_mss, mss);
	lower_to(&p->min_mss, mss);
}

/*
 * What has been received in order must have arrived. Where the kernel skipped a hook (it does not run
 * one inside itself on the same processor), that much of what went by unseen is made good here.
 */
static __always_inline void catch_up_data(struct data_element *d, struct tcp_sock *tp, __u8 state)
{
	__u64 received = data_received(tp, state) - d->base_bytes_received;

	if (d->bytes_in < received)
		d->bytes_in = received;
}

static __always_inline void copy_rtt(struct seen *s, struct tcp_sock *tp)
{
	s->srtt_us = tp->srtt_us;
	s->mdev_us = tp->mdev_us;
}

static __noinline void copy_sent(struct seen *s, struct tcp_sock *tp)
{
	s->segs_out = tp->segs_out;
	s->data_segs_out = tp->data_segs_out;
	s->rcv_wup = tp->rcv_wup;
}

static __always_inline void copy_acks_sent(struct element *e, struct tcp_sock *tp)
{
	copy_sent(&e->seen, tp);
	e->seen.last_ack_dup = 0;
	e->out_of_place = 0;
}

/* What Path alone follows. */
static __always_inline void copy_path(struct seen *s, struct tcp_sock *tp)
{
	s->snd_cwnd = tp->snd_cwnd;
	s->undo_marker = tp->undo_marker;
	s->una_before = tp->snd_una;
	s->tlp_high_seq = 0;
	s->delivered_ce = 0;
	s->ece = 0;
	s->segment = 0;
	s->undo_origin = UNDO_OF_UNKNOWN;
	s->post_cong = 0;
	s->disorder_acks = 0;
	s->disorder_retrans = tp->total_retrans;
}

/* Takes the copies from which the next catch-up starts. */
static __always_inline void take_copies(struct element *e, struct tcp_sock *tp)
{
	copy_rtt(&e->seen, tp);
	copy_acks_sent(e, tp);
	copy_path(&e->seen, tp);
	e->path.rtt_delivered = tp->delivered;
}

/*
 * Starts to follow the events of switches that were turned on since the last hook. Copies that two
 * of them share stay as they are when one of the two has them already.
 */
static __noinline void arm(struct element *e, struct tcp_sock *tp, __u32 on)
{
	__u32 old = e->armed & on, new = on & ~e->armed;

	if (new & (ON_PATH | ON_FINE_RTT) && !(old & (ON_PATH | ON_FINE_RTT)))
		copy_rtt(&e->seen, tp);
	if (new & (ON_PATH | ON_FINE_RTT))
		e->path.rtt_delivered = tp->delivered;
	if (new & (ON_PATH | ON_REC) && !(old & (ON_PATH | ON_REC)))
		copy_acks_sent(e, tp);
	if (new & ON_PATH)
		copy_path(&e->seen, tp);
	e->seen.last_ack_dup &= old;
	e->armed = on;
}

/* The groups that keep the copies they need with themselves. */
static __always_inline void catch_up_groups(struct element *e, struct tcp_sock *tp, __u32 on)
{
	struct now *t = &e->now;

	if (on & ON_SND_CONG)
		catch_up_snd_cong(&e->snd_cong, tp, t);
	if (on & ON_SEND_BUFF)
		catch_up_send_buff(&e->send_buff, t);
	if (on & ON_REC)
		catch_up_rec(&e->rec, tp, t);
	if (on & ON_OBS_REC)
		catch_up_obs_rec(&e->obs_rec, tp);
	if (on & ON_BANDWIDTH_OUT)
		catch_up_outbound(&e->outbound, tp, t);
	if (on & ON_BANDWIDTH_IN)
		catch_up_inbound(&e->inbound, tp, t);
}

/* For all but the hot hook, which is spared the call. */
static __noinline void catch_up_groups_apart(struct element *e, struct tcp_sock *tp, __u32 on)
{
	catch_up_groups(e, tp, on);
}

/*
 * Brings an element up to date with what `now` shows. Switches that were turned on since the last hook start here; what
 * the kernel did before is not theirs.
 */
static __always_inline void catch_up(struct element *e, struct tcp_sock *tp, __u32 on,
				     enum moment moment)
{
	struct now *t = &e->now;

	if (on & ON_DATA)
		catch_up_data(&e->data, tp, t->state);
	if (e->armed & (ON_PATH | ON_FINE_RTT))
		catch_up_rtt(e, tp);
	if (e->armed & ON_PATH) {
		catch_up_undo(e, tp);
		if (moment != WITHIN_AN_ACK)
			e->seen.snd_cwnd = t->snd_cwnd;
	}
	if (e->armed & (ON_PATH | ON_REC))
		catch_up_acks_sent(e, tp);
	if (e->armed != on)
		arm(e, tp, on);
	if (on & ON_PATH)
		catch_up_marks(&e->path, t);
	if (moment == BEFORE_A_SEGMENT)
		catch_up_groups(e, tp, on);
	else if (moment == BETWEEN_SEGMENTS)
		catch_up_groups_apart(e, tp, on);
}

#endif
