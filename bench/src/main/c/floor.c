/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all files need: how the program ends when something fails, and the clock it measures by.
 */
#include "floor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void fail(const char *what)
{
	printf("error %s: %s\n", what, strerror(errno));
	exit(1);
}

int64_t now_nanos(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}
