/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* From an element and tcp_sock to the record that readers see. */
#ifndef ESTATS_RECORD_H
#define ESTATS_RECORD_H

#include "switches.h"

/* What readers work on: the record, and a copy of the element that catch-up may change. */
struct reading {
	struct estats_record record;
	struct element copy;
};

static __always_inline __u64 or_no_sample(__u32 value)
{
	return value == NOTHING_YET ? ABSENT_NO_SAMPLE : value;
}

/* The inode of a socket's file, by which its owner is found. */
static __always_inline __u64 inode_of(struct sock *sk)
{
	struct socket *s = sk->sk_socket;

	unsigned long inode = 0;

	if (s)
		bpf_core_read(&inode, sizeof(inode), &((struct socket_alloc *)s)->vfs_inode.i_ino);
	return inode;
}

/* What every socket has in the kernel's tables, requests and remnants included. */
static __always_inline void record_ends(struct estats_record *r, struct sock_common *c)
{
	r->state = c->skc_state;
	r->netns = c->skc_net.net->ns.inum;
	r->device = c->skc_bound_dev_if;
	r->local_port = c->skc_num;
	r->remote_port = bpf_ntohs(c->skc_dport);
	r->cookie = c->skc_cookie.counter;
	r->family = family_of((struct sock *)c);
	if (r->family == AF_INET) {
		r->local[0] = c->skc_rcv_saddr;
		r->remote[0] = c->skc_daddr;
		return;
	}
	for (int i = 0; i < 4; i++) {
		r->local[i] = c->skc_v6_rcv_saddr.in6_u.u6_addr32[i];
		r->remote[i] = c->skc_v6_daddr.in6_u.u6_addr32[i];
	}
	/* Of a listener on a mapped address, whose peer is anybody. */
	if (!r->local[0] && !r->local[1] && r->local[2] == bpf_htonl(0xffff)) {
		r->family = AF_INET;
		r->local[0] = r->local[3];
		r->remote[0] = 0;
	}
}

static __always_inline void record_queues(struct estats_record *r, struct tcp_sock *tp)
{
	struct sock *sk = (struct sock *)tp;
	__s32 unread = tp->rcv_nxt - tp->copied_seq;

	if (state_of(tp) == TCP_LISTEN) {
		r->receive_queue = sk->sk_ack_backlog;
		r->send_queue = sk->sk_max_ack_backlog;
		return;
	}
	r->receive_queue = unread > 0 ? unread : 0;
	r->send_queue = tp->write_seq - tp->snd_una;
}

static __always_inline void record_identity(struct estats_record *r, struct tcp_sock *tp)
{
	struct sock *sk = (struct sock *)tp;

	record_ends(r, &sk->__sk_common);
	r->uid = sk->sk_uid.val;
	r->watched = is_watched(tp);
	record_queues(r, tp);
}

/* Who opened: known at birth, else deduced while that can be. */
static __always_inline __u64 active_open_of(struct tcp_sock *tp, struct element *e)
{
	__u8 state = state_of(tp);
	__s64 surplus;

	if (e && e->active_open)
		return e->active_open == 2;
	if (state != TCP_ESTABLISHED && state != TCP_CLOSE_WAIT)
		return ABSENT_AMBIGUOUS;
	surplus = surplus_acked(tp);
	return surplus == 0 || surplus == 1 ? surplus : ABSENT_AMBIGUOUS;
}

#define MSS_DEFAULT 536
#define TIMESTAMP_BYTES 12

/*
 * The peer's offer, unless our own limit took its place, or it is the value that also stands for
 * no offer at all.
 */
static __always_inline __u64 mss_received_of(struct tcp_sock *tp)
{
	__u16 offer = tp->rx_opt.mss_clamp, limit = tp->rx_opt.user_mss;

	if (offer == MSS_DEFAULT || (limit && offer >= limit))
		return ABSENT_AMBIGUOUS;
	return offer;
}

static __always_inline void record_syn_opts(struct estats_record *r, struct tcp_sock *tp,
					    struct element *e)
{
	r->SynOpts.ActiveOpen = active_open_of(tp, e);
	r->SynOpts.MssRcvd = mss_received_of(tp);
	/* The kernel takes the timestamp option off once both sides have agreed on it. */
	r->SynOpts.MssSent = tp->advmss + (BPF_CORE_READ_BITFIELD(tp, rx_opt.tstamp_ok) ?
						   TIMESTAMP_BYTES : 0);
}

