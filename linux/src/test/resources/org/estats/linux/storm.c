// SPDX-License-Identifier: Apache-2.0
/*
 * A storm of short connections over loopback, at a steady pace: storm SECONDS PER_SECOND.
 *
 * Every kind of end is among them: closed by either side first, reset, and attempts that no one
 * listens for. Prints what it made: connections, attempts that failed, microseconds it took.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* So many are open at a time. */
#define OPEN 512
/* Peers' addresses: each has ports of its own, so those of remnants are not waited for. */
#define ADDRESSES 200
#define BACKLOG 1024
/* One of so many attempts goes to a port where nobody listens. */
#define ONE_FAILS_IN 1000

struct ends {
	int client;
	int server;
};

static void fail(const char *what)
{
	fprintf(stderr, "storm: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t micros(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}

static struct sockaddr_in place(uint32_t host, uint16_t port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };

	a.sin_addr.s_addr = htonl(host);
	a.sin_port = htons(port);
	return a;
}

static int listen_anywhere(uint16_t *port)
{
	struct sockaddr_in a = place(INADDR_ANY, 0);
	socklen_t length = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, BACKLOG) ||
	    getsockname(fd, (struct sockaddr *)&a, &length))
		fail("listen");
	*port = ntohs(a.sin_port);
	return fd;
}

static int connect_to(uint32_t host, uint16_t port)
{
	struct sockaddr_in a = place(host, port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		fail("socket");
	if (!connect(fd, (struct sockaddr *)&a, sizeof(a)))
		return fd;
	if (errno != ECONNREFUSED)
		fail("connect");
	close(fd);
	return -1;
}

static void end(struct ends *e, uint64_t i)
{
	struct linger now = { .l_onoff = 1 };

	if (i % 4 == 3 && setsockopt(e->client, SOL_SOCKET, SO_LINGER, &now, sizeof(now)))
		fail("linger");
	close(i % 2 ? e->client : e->server);
	close(i % 2 ? e->server : e->client);
}

static void hold_to_pace(uint64_t begun, uint64_t made, uint64_t per_second)
{
	uint64_t due = begun + made * 1000000 / per_second, now = micros();

	if (due > now + 500)
		usleep(due - now);
}

int main(int argc, char **argv)
{
	struct rlimit files = { 4 * OPEN, 4 * OPEN };
	static struct ends ring[OPEN];
	uint64_t total, per_second, begun, failed = 0;
	uint16_t port, nobody;
	int listener;
	char byte = 0;

	if (argc != 3)
		return 2;
	per_second = strtoull(argv[2], NULL, 10);
	total = strtoull(argv[1], NULL, 10) * per_second;
	setrlimit(RLIMIT_NOFILE, &files);
	listener = listen_anywhere(&port);
	close(listen_anywhere(&nobody));
	begun = micros();
	for (uint64_t i = 0; i < total; i++) {
		struct ends *e = &ring[i % OPEN];
		uint32_t host = 0x7f000001 + i % ADDRESSES;

		hold_to_pace(begun, i, per_second);
		if (i % ONE_FAILS_IN == 0)
			failed += connect_to(host, nobody) < 0;
		if (i >= OPEN)
			end(e, i);
		e->client = connect_to(host, port);
		e->server = accept(listener, NULL, NULL);
		if (e->client < 0 || e->server < 0)
			fail("accept");
		if (write(e->client, &byte, 1) != 1 || read(e->server, &byte, 1) != 1)
			fail("a byte");
	}
	for (uint64_t i = total; i < total + OPEN; i++) {
		if (ring[i % OPEN].client)
			end(&ring[i % OPEN], i);
	}
	printf("%llu %llu %llu\n", (unsigned long long)total, (unsigned long long)failed,
	       (unsigned long long)(micros() - begun));
	return 0;
}
