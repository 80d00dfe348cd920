/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Switching on and off: baselines, and the order of writes that keeps hooks and readers right. */
#ifndef ESTATS_SWITCHES_H
#define ESTATS_SWITCHES_H

#include "look.h"
#include "catch_up.h"

/*
 * Zeroes a group and takes the kernel's counters as its baseline. At birth the baseline is zero:
 * then the whole life is counted, the handshake included.
 */
static __noinline void start_data(struct data_element *d, struct tcp_sock *tp, bool birth)
{
	__builtin_memset(d, 0, sizeof(*d));
	/* An active open has its own SYN acknowledged by now: a byte that is no data. */
	d->base_bytes_acked = data_acked(tp);
	if (birth) {
		widen_all(d, tp);
		return;
	}
	d->base_bytes_sent = tp->bytes_sent;
	d->base_bytes_received = data_received(tp, state_of(tp));
	d->data_segs_out.last = tp->data_segs_out;
	d->data_segs_in.last = tp->data_segs_in;
	d->segs_out.last = tp->segs_out;
	d->segs_in.last = tp->segs_in;
}

static __noinline void start_path(struct path_element *p, struct tcp_sock *tp, struct now *t,
				  bool birth)
{
	__builtin_memset(p, 0, sizeof(*p));
	p->min_rtt = NOTHING_YET;
	p->sample_rtt = NOTHING_YET;
	p->min_rto = NOTHING_YET;
	p->min_mss = NOTHING_YET;
	catch_up_marks(p, t);
	if (birth)
		return;
	p->base_bytes_retrans = tp->bytes_retrans;
	p->base_total_retrans = tp->total_retrans;
	p->base_dsack_dups = tp->dsack_dups;
	p->base_delivered_ce = tp->delivered_ce;
}

/* Whether a switch is among those that start; then its time begins. */
static __always_inline bool begins(struct element *e, __u32 on, __u32 which, __u64 now)
{
	if (!(on & which))
		return false;
	e->since[__builtin_ctz(which)] = now;
	return true;
}

/* Each switch is asked for once: the verifier walks every combination of what is asked twice. */
static __noinline void start(struct element *e, struct tcp_sock *tp, __u32 on, bool birth)
{
	__u64 now = bpf_ktime_get_boot_ns();
	struct now t;

	*(volatile __u32 *)&e->starts = e->starts + 1; /* before anything that a reader may copy */
	barrier();
	see(&t, tp);
	if (begins(e, on, ON_DATA, now))
		start_data(&e->data, tp, birth);
	if (begins(e, on, ON_SND_CONG, now))
		start_snd_cong(&e->snd_cong, tp, &t, birth);
	if (begins(e, on, ON_PATH, now))
		start_path(&e->path, tp, &t, birth);
	if (begins(e, on, ON_SEND_BUFF, now))
		start_send_buff(&e->send_buff, &t);
	if (begins(e, on, ON_REC, now))
		start_rec(&e->rec, tp, &t);
	if (begins(e, on, ON_OBS_REC, now))
		start_obs_rec(&e->obs_rec, tp);
	if (begins(e, on, ON_BANDWIDTH_OUT, now))
		start_outbound(&e->outbound, tp);
	if (begins(e, on, ON_BANDWIDTH_IN, now))
		start_inbound(&e->inbound, tp, &t);
	if (begins(e, on, ON_FINE_RTT, now)) {
		e->fine.max_rtt = 0;
		e->fine.min_rtt = NOTHING_YET;
	}
}

/* Whether hooks that switches need are not attached. */
static __always_inline bool lacks_hooks(struct estats_control *c, __u32 on)
{
	__u32 needed = !on ? 0 : on & ON_REC ? ATTACHED_HOOKS | ATTACHED_READS : ATTACHED_HOOKS;

	return needed & ~*(volatile __u32 *)&c->attached;
}