static __always_inline void record_data(struct estats_record *r, struct tcp_sock *tp,
					struct data_element *d)
{
	widen_all(d, tp);
	r->Data.DataBytesOut = tp->bytes_sent - d->base_bytes_sent;
	r->Data.DataSegsOut = d->data_segs_out.value;
	r->Data.DataBytesIn = d->bytes_in;
	r->Data.DataSegsIn = d->data_segs_in.value;
	r->Data.SegsOut = d->segs_out.value;
	r->Data.SegsIn = d->segs_in.value;
	r->Data.SoftErrors = d->soft_errors;
	r->Data.SoftErrorReason = d->soft_error_reason;
	r->Data.SndUna = tp->snd_una;
	r->Data.SndNxt = tp->snd_nxt;
	r->Data.SndMax = tp->snd_nxt; /* Linux never pulls snd_nxt back */
	r->Data.ThruBytesAcked = data_acked(tp) - d->base_bytes_acked;
	r->Data.RcvNxt = tp->rcv_nxt;
	r->Data.ThruBytesReceived = data_received(tp, state_of(tp)) - d->base_bytes_received;
}

static __always_inline __u64 smoothed_rtt_of(struct tcp_sock *tp)
{
	return tp->srtt_us ? tp->srtt_us >> 3 : ABSENT_NO_SAMPLE;
}

/* mdev is the estimator of RFC 6298; the kernel's rttvar is its maximum, floored at the least RTO. */
static __always_inline __u64 rtt_var_of(struct tcp_sock *tp)
{
	return tp->srtt_us ? tp->mdev_us >> 2 : ABSENT_NO_SAMPLE;
}

static __always_inline void record_path_rtt(struct estats_record *r, struct tcp_sock *tp,
					    struct path_element *p)
{
	r->Path.SampleRtt = or_no_sample(p->sample_rtt);
	r->Path.SmoothedRtt = smoothed_rtt_of(tp);
	r->Path.RttVar = rtt_var_of(tp);
	r->Path.MaxRtt = p->min_rtt == NOTHING_YET ? ABSENT_NO_SAMPLE : p->max_rtt;
	r->Path.MinRtt = or_no_sample(p->min_rtt);
	r->Path.SumRtt = p->sum_rtt;
	r->Path.CountRtt = p->count_rtt;
	r->Path.CurRto = jiffy_micros ? rto_micros(tp) : ABSENT_KERNEL_LACKS;
	r->Path.MaxRto = jiffy_micros ? p->max_rto : ABSENT_KERNEL_LACKS;
	r->Path.MinRto = jiffy_micros ? p->min_rto : ABSENT_KERNEL_LACKS;
	r->Path.CurMss = tp->mss_cache;
	r->Path.MaxMss = p->max_mss;
	r->Path.MinMss = p->min_mss;
}

static __always_inline void record_path_congestion(struct estats_record *r, struct tcp_sock *tp,
						   struct path_element *p)
{
	r->Path.CongSignals = p->cong_signals;
	r->Path.PreCongSumCwnd = p->pre_cong_sum_cwnd;
	r->Path.PreCongSumRtt = p->pre_cong_sum_rtt;
	r->Path.PostCongSumRtt = p->post_cong_sum_rtt;
	r->Path.PostCongCountRtt = p->post_cong_count_rtt;
	r->Path.EcnSignals = tp->ecn_flags & ECN_ACCURATE ?
				     tp->delivered_ce - p->base_delivered_ce :
				     p->ecn_signals;
	r->Path.EceRcvd = p->ce_rcvd;
	r->Path.SendStall = p->send_stall;
	r->Path.SpuriousRtoDetections = p->spurious_rto_detections;
}

