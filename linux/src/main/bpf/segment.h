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
#define HEADER_MAX 60
/* The usual header: no option but a timestamp, padded with two NOPs in front. */
#define HEADER_TIMESTAMP 32
#define OPTION_NOP_NOP_TIMESTAMP 0x0101080a

#define OPTION_END 0
#define OPTION_NOP 1
#define OPTION_SACK 5
#define OPTIONS_MAX (HEADER_MAX - HEADER_MIN)

/* TCP_SOFT_ERROR */
#define SOFT_ERROR_BELOW_DATA 1
#define SOFT_ERROR_ABOVE_DATA 2
#define SOFT_ERROR_BELOW_ACK 3
#define SOFT_ERROR_ABOVE_ACK 4
#define SOFT_ERROR_BELOW_TS 5

/* The kernel's TCP_PAWS_WINDOW. */
#define PAWS_WINDOW 1

struct tcp_header {
	__be16 source;
	__be16 dest;
	__be32 seq;
	__be32 ack;
	__u8 offset; /* in words, upper four bits */
	__u8 flags;
	__be16 window;
	__be16 check;
	__be16 urgent;
	__be32 option; /* the first four bytes of options, if any */
	__be32 tsval; /* what follows them */
	__be32 tsecr;
};

struct segment {
	__u32 seq;
	__u32 end_seq;
	__u32 ack;
	__u32 payload;
	__u32 window; /* scaled */
	__u32 sack_blocks;
	__u32 tsval;
	__u8 flags;
	bool has_tsval;
	bool has_ce; /* the IP header carried Congestion Experienced */
	struct sk_buff *skb; /* NULL where only the header is known */
};

/* Where the walk over the options has come to; in map memory, so that the verifier forgets it. */
struct option_walk {
	__u8 bytes[64];
	__u32 at;
	__u32 end;
	__u32 sack_blocks;
	__u32 unused;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct option_walk);
} option_walks SEC(".maps");

static long walk_option(__u32 i, struct option_walk **walk)
{
	struct option_walk *w = *walk;
	__u32 at = w->at;
	__u8 kind, length;

	if (at + 1 >= w->end)
		return 1;
	kind = w->bytes[at & 63];
	if (kind == OPTION_END)
		return 1;
	if (kind == OPTION_NOP) {
		w->at = at + 1;
		return 0;
	}
	length = w->bytes[(at + 1) & 63];
	if (length < 2)
		return 1;
	if (kind == OPTION_SACK) {
		w->sack_blocks = (__u32)(length - 2) >> 3;
		return 1;
	}
	w->at = at + length;
	return 0;
}

/* The number of SACK blocks among the options of a header. */
static __always_inline __u32 count_sack_blocks(const void *header, __u32 length)
{
	__u32 zero = 0;
	struct option_walk *w = bpf_map_lookup_elem(&option_walks, &zero);

	if (!w || length > HEADER_MAX || length <= HEADER_MIN)
		return 0;
	if (bpf_probe_read_kernel(w->bytes, length, header))
		return 0;
	w->at = HEADER_MIN;
	w->end = length;
	w->sack_blocks = 0;
	bpf_loop(OPTIONS_MAX, walk_option, &w, 0);
	return w->sack_blocks;
}

/*
 * How many wire segments a buffer holds: GRO and the backlog merge several into one. Asked only
 * where it matters, for it costs a cache line.
 */
static __always_inline __u32 wire_segments_of(struct sk_buff *skb)
{
	struct skb_shared_info *info;

	if (!skb)
		return 1;
	info = (void *)(skb->head + skb->end);
	return BPF_CORE_READ(info, gso_segs) ?: 1;
}

/*
 * Whether the IP header carried Congestion Experienced. The kernel's own count (received_ce, 6.18)
 * is no substitute: it stands still once the connection has left ESTABLISHED (measured).
 */
static __always_inline bool has_ce(struct sk_buff *skb)
{
	if (!skb)
		return false;
	/* One plain load; the control block is an array of bytes to the verifier. */
	return (((__u8 *)skb)[bpf_core_field_offset(struct sk_buff, cb) +
			      bpf_core_field_offset(struct tcp_skb_cb, ip_dsfield)] &
		3) == 3;
}

/*
 * Reads a segment. `skb` may be NULL where only the header is known; merged segments and CE marks
 * then go unseen.
 */
