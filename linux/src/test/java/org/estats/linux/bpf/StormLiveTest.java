package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.ClosedReader;
import org.estats.Ending;
import org.estats.FinalRecord;
import org.estats.linux.CProgram;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Live;
import org.estats.linux.Rules;
import org.estats.linux.ShortConnections;
import org.estats.linux.collector.Rule;
import org.estats.linux.proc.FreshNetns;
import org.estats.linux.proc.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// 20,000 new connections a second with a rule on: each end leaves its final record or is counted
/// among the missed, by what the kernel itself says of how many there were.
///
/// `-Destats.storm.seconds=30` makes it the full run.
@ExtendWith(Island.class)
class StormLiveTest {

  private static final int SECONDS = Integer.getInteger("estats.storm.seconds", 2);
  private static final int PER_SECOND = Integer.getInteger("estats.storm.rate", 20_000);

  /// Seconds of records, so that a reader keeps up on a machine that has other things to do.
  private static final String SLOTS = "131072";

  private static final String SLOTS_FEW = "1024";
  private static final Path SNMP = Path.of("/proc/thread-self/net/snmp");

  /// What a follower has read.
  private static final class Follower implements Runnable {
    private final ClosedReader reader;
    private final long netns;
    private final Map<Ending, Long> read = new EnumMap<>(Ending.class);
    private long bytes;
    private long strangers;
    private volatile boolean isOver;

    Follower(ClosedReader reader, long netns) {
      this.reader = reader;
      this.netns = netns;
    }

    @Override
    public void run() {
      while (true) {
        boolean isLast = isOver;
        Optional<FinalRecord> record = reader.next(Duration.ofMillis(20));
        if (record.isEmpty() && isLast) {
          return;
        }
        record.ifPresent(this::count);
      }
    }

    private void count(FinalRecord record) {
      if (record.last().connection().netns() != netns) {
        strangers++;
        return;
      }
      read.merge(record.how(), 1L, Long::sum);
      bytes += record.last().data().thruBytesReceived().get();
    }

    long ends() {
      return read.values().stream().mapToLong(n -> n).sum();
    }
  }

  @Test
  void everyEndLeavesARecordAndAFollowerMissesNone() throws Throwable {
    System.setProperty(Loader.CLOSED_SLOTS_PROPERTY, SLOTS);
    storm(SECONDS, true);
  }

  @Test
  void whatAFollowerThatSleptThroughItMissedItIsTold() throws Throwable {
    System.setProperty(Loader.CLOSED_SLOTS_PROPERTY, SLOTS_FEW);
    storm(1, false);
  }

  private static void storm(int seconds, boolean isAwake) throws Throwable {
    FreshNetns.run(() -> {
      Rule rule = KernelCollector.addRule(Rules.forAllHere());
      try (CProgram program = CProgram.compile("storm");
          ClosedReader reader = new LinuxSource().closed()) {
        Follower follower = new Follower(reader, NetworkNamespace.ownInode());
        Thread following = Thread.ofPlatform().unstarted(follower);
        if (isAwake) {
          following.start();
        }
        Process storm = program.start(seconds, PER_SECOND);
        String said = new String(storm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(storm.waitFor()).as(said).isZero();
        Live.await("the last to end", ShortConnections::areGone);
        follower.isOver = true;
        if (!isAwake) {
          following.start();
        }
        following.join();
        assertComplete(follower, isAwake, said.strip().split(" "));
      } finally {
        KernelCollector.removeRule(rule.id());
      }
    });
  }

  /// @param made connections, failed attempts and microseconds, as the storm told them
  private static void assertComplete(Follower follower, boolean isAwake, String[] made)
      throws IOException {
    long ends = counter("ActiveOpens") + counter("PassiveOpens") - counter("AttemptFails");
    long missed = follower.reader.missed();
    String said =
        "%s connections in %.1f s: %d ends by the kernel, %d read %s, %d missed; %s"
            .formatted(
                made[0],
                Long.parseLong(made[2]) / 1e6,
                ends,
                follower.ends(),
                follower.read,
                missed,
                skipped());
    System.getLogger("estats").log(System.Logger.Level.INFO, said);
    assertThat(ends).as("ends by the kernel").isEqualTo(2 * Long.parseLong(made[0]));
    assertThat(follower.ends() + missed).as(said).isEqualTo(ends);
    assertThat(follower.strangers).as("records of other namespaces").isZero();
    if (isAwake) {
      assertThat(missed).as(said).isZero();
      assertThat(follower.bytes).as("a byte each: " + said).isEqualTo(Long.parseLong(made[0]));
      assertThat(follower.read).as("ways to end: " + said).hasSize(3); // FIN, both resets
    } else {
      assertThat(missed).as(said).isPositive();
    }
  }

  private static List<String> skipped() {
    return KernelCollector.status().hooks().stream()
        .filter(hook -> hook.skipped().orElse(0L) > 0)
        .map(hook -> hook.name() + " skipped " + hook.skipped().orElse(0L) + " times")
        .toList();
  }

  /// A counter of the kernel's, of the namespace of this thread.
  private static long counter(String name) throws IOException {
    List<String[]> lines =
        Files.readAllLines(SNMP).stream()
            .filter(line -> line.startsWith("Tcp:"))
            .map(line -> line.split(" "))
            .toList();
    int column = Arrays.asList(lines.getFirst()).indexOf(name);
    return Long.parseLong(lines.getLast()[column]);
  }
}
