/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Switching connections on at birth, by the rules that stand. */
#ifndef ESTATS_RULES_H
#define ESTATS_RULES_H

#include "births.h"
#include "switches.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, RULES_MAX);
	__type(key, __u32);
	__type(value, struct estats_rule);
} rules SEC(".maps");

#define ANY_UID (~0u)

/* Whether the first `bits` bits of two addresses are the same. */
static __always_inline bool same_prefix(const __u32 *address, const __u32 *prefix, __u32 bits)
{
	for (int i = 0; i < 4; i++) {
		__u32 here = bits >= 32 ? 32 : bits;
		__u32 mask = here ? bpf_htonl(~0u << (32 - here)) : 0;

		if ((address[i] ^ prefix[i]) & mask)
			return false;
		bits -= here;
	}
	return true;
}

/* How many levels of cgroups are looked through, upwards. */
#define CGROUP_LEVELS 16

/* Whether a cgroup is the one with an id, or lies in it. */
static __always_inline bool is_within(struct cgroup *g, __u64 id)
{
	int level = BPF_CORE_READ(g, level);

	if (!bpf_core_field_exists(g->ancestors))
		return BPF_CORE_READ(g, kn, id) == id;
	for (int i = 0; i < CGROUP_LEVELS && level >= 0; i++, level--) {
		struct cgroup *a;
		const void *at = (const void *)g +
				 bpf_core_field_offset(struct cgroup, ancestors) +
				 level * sizeof(a);

		if (bpf_probe_read_kernel(&a, sizeof(a), at))
			return false;
		if (BPF_CORE_READ(a, kn, id) == id)
			return true;
	}
	return false;
}

static __always_inline char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/*
 * Whether two names, with zeros behind them, are the same, in any case as everywhere in a filter.
 * Unrolled: Linux 6.1 refuses a loop that is entered in its middle, as the compiler makes it.
 */
static __always_inline bool same_process(const char *a, const char *b)
{
	char differs = 0;

#pragma clang loop unroll(full)
	for (int i = 0; i < PROCESS_BYTES; i++) {
		differs |= lower(a[i]) ^ lower(b[i]);
		barrier_var(differs); /* one after the other, or all of them lie on the stack at once */
	}
	return !differs;
}

/* A connection as rules see it. */
struct newborn {
	struct cgroup *cgroup;
	__u32 lot; /* random, and the same at both ends */
	__u32 netns;
	__u32 uid;
	__u32 family;
	__u16 local_port;
	__u16 remote_port;
	__u32 local[4];
	__u32 remote[4];
	char process[PROCESS_BYTES]; /* empty: not known */
	__u32 on; /* out */
	__u64 asked; /* out: by which rules, a bit a slot */
	bool refused; /* there was no memory to do as they ask */
};

_Static_assert(RULES_MAX <= 64, "a slot has no bit in newborn.asked");

static __always_inline bool rule_matches(struct estats_rule *r, struct newborn *n)
{
	return r->id && (!r->netns || r->netns == n->netns) &&
	       (r->uid == ANY_UID || r->uid == n->uid) &&
	       (!r->family || r->family == n->family) &&
	       (!r->local_port || r->local_port == n->local_port) &&
	       (!r->remote_port || r->remote_port == n->remote_port) &&
	       (!r->port || r->port == n->local_port || r->port == n->remote_port) &&
	       same_prefix(n->local, r->local, r->local_bits) &&
	       same_prefix(n->remote, r->remote, r->remote_bits) &&
	       (!r->process[0] || same_process(n->process, r->process)) &&
	       (!r->cgroup || is_within(n->cgroup, r->cgroup)) &&
	       (r->one_in <= 1 || !(n->lot % r->one_in));
}

static long try_rule(__u32 i, struct newborn *n)
{
	struct estats_rule *r = bpf_map_lookup_elem(&rules, &i);

	if (!r)
		return 1;
	if (rule_matches(r, n)) {
		n->on |= r->on;
		n->asked |= 1ULL << (i & 63);
	}
	return 0;
}

/* Counts for a rule what came of the connection it asked for. */
static long count_for_rule(__u32 i, struct newborn *n)
{
	struct estats_rule *r = bpf_map_lookup_elem(&rules, &i);

	if (!r)
		return 1;
	if (!(n->asked >> (i & 63) & 1))
		return 0;
	if (n->refused)
		__sync_fetch_and_add(&r->refused, 1);
	else
		__sync_fetch_and_add(&r->matched, 1);
	return 0;
}

/*
 * The lot by which a connection is sampled, out of both initial sequence numbers: no counter to
 * fight for, the same answer whenever it is drawn, and both ends are in the sample or neither is.
 */
