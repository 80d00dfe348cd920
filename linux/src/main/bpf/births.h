/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What is known of a connection before it is one: the process that called connect(), or listen()
 * for what is accepted. Kept with the socket until the rules have been asked, and only while a rule
 * asks for a process.
 */
#ifndef ESTATS_BIRTHS_H
#define ESTATS_BIRTHS_H

#include "estats.h"
#include "kernel.h"

/* An accepted socket is a copy of its listener, this included. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct estats_birth);
} births SEC(".maps");

/* The state becomes SYN_SENT or LISTEN: the caller is the process that wants it. */
static __always_inline void note_process(struct tcp_sock *tp)
{
	struct estats_control *c = control_word();
	struct task_struct *task;
	struct estats_birth *b;

	if (!c || !c->by_process)
		return;
	b = bpf_sk_storage_get(&births, tp, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!b)
		return;
	__builtin_memset(b, 0, sizeof(*b)); /* the socket may have been another's before */
	/* A thread may have a name of its own; what people know is the process's. */
	task = bpf_get_current_task_btf();
	BPF_CORE_READ_STR_INTO(&b->process, task, group_leader, comm);
}

#endif
