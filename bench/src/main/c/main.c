/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads commands, one a line, and answers each with one line of name=number pairs. What fails ends
 * the program with a line that begins with "error".
 */
#include "floor.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "estats.h"

/* Reads a pinned iterator to its end. */
static void read_records(const char *pin)
{
	static char buffer[1 << 18];
	int64_t began = now_nanos();
	uint64_t bytes = 0;
	char path[128];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), PINS "%s", pin);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		fail(path);
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		bytes += n;
	if (n < 0)
		fail(path);
	close(fd);
	printf("records=%" PRIu64 " nanos=%" PRId64 "\n", bytes / sizeof(struct estats_record),
	       now_nanos() - began);
}

static void transfer(const char *how, long amount)
{
	int64_t nanos;

	begin_runs();
	if (!strcmp(how, "one-thread"))
		nanos = ping_pong_one_thread(amount);
	else if (!strcmp(how, "two-threads"))
		nanos = ping_pong_two_threads(amount);
	else
		nanos = bulk(amount);
	printf("nanos=%" PRId64, nanos);
	print_runs(stdout);
	printf("\n");
}

/* What a command takes that prints every connection, its own start included. */
static void time_command(const char *command)
{
	char line[512];
	int64_t began;

	snprintf(line, sizeof(line), "%s >/dev/null", command);
	began = now_nanos();
	if (system(line))
		fail(command);
	printf("nanos=%" PRId64 "\n", now_nanos() - began);
}

static void element(void)
{
	int elements = open_pin(PINS "elements");

	printf("bytes=%u\n", map_value_bytes(elements));
	close(elements);
}

static void obey(const char *command, const char *word, long number, uint32_t mask)
{
	if (!strcmp(command, "pair")) {
		new_pair();
		printf("client=%u server=%u\n", pair.client_port, pair.server_port);
	} else if (!strcmp(command, "crowd")) {
		crowd(number);
		printf("done=1\n");
	} else if (!strcmp(command, "get") || !strcmp(command, "set") ||
		   !strcmp(command, "off-on")) {
		printf("nanos=%f\n", call_nanos(command, !strcmp(word, "opened"), number, mask));
	} else if (!strcmp(command, "read")) {
		read_records(word);
	} else if (!strcmp(command, "set-all")) {
		printf("nanos=%" PRId64 "\n",
		       set_all_nanos(number ? mask : 0, number ? 0 : mask));
	} else if (!strcmp(command, "element")) {
		element();
	} else if (!strcmp(command, "watch")) {
		watch(!strcmp(word, "on"));
		printf("done=1\n");
	} else if (!strcmp(command, "transfer")) {
		transfer(word, number);
	} else {
		errno = EINVAL;
		fail(command);
	}
}

int main(void)
{
	char line[256];

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (fgets(line, sizeof(line), stdin)) {
		char command[32] = "", word[32] = "-";
		unsigned int mask = 0;
		long number = 0;

		if (!strncmp(line, "time ", 5)) {
			line[strcspn(line, "\n")] = 0;
			time_command(line + 5);
			continue;
		}
		/* COMMAND WORD NUMBER MASK, as far as the command has them. */
		if (sscanf(line, "%31s %31s %ld %u", command, word, &number, &mask) >= 1)
			obey(command, word, number, mask);
	}
	return 0;
}
