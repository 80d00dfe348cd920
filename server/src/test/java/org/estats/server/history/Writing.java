package org.estats.server.history;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.estats.catalogue.PathMember;
import org.estats.server.config.Configuration;
import org.estats.server.host.Alarms;
import org.estats.server.sample.Ended;

/// Programs that record as the daemon does, to be killed or to run out of disk. What they print, a
/// line at a time, tells a test how far they are.
final class Writing {

  static final int FEW = 40;
  private static final int MANY = 400;

  static final Duration EVERY = Duration.ofMillis(200);
  static final Instant BEGIN = Instant.parse("2026-11-21T00:00:00Z");

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Alarms alarms = new Alarms();
  private final InventedCrowd crowd;
  private final History history;
  private int batch;

  private Writing(Path file, int connections) {
    crowd = new InventedCrowd(connections, BEGIN.minusSeconds(60), 1);
    history =
        new History(
            new Configuration.History(file, EVERY, Duration.ofDays(3650), 1L << 40), alarms);
  }

  static void main(String[] args) throws Exception {
    Path file = Path.of(args[1]);
    switch (args[0]) {
      case "until-killed" -> new Writing(file, FEW).untilKilled();
      case "full-disk" -> new Writing(file, MANY).untilRoomIsBack(Path.of(args[2]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private void untilKilled() throws InterruptedException {
    history.start();
    while (!history.state().isRecording()) { // the file is being made
      Thread.sleep(10);
    }
    while (true) {
      History.State before = history.state();
      step();
      IO.println("offered " + batch);
      await(before);
    }
  }

  /// A step, and until it is in the file.
  private void written() throws InterruptedException {
    History.State before = history.state();
    step();
    await(before);
  }

  /// Waits for the next batch to be written: real intervals are longer than that takes.
  private void await(History.State before) throws InterruptedException {
    long due = System.nanoTime() + PATIENCE_NANOS;
    while (history.state() == before && System.nanoTime() < due) {
      Thread.sleep(10);
    }
  }

  /// A board of a minute each, at the pace at which history takes them.
  private void step() throws InterruptedException {
    batch++;
    history.sample(crowd.board(BEGIN.plusSeconds(60L * batch)));
    Thread.sleep(EVERY.toMillis() + 20);
  }

  /// @param ballast the file that goes when the disk is full
  private void untilRoomIsBack(Path ballast) throws Exception {
    history.start();
    long due = System.nanoTime() + PATIENCE_NANOS;
    do {
      step();
    } while (history.state().reason().isEmpty() && System.nanoTime() < due);
    IO.println("stopped " + alarms.standing() + " " + history.state());
    List<Ended> ended = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ended.add(crowd.end(i, BEGIN.plusSeconds(60L * batch + 30)));
    }
    history.ended(ended);
    IO.println("ballast " + Files.deleteIfExists(ballast));
    due = System.nanoTime() + PATIENCE_NANOS;
    while (!alarms.standing().isEmpty() && System.nanoTime() < due) {
      step();
    }
    written();
    written();
    IO.println("again " + alarms.standing() + " " + history.state().isRecording());
    long counted = 0;
    for (int i = 3; i < MANY; i++) {
      counted += crowd.counted(i, PathMember.PKTS_RETRANS);
    }
    history.close();
    IO.println("counted " + counted);
    System.exit(0);
  }
}