static __always_inline bool read_segment(struct segment *s, struct tcp_sock *tp,
					 struct tcp_header *h, struct sk_buff *skb,
					 const void *header, __u32 length)
{
	__u32 header_length = (h->offset >> 4) * 4;
	bool timestamp;


	if (header_length < HEADER_MIN || length < header_length)
		return false;
	timestamp = header_length >= HEADER_TIMESTAMP &&
		    h->option == bpf_htonl(OPTION_NOP_NOP_TIMESTAMP);
	s->flags = h->flags;
	s->payload = length - header_length;
	s->seq = bpf_ntohl(h->seq);
	s->end_seq = s->seq + s->payload + !!(h->flags & FLAG_SYN) + !!(h->flags & FLAG_FIN);
	s->ack = bpf_ntohl(h->ack);
	s->window = (__u32)bpf_ntohs(h->window) << BPF_CORE_READ_BITFIELD(tp, rx_opt.snd_wscale);
	s->has_tsval = timestamp;
	s->tsval = bpf_ntohl(h->tsval);
	s->sack_blocks = 0;
	if (header_length > HEADER_TIMESTAMP || (header_length > HEADER_MIN && !timestamp))
		s->sack_blocks = count_sack_blocks(header, header_length);
	s->skb = skb;
	return true;
}

/* The input check a segment fails, by the first that matches; 0 if it passes all. */
static __always_inline __u32 soft_error_of(struct segment *s, struct tcp_sock *tp, struct now *t)
{
	if (s->flags & FLAG_ACK && after(s->ack, t->snd_nxt))
		return SOFT_ERROR_ABOVE_ACK;
	if (before(s->end_seq, t->rcv_wup) || (s->payload && !after(s->end_seq, t->rcv_nxt)))
		return SOFT_ERROR_BELOW_DATA;
	if (after(s->seq, t->rcv_wup + t->rcv_wnd))
		return SOFT_ERROR_ABOVE_DATA;
	if (s->flags & FLAG_ACK && before(s->ack, t->snd_una))
		return SOFT_ERROR_BELOW_ACK;
	if (s->has_tsval && (__s32)(tp->rx_opt.ts_recent - s->tsval) > PAWS_WINDOW &&
	    BPF_CORE_READ_BITFIELD(tp, rx_opt.tstamp_ok))
		return SOFT_ERROR_BELOW_TS;
	return 0;
}

static __always_inline void count_data(struct data_element *d, struct segment *s,
				       struct tcp_sock *tp, struct now *t)
{
	__u32 error = soft_error_of(s, tp, t);

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
	       s->ack == t->snd_una && tp->packets_out && s->window == tp->snd_wnd;
}

static __always_inline void count_path(struct element *e, struct segment *s, struct tcp_sock *tp)
{
	struct path_element *p = &e->path;
	struct seen *n = &e->seen;
	struct now *t = &e->now;
	__u8 ecn = tp->ecn_flags;

	n->segment = 1;
	n->una_before = t->snd_una;
	n->tlp_high_seq = tp->tlp_high_seq;
	n->delivered_ce = tp->delivered_ce;
	n->ece = 0;
	if (n->disorder_acks && ca_state_of(tp) == CA_OPEN)
		n->disorder_acks = 0; /* duplicates that led nowhere belong to no episode */
	if (s->has_ce)
		p->ce_rcvd += wire_segments_of(s->skb);
	if (!(s->flags & FLAG_ACK))
		return;
	if (s->flags & FLAG_ECE && !(s->flags & FLAG_SYN) && ecn & ECN_RFC3168 &&
	    !(ecn & ECN_ACCURATE)) {
		p->ecn_signals += wire_segments_of(s->skb);
		n->ece = 1;
	}
	if (s->sack_blocks) {
		__u32 wire_segments = wire_segments_of(s->skb); /* merged only if their options agree */

		p->sacks_rcvd += wire_segments;
		p->sack_blocks_rcvd += wire_segments * s->sack_blocks;
	}
	if (is_duplicate_ack(s, tp, t)) {
		__u32 wire_segments = wire_segments_of(s->skb);

		p->dup_acks_in += wire_segments;
		n->disorder_acks += wire_segments;
	} else if (s->sack_blocks && s->ack == t->snd_una) {
		n->disorder_acks++;
	}
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

/* All that an arriving segment means to an element. */
static __always_inline void on_segment(struct element *e, struct tcp_sock *tp,
				       struct sk_buff *skb, const void *header, __u32 length)
{
	__u32 on = e->on;
	struct now *t = &e->now;
	struct tcp_header h;
	struct segment s;
	bool read = on & (ON_DATA | ON_PATH | ON_REC) && !bpf_probe_read_kernel(&h, sizeof(h), header);

	enter(e);
	see_for(t, tp, on | e->armed);
	catch_up(e, tp, on, BETWEEN_SEGMENTS);
	if (!(++e->hooks & 255) && on & ON_DATA)
		widen_all(&e->data, tp);
	s.has_ce = on & (ON_PATH | ON_REC) && has_ce(skb);
	if (s.has_ce && on & ON_REC)
		e->rec.ce_rcvd += wire_segments_of(skb);
	if (read && read_segment(&s, tp, &h, skb, header, length)) {
		mark_out_of_place(e, s.payload && s.seq != t->rcv_nxt);
		if (on & ON_DATA)
			count_data(&e->data, &s, tp, t);
		if (on & ON_PATH)
			count_path(e, &s, tp);
	}
	leave(e);
}

#endif
