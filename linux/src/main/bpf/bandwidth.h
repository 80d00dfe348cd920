/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Bandwidth, by round trips: each gives one rate, the largest of the last ten is the estimate.
 *
 * Outbound the rate of a round trip is the largest delivery rate that the kernel measured in it;
 * one that the application's own pace limited counts only if it is above the estimate. Inbound it
 * is by how much the highest sequence number that has arrived advanced, over the time it took; a
 * pause as long as a round trip begins anew. (What is in order jumps when a hole is filled.)
 */
#ifndef ESTATS_BANDWIDTH_H
#define ESTATS_BANDWIDTH_H

#include "element.h"
#include "queues.h"

/* Rates are kept in units of 16 bytes a second, so 32 bits reach to 549 Gbit/s. */
#define RATE_UNIT_BYTES 16
#define RATE_UNIT_BITS 128
#define RATE_MAX 0xffffffffULL

#define MICROS_PER_SECOND 1000000ULL

/* Round trips without a quarter's growth after which the estimate has peaked. */
#define FLAT_ROUNDS 3

/* Inbound: round trips shorter than this are taken together. */
#define INTERVAL_MIN_MICROS 1000
/* Inbound: what stands for a round trip as long as none has been measured. */
#define INTERVAL_DEFAULT_MICROS 10000

static __always_inline __u32 rate_of(__u64 bytes, __u32 micros)
{
	__u64 rate = bytes * (MICROS_PER_SECOND / RATE_UNIT_BYTES) / micros;

	return rate < RATE_MAX ? rate : RATE_MAX;
}

/* Whether a rate is above one in our units: the same as by rate_of, without the division. */
static __always_inline bool is_above(__u64 bytes, __u32 micros, __u32 rate)
{
	return rate < RATE_MAX &&
	       bytes * (MICROS_PER_SECOND / RATE_UNIT_BYTES) >= (rate + 1ULL) * micros;
}

static __noinline __u32 largest_of(struct rates *r)
{
	__u32 largest = 0;

	for (int i = 0; i < BANDWIDTH_ROUNDS; i++)
		raise_to(&largest, r->of_round[i]);
	return largest;
}

/* The mean and the mean deviation of rates, smoothed with gains of an eighth and a quarter. */
static __always_inline void smooth(struct rates *r, __u32 rate)
{
	__s64 error = (__s64)rate - r->average;
	__s64 stray = error < 0 ? -error : error;

	if (!r->count) {
		r->average = rate;
		return;
	}
	r->average += error >> 3;
	r->deviation = r->count == 1 ? stray : r->deviation + ((stray - r->deviation) >> 2);
}

static __noinline void end_round(struct rates *r, __u32 rate)
{
	__u32 largest;

	for (int i = BANDWIDTH_ROUNDS - 1; i > 0; i--)
		r->of_round[i] = r->of_round[i - 1];
	r->of_round[0] = rate;
	smooth(r, rate);
	if (r->count < 2)
		r->count++;
	largest = largest_of(r);
	if (largest > (__u64)r->reference + r->reference / 4) {
		r->reference = largest;
		r->flat = 0;
		return;
	}
	lower_to(&r->reference, largest); /* growth is from where it has fallen to */
	if (r->flat < FLAT_ROUNDS)
		r->flat++;
}

/* The delivery rate of the present round trip, in our units; 0 if there is none yet. */
static __always_inline __u32 present_rate(struct outbound_element *o, __u32 mss)
{
	return o->best_delivered ? rate_of((__u64)o->best_delivered * mss, o->best_interval) : 0;
}

static __always_inline void catch_up_outbound(struct outbound_element *o, struct tcp_sock *tp,
					 struct now *t)
{
	__u32 delivered = tp->rate_delivered, interval = tp->rate_interval_us;

	if (delivered != o->delivered || interval != o->interval) {
		bool counts = delivered && interval &&
			      (__u64)delivered * o->best_interval >=
				      (__u64)o->best_delivered * interval;

		if (counts && BPF_CORE_READ_BITFIELD(tp, rate_app_limited)) {
			__u32 estimate = largest_of(&o->rates);

			counts = estimate && is_above((__u64)delivered * t->mss, interval, estimate);
		}
		o->delivered = delivered;
		o->interval = interval;
		if (counts) {
			o->best_delivered = delivered;
			o->best_interval = interval;
		}
	}
	/* A round trip ends when what was sent at its beginning has been acknowledged. */
	if (before(t->snd_una, o->round_end) || t->snd_nxt == o->round_end)
		return;
	o->round_end = t->snd_nxt;
	if (o->best_delivered)
		end_round(&o->rates, present_rate(o, t->mss));
	o->best_delivered = 0;
	o->best_interval = 0;
}

