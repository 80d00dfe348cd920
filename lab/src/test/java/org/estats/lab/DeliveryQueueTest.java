package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeliveryQueueTest {

  private record Entry(long due, int slot) {}

  @Test
  void givesBackInOrderOfTimeAndThenOfArrival() {
    Random random = new Random(20_261_121);
    DeliveryQueue queue = new DeliveryQueue();
    Comparator<Entry> order = Comparator.comparingLong(Entry::due);
    PriorityQueue<Entry> expected = new PriorityQueue<>(order.thenComparing(Entry::slot));
    for (int slot = 0; slot < 100_000; slot++) {
      long due = random.nextInt(500); // many are due at once
      queue.add(due, slot); // slots count upwards, so they tell the order of arrival
      expected.add(new Entry(due, slot));
      for (int n = random.nextInt(3); n > 0 && !expected.isEmpty(); n--) {
        takeOne(queue, expected);
      }
    }
    while (!expected.isEmpty()) {
      takeOne(queue, expected);
    }
    assertThat(queue.size()).isZero();
  }

  private static void takeOne(DeliveryQueue queue, PriorityQueue<Entry> expected) {
    assertThat(new Entry(queue.dueNanos(), queue.slot())).isEqualTo(expected.poll());
    queue.remove();
    assertThat(queue.size()).isEqualTo(expected.size());
  }
}
