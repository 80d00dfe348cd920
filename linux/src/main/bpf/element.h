/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What is kept with a socket while anything is switched on for it.
 *
 * Who writes: the hooks, under the socket's lock, between enter() and leave(); the set program,
 * without that lock, only what belongs to switches that are off, `on` last. Readers copy it and
 * check `sequence`.
 */
#ifndef ESTATS_ELEMENT_H
#define ESTATS_ELEMENT_H

#include "estats.h"
#include "now.h"

/* A 32-bit counter of the kernel as 64 bits since a baseline. */
struct wide {
	__u64 value;
	__u32 last;
	__u32 unused;
};

struct data_element {
	__u64 base_bytes_received; /* without the peer's FIN */
	__u64 bytes_in;
	__u64 base_bytes_sent;
	__u64 base_bytes_acked; /* without our FIN */
	struct wide data_segs_out;
	struct wide data_segs_in;
	struct wide segs_out;
	struct wide segs_in;
	__u32 soft_errors;
	__u32 soft_error_reason;
};

struct path_element {
	__u64 base_bytes_retrans;
	__u32 base_total_retrans;
	__u32 base_dsack_dups;
	__u32 base_delivered_ce;
	__u32 rtt_delivered; /* what had been delivered when the RTT was last looked at, if it is steady */
	__u64 dup_acks_in;
	__u64 sacks_rcvd;
	__u64 sack_blocks_rcvd;
	__u64 ecn_signals;
	__u64 ce_rcvd;
	__u64 dup_ack_episodes;
	__u64 pre_cong_sum_cwnd;
	__u64 pre_cong_sum_rtt;
	__u64 post_cong_sum_rtt;
	__u64 sum_bytes_reordered;
	__u64 non_recov_da;
	__u32 fast_retran;
	__u32 timeouts;
	__u32 subsequent_timeouts;
	__u32 abrupt_timeouts;
	__u32 cong_signals;
	__u32 post_cong_count_rtt;
	__u32 send_stall;
	__u32 non_recov_da_episodes;
	__u32 max_rto;
	__u32 min_rto;
	__u32 max_mss;
	__u32 min_mss;
	__u32 sample_rtt;
	__u32 max_rtt;
	__u32 min_rtt;
	__u32 spurious_rto_detections;
	__u64 sum_rtt;
	__u64 count_rtt;
};

/* Why output stands. */
enum limit {
	LIMIT_RWIN = 0, /* the peer's window */
	LIMIT_CWND = 1, /* congestion control */
	LIMIT_SND = 2, /* anything else, above all nothing to send */
};

#define LIMITS 3

struct snd_cong_element {
	/* as they were at the last hook */
	__u32 cwnd; /* 0 before the first */
	__u32 ssthresh;
	__u32 undo_marker;
	__u16 mss; /* 0 if the marks are to be taken anew */
	__u8 limit;
	__u8 timeout; /* a retransmission timeout is waited out */
	__u64 max_ss_cwnd;
	__u64 max_ca_cwnd;
	__u64 max_ssthresh;
	__u64 min_ssthresh;
	__u32 slow_start;
	__u32 cong_avoid;
	__u32 other_reductions;
	__u32 transitions[LIMITS];
	__u64 entered; /* when the present limit began, nanoseconds of the monotonic clock */
	__u64 bytes_sent; /* the kernel's count then */
	__u64 nanos[LIMITS];
	__u64 bytes[LIMITS];
};

struct send_buff_element {
	__u32 max_retx_queue;
	__u32 max_app_w_queue;
};

struct rec_element {
	__u32 max_rwin_sent;
	__u32 min_rwin_sent;
	__u32 max_reasm_queue;
	__u32 max_app_r_queue;
	__u32 copied_seq; /* as it was at the last hook */
	__u32 unused;
	__u64 dup_ack_episodes;
	__u64 dup_acks_out;
	__u64 ce_rcvd;
};

struct obs_rec_element {
	__u32 max_rwin_rcvd;
	__u32 min_rwin_rcvd;
};

#define BANDWIDTH_ROUNDS 10

/* What one direction's round trips gave, in units of RATE_UNIT_BITS. */
struct rates {
	__u32 of_round[BANDWIDTH_ROUNDS]; /* the latest first */
	__u32 average;
	__u32 deviation;
	__u32 reference; /* the estimate from which growth is told */
	__u8 flat; /* round trips in a row without it */
	__u8 count; /* how many there were, up to 2 */
	__u8 unused[2];
};

struct outbound_element {
	struct rates rates;
	__u32 delivered; /* the kernel's rate sample at the last hook */
	__u32 interval;
	__u32 best_delivered; /* the largest of this round trip */
	__u32 best_interval;
	__u32 round_end; /* acknowledged, it ends the round trip */
};

struct inbound_element {
	__u32 highest; /* sequence number that had arrived at the last arrival */
	__u32 at; /* when that was, microseconds */
	__u32 from_seq; /* the same of the arrival that began the round trip */
	__u32 from;
	__u32 running; /* 1 if there is such a one */
	struct rates rates;
};

