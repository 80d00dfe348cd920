/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Reading tcp_sock: the small questions that more than one place asks. */
#ifndef ESTATS_SOCKET_H
#define ESTATS_SOCKET_H

#include "kernel.h"

#define AF_INET 2
#define AF_INET6 10

/* enum tcp_state of the kernel */
#define TCP_ESTABLISHED 1
#define TCP_SYN_SENT 2
#define TCP_SYN_RECV 3
#define TCP_FIN_WAIT1 4
#define TCP_FIN_WAIT2 5
#define TCP_CLOSE 7
#define TCP_CLOSE_WAIT 8
#define TCP_LAST_ACK 9
#define TCP_LISTEN 10
#define TCP_CLOSING 11

/* enum tcp_ca_state of the kernel */
#define CA_OPEN 0
#define CA_DISORDER 1
#define CA_CWR 2
#define CA_RECOVERY 3
#define CA_LOSS 4

/* bits of ecn_flags */
#define ECN_RFC3168 1
#define ECN_ACCURATE 16

/* sk_flags: the application has closed it */
#define SOCKET_DEAD 1
/* sk_flags: the peer's FIN has been received in order */
#define SOCKET_DONE 2

/* Loads a word whose value nobody waits for, so that its cache line comes while others are used. */
#define TOUCH(word) ((void)*(volatile __u32 *)&(word))

extern void *bpf_rdonly_cast(const void *, __u32) __ksym __weak;

/* The TCP socket that a hook for TCP sockets was given. */
static __always_inline struct tcp_sock *tcp_sock_of(struct sock *sk)
{
	return has_casts ? bpf_rdonly_cast(sk, bpf_core_type_id_kernel(struct tcp_sock)) :
			   bpf_skc_to_tcp_sock(sk);
}

static __always_inline bool before(__u32 a, __u32 b)
{
	return (__s32)(a - b) < 0;
}

static __always_inline bool after(__u32 a, __u32 b)
{
	return before(b, a);
}

static __always_inline __u8 state_of(struct tcp_sock *tp)
{
	return ((struct sock *)tp)->__sk_common.skc_state;
}

static __always_inline __u8 ca_state_of(struct tcp_sock *tp)
{
	return BPF_CORE_READ_BITFIELD(tp, inet_conn.icsk_ca_state);
}

static __always_inline __u32 netns_of(struct sock *sk)
{
	return sk->__sk_common.skc_net.net->ns.inum;
}

/* The socket's cookie; 0 as long as nobody has asked the kernel to make one. */
static __always_inline __u64 cookie_of(struct sock *sk)
{
	return sk->__sk_common.skc_cookie.counter;
}

/* The family on the wire: an IPv4 connection of an IPv6 socket is IPv4. */
static __always_inline __u32 family_of(struct sock *sk)
{
	struct sock_common *c = &sk->__sk_common;

	if (c->skc_family == AF_INET)
		return AF_INET;
	return !c->skc_v6_daddr.in6_u.u6_addr32[0] && !c->skc_v6_daddr.in6_u.u6_addr32[1] &&
			       c->skc_v6_daddr.in6_u.u6_addr32[2] == bpf_htonl(0xffff) ?
		       AF_INET :
		       AF_INET6;
}

/* Whether the ACK of our FIN is among bytes_acked: it counts for one byte there. */
static __always_inline bool fin_acked(struct tcp_sock *tp)
{
	switch (state_of(tp)) {
	case TCP_FIN_WAIT2:
		return true;
	case TCP_FIN_WAIT1:
	case TCP_CLOSING:
	case TCP_LAST_ACK:
		return tp->snd_una == tp->write_seq;
	default:
		return false;
	}
}

/* Whether the peer's FIN is among bytes_received. */
static __always_inline bool fin_received(struct tcp_sock *tp, __u8 state)
{
	switch (state) {
	case TCP_CLOSE_WAIT:
	case TCP_LAST_ACK:
	case TCP_CLOSING:
		return true;
	case TCP_FIN_WAIT2: /* on its way to CLOSE */
	case TCP_CLOSE:
		return ((struct sock *)tp)->__sk_common.skc_flags & SOCKET_DONE;
	default:
		return false;
	}
}

static __always_inline __u64 data_acked(struct tcp_sock *tp)
{
	return tp->bytes_acked - fin_acked(tp);
}

static __always_inline __u64 data_received(struct tcp_sock *tp, __u8 state)
{
	return tp->bytes_received - fin_received(tp, state);
}

/*
 * How many more bytes of what was sent are acknowledged than data explains. Only an active opener
 * had its SYN acknowledged through the ordinary path, which leaves one. After our FIN, or when local
 * drops inflate bytes_sent, it tells nothing any more.
 */
static __always_inline __s64 surplus_acked(struct tcp_sock *tp)
{
	return tp->bytes_acked + (tp->snd_nxt - tp->snd_una) - (tp->bytes_sent - tp->bytes_retrans);
}

static __always_inline __u32 micros_of(__u32 jiffies)
{
	return jiffies * jiffy_micros;
}

/* The retransmission timeout; the kernel keeps it in jiffies. */
static __always_inline __u32 rto_micros(struct tcp_sock *tp)
{
	return micros_of(tp->inet_conn.icsk_rto);
}

/* Who holds the socket: 0 if nobody does. */
static __always_inline __u32 lock_of(struct sock *sk)
{
	__u32 held = *(volatile int *)&sk->sk_lock.owned;

	if (bpf_core_field_exists(sk->sk_lock.slock.rlock.raw_lock.val.counter))
		held |= *(volatile int *)&sk->sk_lock.slock.rlock.raw_lock.val.counter;
	return held;
}

#endif
