package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.estats.Connection;
import org.estats.ConnectionText;
import org.estats.EstatsException;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Processes, not threads, that set, read, load, detach and unload at once.
///
/// `-Destats.together.seconds=60` makes it longer.
@ExtendWith(Island.class)
class ProcessesTogetherLiveTest {

  private static final int MESSAGE_BYTES = 1_000;

  private static final int SECONDS = Integer.getInteger("estats.together.seconds", 4);
  private static final long END_SECONDS_MAX = 60;
  private static final Set<Switch> ALL = EnumSet.allOf(Switch.class);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  /// One of them: does one thing over and over for so many seconds.
  static final class Worker {

    private static long turns;

    private Worker() {}

    static void main(String[] arguments) throws Exception {
      Connection end = ConnectionText.parse(arguments[1]);
      LinuxSource source = new LinuxSource();
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (System.nanoTime() < until) {
        try {
          turn(arguments[0], source, end);
          turns++;
        } catch (EstatsException e) {
          // Unloaded meanwhile, again and again: that may be said, nothing else.
          if (e.kind() != EstatsException.Kind.BUSY) {
            throw e;
          }
        }
      }
      source.close();
      System.out.print(turns);
    }

    private static void turn(String what, LinuxSource source, Connection end) {
      switch (what) {
        case "set" -> {
          source.set(end, ALL, NONE);
          source.set(end, NONE, ALL);
        }
        case "get" -> requireWhole(source.get(end));
        case "read" -> {
          source.forEach(false, Worker::requireWhole);
          source.forEach(true, Worker::requireWhole);
        }
        case "detach" -> {
          KernelCollector.ensureRunning();
          KernelCollector.detachIfIdle();
        }
        case "unload" -> KernelCollector.unload();
        default -> throw new IllegalArgumentException(what);
      }
    }

    /// What of a connection must hold together at any moment, however it was read.
    private static void requireWhole(Snapshot s) {
      if (!s.on().contains(Switch.DATA)) {
        return;
      }
      long first = s.data().dataBytesOut().get() - s.path().bytesRetrans().get();
      long flying = s.data().sndNxt().get() - s.data().sndUna().get() & 0xFFFF_FFFFL;
      // Of what was under way when counting began, the ACK counts and the sending does not: nothing
      // or one message, by whatever has been sent and acknowledged since.
      long underWay = flying + s.data().thruBytesAcked().get() - first;
      if (underWay != 0 && underWay != MESSAGE_BYTES) {
        throw new AssertionError(
            s.connection() + ": " + first + " sent, " + flying + " on the way, " + s.data());
      }
    }
  }

  @Test
  void processesThatDoEverythingAtOnceNeitherHangNorSeeHalfAStructure() throws Exception {
    try (Pair pair = Pair.open()) {
      String end = pair.clientEnd().toString();
      List<Process> workers = new ArrayList<>();
      for (String what : new String[] {"set", "set", "get", "read", "detach", "unload"}) {
        workers.add(
            new ProcessBuilder(Island.java(Worker.class, what, end))
                .redirectErrorStream(true)
                .start());
      }
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (System.nanoTime() < until) {
        pair.toServer(MESSAGE_BYTES);
      }
      for (Process worker : workers) {
        if (!worker.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
          worker.destroyForcibly();
          throw new AssertionError(worker.info() + " does not end");
        }
        String said = new String(worker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(worker.exitValue()).as(said).isZero();
        assertThat(Long.parseLong(said)).as("turns").isPositive();
      }
      LinuxSource source = new LinuxSource();
      source.set(pair.clientEnd(), ALL, NONE);
      pair.toServer(100);
      assertThat(source.get(pair.clientEnd()).data().dataBytesOut().get()).isEqualTo(100);
      KernelObjects ours = KernelObjects.of(Generation.current().orElseThrow());
      KernelCollector.unload();
      org.estats.linux.Live.await("nothing", () -> ours.thatAreStillThere().isEmpty());
    }
  }
}
