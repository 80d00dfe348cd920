package org.estats.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final long LONG = 20_000;

  private final BlockingQueue<Integer> order = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private Turns turns = new Turns(1, LONG);

  @AfterEach
  void end() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    turns.close();
  }

  /// Somebody who waits for a turn, and gives it back at once.
  private void come(int work) throws InterruptedException {
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try (Turns.Turn _ = turns.take(work, work)) {
                order.add(work);
              }
            });
    threads.add(thread);
    while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
      Thread.sleep(1);
    }
  }

  private int next() throws InterruptedException {
    Integer next = order.poll(LONG, TimeUnit.MILLISECONDS);
    assertThat(next).as("somebody has his turn").isNotNull();
    return next;
  }

  @Test
  void whoAsksForLeastComesFirst() throws InterruptedException {
    Turns.Turn busy = turns.take(1_000, 1_000);
    come(5_000);
    come(1_000);
    come(300);
    busy.close();
    assertThat(List.of(next(), next(), next())).containsExactly(300, 1_000, 5_000);
  }

  @Test
  void whoWaitsForItsClientKeepsNobodyWaitingAndGoesOnAfterwards() throws InterruptedException {
    Turns.Turn slow = turns.take(300, 300);
    slow.write();
    come(5_000);
    assertThat(next()).isEqualTo(5_000);
    slow.goOn();
    come(1_000);
    assertThat(order.poll(100, TimeUnit.MILLISECONDS)).as("it is the slow one's again").isNull();
    slow.close();
    assertThat(next()).isEqualTo(1_000);
  }

  @Test
  void soManyRowsAndNoMoreAreHeldForClientsThatTakeTheirTime() throws InterruptedException {
    List<Turns.Turn> slow = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      slow.add(turns.take(140_000, 140_000));
      slow.getLast().write();
    }
    come(1_000);
    assertThat(order.poll(300, TimeUnit.MILLISECONDS)).as("no room").isNull();
    slow.getFirst().close();
    assertThat(next()).isEqualTo(1_000);
    slow.forEach(Turns.Turn::close);
  }

  @Test
  void whoseTurnDoesNotComeIsRefusedAndNothingIsLost() throws Exception {
    turns.close();
    turns = new Turns(1, 50);
    Turns.Turn busy = turns.take(1_000, 1_000);
    for (int i = 0; i < 100; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                assertThatThrownBy(() -> turns.take(300, 300)).isInstanceOf(Refusal.class);
                order.add(300);
              }));
    }
    for (int i = 0; i < 100; i++) {
      next();
    }
    busy.close();
    turns.take(20_000, 20_000).close();
  }

  @Test
  void whatIsLittleWaitsForNobody() throws Exception {
    AtomicInteger done = new AtomicInteger();
    try (Turns.Turn _ = turns.take(1_000, 1_000);
        SlowClients slowClients = new SlowClients();
        SlowClients.Progress progress = slowClients.begin()) {
      turns.run(Turns.FREE, Turns.FREE, progress, done::incrementAndGet);
      assertThat(done).hasValue(1);
    }
  }
}
