package org.estats.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.estats.EstatsException;
import org.estats.linux.KernelCollector;

/// `bench/endure [MINUTES]`: churn, snapshots and switching for a long time, and whether anything
/// grows meanwhile.
public final class Endurance {
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;
  private static final int MINUTES = 30;
  private static final Duration BETWEEN = Duration.ofSeconds(20);
  private static final int SAMPLES_MIN = 6;

  private Endurance() {}

  /// Ends with 0 if all stayed flat, 1 if something grew or failed, 2 on bad usage.
  public static void main(String[] args) throws InterruptedException {
    if (args.length > 1 || args.length == 1 && !args[0].matches("[1-9][0-9]{0,3}")) {
      System.err.println("usage: bench/endure [MINUTES]    (" + MINUTES + ")");
      System.exit(BAD_USAGE);
    }
    int minutes = args.length == 0 ? MINUTES : Integer.parseInt(args[0]);
    try {
      System.exit(run(Duration.ofMinutes(minutes)) ? 0 : FAILED);
    } catch (EstatsException | IOException e) {
      System.err.println("estats: " + e.getMessage());
      System.exit(FAILED);
    }
  }

  private static boolean run(Duration length) throws IOException, InterruptedException {
    System.out.print(Machine.text());
    System.out.println(Held.header());
    List<Held> held = new ArrayList<>();
    try (Churn churn = Churn.start()) {
      long begun = System.nanoTime();
      while (System.nanoTime() - begun < length.toNanos()) {
        Thread.sleep(BETWEEN);
        churn.check();
        Held now = Held.now();
        held.add(now);
        System.out.println(now.line(Duration.ofNanos(System.nanoTime() - begun)) + churn.text());
      }
    } finally {
      KernelCollector.unload();
    }
    return judge(held);
  }

  /// Compares the second sixth, in which everything is warm, with the last.
  private static boolean judge(List<Held> held) {
    if (held.size() < SAMPLES_MIN) {
      System.out.println("too short to tell whether anything grows");
      return true;
    }
    int sixth = held.size() / SAMPLES_MIN;
    boolean isFlat = true;
    for (Held.Kind kind : Held.Kind.values()) {
      long early = typical(held.subList(sixth, 2 * sixth), kind);
      long late = typical(held.subList(held.size() - sixth, held.size()), kind);
      boolean grows = late - early > Math.max(early * kind.percentMax() / 100, kind.noise());
      isFlat &= !grows;
      System.out.printf(
          "%-28s %10d early %10d late  %s%n", kind.text(), early, late, grows ? "GROWS" : "flat");
    }
    return isFlat;
  }

  /// The middle of the values; the least of what others on the machine add to.
  private static long typical(List<Held> of, Held.Kind kind) {
    long[] values = of.stream().mapToLong(h -> h.of(kind)).sorted().toArray();
    return values[kind.isOfMachine() ? 0 : values.length / 2];
  }
}
