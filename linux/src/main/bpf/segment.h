/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A segment that has arrived and is about to be processed: its header, and what it adds up to. */
#ifndef ESTATS_SEGMENT_H
#define ESTATS_SEGMENT_H

#include "catch_up.h"

#define FLAG_FIN 0x01
#define FLAG_SYN 0x02
#define FLAG_RST 0x04
#define FLAG_ACK 0x10
#define FLAG_ECE 0x40

#define HEADER_MIN 20
#define HEADER_MAX (HEADER_MIN + OPTIONS_MAX)
/* The usual header: no option but a timestamp, padded with two NOPs in front. */
#define HEADER_TIMESTAMP 32
#define OPTION_NOP_NOP_TIMESTAMP 0x0101080a

#define OPTION_END 0
#define OPTION_NOP 1
#define OPTION_SACK 5
#define SACK_BLOCK_BYTES 8

/* Where in a header. */
#define AT_SEQ 4
#define AT_OFFSET 12
#define AT_OPTIONS HEADER_MIN

/* TCP_SOFT_ERROR */
#define SOFT_ERROR_BELOW_DATA 1
#define SOFT_ERROR_ABOVE_DATA 2
#define SOFT_ERROR_BELOW_ACK 3
#define SOFT_ERROR_ABOVE_ACK 4
#define SOFT_ERROR_BELOW_TS 5

/* The kernel's TCP_PAWS_WINDOW. */
#define PAWS_WINDOW 1

struct segment {
	__u32 seq;
	__u32 end_seq;
	__u32 ack;
	__u32 payload;
	__u8 flags;
	__u32 header_length;
	const void *header;
	struct sk_buff *skb; /* NULL where only the header is known */
};

static long walk_option(__u32 i, struct option_walk **walk)
{
	struct option_walk *w = *walk;
	__u32 at = w->at;
	__u8 kind, length;

	if (at + 1 >= w->end || at >= OPTIONS_MAX - 1)
		return 1;
	kind = w->bytes[at];
	if (kind == OPTION_END)
		return 1;
	if (kind == OPTION_NOP) {
		w->at = at + 1;
		return 0;
	}
	length = w->bytes[at + 1];
	if (length < 2 || at + length > w->end)
		return 1; /* the kernel reads no further either */
	if (kind == OPTION_SACK) {
		if (!((length - 2) % SACK_BLOCK_BYTES))
			w->sack_blocks = (length - 2) / SACK_BLOCK_BYTES;
		return 1;
	}
	w->at = at + length;
	return 0;
}

/* The number of SACK blocks among the options of a header. */
static __noinline __u32 count_sack_blocks(struct option_walk *w, struct segment *s)
{
	__u32 length = s->header_length - HEADER_MIN;

	if (!length || length > OPTIONS_MAX)
		return 0;
	if (bpf_probe_read_kernel(w->bytes, length, s->header + AT_OPTIONS))
		return 0;
	w->at = 0;
	w->end = length;
	w->sack_blocks = 0;
	bpf_loop(OPTIONS_MAX, walk_option, &w, 0);
	return w->sack_blocks;
}

/*
 * How many wire segments a buffer holds: GRO and the backlog merge several into one. Asked only
 * where it matters, for it costs a cache line.
 */
static __noinline __u32 wire_segments_of(struct sk_buff *skb)
{
	struct skb_shared_info *info;

	if (!skb)
		return 1;
	info = (void *)(skb->head + skb->end);
	return BPF_CORE_READ(info, gso_segs) ?: 1;
}

/* A member of the kernel's notes on a segment: one plain load, for to the verifier they are an array. */
#define CONTROL_BLOCK(skb, type, member)                                            \
	(*(type *)((void *)(skb) + bpf_core_field_offset(struct sk_buff, cb) +         \
		   bpf_core_field_offset(struct tcp_skb_cb, member)))

/*
 * Whether the IP header carried Congestion Experienced. The kernel's own count (received_ce, 6.18)
 * is no substitute: it stands still once the connection has left ESTABLISHED (measured).
 */
static __always_inline bool has_ce(struct sk_buff *skb)
{
	return (CONTROL_BLOCK(skb, __u8, ip_dsfield) & 3) == 3;
}

/* Two words of a header, in network order. */
static __always_inline __u64 header_words(const void *header, __u32 at)
{
	__u64 words = 0;

	if (has_casts) /* to anything that is some words long */
		return *(__u64 *)bpf_rdonly_cast(header + at,
						 bpf_core_type_id_kernel(struct in6_addr));
	bpf_probe_read_kernel(&words, sizeof(words), header + at);
	return words;
}

static __always_inline __u32 first_of(__u64 words)
{
	return bpf_ntohl((__u32)words);
}

static __always_inline __u32 second_of(__u64 words)
{
	return bpf_ntohl((__u32)(words >> 32));
}

