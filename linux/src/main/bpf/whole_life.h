/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * A connection on which nothing is switched on: what tcp_info truly gives of its whole life, by the
 * same rules as where tcp_info itself is read. All else is absent.
 */
#ifndef ESTATS_WHOLE_LIFE_H
#define ESTATS_WHOLE_LIFE_H

#include "record.h"

/* No segment carries more payload than this. */
#define PAYLOAD_MAX (1 << 16)

/* A counter of 32 bits; if it is too small for the bytes its segments carried, it has come round. */
static __always_inline __u64 segments_of(__u32 segments, __u64 bytes)
{
	return bytes / PAYLOAD_MAX > segments ? ABSENT_AMBIGUOUS : segments;
}

static __always_inline __u64 marks_received(struct tcp_sock *tp)
{
	if (!bpf_core_field_exists(tp->received_ce))
		return ABSENT_NOT_IN_TCP_INFO;
	return state_of(tp) == TCP_ESTABLISHED ? tp->received_ce : ABSENT_UNWATCHED;
}

static __noinline void life_data(struct estats_record *r, struct tcp_sock *tp)
{
	r->Data.DataBytesOut = tp->bytes_sent;
	r->Data.DataSegsOut = segments_of(tp->data_segs_out, tp->bytes_sent);
	r->Data.DataSegsIn = segments_of(tp->data_segs_in, tp->bytes_received);
	r->Data.SegsOut = segments_of(tp->segs_out, tp->bytes_sent);
	r->Data.SegsIn = segments_of(tp->segs_in, tp->bytes_received);
	r->Data.ThruBytesReceived = data_received(tp, state_of(tp));
	r->Data.ThruBytesAcked = r->SynOpts.ActiveOpen > 1 ?
					 ABSENT_AMBIGUOUS :
					 data_acked(tp) - r->SynOpts.ActiveOpen;
}

static __noinline void life_path(struct estats_record *r, struct tcp_sock *tp)
{
	r->Path.CurTimeoutCount = tp->inet_conn.icsk_retransmits;
	r->Path.PktsRetrans = tp->total_retrans;
	r->Path.BytesRetrans = tp->bytes_retrans;
	r->Path.DsackDups = tp->dsack_dups;
	r->Path.RetranThresh = tp->reordering;
	r->Path.CurRto = jiffy_micros ? rto_micros(tp) : ABSENT_KERNEL_LACKS;
	r->Path.CurMss = tp->mss_cache;
	r->Path.EceRcvd = marks_received(tp);
	r->Path.SmoothedRtt = smoothed_rtt_of(tp);
	r->Path.RttVar = rtt_var_of(tp);
	r->Path.QuenchRcvd = 0; /* by definition */
	r->Path.AckAfterFr = 0; /* by definition */
	r->FineRtt.SumRtt = smoothed_rtt_of(tp);
	r->FineRtt.RttVar = rtt_var_of(tp);
}

static __noinline void life_queues(struct estats_record *r, struct tcp_sock *tp)
{
	struct now t;

	see(&t, tp);
	r->SndCong.CurCwnd = (__u64)tp->snd_cwnd * tp->mss_cache;
	r->SndCong.CurSsthresh = ssthresh_of(tp);
	r->SendBuff.CurRetxQueue = retx_queue_of(&t);
	r->SendBuff.CurAppWQueue = app_w_queue_of(&t);
	r->Rec.CurAppRQueue = app_r_queue_of(tp, &t, tp->copied_seq);
	r->Rec.CurRwinSent = window_sent_of(tp, t.rcv_wnd);
	r->Rec.CeRcvd = marks_received(tp);
	r->Rec.EcnSent = 0; /* by definition */
	r->Rec.EcnNoncesRcvd = 0; /* by definition */
	r->Rec.WinScaleSent = scale_sent_of(tp);
	r->ObsRec.CurRwinRcvd = tp->snd_wnd;
	r->ObsRec.WinScaleRcvd = scale_received_of(tp);
}

/* Members of the groups that a switch collects, all of them numbers of 64 bits. */
#define SWITCHED_MEMBERS                                                        \
	((sizeof(struct estats_record) - __builtin_offsetof(struct estats_record, Data)) / \
	 sizeof(__u64))

static __always_inline void record_whole_life(struct estats_record *r, struct tcp_sock *tp)
{
	__u64 *members = (__u64 *)&r->Data;

	r->of_tcp_info = 1;
	for (int i = 0; i < SWITCHED_MEMBERS; i++)
		members[i] = ABSENT_NOT_IN_TCP_INFO;
	life_data(r, tp);
	life_path(r, tp);
	life_queues(r, tp);
}

#endif
