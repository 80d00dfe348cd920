/* SPDX-License-Identifier: Apache-2.0 */
/* What the hooks cost, by the kernel's own statistics, beside a program that does nothing. */
#include "floor.h"

#include <dirent.h>
#include <inttypes.h>
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
	fprintf(to, " missed=%" PRIu64, probe.missed + others.missed);
}
