/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Which of two generations counts an event. While one takes over from another, both have their
 * hooks attached and each event meets both, the older first: the kernel runs them in the order in
 * which they were attached. The control word may change between the two, so the newer does not go
 * by it alone; the older hands each element over with the first event that it leaves to the newer.
 *
 *   control.previous = old     the newer counts only what has been handed over to it
 *   control.generation = new   the older hands over
 *   a grace period             no event is under way any more that the older has counted
 *   control.previous = 0       what no event has met meanwhile is the newer's too
 *   the older's hooks go
 */
#ifndef ESTATS_GENERATION_H
#define ESTATS_GENERATION_H

#include "element.h"

/* Whether an event of this element's connection is this generation's to count. Asked once an event. */
static __always_inline bool is_mine(struct element *e)
{
	volatile struct estats_control *c = control_word();
	__u32 now, previous;

	if (!c)
		return false;
	now = c->generation;
	previous = c->previous;
	if (now != generation) {
		if (previous == generation)
			e->owner = now;
		return false;
	}
	if (e->owner == generation)
		return true;
	if (previous && previous != generation)
		return false; /* counted by the one before, which hands over with the next event */
	e->owner = generation;
	return true;
}

#endif
