/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Which processes hold which TCP sockets, and which hold namespaces: one walk of the kernel over all
 * open files.
 */
#ifndef ESTATS_HOLDERS_H
#define ESTATS_HOLDERS_H

#include "kernel.h"

#define IPPROTO_TCP 6
#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define NSFS_MAGIC 0x6e736673

/* So that readers find its layout in the object. */
const struct estats_holder *const volatile holder_layout;

/* The number of a process as the reader sees it: that of its own pid namespace; 0 if it has none. */
static __always_inline __u32 number_for_reader(struct task_struct *task)
{
	unsigned int level = BPF_CORE_READ(bpf_get_current_task_btf(), thread_pid, level);
	struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);
	__u32 number = 0;

	if (BPF_CORE_READ(pid, level) < level)
		return 0;
	bpf_probe_read_kernel(&number, sizeof(number), &pid->numbers[level].nr);
	return number;
}

/* Whether a file is a TCP socket or stands for a namespace; `inode` is then as in the record. */
static __always_inline bool is_told_of(struct file *file, __u64 *inode)
{
	struct socket *socket;

	*inode = 0;
	if ((file->f_inode->i_mode & S_IFMT) != S_IFSOCK)
		return file->f_inode->i_sb->s_magic == NSFS_MAGIC;
	socket = bpf_sock_from_file(file);
	if (!socket || !socket->sk || socket->sk->sk_protocol != IPPROTO_TCP)
		return false;
	*inode = file->f_inode->i_ino;
	return true;
}

/*
 * The kernel shows each file table once, whichever threads share it, and only tasks of the
 * reader's pid namespace.
 */
SEC("iter/task_file")
int holders(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct estats_holder holder = {};

	if (!task || !file || !is_told_of(file, &holder.socket))
		return 0;
	holder.layout = layout;
	holder.pid = number_for_reader(task);
	if (holder.pid)
		bpf_seq_write(ctx->meta->seq, &holder, sizeof(holder));
	return 0;
}

#endif
