/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * SndCong: what stops the sender, and its congestion window. Output stops where the last segment
 * that arrived has left it, and stands until the next; so why it stands is asked when the next
 * arrives, before that is processed, and by readers.
 */
#ifndef ESTATS_LIMITS_H
#define ESTATS_LIMITS_H

#include "element.h"
#include "now.h"

/* TCP_INFINITE_SSTHRESH: no threshold has been set. */
#define NO_SSTHRESH 0x7fffffff

/* A smallest value that has none yet. */
#define NO_LOWEST ~0ULL

#define CHRONO_BUSY 1
/* In tcp_skb_cb.sacked: it has been sent more than once. */
#define SENT_AGAIN 0x80

/* Bytes still to be sent a first time. */
static __always_inline __u32 unsent_of(struct now *t)
{
	__u32 unsent = t->write_seq - t->snd_nxt;

	return (__s32)unsent > 0 ? unsent : 0;
}

/* Whether congestion control allows no segment now: the window is full, or pacing holds it back. */
static __always_inline bool is_held_back(struct tcp_sock *tp, struct now *t)
{
	__u32 in_flight = tp->packets_out - (tp->sacked_out + tp->lost_out) + tp->retrans_out;

	return in_flight >= t->snd_cwnd || tp->tcp_wstamp_ns > tp->tcp_clock_cache;
}

/*
 * Why output stands. Waits that end by themselves (for a fuller segment, for the device's queue)
 * are no reason of their own: what was the reason before stays it.
 */
static __always_inline __u8 limit_of(struct tcp_sock *tp, struct now *t, __u8 before_it)
{
	__u32 unsent = unsent_of(t);

	if (!unsent) /* a resend that must wait is data to send as well */
		return tp->lost_out && tp->lost_out > tp->retrans_out && is_held_back(tp, t) ?
			       LIMIT_CWND :
			       LIMIT_SND;
	if (unsent > t->mss)
		unsent = t->mss;
	if (after(t->snd_nxt + unsent, t->snd_una + tp->snd_wnd))
		return LIMIT_RWIN;
	if (is_held_back(tp, t))
		return LIMIT_CWND;
	return tp->packets_out ? before_it : LIMIT_SND;
}

/* Books what has gone by since the present state was entered, and starts from here. */
static __always_inline void book_limit(struct snd_cong_element *c, __u64 until, __u64 bytes_sent)
{
	/* No index that varies: a reader's copy lies in a packet, where the verifier allows none. */
	for (int i = 0; i < LIMITS; i++) {
		if (c->limit == i) {
			c->nanos[i] += until - c->entered;
			c->bytes[i] += bytes_sent - c->bytes_sent;
		}
	}
	c->entered = until;
	c->bytes_sent = bytes_sent;
}

static __always_inline void enter_limit(struct snd_cong_element *c, struct tcp_sock *tp, __u8 limit,
					__u64 at)
{
	book_limit(c, at, tp->bytes_sent);
	for (int i = 0; i < LIMITS; i++) {
		if (limit == i)
			c->transitions[i]++;
	}
	c->limit = limit;
}

/* When new data was sent last; 0 if that cannot be told. */
static __always_inline __u64 last_sent(struct tcp_sock *tp)
{
	struct list_head *last = tp->tsorted_sent_queue.prev;
	struct sk_buff *skb;
	__u64 at = 0;
	__u8 sacked = 0;

	if (!last || (void *)last == (void *)&tp->tsorted_sent_queue)
		return 0;
	skb = (void *)last - bpf_core_field_offset(struct sk_buff, tcp_tsorted_anchor);
	bpf_core_read(&sacked, sizeof(sacked),
		      &((struct tcp_skb_cb *)((void *)skb + bpf_core_field_offset(struct sk_buff, cb)))
			       ->sacked);
	if (!(sacked & SENT_AGAIN))
		bpf_core_read(&at, sizeof(at), &skb->skb_mstamp_ns);
	return at;
}

/* A moment the kernel keeps in jiffies, to within one of them; 0 if their length is not known. */
static __always_inline __u64 moment_of(__u32 jiffies, __u64 now)
{
	__u64 ago = (__u64)((__u32)bpf_jiffies64() - jiffies) * jiffy_micros * 1000;

	return jiffy_micros && ago < now ? now - ago : 0;
}

static __always_inline __u64 in_between(__u64 from, __u64 moment, __u64 to)
{
	return moment < from ? from : moment > to ? to : moment;
}

/*
 * When output came to stand for its new reason: when it last sent; or, where it has not sent since,
 * when the kernel began to count this kind of wait (an application wrote into a closed window), or
 * when the last ACK came. The latter two are to within a jiffy, so they must be later by two.
 */
static __always_inline __u64 limited_since(struct snd_cong_element *c, struct tcp_sock *tp,
					   __u64 now)
{
	__u64 slack = 2000ULL * jiffy_micros;
	__u64 at = last_sent(tp);
	__u64 other = BPF_CORE_READ_BITFIELD(tp, chrono_type) ? moment_of(tp->chrono_start, now) : 0;

	if (other > at + slack)
		at = other;
	other = moment_of(tp->rcv_tstamp, now);
	if (other > at + slack)
		at = other;
	return in_between(c->entered, at, now);
}

