/* SPDX-License-Identifier: Apache-2.0 */
#include "floor.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KERNEL_TYPES "/sys/kernel/btf/vmlinux"

static int bpf(int command, union bpf_attr *attr, size_t bytes, const char *what)
{
	int result = syscall(SYS_bpf, command, attr, bytes);

	if (result < 0)
		fail(what);
	return result;
}

int open_pin(const char *path)
{
	union bpf_attr attr = {.pathname = (uintptr_t)path};

	return bpf(BPF_OBJ_GET, &attr, 16, path);
}

void test_run(int program, void *packet, size_t bytes)
{
	union bpf_attr attr = {
		.test = {
			.prog_fd = program,
			.data_in = (uintptr_t)packet,
			.data_out = (uintptr_t)packet,
			.data_size_in = bytes,
			.data_size_out = bytes,
		},
	};

	bpf(BPF_PROG_TEST_RUN, &attr, sizeof(attr.test), "run a program");
}

uint32_t map_value_bytes(int map)
{
	struct bpf_map_info info = {};
	union bpf_attr attr = {
		.info = {.bpf_fd = map, .info_len = sizeof(info), .info = (uintptr_t)&info},
	};

	bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr.info), "ask about a map");
	return info.value_size;
}

struct runs runs_of(int program)
{
	struct bpf_prog_info info = {};
	union bpf_attr attr = {
		.info = {.bpf_fd = program, .info_len = sizeof(info), .info = (uintptr_t)&info},
	};

	bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr.info), "ask about a program");
	return (struct runs){info.run_time_ns, info.run_cnt, info.recursion_misses};
}

int enable_statistics(void)
{
	union bpf_attr attr = {.enable_stats = {.type = BPF_STATS_RUN_TIME}};

	return bpf(BPF_ENABLE_STATS, &attr, sizeof(attr.enable_stats), "enable statistics");
}

/* How many bytes follow the head of a type. */
static size_t tail_bytes(const struct btf_type *t)
{
	size_t n = BTF_INFO_VLEN(t->info);

	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return n * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return n * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return n * sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return n * sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return n * sizeof(struct btf_var_secinfo);
	default:
		return 0;
	}
}

static void *whole_file(const char *path)
{
	int fd = open(path, O_RDONLY);
	struct stat about;
	char *bytes;
	ssize_t n;

	if (fd < 0 || fstat(fd, &about))
		fail(path);
	bytes = malloc(about.st_size);
	for (off_t at = 0; at < about.st_size; at += n) {
		n = read(fd, bytes + at, about.st_size - at);
		if (n <= 0)
			fail(path);
	}
	close(fd);
	return bytes;
}

/* The number of a typedef among the types of the kernel. */
static uint32_t typedef_number(const char *name)
{
	struct btf_header *head = whole_file(KERNEL_TYPES);
	char *types = (char *)head + head->hdr_len + head->type_off;
	char *strings = (char *)head + head->hdr_len + head->str_off;
	uint32_t number = 1;

	for (size_t at = 0; at < head->type_len; number++) {
		struct btf_type *t = (struct btf_type *)(types + at);

		if (BTF_INFO_KIND(t->info) == BTF_KIND_TYPEDEF &&
		    !strcmp(strings + t->name_off, name)) {
			free(head);
			return number;
		}
		at += sizeof(*t) + tail_bytes(t);
	}
	fail(name);
}

int attach_empty_probe(int *program)
{
	struct bpf_insn code[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr load = {
		.prog_type = BPF_PROG_TYPE_TRACING,
		.expected_attach_type = BPF_TRACE_RAW_TP,
		.attach_btf_id = typedef_number("btf_trace_tcp_probe"),
		.insns = (uintptr_t)code,
		.insn_cnt = sizeof(code) / sizeof(code[0]),
		.license = (uintptr_t)"GPL",
		.prog_name = "estats_empty",
	};
	union bpf_attr attach = {};

	*program = bpf(BPF_PROG_LOAD, &load, sizeof(load), "load the empty program");
	attach.raw_tracepoint.prog_fd = *program;
	return bpf(BPF_RAW_TRACEPOINT_OPEN, &attach, sizeof(attach.raw_tracepoint),
		   "attach the empty program");
}