static __always_inline __u32 draw_lot(struct tcp_sock *tp)
{
	__u32 lot = tp->snd_una + tp->rcv_nxt;

	lot = (lot ^ (lot >> 16)) * 0x85ebca6b;
	lot = (lot ^ (lot >> 13)) * 0xc2b2ae35;
	return lot ^ (lot >> 16);
}

/*
 * Whether a connection is left out for the sake of the budget. By other bits than a rule's own
 * sample looks at, else the two would not multiply; both ends are left out or neither is.
 */
static __always_inline bool thinned_out(struct tcp_sock *tp, __u32 thinning)
{
	return (draw_lot(tp) * 0x9e3779b1 >> 8) % thinning;
}

/* What of a connection the socket itself tells. */
static __always_inline void describe(struct newborn *n, struct tcp_sock *tp)
{
	struct sock *sk = (struct sock *)tp;
	struct sock_common *c = &sk->__sk_common;

	n->cgroup = sk->sk_cgrp_data.cgroup;
	n->netns = netns_of(sk);
	n->uid = sk->sk_uid.val;
	n->local_port = c->skc_num;
	n->remote_port = bpf_ntohs(c->skc_dport);
	n->family = family_of(sk);
	if (n->family == AF_INET) {
		n->local[0] = c->skc_rcv_saddr;
		n->remote[0] = c->skc_daddr;
		return;
	}
	for (int i = 0; i < 4; i++) {
		n->local[i] = c->skc_v6_rcv_saddr.in6_u.u6_addr32[i];
		n->remote[i] = c->skc_v6_daddr.in6_u.u6_addr32[i];
	}
}

/* What the rules that stand switch on for a connection. */
static __always_inline void ask_rules(struct newborn *n, struct tcp_sock *tp, __u32 count)
{
	struct estats_birth *birth = bpf_sk_storage_get(&births, tp, 0, 0);

	if (birth)
		__builtin_memcpy(n->process, birth->process, sizeof(n->process));
	n->lot = draw_lot(tp);
	describe(n, tp);
	bpf_loop(count < RULES_MAX ? count : RULES_MAX, try_rule, n, 0);
}

/*
 * Whether a connection that becomes ESTABLISHED went through SYN_SENT. Where both ends opened at
 * once it comes from SYN_RECV, as an accepted one does; but its own SYN is acknowledged by then.
 */
static __always_inline bool sent_a_syn(struct tcp_sock *tp, int old)
{
	return old == TCP_SYN_SENT || surplus_acked(tp) == 1;
}

/*
 * A connection is about to become ESTABLISHED. Under its lock, so everything can be written at
 * once. A connection that was switched on while it was still opening learns who opened it.
 *
 * Two hooks come here for one connection; only `is_change`, that of the state, counts what could
 * not be switched on, or it would be counted twice.
 */
static __always_inline void at_birth(struct element *e, struct tcp_sock *tp, int old,
				     bool is_change)
{
	struct estats_control *c = control_word();
	struct newborn n = {};
	bool is_active = sent_a_syn(tp, old);
	bool syn_counts = is_active && tp->bytes_acked; /* a connection under repair has sent none */

	if (e && !e->active_open) {
		e->active_open = is_active ? 2 : 1;
		/* Our SYN has been acknowledged since it was switched on: a byte that is no data. */
		if (e->on & ON_DATA)
			e->data.base_bytes_acked += syn_counts;
	}
	if (!c || !c->rules || (e && e->on))
		return;
	if (c->thinning > 1 && thinned_out(tp, c->thinning))
		return;
	ask_rules(&n, tp, c->rules);
	if (!n.on)
		return;
	e = bpf_sk_storage_get(&elements, tp, 0, BPF_SK_STORAGE_GET_F_CREATE);
	n.refused = !e;
	if (e || is_change)
		bpf_loop(c->rules < RULES_MAX ? c->rules : RULES_MAX, count_for_rule, &n, 0);
	if (!e || __sync_val_compare_and_swap(&e->setter, 0, 1))
		return;
	e->active_open = is_active ? 2 : 1;
	start(e, tp, n.on, true);
	e->data.base_bytes_acked = syn_counts; /* what a SYN brought along is data */
	take_copies(e, tp);
	/* The handshake's RTT sample belongs to the whole life: let the next catch-up find it. */
	e->seen.srtt_us = 0;
	e->seen.mdev_us = 0;
	e->armed = n.on;
	__sync_fetch_and_or(&e->on, n.on);
	e->setter = 0;
}

#endif