/* Over how long arrivals make one rate: a round trip as the receiver measures it. */
static __always_inline __u32 inbound_interval(struct tcp_sock *tp)
{
	__u32 micros = tp->rcv_rtt_est.rtt_us >> 3 ?: tp->srtt_us >> 3 ?: INTERVAL_DEFAULT_MICROS;

	return micros > INTERVAL_MIN_MICROS ? micros : INTERVAL_MIN_MICROS;
}

static __always_inline __u32 highest_received(struct tcp_sock *tp, struct now *t)
{
	return t->rcv_nxt + reasm_queue_of(tp, t);
}

/*
 * The kernel's clock of the last segment stands beside what had arrived with it, so neither is asked
 * for here.
 */
static __always_inline void catch_up_inbound(struct inbound_element *i, struct tcp_sock *tp,
					struct now *t)
{
	__u32 highest = highest_received(tp, t), now = t->mstamp, interval, taken, pause;

	if (highest == i->highest)
		return;
	pause = now - i->at;
	taken = now - i->from;
	i->highest = highest;
	i->at = now;
	if (i->running && taken < INTERVAL_MIN_MICROS)
		return;
	interval = inbound_interval(tp);
	if (i->running && pause < interval && taken < interval)
		return;
	if (i->running && pause < interval)
		end_round(&i->rates, rate_of(highest - i->from_seq, taken));
	i->running = 1;
	i->from = now;
	i->from_seq = highest;
}

static __always_inline void start_outbound(struct outbound_element *o, struct tcp_sock *tp)
{
	__builtin_memset(o, 0, sizeof(*o));
	o->delivered = tp->rate_delivered;
	o->interval = tp->rate_interval_us;
	o->round_end = tp->snd_nxt;
}

static __always_inline void start_inbound(struct inbound_element *i, struct tcp_sock *tp,
					  struct now *t)
{
	__builtin_memset(i, 0, sizeof(*i));
	i->highest = highest_received(tp, t);
}

static __always_inline __u64 bandwidth_of(struct rates *p, __u32 present)
{
	__u32 rate = largest_of(p);

	raise_to(&rate, present);
	return rate ? (__u64)rate * RATE_UNIT_BITS : ABSENT_NO_SAMPLE;
}

static __always_inline __u64 instability_of(struct rates *p)
{
	return p->count < 2 ? ABSENT_NO_SAMPLE : (__u64)p->deviation * RATE_UNIT_BITS;
}

static __always_inline __u64 has_peaked(struct rates *p)
{
	return p->count ? p->flat >= FLAT_ROUNDS : ABSENT_NO_SAMPLE;
}

static __noinline void record_outbound(struct estats_record *r, struct now *t,
					    struct outbound_element *p)
{
	r->Bandwidth.OutboundBandwidth = bandwidth_of(&p->rates, present_rate(p, t->mss));
	r->Bandwidth.OutboundInstability = instability_of(&p->rates);
	r->Bandwidth.OutboundBandwidthPeaked = has_peaked(&p->rates);
}

static __noinline void record_inbound(struct estats_record *r, struct inbound_element *p)
{
	r->Bandwidth.InboundBandwidth = bandwidth_of(&p->rates, 0);
	r->Bandwidth.InboundInstability = instability_of(&p->rates);
	r->Bandwidth.InboundBandwidthPeaked = has_peaked(&p->rates);
}

static __noinline void record_bandwidth_unwatched(struct estats_record *r, __u32 on)
{
	if (on & ON_BANDWIDTH_OUT) {
		r->Bandwidth.OutboundBandwidth = ABSENT_UNWATCHED;
		r->Bandwidth.OutboundInstability = ABSENT_UNWATCHED;
		r->Bandwidth.OutboundBandwidthPeaked = ABSENT_UNWATCHED;
	}
	if (on & ON_BANDWIDTH_IN) {
		r->Bandwidth.InboundBandwidth = ABSENT_UNWATCHED;
		r->Bandwidth.InboundInstability = ABSENT_UNWATCHED;
		r->Bandwidth.InboundBandwidthPeaked = ABSENT_UNWATCHED;
	}
}

#endif