static __always_inline void record_path_loss(struct estats_record *r, struct tcp_sock *tp,
					     struct path_element *p)
{
	r->Path.FastRetran = p->fast_retran;
	r->Path.Timeouts = p->timeouts;
	r->Path.SubsequentTimeouts = p->subsequent_timeouts;
	r->Path.CurTimeoutCount = tp->inet_conn.icsk_retransmits;
	r->Path.AbruptTimeouts = p->abrupt_timeouts;
	r->Path.PktsRetrans = tp->total_retrans - p->base_total_retrans;
	r->Path.BytesRetrans = tp->bytes_retrans - p->base_bytes_retrans;
	r->Path.DupAcksIn = p->dup_acks_in;
	r->Path.SacksRcvd = p->sacks_rcvd;
	r->Path.SackBlocksRcvd = p->sack_blocks_rcvd;
	r->Path.QuenchRcvd = 0; /* by definition */
	r->Path.RetranThresh = tp->reordering;
	r->Path.SndDupAckEpisodes = p->dup_ack_episodes;
	r->Path.SumBytesReordered = p->sum_bytes_reordered;
	r->Path.NonRecovDa = p->non_recov_da;
	r->Path.NonRecovDaEpisodes = p->non_recov_da_episodes;
	r->Path.AckAfterFr = 0; /* by definition */
	r->Path.DsackDups = tp->dsack_dups - p->base_dsack_dups;
}

static __always_inline void record_fine_rtt(struct estats_record *r, struct tcp_sock *tp,
					    struct fine_rtt_element *p)
{
	r->FineRtt.RttVar = rtt_var_of(tp);
	r->FineRtt.MaxRtt = p->min_rtt == NOTHING_YET ? ABSENT_NO_SAMPLE : p->max_rtt;
	r->FineRtt.MinRtt = or_no_sample(p->min_rtt);
	r->FineRtt.SumRtt = smoothed_rtt_of(tp);
}

/* Bit of a socket's flags: somebody wanted to write more than there was room for. */
#define SOCK_NOSPACE 2

#define NO_LEAST_RTT ~0u

/* What the kernel knows besides the members. Wakers take the bit away, whoever holds the lock. */
static __noinline void record_figures(struct estats_record *r, struct tcp_sock *tp)
{
	struct sock *sk = (struct sock *)tp;
	struct socket *socket = sk->sk_socket;
	unsigned long flags = socket ? socket->flags : 0; /* an orphan has none */
	__u32 least = tp->rtt_min.s[0].v;

	r->Figures.SendBuffer = sk->sk_sndbuf;
	r->Figures.SendQueued = sk->sk_wmem_queued;
	r->Figures.WriterWaits = flags >> SOCK_NOSPACE & 1;
	r->Figures.LeastRtt = least == NO_LEAST_RTT ? ABSENT_NO_SAMPLE : least;
}

/* What only the hooks of a segment count, in a connection whose segments went unseen for a while. */
static __always_inline void record_unwatched(struct estats_record *r, __u32 on)
{
	if (on & ON_DATA) {
		r->Data.DataBytesIn = ABSENT_UNWATCHED;
		r->Data.SoftErrors = ABSENT_UNWATCHED;
		r->Data.SoftErrorReason = ABSENT_UNWATCHED;
	}
	if (on & ON_PATH) {
		r->Path.DupAcksIn = ABSENT_UNWATCHED;
		r->Path.SacksRcvd = ABSENT_UNWATCHED;
		r->Path.SackBlocksRcvd = ABSENT_UNWATCHED;
		r->Path.EcnSignals = ABSENT_UNWATCHED;
		r->Path.EceRcvd = ABSENT_UNWATCHED;
		r->Path.SendStall = ABSENT_UNWATCHED;
		r->Path.SpuriousRtoDetections = ABSENT_UNWATCHED;
		r->Path.PreCongSumRtt = ABSENT_UNWATCHED;
		r->Path.SndDupAckEpisodes = ABSENT_UNWATCHED;
		r->Path.NonRecovDa = ABSENT_UNWATCHED;
		r->Path.SumBytesReordered = ABSENT_UNWATCHED;
		r->Path.PostCongSumRtt = ABSENT_UNWATCHED;
		r->Path.PostCongCountRtt = ABSENT_UNWATCHED;
		r->Path.SampleRtt = ABSENT_UNWATCHED;
		r->Path.MaxRtt = ABSENT_UNWATCHED;
		r->Path.MinRtt = ABSENT_UNWATCHED;
		r->Path.SumRtt = ABSENT_UNWATCHED;
		r->Path.CountRtt = ABSENT_UNWATCHED;
		r->Path.MaxRto = ABSENT_UNWATCHED;
		r->Path.MinRto = ABSENT_UNWATCHED;
		r->Path.MaxMss = ABSENT_UNWATCHED;
		r->Path.MinMss = ABSENT_UNWATCHED;
	}
	if (on & ON_SND_CONG)
		record_snd_cong_unwatched(r);
	record_queues_unwatched(r, on);
	record_bandwidth_unwatched(r, on);
	if (on & ON_FINE_RTT) {
		r->FineRtt.MaxRtt = ABSENT_UNWATCHED;
		r->FineRtt.MinRtt = ABSENT_UNWATCHED;
	}
}