static __noinline void change_limit(struct snd_cong_element *c, struct tcp_sock *tp, __u8 limit)
{
	enter_limit(c, tp, limit, limited_since(c, tp, bpf_ktime_get_ns()));
}

static __always_inline void catch_up_limit(struct snd_cong_element *c, struct tcp_sock *tp,
					   struct now *t)
{
	__u8 limit;

	if (c->timeout) { /* the wait for it ends with the segment that arrives now */
		c->timeout = 0;
		return;
	}
	limit = limit_of(tp, t, c->limit);
	if (limit != c->limit)
		change_limit(c, tp, limit);
}

/*
 * A retransmission timeout is congestion control's, and so is the wait that led to it: from the
 * last ACK, or from when there was something to wait for, until the next segment arrives.
 */
static __always_inline void wait_for_timeout(struct snd_cong_element *c, struct tcp_sock *tp)
{
	__u64 now = bpf_ktime_get_ns();
	__u64 at = moment_of(tp->rcv_tstamp, now), busy;

	c->timeout = 1;
	if (c->limit == LIMIT_CWND)
		return;
	if (BPF_CORE_READ_BITFIELD(tp, chrono_type) == CHRONO_BUSY) {
		busy = moment_of(tp->chrono_start, now);
		if (busy > at)
			at = busy;
	}
	enter_limit(c, tp, LIMIT_CWND, in_between(c->entered, at, now));
}

static __always_inline void mark_cwnd(struct snd_cong_element *c, __u32 cwnd, __u32 ssthresh,
				      __u32 mss)
{
	__u64 bytes = (__u64)cwnd * mss;

	if (cwnd < ssthresh) {
		if (bytes > c->max_ss_cwnd)
			c->max_ss_cwnd = bytes;
	} else if (bytes > c->max_ca_cwnd) {
		c->max_ca_cwnd = bytes;
	}
}

static __always_inline void mark_ssthresh(struct snd_cong_element *c, __u32 ssthresh, __u32 mss)
{
	__u64 bytes = (__u64)ssthresh * mss;

	if (ssthresh >= NO_SSTHRESH)
		return;
	if (bytes > c->max_ssthresh)
		c->max_ssthresh = bytes;
	if (bytes < c->min_ssthresh)
		c->min_ssthresh = bytes;
}

/* What the last ACK did to the window. In CWR and Recovery the algorithm does not move it. */
static __noinline void follow_cwnd(struct snd_cong_element *c, struct tcp_sock *tp, struct now *t)
{
	__u32 cwnd = t->snd_cwnd, mss = t->mss, ssthresh = tp->snd_ssthresh;
	__u32 marker = tp->undo_marker;
	__u8 state = ca_state_of(tp);
	bool is_reducing = state == CA_CWR || state == CA_RECOVERY;

	if (cwnd != c->cwnd && c->cwnd) {
		if (cwnd < c->cwnd) {
			if (state <= CA_DISORDER)
				c->other_reductions++;
		} else if (!is_reducing && !(c->undo_marker && !marker)) {
			if (c->cwnd < c->ssthresh)
				c->slow_start++;
			else
				c->cong_avoid++;
		}
	}
	c->cwnd = cwnd;
	c->ssthresh = ssthresh;
	c->undo_marker = marker;
	c->mss = mss;
	if (!is_reducing)
		mark_cwnd(c, cwnd, ssthresh, mss);
	mark_ssthresh(c, ssthresh, mss);
}

static __always_inline void catch_up_cwnd(struct snd_cong_element *c, struct tcp_sock *tp,
					  struct now *t)
{
	bool is_same = t->snd_cwnd == c->cwnd && tp->snd_ssthresh == c->ssthresh &&
		       t->mss == c->mss;

	if (!is_same || (c->undo_marker && tp->undo_marker != c->undo_marker))
		follow_cwnd(c, tp, t);
}

static __always_inline void catch_up_snd_cong(struct snd_cong_element *c, struct tcp_sock *tp,
					 struct now *t)
{
	catch_up_limit(c, tp, t);
	catch_up_cwnd(c, tp, t);
}

/*
 * At a change of the congestion state: what the kernel has done to the window by now is the
 * reduction's and not the algorithm's. The window that `reduces` ends, if it does, was the last of
 * its phase. Out of Recovery the window is set to the threshold only after this.
 */
static __always_inline void limits_at_change(struct snd_cong_element *c, struct tcp_sock *tp,
					     __u8 old, __u8 new, bool reduces)
{
	if (reduces && c->cwnd)
		mark_cwnd(c, tp->prior_cwnd, c->ssthresh, tp->mss_cache);
	c->cwnd = tp->snd_cwnd;
	c->ssthresh = tp->snd_ssthresh;
	c->undo_marker = tp->undo_marker;
	if (old == CA_RECOVERY && new == CA_OPEN && tp->undo_marker &&
	    tp->snd_ssthresh < NO_SSTHRESH && !tp->inet_conn.icsk_ca_ops->cong_control)
		c->cwnd = tp->snd_ssthresh;
	c->mss = 0;
	mark_ssthresh(c, tp->snd_ssthresh, tp->mss_cache);
}

