/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floors: what a C program takes for what Estats does, and the traffic that the kernel half is
 * measured with. One process, driven by lines on its standard input; see main.c.
 */
#ifndef FLOOR_H
#define FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define PINS "/run/estats/current/"

/* ---- floor.c: what all files need ----------------------------------------------------------- */

/* Ends the program with a line that says what failed. */
_Noreturn void fail(const char *what);

int64_t now_nanos(void);

/* ---- kernel.c: the bpf(2) system call ------------------------------------------------------- */

/* What the kernel keeps about the runs of a program. */
struct runs {
	uint64_t nanos;
	uint64_t count;
	uint64_t missed;
};

int open_pin(const char *path);
uint32_t map_value_bytes(int map);
struct runs runs_of(int program);
/* Runs a tc program on a packet, which it may change. */
void test_run(int program, void *packet, size_t bytes);
/* A program that does nothing, attached to tcp_probe for as long as the link is open. */
int attach_empty_probe(int *program);
/* The kernel keeps run-time statistics for as long as this is open. */
int enable_statistics(void);

/* ---- pair.c: the connection that carries the traffic ------------------------------------------ */

struct pair {
	int client;
	int server;
	uint16_t client_port;
	uint16_t server_port;
};

extern struct pair pair;

/* Makes a new connection to ourselves in place of the last. */
void new_pair(void);

/* ---- crowd.c: many connections -------------------------------------------------------------- */

/* Has other processes hold so many pairs of connected sockets, in place of the last; 0: none. */
void crowd(long pairs);

/* ---- call.c: one connection, through the pinned programs ---------------------------------------- */

/*
 * Nanoseconds a call of `get`, `set` or `off-on`, median. With `each_opened` the pin is opened and
 * closed for each, else once.
 */
double call_nanos(const char *call, bool each_opened, long calls, uint32_t mask);

/* Switches all connections of the namespace on and off through `set`, as many a call as it takes. */
int64_t set_all_nanos(uint32_t on, uint32_t off);

/* ---- traffic.c ------------------------------------------------------------------------------ */

/* Each gives the nanoseconds it took. */
int64_t ping_pong_one_thread(long trips);
int64_t ping_pong_two_threads(long trips);
int64_t bulk(long bytes);

/* ---- watch.c: what the hooks cost ------------------------------------------------------------- */

/* Attaches the empty program and lets the kernel keep statistics, or ends both. */
void watch(bool on);
/* Between the two lies what is measured; the second prints it. */
void begin_runs(void);
void print_runs(FILE *to);

#endif
