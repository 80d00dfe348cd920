/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "floor.h"

#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#define MESSAGE_BYTES 64
#define CHUNK_BYTES (64 << 10)

static char outgoing[CHUNK_BYTES];
static char incoming[CHUNK_BYTES];

/* On a processor of its own each, the two ends of a connection pass cache lines to and fro. */
static void move_to(int processor)
{
	cpu_set_t only;

	CPU_ZERO(&only);
	CPU_SET(processor % sysconf(_SC_NPROCESSORS_ONLN), &only);
	/* Where a container does not give us that processor, the scheduler's choice has to do. */
	(void)sched_setaffinity(0, sizeof(only), &only);
}

static void move_anywhere(void)
{
	cpu_set_t all;

	CPU_ZERO(&all);
	for (long i = 0; i < sysconf(_SC_NPROCESSORS_ONLN); i++)
		CPU_SET(i, &all);
	(void)sched_setaffinity(0, sizeof(all), &all);
}

static void give(int fd, char *bytes, size_t count)
{
	if (send(fd, bytes, count, 0) != (ssize_t)count)
		fail("send");
}

static void take(int fd, char *bytes, size_t count)
{
	if (recv(fd, bytes, count, MSG_WAITALL) != (ssize_t)count)
		fail("receive");
}

int64_t ping_pong_one_thread(long trips)
{
	int64_t began;

	move_to(1);
	began = now_nanos();
	for (long i = 0; i < trips; i++) {
		give(pair.client, outgoing, MESSAGE_BYTES);
		take(pair.server, incoming, MESSAGE_BYTES);
		give(pair.server, outgoing, MESSAGE_BYTES);
		take(pair.client, incoming, MESSAGE_BYTES);
	}
	began = now_nanos() - began;
	move_anywhere();
	return began;
}

static void *answer(void *trips)
{
	char message[MESSAGE_BYTES];

	move_to(1);
	for (long i = 0; i < *(long *)trips; i++) {
		take(pair.server, message, sizeof(message));
		give(pair.server, message, sizeof(message));
	}
	return NULL;
}

int64_t ping_pong_two_threads(long trips)
{
	pthread_t other;
	int64_t began;

	if (pthread_create(&other, NULL, answer, &trips))
		fail("start a thread");
	move_to(0);
	began = now_nanos();
	for (long i = 0; i < trips; i++) {
		give(pair.client, outgoing, MESSAGE_BYTES);
		take(pair.client, incoming, MESSAGE_BYTES);
	}
	began = now_nanos() - began;
	pthread_join(other, NULL);
	move_anywhere();
	return began;
}

static void *swallow(void *bytes)
{
	long left = *(long *)bytes;

	move_to(1);
	while (left > 0) {
		ssize_t n = recv(pair.server, incoming, sizeof(incoming), 0);

		if (n <= 0)
			fail("receive");
		left -= n;
	}
	return NULL;
}

int64_t bulk(long bytes)
{
	pthread_t other;
	int64_t began;

	bytes -= bytes % CHUNK_BYTES;
	if (pthread_create(&other, NULL, swallow, &bytes))
		fail("start a thread");
	move_to(0);
	began = now_nanos();
	for (long left = bytes; left > 0; left -= CHUNK_BYTES)
		give(pair.client, outgoing, CHUNK_BYTES);
	pthread_join(other, NULL);
	began = now_nanos() - began;
	move_anywhere();
	return began;
}