struct fine_rtt_element {
	__u32 max_rtt;
	__u32 min_rtt;
};

/* Which kind of episode set the kernel's undo marker. */
enum undo_origin {
	UNDO_OF_UNKNOWN = 0,
	UNDO_OF_RECOVERY = 1,
	UNDO_OF_LOSS = 2,
};

/* A mark or a sample that has no value yet. */
#define NOTHING_YET (~0u)

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

/* How tcp_sock looked at the last hook; what has changed since is what one segment did. */
struct seen {
	__u32 srtt_us;
	__u32 mdev_us;
	__u32 snd_cwnd;
	__u32 segs_out;
	__u32 data_segs_out;
	__u32 rcv_wup;
	/* about the segment that is being processed */
	__u32 una_before; /* snd_una before its ACK */
	__u32 tlp_high_seq; /* the loss probe outstanding when it arrived */
	__u32 delivered_ce; /* AccECN's counter before it */
	__u8 ece; /* it carried ECE */
	__u8 segment; /* 1 once a segment has been seen at all */
	/* about episodes that last longer than a segment */
	__u8 undo_origin;
	__u8 post_cong; /* the next RTT sample is the first after a decrease */
	__u32 undo_marker;
	__u32 last_ack_dup; /* the last ACK sent was a duplicate: for which switches */
	__u32 disorder_acks; /* duplicate ACKs of the present visit to Disorder */
	__u32 disorder_retrans; /* total_retrans when it began */
};

/* The longest list of options. */
#define OPTIONS_MAX 40

/* Where the walk over the options of a header has come to. */
struct option_walk {
	__u8 bytes[OPTIONS_MAX];
	__u8 at;
	__u8 end;
	__u8 sack_blocks;
};

/*
 * The order is that of cache lines. The first, which the kernel looks at to find the element, begins
 * eight bytes before it and ends with the marks of Rec: it has all that the hook at reads asks for,
 * and hardly anything writes it. That hook runs on the application's processor, the one at segments
 * mostly on another. What the latter writes each time follows, and is at the ends of those that meet
 * further on.
 */
struct element {
	__u32 on;
	__u32 armed; /* switches whose events are being followed */
	__u32 setter; /* 1 while a set is at work; stays 1 when the element is to go */
	__u32 wanted; /* switches to be turned on when the socket is settled */
	__u32 owner; /* the generation whose hooks count here; 0 before the first */
	__u32 starts; /* how often baselines have been taken anew */
	__u8 flagged; /* the sock_ops flag was set by us */
	__u8 left_unwatched; /* it left ESTABLISHED while that flag was not set */
	__u8 active_open; /* 0 unknown, 1 passive, 2 active */
	__u8 late_data; /* the last segment brought data after the application had closed */
	__u8 out_of_place; /* the last one's came before its turn, or twice: it is answered at once */
	__u8 may_repeat_acks; /* it did, or there were holes before it */
	__u8 unused[2];
	struct obs_rec_element obs_rec;
	struct rec_element rec;
	__u32 sequence; /* odd while a hook is writing */
	__u32 hooks; /* how many hooks have run, for the widening of counters */
	/* Scratch of who holds the socket's lock; here, since the verifier walks every value on a stack. */
	union {
		struct now now;
		struct option_walk options;
	};
	struct seen seen;
	struct send_buff_element send_buff;
	struct fine_rtt_element fine;
	struct snd_cong_element snd_cong;
	struct path_element path;
	struct data_element data;
	struct outbound_element outbound;
	struct inbound_element inbound;
	__u64 since[SWITCHES];
};

/*
 * 928 bytes is the last size whose allocation stays within one slab class: measured, 1,234 bytes
 * of kernel memory a socket up to there and 2,255 from 960 on.
 */
_Static_assert(sizeof(struct element) <= 928, "the element leaves its slab class");

#define CACHE_LINE 64
#define BEFORE_ELEMENT 8

_Static_assert(__builtin_offsetof(struct element, rec.copied_seq) + BEFORE_ELEMENT == CACHE_LINE,
	       "what is seldom written does not fill the first cache line");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct element);
} elements SEC(".maps");

/*
 * The element of a socket, for the hooks. Most sockets have no storage of any kind, and one load
 * tells; the helper would cost them ten times that.
 */
static __always_inline struct element *element_of(struct sock *sk)
{
	return sk->sk_bpf_storage ? bpf_sk_storage_get(&elements, sk, 0, 0) : NULL;
}

static __always_inline void mark_out_of_place(struct element *e, bool is)
{
	if (e->out_of_place != is) /* the line is another processor's too */
		e->out_of_place = is;
}

static __always_inline void mark_may_repeat_acks(struct element *e, bool may)
{
	if (e->may_repeat_acks != may)
		e->may_repeat_acks = may;
}

/* Brackets an update by a hook, so that a reader without the lock notices. */
static __always_inline void enter(struct element *e)
{
	*(volatile __u32 *)&e->sequence = e->sequence + 1;
	barrier();
}

static __always_inline void leave(struct element *e)
{
	barrier();
	*(volatile __u32 *)&e->sequence = e->sequence + 1;
}

#endif