/* Whether the socket's flag for states other than ESTABLISHED is set, by us or somebody else. */
static __always_inline bool has_flag(struct tcp_sock *tp)
{
	return tp->bpf_sock_ops_cb_flags & BPF_SOCK_OPS_PARSE_ALL_HDR_OPT_CB_FLAG;
}

/* Whether that brings its segments here: without a cgroup v2 hierarchy the callback has no place. */
static __always_inline bool is_watched(struct tcp_sock *tp)
{
	struct estats_control *c = control_word();

	return c && *(volatile __u32 *)&c->attached & ATTACHED_CALLBACK && has_flag(tp);
}

/*
 * Whether a connection's segments go by unseen for now: it is past ESTABLISHED, and the flag that
 * would show them is not set.
 */
static __always_inline bool is_unseen(struct tcp_sock *tp)
{
	switch (state_of(tp)) {
	case TCP_FIN_WAIT1:
	case TCP_FIN_WAIT2:
	case TCP_CLOSE_WAIT:
	case TCP_LAST_ACK:
	case TCP_CLOSING:
		return !is_watched(tp);
	default:
		return false;
	}
}

/*
 * One attempt to switch a connection on and off without its lock; the caller makes the next. Only
 * what belongs to switches that are off is written, so hooks and readers do not notice until `on`
 * is, last of all.
 */
static __always_inline enum estats_result try_set(struct estats_control *c, struct element *e,
						  struct tcp_sock *tp, __u32 on, __u32 off)
{
	struct look l;
	__u32 new = on & ~e->on;

	if (new && is_unseen(tp)) {
		e->wanted |= new; /* counting begins when the flag is set */
	} else if (new) {
		if (!look(tp, e, &l))
			return RESULT_BUSY;
		e->armed &= ~new;
		if (!e->on)
			e->left_unwatched = 0; /* nobody is left to have missed anything */
		start(e, tp, new, false);
		if (!unmoved(tp, e, &l))
			return RESULT_BUSY;
		__sync_fetch_and_or(&e->on, new);
		/*
		 * Whoever detaches idle hooks says so first and looks for elements then; so either
		 * they have seen this one, or what they said is seen here.
		 */
		if (lacks_hooks(c, new)) {
			__sync_fetch_and_and(&e->on, ~new);
			return RESULT_DETACHED;
		}
	}
	e->wanted &= ~off;
	if (off & e->on)
		__sync_fetch_and_and(&e->on, ~off);
	return e->wanted ? RESULT_AT_SETTLING : RESULT_DONE;
}

/* Whether the flag of a socket is not as its element would have it. */
static __always_inline bool is_unsettled(struct element *e, struct tcp_sock *tp)
{
	return e->on ? !has_flag(tp) || e->wanted : e->flagged || e->wanted;
}

static __always_inline void set_element(struct estats_control *c, struct estats_set_request *r,
					struct element *e, struct tcp_sock *tp)
{
	r->result = RESULT_BUSY;
	if (__sync_val_compare_and_swap(&e->setter, 0, 1))
		return;
	r->result = try_set(c, e, tp, r->on, r->off);
	r->unsettled = is_unsettled(e, tp);
	/* An element with nothing on goes; until the flag is off the socket too, it stays, empty. */
	if (e->on || r->unsettled)
		e->setter = 0;
	else
		bpf_sk_storage_delete(&elements, tp);
}

static __always_inline void set_connection(struct estats_control *c,
					   struct estats_set_request *r, struct tcp_sock *tp)
{
	struct element *e = bpf_sk_storage_get(&elements, tp, 0, 0);

	r->was = e ? e->on : 0;
	if (!e && !r->on) {
		r->result = RESULT_DONE;
		return;
	}
	if (!e)
		e = bpf_sk_storage_get(&elements, tp, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!e) /* somebody else may have made it at the same moment */
		e = bpf_sk_storage_get(&elements, tp, 0, 0);
	if (!e) {
		r->result = RESULT_NO_MEMORY;
		return;
	}
	set_element(c, r, e, tp);
}

#endif