/* The SYN and the FIN, which take a sequence number each. */
static __always_inline __u32 marks_in_sequence(__u8 flags)
{
	return !!(flags & FLAG_SYN) + !!(flags & FLAG_FIN);
}

/*
 * Reads a segment from what the kernel has noted of it. Where the backlog merged several, only there
 * is the acknowledgment the latest.
 */
static __always_inline bool read_control_block(struct segment *s, struct sk_buff *skb)
{
	s->seq = CONTROL_BLOCK(skb, __u32, seq);
	s->end_seq = CONTROL_BLOCK(skb, __u32, end_seq);
	s->ack = CONTROL_BLOCK(skb, __u32, ack_seq);
	s->flags = CONTROL_BLOCK(skb, __u8, tcp_flags);
	s->payload = s->end_seq - s->seq - marks_in_sequence(s->flags);
	s->header_length = skb->len - s->payload;
	s->header = skb->data;
	s->skb = skb;
	return s->header_length >= HEADER_MIN && s->header_length <= HEADER_MAX;
}

/* Reads a segment of which nothing but the bytes is sure to be known; `skb` may be NULL. */
static __always_inline bool read_header(struct segment *s, struct sk_buff *skb, const void *header,
					__u32 length)
{
	__u64 numbers, rest;

	s->skb = skb;
	if (length < HEADER_MIN)
		return false;
	numbers = header_words(header, AT_SEQ);
	rest = header_words(header, AT_OFFSET);
	s->header_length = (rest >> 4 & 15) * 4;
	if (s->header_length < HEADER_MIN || length < s->header_length)
		return false;
	s->seq = first_of(numbers);
	s->ack = second_of(numbers);
	s->flags = rest >> 8;
	s->payload = length - s->header_length;
	s->end_seq = s->seq + s->payload + marks_in_sequence(s->flags);
	s->header = header;
	return true;
}

/* What the options tell: how many SACK blocks there are, and whether the timestamp is out of date. */
static __always_inline __u8 read_options(struct segment *s, struct tcp_sock *tp,
					 struct option_walk *w, __u8 *sack_blocks)
{
	__u64 words = 0;
	bool has_timestamp;

	if (s->header_length >= HEADER_TIMESTAMP)
		words = header_words(s->header, AT_OPTIONS);
	has_timestamp = first_of(words) == OPTION_NOP_NOP_TIMESTAMP;
	if (s->header_length > HEADER_TIMESTAMP ||
	    (s->header_length > HEADER_MIN && !has_timestamp))
		*sack_blocks = count_sack_blocks(w, s);
	return has_timestamp && (__s32)(tp->rx_opt.ts_recent - second_of(words)) > PAWS_WINDOW &&
			       BPF_CORE_READ_BITFIELD(tp, rx_opt.tstamp_ok) ?
		       SEGMENT_OUT_OF_DATE :
		       0;
}

/* The window in the header, scaled. */
static __always_inline __u32 window_of(struct segment *s, struct tcp_sock *tp)
{
	__u32 window = bpf_ntohs((__u16)(header_words(s->header, AT_OFFSET) >> 16));

	return window << BPF_CORE_READ_BITFIELD(tp, rx_opt.snd_wscale);
}

/* The input check a segment fails, by the first that matches; 0 if it passes all. */
static __always_inline __u32 soft_error_of(struct segment *s, struct now *t)
{
	if (s->flags & FLAG_ACK && after(s->ack, t->snd_nxt))
		return SOFT_ERROR_ABOVE_ACK;
	if (before(s->end_seq, t->rcv_wup) || (s->payload && !after(s->end_seq, t->rcv_nxt)))
		return SOFT_ERROR_BELOW_DATA;
	if (after(s->seq, t->rcv_wup + t->rcv_wnd))
		return SOFT_ERROR_ABOVE_DATA;
	if (s->flags & FLAG_ACK && before(s->ack, t->snd_una))
		return SOFT_ERROR_BELOW_ACK;
	return AS_STORED(t->about) & SEGMENT_OUT_OF_DATE ? SOFT_ERROR_BELOW_TS : 0;
}

static __always_inline void count_data(struct data_element *d, struct segment *s,
				       struct now *t)
{
	__u32 error = soft_error_of(s, t);

	d->bytes_in += s->payload;
	if (error) {
		d->soft_errors += wire_segments_of(s->skb);
		d->soft_error_reason = error;
	}
}

/* A duplicate ACK by RFC 5681: nothing in it, nothing new in its fields, and data outstanding. */
static __always_inline bool is_duplicate_ack(struct segment *s, struct tcp_sock *tp, struct now *t)
{
	return !s->payload && !(s->flags & (FLAG_SYN | FLAG_FIN | FLAG_RST)) &&
	       s->ack == t->snd_una && tp->packets_out && window_of(s, tp) == tp->snd_wnd;
}

