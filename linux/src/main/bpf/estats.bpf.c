// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Estats, the kernel's half: extended statistics kept with each socket for which they are switched
 * on. Five hooks count; two programs, run as a test, switch and read one connection; three
 * iterators read and mend many.
 */
#include "kernel.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>

#include "estats.h"

/* Which object this is; readers made for another are refused. Set before loading. */
const volatile __u32 layout;
/* Which loading of it this is. Set before loading. */
const volatile __u32 generation;
/* A jiffy, by the kernel's CONFIG_HZ; 0 if that could not be found out. Set before loading. */
const volatile __u32 jiffy_micros;
/* Whether the kernel has bpf_cast_to_kern_ctx and bpf_rdonly_cast (6.2). Set before loading. */
const volatile bool has_casts;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct estats_control);
} control SEC(".maps");

static __always_inline struct estats_control *control_word(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&control, &zero);
}

/* Whether this generation is the one that counts. */
static __always_inline bool is_current(void)
{
	struct estats_control *c = control_word();

	return c && c->generation == generation;
}

#include "generation.h"
#include "hooks.h"
#include "one.h"
#include "many.h"
#include "holders.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
