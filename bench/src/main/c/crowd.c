/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many established connections, of this host to itself. They lie with processes of their own, since
 * one may have 20,000 files only in many places.
 */
#include "floor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOLDERS_MAX 64
#define PAIRS_EACH 4500

static pid_t holders[HOLDERS_MAX];
static int holder_count;

/* A connection that ends is reset: an orderly end would leave a TIME-WAIT for each. */
static bool ends_at_once(int fd)
{
	struct linger at_once = {.l_onoff = 1};

	return !setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

/* Opens pairs, each of which has carried a few bytes. */
static bool open_pairs(int count)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t bytes = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	char word[8] = "estats";

	if (listener < 0 || bind(listener, (struct sockaddr *)&address, bytes) ||
	    listen(listener, 16) || getsockname(listener, (struct sockaddr *)&address, &bytes))
		return false;
	for (int i = 0; i < count; i++) {
		int near = socket(AF_INET, SOCK_STREAM, 0), far;

		if (near < 0 || connect(near, (struct sockaddr *)&address, bytes))
			return false;
		far = accept(listener, NULL, NULL);
		if (far < 0 || !ends_at_once(near) || !ends_at_once(far) ||
		    write(near, word, sizeof(word)) < 0 || read(far, word, sizeof(word)) < 0)
			return false;
	}
	return !close(listener);
}

_Noreturn static void hold(int count, int ready)
{
	struct rlimit files;
	char done = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!getrlimit(RLIMIT_NOFILE, &files)) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	if (!open_pairs(count))
		done = errno;
	if (write(ready, &done, 1) != 1 || done)
		_exit(1);
	for (;;)
		pause();
}

static void dismiss(void)
{
	for (int i = 0; i < holder_count; i++)
		kill(holders[i], SIGKILL);
	for (int i = 0; i < holder_count; i++)
		waitpid(holders[i], NULL, 0);
	holder_count = 0;
}

void crowd(long pairs)
{
	int ready[2];
	char failed;

	dismiss();
	if (pipe(ready))
		fail("make a pipe");
	while (pairs > 0 && holder_count < HOLDERS_MAX) {
		int count = pairs < PAIRS_EACH ? pairs : PAIRS_EACH;
		pid_t child = fork();

		if (child < 0)
			fail("start a process");
		if (!child)
			hold(count, ready[1]);
		holders[holder_count++] = child;
		pairs -= count;
		if (read(ready[0], &failed, 1) != 1 || failed) {
			errno = failed;
			dismiss();
			fail("open connections");
		}
	}
	close(ready[0]);
	close(ready[1]);
}
