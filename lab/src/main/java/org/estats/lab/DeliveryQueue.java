package org.estats.lab;

import java.util.Arrays;

/// Packets on their way, by the time at which they are due; of packets due at once the one that was
/// added first comes first. A binary heap over plain arrays.
final class DeliveryQueue {

  private static final int FIRST_ENTRIES = 1024;

  private long[] dueNanos = new long[FIRST_ENTRIES];
  private long[] order = new long[FIRST_ENTRIES];
  private int[] slots = new int[FIRST_ENTRIES];
  private int size;
  private long added;

  int size() {
    return size;
  }

  /// When the next one is due. Only if there is one.
  long dueNanos() {
    return dueNanos[0];
  }

  /// The next one's slot. Only if there is one.
  int slot() {
    return slots[0];
  }

  void add(long due, int slot) {
    if (size == slots.length) {
      dueNanos = Arrays.copyOf(dueNanos, 2 * size);
      order = Arrays.copyOf(order, 2 * size);
      slots = Arrays.copyOf(slots, 2 * size);
    }
    long number = added++;
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (!before(due, number, parent)) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    set(at, due, number, slot);
  }

  /// Takes the next one out.
  void remove() {
    int last = --size;
    long due = dueNanos[last];
    long number = order[last];
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= last) {
        break;
      }
      if (child + 1 < last && before(dueNanos[child + 1], order[child + 1], child)) {
        child++;
      }
      if (before(due, number, child)) {
        break;
      }
      move(child, at);
      at = child;
    }
    set(at, due, number, slots[last]);
  }

  private boolean before(long due, long number, int other) {
    return due != dueNanos[other] ? due < dueNanos[other] : number < order[other];
  }

  private void move(int from, int to) {
    set(to, dueNanos[from], order[from], slots[from]);
  }

  private void set(int at, long due, long number, int slot) {
    dueNanos[at] = due;
    order[at] = number;
    slots[at] = slot;
  }
}