static __noinline void start_snd_cong(struct snd_cong_element *c, struct tcp_sock *tp,
				      struct now *t, bool birth)
{
	__builtin_memset(c, 0, sizeof(*c));
	c->entered = bpf_ktime_get_ns();
	c->min_ssthresh = NO_LOWEST;
	c->limit = LIMIT_SND;
	if (birth)
		return;
	c->bytes_sent = tp->bytes_sent;
	c->limit = limit_of(tp, t, LIMIT_SND);
}

#define CWND_BYTES_MAX 0xffffffffULL

static __always_inline __u64 cwnd_limit_of(struct tcp_sock *tp)
{
	__u64 bytes = (__u64)tp->snd_cwnd_clamp * tp->mss_cache;

	return bytes < CWND_BYTES_MAX ? bytes : CWND_BYTES_MAX;
}

static __always_inline __u64 ssthresh_of(struct tcp_sock *tp)
{
	return tp->snd_ssthresh < NO_SSTHRESH ? (__u64)tp->snd_ssthresh * tp->mss_cache :
						ABSENT_NO_SAMPLE;
}

static __always_inline __u64 highest_or_none(__u64 mark)
{
	return mark ? mark : ABSENT_NO_SAMPLE;
}

static __always_inline __u64 lowest_or_none(__u64 mark)
{
	return mark == NO_LOWEST ? ABSENT_NO_SAMPLE : mark;
}

static __noinline void record_snd_cong(struct estats_record *r, struct tcp_sock *tp,
					    struct snd_cong_element *p)
{
	book_limit(p, bpf_ktime_get_ns(), tp->bytes_sent);
	r->SndCong.LimCwnd = cwnd_limit_of(tp);
	r->SndCong.SndLimTransRwin = p->transitions[LIMIT_RWIN];
	r->SndCong.SndLimTimeRwin = p->nanos[LIMIT_RWIN] / 1000;
	r->SndCong.SndLimBytesRwin = p->bytes[LIMIT_RWIN];
	r->SndCong.SndLimTransCwnd = p->transitions[LIMIT_CWND];
	r->SndCong.SndLimTimeCwnd = p->nanos[LIMIT_CWND] / 1000;
	r->SndCong.SndLimBytesCwnd = p->bytes[LIMIT_CWND];
	r->SndCong.SndLimTransSnd = p->transitions[LIMIT_SND];
	r->SndCong.SndLimTimeSnd = p->nanos[LIMIT_SND] / 1000;
	r->SndCong.SndLimBytesSnd = p->bytes[LIMIT_SND];
	r->SndCong.SlowStart = p->slow_start;
	r->SndCong.CongAvoid = p->cong_avoid;
	r->SndCong.OtherReductions = p->other_reductions;
	r->SndCong.CurCwnd = (__u64)tp->snd_cwnd * tp->mss_cache;
	r->SndCong.MaxSsCwnd = highest_or_none(p->max_ss_cwnd);
	r->SndCong.MaxCaCwnd = highest_or_none(p->max_ca_cwnd);
	r->SndCong.CurSsthresh = ssthresh_of(tp);
	r->SndCong.MaxSsthresh = highest_or_none(p->max_ssthresh);
	r->SndCong.MinSsthresh = lowest_or_none(p->min_ssthresh);
}

static __noinline void record_snd_cong_unwatched(struct estats_record *r)
{
	r->SndCong.SndLimTransRwin = ABSENT_UNWATCHED;
	r->SndCong.SndLimTimeRwin = ABSENT_UNWATCHED;
	r->SndCong.SndLimBytesRwin = ABSENT_UNWATCHED;
	r->SndCong.SndLimTransCwnd = ABSENT_UNWATCHED;
	r->SndCong.SndLimTimeCwnd = ABSENT_UNWATCHED;
	r->SndCong.SndLimBytesCwnd = ABSENT_UNWATCHED;
	r->SndCong.SndLimTransSnd = ABSENT_UNWATCHED;
	r->SndCong.SndLimTimeSnd = ABSENT_UNWATCHED;
	r->SndCong.SndLimBytesSnd = ABSENT_UNWATCHED;
	r->SndCong.SlowStart = ABSENT_UNWATCHED;
	r->SndCong.CongAvoid = ABSENT_UNWATCHED;
	r->SndCong.OtherReductions = ABSENT_UNWATCHED;
	r->SndCong.MaxSsCwnd = ABSENT_UNWATCHED;
	r->SndCong.MaxCaCwnd = ABSENT_UNWATCHED;
	r->SndCong.MaxSsthresh = ABSENT_UNWATCHED;
	r->SndCong.MinSsthresh = ABSENT_UNWATCHED;
}

#endif
