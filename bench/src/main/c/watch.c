/* SPDX-License-Identifier: Apache-2.0 */
/* What the hooks cost, by the kernel's own statistics, beside a program that does nothing. */
#include "floor.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOOKS_MAX 16
#define PROBE "on_tcp_probe"

static int statistics = -1, empty_link = -1, empty_program = -1;

/* The programs that are attached: those with a link pinned beside them. */
static struct hook {
	char name[64];
	int program;
	struct runs before;
} hooks[HOOKS_MAX];

static int hook_count;
static struct runs empty_before;
static uint64_t segments_before;

/*
 * Buffers that TCP has received in this network namespace. The hooks see the whole machine: where
 * they ran more often than this, somebody else's traffic is in their statistics.
 */
static uint64_t segments_received(void)
{
	static const char *name = "InSegs";
	char names[1024], numbers[1024], *n, *v, *rest_n, *rest_v;
	FILE *counters = fopen("/proc/self/net/snmp", "r");

	if (!counters)
		fail("read /proc/self/net/snmp");
	while (fgets(names, sizeof(names), counters) && fgets(numbers, sizeof(numbers), counters)) {
		if (strncmp(names, "Tcp:", 4))
			continue;
		fclose(counters);
		n = strtok_r(names, " \n", &rest_n);
		v = strtok_r(numbers, " \n", &rest_v);
		while (n && v && strcmp(n, name)) {
			n = strtok_r(NULL, " \n", &rest_n);
			v = strtok_r(NULL, " \n", &rest_v);
		}
		if (n && v)
			return strtoull(v, NULL, 10);
		break;
	}
	fail(name);
}

void watch(bool on)
{
	if (on && statistics < 0) {
		empty_link = attach_empty_probe(&empty_program);
		statistics = enable_statistics();
	} else if (!on && statistics >= 0) {
		close(statistics);
		close(empty_link);
		close(empty_program);
		statistics = -1;
	}
}

static void find_hooks(void)
{
	DIR *pins = opendir(PINS);
	struct dirent *pin;

	hook_count = 0;
	if (!pins)
		return; /* nothing is loaded */
	while ((pin = readdir(pins)) && hook_count < HOOKS_MAX) {
		struct hook *h = &hooks[hook_count];
		size_t length = strlen(pin->d_name);
		char path[128];

		if (length < 6 || length >= sizeof(h->name) ||
		    strcmp(pin->d_name + length - 5, "_link"))
			continue;
		memcpy(h->name, pin->d_name, length - 5);
		h->name[length - 5] = 0;
		snprintf(path, sizeof(path), PINS "%s", h->name);
		h->program = open_pin(path);
		hook_count++;
	}
	closedir(pins);
}

void begin_runs(void)
{
	find_hooks();
	for (int i = 0; i < hook_count; i++)
		hooks[i].before = runs_of(hooks[i].program);
	if (statistics >= 0)
		empty_before = runs_of(empty_program);
	segments_before = segments_received();
}

static struct runs since(struct runs before, int program)
{
	struct runs now = runs_of(program);

	now.nanos -= before.nanos;
	now.count -= before.count;
	now.missed -= before.missed;
	return now;
}

void print_runs(FILE *to)
{
	uint64_t segments = segments_received() - segments_before;
	struct runs probe = {}, others = {}, empty = {};

	for (int i = 0; i < hook_count; i++) {
		struct runs r = since(hooks[i].before, hooks[i].program);
		struct runs *sum = strcmp(hooks[i].name, PROBE) ? &others : &probe;

		sum->nanos += r.nanos;
		sum->count += r.count;
		sum->missed += r.missed;
		close(hooks[i].program);
	}
	if (statistics >= 0)
		empty = since(empty_before, empty_program);
	fprintf(to, " probe_runs=%" PRIu64 " probe_nanos=%" PRIu64, probe.count, probe.nanos);
	fprintf(to, " other_runs=%" PRIu64 " other_nanos=%" PRIu64, others.count, others.nanos);
	fprintf(to, " empty_runs=%" PRIu64 " empty_nanos=%" PRIu64, empty.count, empty.nanos);
	fprintf(to, " missed=%" PRIu64 " segments=%" PRIu64, probe.missed + others.missed,
		segments);
}