static __always_inline void record_groups(struct estats_record *r, struct tcp_sock *tp,
					  struct element *e)
{
	struct now *t = &e->now;
	__u32 on = e->on;

	if (on & ON_DATA)
		record_data(r, tp, &e->data);
	if (on & ON_PATH) {
		record_path_loss(r, tp, &e->path);
		record_path_congestion(r, tp, &e->path);
		record_path_rtt(r, tp, &e->path);
	}
	if (on & ON_SND_CONG)
		record_snd_cong(r, tp, &e->snd_cong);
	if (on & ON_SEND_BUFF)
		record_send_buff(r, t, &e->send_buff);
	if (on & ON_REC)
		record_rec(r, tp, t, &e->rec);
	if (on & ON_OBS_REC)
		record_obs_rec(r, tp, &e->obs_rec);
	if (on & ON_BANDWIDTH_OUT)
		record_outbound(r, t, &e->outbound);
	if (on & ON_BANDWIDTH_IN)
		record_inbound(r, &e->inbound);
	if (on & ON_FINE_RTT)
		record_fine_rtt(r, tp, &e->fine);
	if (e->left_unwatched)
		record_unwatched(r, on);
}

/* In two parts: the compiler clears no more than 1,024 bytes at once. */
static __always_inline void empty_record(struct estats_record *r)
{
	__builtin_memset(r, 0, __builtin_offsetof(struct estats_record, SynOpts));
	barrier(); /* or it makes one of the two */
	__builtin_memset(&r->SynOpts, 0,
			 sizeof(*r) - __builtin_offsetof(struct estats_record, SynOpts));
}

/* What a record says whether anything is on or not; `e` may be NULL. */
static __always_inline void begin_record(struct estats_record *r, struct tcp_sock *tp,
					 struct element *e)
{
	empty_record(r);
	r->layout = layout;
	r->taken = bpf_ktime_get_boot_ns();
	record_identity(r, tp);
	record_syn_opts(r, tp, e);
	r->result = RESULT_DONE;
}

/* Which switches are on, and since when. */
static __always_inline void record_switches(struct estats_record *r, struct element *e)
{
	r->on = *(volatile __u32 *)&e->on;
	for (int i = 0; i < SWITCHES; i++)
		r->since[i] = e->since[i];
}

/*
 * Fills the record; `e` may be NULL. The caller sees to it that this is one moment of the socket; the
 * result is *busy* where a switch went off and on again meanwhile, for a set takes no lock and writes
 * baselines that hooks do not watch over. Of what is switched on only `wanted` is looked at.
 */
static __always_inline void fill_record(struct reading *g, struct tcp_sock *tp, struct element *e,
					__u32 wanted)
{
	struct estats_record *r = &g->record;
	__u32 starts;

	begin_record(r, tp, e);
	if (!e)
		return;
	starts = *(volatile __u32 *)&e->starts;
	barrier();
	record_switches(r, e);
	wanted &= r->on;
	if (!wanted)
		return;
	__builtin_memcpy(&g->copy, e, sizeof(*e));
	barrier();
	if (*(volatile __u32 *)&e->starts != starts) {
		r->result = RESULT_BUSY;
		return;
	}
	g->copy.on = wanted;
	g->copy.armed &= wanted;
	see(&g->copy.now, tp);
	catch_up(&g->copy, tp, wanted, BETWEEN_SEGMENTS);
	record_groups(r, tp, &g->copy);
	record_figures(r, tp);
}

#endif
