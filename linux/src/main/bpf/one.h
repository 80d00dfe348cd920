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
		for (int i = 0; i < ATTEMPTS; i++) {
			if (!look(tp, e, &l))
				continue;
			fill_record(&call->reading, tp, e);
			if (r->state == TCP_CLOSE) { /* it ended while this waited */
				r->result = RESULT_NOT_FOUND;
				break;
			}
			if (unmoved(tp, e, &l))
				break;
			r->result = RESULT_BUSY;
		}
	}
	bpf_sk_release(sk);
	return 0;
}

/* Never read: they put the layouts of the two calls into this object's type information. */
const struct get_call *const volatile get_call_layout;
const struct estats_set_call *const volatile set_call_layout;

/* Switches connections on and off. */
SEC("tc")
int set(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct estats_set_request *r;
	struct estats_header *header = data;
	struct estats_control *c = control_word();
	struct bpf_sock *sk;
	struct tcp_sock *tp;

	if (data + sizeof(*header) > end || !c)
		return 0;
	r = data + sizeof(*header);
	for (int i = 0; i < SET_REQUESTS_MAX; i++, r++) {
		if (i >= header->count || (void *)(r + 1) > end)
			return 0;
		if (header->layout != layout) {
			r->result = RESULT_OTHER_LAYOUT;
			continue;
		}
		if (c->generation != generation || (r->on && !c->attached)) {
			r->result = RESULT_DETACHED;
			continue;
		}
		r->result = RESULT_NOT_FOUND;
		sk = find(skb, &r->tuple);
		if (!sk)
			continue;
		tp = with_statistics(sk, &r->tuple);
		if (tp)
			set_connection(c, r, tp);
		bpf_sk_release(sk);
	}
	return 0;
}

#endif
