/* SPDX-License-Identifier: Apache-2.0 */
/* One Get and one Set as a C program would make them: the pinned programs, run as a test. */
#include "floor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "estats.h"

#define AF_INET4 2

/* The median of so many batches is the result: somebody else's time slice is not ours. */
#define BATCHES 201

/* What `get` takes and gives; behind the record comes a copy of the element. */
struct get_call {
	struct estats_header header;
	struct estats_tuple tuple;
	struct estats_record record;
	char element[1024];
};

struct set_call {
	struct estats_header header;
	struct estats_set_request request;
};

struct caller {
	const char *pin;
	int program; /* -1 where the pin is opened for each call */
	uint32_t layout;
	uint32_t mask;
	size_t get_bytes;
	struct get_call get;
	struct set_call set;
};

/* The layout in use is the second part of the name of the loading: number-layout-.. */
static uint32_t layout_in_use(void)
{
	char name[256] = {};
	char *dash;

	if (readlink("/run/estats/current", name, sizeof(name) - 1) < 0)
		fail("read /run/estats/current");
	dash = strchr(name, '-');
	return dash ? strtoul(dash + 1, NULL, 16) : 0;
}

static size_t get_bytes(void)
{
	int elements = open_pin(PINS "elements");
	size_t bytes = offsetof(struct get_call, element) + map_value_bytes(elements);

	close(elements);
	if (bytes > sizeof(struct get_call))
		fail("the element is larger than this program knows");
	return bytes;
}

/* A caller writes the whole request each time, as if it were another connection's. */
static void address(struct caller *c, struct estats_header *header, struct estats_tuple *tuple)
{
	header->layout = c->layout;
	header->count = 1;
	tuple->family = AF_INET4;
	tuple->local[0] = tuple->remote[0] = htonl(INADDR_LOOPBACK);
	tuple->local_port = htons(pair.client_port);
	tuple->remote_port = htons(pair.server_port);
}

static void run(struct caller *c, void *packet, size_t bytes)
{
	int program = c->program < 0 ? open_pin(c->pin) : c->program;

	test_run(program, packet, bytes);
	if (c->program < 0)
		close(program);
}

static void check(uint32_t result)
{
	if (result == RESULT_DONE || result == RESULT_BUSY)
		return;
	errno = EIO;
	fail("the connection was not found");
}

static void get_once(struct caller *c)
{
	address(c, &c->get.header, &c->get.tuple);
	run(c, &c->get, c->get_bytes);
	check(c->get.record.result);
}

static void switch_once(struct caller *c, uint32_t on, uint32_t off)
{
	address(c, &c->set.header, &c->set.request.tuple);
	c->set.request.on = on;
	c->set.request.off = off;
	c->set.request.result = RESULT_UNTOUCHED;
	run(c, &c->set, sizeof(c->set));
	check(c->set.request.result);
}

static void set_once(struct caller *c)
{
	switch_once(c, c->mask, 0);
}

static void off_and_on_once(struct caller *c)
{
	switch_once(c, 0, c->mask);
	switch_once(c, c->mask, 0);
}

static int by_size(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

static double median_nanos(struct caller *c, void (*once)(struct caller *), long calls)
{
	long in_batch = calls / BATCHES + 1;
	int64_t taken[BATCHES];

	for (int i = 0; i < BATCHES; i++) {
		int64_t began = now_nanos();

		for (long k = 0; k < in_batch; k++)
			once(c);
		taken[i] = now_nanos() - began;
	}
	qsort(taken, BATCHES, sizeof(taken[0]), by_size);
	return (double)taken[BATCHES / 2] / in_batch;
}

double call_nanos(const char *call, bool each_opened, long calls, uint32_t mask)
{
	bool is_get = !strcmp(call, "get");
	struct caller c = {
		.pin = is_get ? PINS "get" : PINS "set",
		.program = -1,
		.layout = layout_in_use(),
		.mask = mask,
		.get_bytes = get_bytes(),
	};
	double nanos;

	if (!each_opened)
		c.program = open_pin(c.pin);
	if (is_get)
		nanos = median_nanos(&c, get_once, calls);
	else if (!strcmp(call, "set"))
		nanos = median_nanos(&c, set_once, calls);
	else
		nanos = median_nanos(&c, off_and_on_once, calls);
	if (c.program >= 0)
		close(c.program);
	return nanos;
}

#define REQUESTS SET_REQUESTS_MAX

static void name_connection(struct estats_tuple *t, const struct estats_record *r)
{
	t->family = r->family;
	t->local_port = htons(r->local_port);
	t->remote_port = htons(r->remote_port);
	memcpy(t->local, r->local, sizeof(t->local));
	memcpy(t->remote, r->remote, sizeof(t->remote));
	t->cookie = r->cookie;
}

/* All connections of the namespace, out of the iterator. */
static struct estats_record *read_all(size_t *count)
{
	size_t room = 1 << 20, used = 0;
	char *bytes = malloc(room);
	int fd = open(PINS "all", O_RDONLY);
	ssize_t n;

	if (fd < 0)
		fail("open the iterator");
	while ((n = read(fd, bytes + used, room - used)) > 0) {
		used += n;
		if (room - used < 1 << 16)
			bytes = realloc(bytes, room *= 2);
	}
	if (n < 0)
		fail("read the iterator");
	close(fd);
	*count = used / sizeof(struct estats_record);
	return (struct estats_record *)bytes;
}

int64_t set_all_nanos(uint32_t on, uint32_t off)
{
	static struct estats_set_call call;
	uint32_t layout = layout_in_use();
	struct estats_record *records;
	size_t count;
	int64_t began;
	char nothing[8];
	int program, settle;

	records = read_all(&count);
	began = now_nanos();
	program = open_pin(PINS "set");
	for (size_t from = 0; from < count; from += REQUESTS) {
		size_t n = count - from < REQUESTS ? count - from : REQUESTS;

		call.header.layout = layout;
		call.header.count = n;
		for (size_t i = 0; i < n; i++) {
			struct estats_set_request *r = &call.requests[i];

			name_connection(&r->tuple, &records[from + i]);
			r->on = on;
			r->off = off;
			r->result = RESULT_UNTOUCHED;
		}
		test_run(program, &call, sizeof(call.header) + n * sizeof(call.requests[0]));
		for (size_t i = 0; i < n; i++)
			check(call.requests[i].result);
	}
	close(program);
	settle = open(PINS "settle", O_RDONLY);
	if (settle < 0 || read(settle, nothing, sizeof(nothing)) < 0)
		fail("settle");
	close(settle);
	began = now_nanos() - began;
	free(records);
	return began;
}
