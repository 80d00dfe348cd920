/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The few kernel structures this program reads, with the few members it reads. CO-RE finds the
 * real offsets when the object is loaded, so order and completeness do not matter here.
 */
#ifndef ESTATS_KERNEL_H
#define ESTATS_KERNEL_H

#include <linux/types.h>
#include <stdbool.h>

/* Map types, flags and context structures of the BPF ABI. */
#include <linux/bpf.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	__s64 counter;
} atomic64_t;

struct qspinlock {
	union {
		atomic_t val;
	};
};

typedef struct qspinlock arch_spinlock_t;

struct raw_spinlock {
	arch_spinlock_t raw_lock;
};

struct spinlock {
	union {
		struct raw_spinlock rlock;
	};
};

typedef struct {
	struct spinlock slock;
	int owned;
} socket_lock_t;

struct in6_addr {
	union {
		__u8 u6_addr8[16];
		__be32 u6_addr32[4];
	} in6_u;
};

struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

typedef struct {
	unsigned int val;
} kuid_t;

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	int skc_bound_dev_if;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
	unsigned long skc_flags;
};

struct kernfs_node {
	__u64 id;
};

struct cgroup {
	int level;
	struct kernfs_node *kn;
	struct cgroup *ancestors[];
};

struct sock_cgroup_data {
	struct cgroup *cgroup;
};

struct super_block {
	unsigned long s_magic;
};

struct inode {
	unsigned short i_mode;
	struct super_block *i_sb;
	unsigned long i_ino;
};

struct sock;

struct socket {
	struct sock *sk;
	short state;
	unsigned long flags;
};

/* A socket and the inode of its file. */
struct socket_alloc {
	struct socket socket;
	struct inode vfs_inode;
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
	struct socket *sk_socket;
	int sk_sndbuf;
	int sk_wmem_queued;
	__u32 sk_ack_backlog;
	__u32 sk_max_ack_backlog;
	socket_lock_t sk_lock;
	kuid_t sk_uid;
	void *sk_bpf_storage;
	int sk_err;
	__u8 sk_shutdown;
	struct sock_cgroup_data sk_cgrp_data;
};

struct tcp_congestion_ops {
	void *cong_control;
};

struct inet_sock {
	__be16 inet_sport;
};

struct inet_connection_sock {
	struct inet_sock icsk_inet;
	__u32 icsk_rto;
	const struct tcp_congestion_ops *icsk_ca_ops;
	__u8 icsk_ca_state : 5;
	__u8 icsk_retransmits;
	__u8 icsk_pending;
	__u8 icsk_backoff;
};

struct list_head {
	struct list_head *prev;
};

struct rb_node;

struct rb_root {
	struct rb_node *rb_node;
};

struct tcp_options_received {
	__u32 ts_recent;
	__u16 tstamp_ok : 1;
	__u16 dsack : 1;
	__u16 wscale_ok : 1;
	__u16 snd_wscale : 4;
	__u16 rcv_wscale : 4;
	__u16 user_mss;
	__u16 mss_clamp;
};

struct minmax_sample {
	__u32 v;
};

struct minmax {
	struct minmax_sample s[3];
};

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	struct minmax rtt_min;
	__u64 bytes_received;
	__u64 bytes_acked;
	__u64 bytes_sent;
	__u64 bytes_retrans;
	__u32 segs_in;
	__u32 data_segs_in;
	__u32 segs_out;
	__u32 data_segs_out;
	__u32 dsack_dups;
	__u32 total_retrans;
	__u32 rcv_nxt;
	__u32 rcv_wup;
	__u32 rcv_wnd;
	__u32 copied_seq;
	__u32 snd_nxt;
	__u32 snd_una;
	__u32 snd_wnd;
	__u32 write_seq;
	__u32 snd_cwnd;
	__u32 snd_ssthresh;
	__u32 prior_cwnd;
	__u32 prior_ssthresh;
	__u32 snd_cwnd_clamp;
	__u32 packets_out;
	__u32 sacked_out;
	__u32 lost_out;
	__u32 retrans_out;
	__u32 srtt_us;
	__u32 mdev_us;
	__u32 mss_cache;
	__u32 reordering;
	__u32 high_seq;
	__u32 tlp_high_seq;
	__u32 undo_marker;
	__u32 delivered;
	__u32 delivered_ce;
	__u32 received_ce; /* Linux 6.18 */
	__u16 advmss;
	__u8 ecn_flags;
	__u8 bpf_sock_ops_cb_flags;
	__u8 repair : 1;
	int linger2;
	__u8 chrono_type : 2;
	__u8 rate_app_limited : 1;
	__u32 chrono_start;
	__u32 rcv_tstamp;
	__u64 tcp_wstamp_ns;
	__u64 tcp_clock_cache;
	__u64 tcp_mstamp;
	__u32 rate_delivered;
	__u32 rate_interval_us;
	__u32 window_clamp;
	struct {
		__u32 rtt_us;
	} rcv_rtt_est;
	struct list_head tsorted_sent_queue;
	struct sk_buff *ooo_last_skb;
	struct rb_root out_of_order_queue;
	struct tcp_options_received rx_opt;
};

struct skb_shared_info {
	unsigned short gso_segs;
};

struct sk_buff {
	unsigned int len;
	unsigned int end;
	unsigned char *head;
	unsigned char *data;
	char cb[48];
	__u64 skb_mstamp_ns;
	struct list_head tcp_tsorted_anchor;
};

struct tcp_skb_cb {
	__u32 seq;
	__u32 end_seq;
	__u8 tcp_flags; /* 16 bits in 6.18; the lower 8 are those of old */
	__u8 sacked;
	__u8 ip_dsfield;
	__u32 ack_seq;
};

struct bpf_sock_ops_kern {
	struct sk_buff *skb;
};

/* Whole, since it is reached by an index. */
struct upid {
	int nr;
	void *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[];
};

struct task_struct {
	struct task_struct *group_leader;
	struct pid *thread_pid;
	char comm[16];
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct file {
	struct inode *f_inode;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

struct bpf_iter__tcp {
	struct bpf_iter_meta *meta;
	struct sock_common *sk_common;
};

struct bpf_iter__bpf_sk_storage_map {
	struct bpf_iter_meta *meta;
	struct sock *sk;
	void *value;
};

#pragma clang attribute pop

#endif
