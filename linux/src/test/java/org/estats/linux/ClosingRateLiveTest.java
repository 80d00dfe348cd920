package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.estats.ClosedReader;
import org.estats.FinalRecord;
import org.estats.linux.collector.Rule;
import org.estats.linux.proc.FreshNetns;
import org.estats.linux.proc.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Many connections that end quickly, with a rule that switches all of them on: a reader that
/// follows gets every record, and one that pauses is told how many it missed.
///
/// `-Destats.closing.seconds=20` makes it the full run of 5,000 connections a second.
@ExtendWith(LoadedCollector.class)
class ClosingRateLiveTest {

  private static final int SECONDS = Integer.getInteger("estats.closing.seconds", 2);
  private static final int PER_SECOND = 5_000;
  private static final int ENDS = 2;
  private static final Duration LIFE = Duration.ofMillis(20);

  /// What a reader has come to.
  private static final class Tally implements Runnable {
    private final ClosedReader reader;
    private final long netns;
    private final CountDownLatch pauseEnds;
    private long read;
    private long ofOthers;
    private long payload;
    private volatile boolean isOver;

    /// @param pauseEnds what it waits for once it has read some
    Tally(ClosedReader reader, long netns, CountDownLatch pauseEnds) {
      this.reader = reader;
      this.netns = netns;
      this.pauseEnds = pauseEnds;
      while (reader.next().isPresent()) {
        // what was there before
      }
    }

    @Override
    public void run() {
      boolean isPaused = false;
      while (true) {
        boolean isLast = isOver;
        Optional<FinalRecord> record = reader.next(Duration.ofMillis(50));
        if (record.isPresent()) {
          count(record.get());
        } else if (isLast) {
          return;
        }
        if (!isPaused && read > PER_SECOND / 10) {
          isPaused = true;
          pause();
        }
      }
    }

    private void pause() {
      try {
        pauseEnds.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private void count(FinalRecord record) {
      if (record.last().connection().netns() == netns) {
        read++;
        payload += record.last().data().thruBytesReceived().get();
      } else {
        ofOthers++;
      }
    }
  }

  @Test
  void everyRecordIsReadOrCountedAsMissed() throws Throwable {
    FreshNetns.run(() -> {
      LinuxSource source = new LinuxSource();
      long netns = NetworkNamespace.ownInode();
      Rule rule = KernelCollector.addRule(Rules.forAllHere());
      try (ClosedReader one = source.closed();
          ClosedReader other = source.closed()) {
        CountDownLatch allHaveEnded = new CountDownLatch(1);
        Tally follower = new Tally(one, netns, new CountDownLatch(0));
        Tally pauser = new Tally(other, netns, allHaveEnded);
        Thread following = Thread.ofPlatform().start(follower);
        Thread pausing = Thread.ofPlatform().start(pauser);
        ShortConnections.Sum made = ShortConnections.make(SECONDS, PER_SECOND, LIFE);
        Live.await("the last to end", () -> ShortConnections.areGone());
        allHaveEnded.countDown();
        follower.isOver = true;
        following.join();
        pauser.isOver = true;
        pausing.join();
        String said =
            "%d connections in %.1f s: read %d, missed %d; the one that pauses: read %d, missed %d"
                .formatted(
                    made.connections(),
                    made.seconds(),
                    follower.read,
                    one.missed(),
                    pauser.read,
                    other.missed());
        System.getLogger("estats").log(System.Logger.Level.INFO, said);
        assertThat(one.missed()).as(said).isZero();
        assertThat(follower.read).as(said).isEqualTo(ENDS * made.connections());
        assertThat(follower.payload).as(said).isEqualTo(made.bytes());
        assertThat(pauser.read + pauser.ofOthers + other.missed())
            .as(said)
            .isEqualTo(follower.read + follower.ofOthers);
        assertThat(other.missed()).as(said).isPositive();
      } finally {
        KernelCollector.removeRule(rule.id());
      }
    });
  }
}