static __always_inline void count_path(struct element *e, struct segment *s, struct tcp_sock *tp)
{
	struct path_element *p = &e->path;
	struct seen *n = &e->seen;
	struct now *t = &e->now;
	__u8 ecn = tp->ecn_flags, sack_blocks = AS_STORED(t->sack_blocks);

	n->segment = 1;
	n->una_before = t->snd_una;
	n->tlp_high_seq = tp->tlp_high_seq;
	if (ecn & ECN_ACCURATE)
		n->delivered_ce = tp->delivered_ce;
	n->ece = 0;
	if (n->disorder_acks && ca_state_of(tp) == CA_OPEN)
		n->disorder_acks = 0; /* duplicates that led nowhere belong to no episode */
	if (AS_STORED(t->about) & SEGMENT_HAS_CE)
		p->ce_rcvd += wire_segments_of(s->skb);
	if (!(s->flags & FLAG_ACK))
		return;
	if (s->flags & FLAG_ECE && !(s->flags & FLAG_SYN) && ecn & ECN_RFC3168 &&
	    !(ecn & ECN_ACCURATE)) {
		p->ecn_signals += wire_segments_of(s->skb);
		n->ece = 1;
	}
	if (sack_blocks) {
		__u32 wire_segments = wire_segments_of(s->skb); /* merged only if their options agree */

		p->sacks_rcvd += wire_segments;
		p->sack_blocks_rcvd += wire_segments * sack_blocks;
	}
	if (is_duplicate_ack(s, tp, t)) {
		__u32 wire_segments = wire_segments_of(s->skb);

		p->dup_acks_in += wire_segments;
		n->disorder_acks += wire_segments;
	} else if (sack_blocks && s->ack == t->snd_una) {
		n->disorder_acks++;
	}
}

/*
 * Whether the ACKs that are sent from now on may be duplicates, and what had been sent before them. Path
 * and Rec alone ask; to ask here who is on would double what the verifier walks.
 */
static __always_inline void mark_place(struct element *e, struct segment *s, struct tcp_sock *tp)
{
	bool is_out_of_place = s->payload && s->seq != e->now.rcv_nxt;

	if (is_out_of_place)
		copy_sent(&e->seen, tp);
	mark_out_of_place(e, is_out_of_place);
	mark_may_repeat_acks(e, is_out_of_place || e->now.has_holes);
}

/* Groups that ask nothing of what `now` shows, and one that asks for the ends alone. */
#define SEES_NOTHING (ON_OBS_REC | ON_FINE_RTT)
#define SEES_ENDS (SEES_NOTHING | ON_DATA)

/* Sees what some switches ask for; all else is of an earlier segment. */
static __always_inline void see_for(struct now *t, struct tcp_sock *tp, __u32 switches)
{
	if (switches & ~SEES_NOTHING)
		see_ends(t, tp);
	if (switches & ~SEES_ENDS)
		see_rest(t, tp);
}

/*
 * Asks for the lines of the element that most segments change, and waits for none of them: in bulk
 * the segments of one connection are processed now here and now there.
 */
static __always_inline void fetch_written(struct element *e)
{
	TOUCH(e->sequence);
	TOUCH(e->seen.una_before);
	TOUCH(e->snd_cong.entered);
	TOUCH(e->path.sum_rtt);
	TOUCH(e->data.bytes_in);
	TOUCH(e->outbound);
	TOUCH(e->outbound.round_end);
	TOUCH(e->inbound.running);
}

/*
 * All that an arriving segment means to an element; `is_whole` is false where its header could not be
 * made sense of.
 */
static __always_inline void on_segment(struct element *e, struct tcp_sock *tp, struct segment *s,
				       bool is_whole)
{
	__u32 on = e->on;
	struct now *t = &e->now;
	__u8 about = 0, sack_blocks = 0;

	enter(e);
	if (is_whole) {
		about = SEGMENT_WHOLE;
		if (on & (ON_DATA | ON_PATH))
			about |= read_options(s, tp, &e->options, &sack_blocks);
	}
	if (s->skb && on & (ON_PATH | ON_REC) && has_ce(s->skb))
		about |= SEGMENT_HAS_CE;
	t->about = about;
	t->sack_blocks = sack_blocks;
	see_for(t, tp, on | e->armed);
	catch_up(e, tp, on, BEFORE_A_SEGMENT);
	if (!(++e->hooks & 255) && on & ON_DATA)
		widen_all(&e->data, tp);
	if (on & ON_REC && AS_STORED(t->about) & SEGMENT_HAS_CE)
		e->rec.ce_rcvd += wire_segments_of(s->skb);
	if (AS_STORED(t->about) & SEGMENT_WHOLE) {
		mark_place(e, s, tp);
		if (on & ON_DATA)
			count_data(&e->data, s, t);
		if (on & ON_PATH)
			count_path(e, s, tp);
	}
	leave(e);
}

#endif
