/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Reaching one connection: two programs that are run as a test, with the request for a packet. */
#ifndef ESTATS_ONE_H
#define ESTATS_ONE_H

#include "record.h"

/* The connection a request names, in the caller's network namespace; release it after use. */
static __always_inline struct bpf_sock *find(struct __sk_buff *skb, struct estats_tuple *t)
{
	struct bpf_sock_tuple key = {};

	/* As the peer's segments would have it: their source is our remote end. */
	if (t->family == AF_INET) {
		key.ipv4.saddr = t->remote[0];
		key.ipv4.daddr = t->local[0];
		key.ipv4.sport = t->remote_port;
		key.ipv4.dport = t->local_port;
		return bpf_skc_lookup_tcp(skb, &key, sizeof(key.ipv4), BPF_F_CURRENT_NETNS, 0);
	}
	for (int i = 0; i < 4; i++) {
		key.ipv6.saddr[i] = t->remote[i];
		key.ipv6.daddr[i] = t->local[i];
	}
	key.ipv6.sport = t->remote_port;
	key.ipv6.dport = t->local_port;
	return bpf_skc_lookup_tcp(skb, &key, sizeof(key.ipv6), BPF_F_CURRENT_NETNS, 0);
}

/* The same as a full TCP socket that has statistics: listeners and remnants have none. */
static __always_inline struct tcp_sock *with_statistics(struct bpf_sock *sk,
							struct estats_tuple *t)
{
	struct tcp_sock *tp = bpf_skc_to_tcp_sock(sk);
	__u8 state;

	if (!tp)
		return NULL;
	state = state_of(tp);
	if (state == TCP_LISTEN || state == TCP_CLOSE)
		return NULL;
	if (t->cookie && t->cookie != cookie_of((struct sock *)tp))
		return NULL;
	return tp;
}

struct get_call {
	struct estats_header header;
	struct estats_tuple tuple;
	struct reading reading;
};

/* One moment of one connection. */
SEC("tc")
int get(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct get_call *call = data;
	struct estats_record *r;
	struct bpf_sock *sk;
	struct tcp_sock *tp;
	struct element *e;
	struct look l;

	if (data + sizeof(*call) > end)
		return 0;
	r = &call->reading.record;
	if (call->header.layout != layout) {
		r->result = RESULT_OTHER_LAYOUT;
		return 0;
	}
	r->result = RESULT_NOT_FOUND;
	sk = find(skb, &call->tuple);
	if (!sk)
		return 0;
	tp = with_statistics(sk, &call->tuple);
	if (tp) {
		e = bpf_sk_storage_get(&elements, tp, 0, 0);
		r->result = RESULT_BUSY;
		if (look_until_free(tp, e, &l)) {
			fill_record(&call->reading, tp, e, ON_COLLECTED);
			if (r->state == TCP_CLOSE) /* it ended while this waited */
				r->result = RESULT_NOT_FOUND;
			else if (!unmoved(tp, e, &l))
				r->result = RESULT_BUSY;
		}
	}
	bpf_sk_release(sk);
	return 0;
}

/* Never read: they put the layouts of the two calls into this object's type information. */
const struct get_call *const volatile get_call_layout;
const struct estats_set_call *const volatile set_call_layout;
const struct estats_choice *const volatile choice_layout;
const struct estats_tally *const volatile tally_layout;

struct set_loop {
	struct __sk_buff *skb;
	struct estats_control *control;
};

static long set_next(__u32 i, struct set_loop *l)
{
	void *data = (void *)(long)l->skb->data, *end = (void *)(long)l->skb->data_end;
	struct estats_set_call *call = data;
	struct estats_set_request *r;
	struct estats_control *c = l->control;
	struct bpf_sock *sk;
	struct tcp_sock *tp;

	if (data + sizeof(call->header) > end || i >= SET_REQUESTS_MAX || i >= call->header.count)
		return 1;
	r = &call->requests[i];
	barrier_var(r); /* worked out once, so that the check below holds for all that follows */
	if ((void *)(r + 1) > end)
		return 1;
	if (call->header.layout != layout) {
		r->result = RESULT_OTHER_LAYOUT;
		return 0;
	}
	if (c->generation != generation || lacks_hooks(c, r->on)) {
		r->result = RESULT_DETACHED;
		return 0;
	}
	r->result = RESULT_NOT_FOUND;
	sk = find(l->skb, &r->tuple);
	if (!sk)
		return 0;
	tp = with_statistics(sk, &r->tuple);
	if (tp)
		set_connection(c, r, tp);
	bpf_sk_release(sk);
	return 0;
}

/* Switches connections on and off. */
SEC("tc")
int set(struct __sk_buff *skb)
{
	struct set_loop l = { .skb = skb, .control = control_word() };

	if (l.control)
		bpf_loop(SET_REQUESTS_MAX, set_next, &l, 0);
	return 0;
}

#endif
