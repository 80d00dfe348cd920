package org.estats.cli.demo;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.estats.EstatsSource;

/// Sick connections that loopback alone can make, without any right: the sender's and the
/// receiver's own faults. The truth is what the two programs at its ends know.
enum LoopbackScenario {
  PACED_SENDER(
      "paced-sender",
      "the program writes 1000 bytes every 50 ms",
      "Nothing waits to be sent: the program has no more to say. It is the sender.",
      LoopbackPlay::pacedSender),
  SLOW_READER(
      "slow-reader",
      "the program at the other end reads 200 kB and then stops",
      "The receiver's queue is full of unread data and its window is closed: it is the receiver.",
      LoopbackPlay::slowReader),
  SMALL_BUFFER(
      "small-buffer",
      "the receiver has a buffer of 8 kB",
      "However fast the path, no more than this window is ever on its way: it is the receiver.",
      LoopbackPlay::smallBuffer),
  SMALL_WRITES(
      "small-writes",
      "the program writes 200 times 10 bytes, each sent at once",
      "Each tiny write became a segment of its own, with 40 times its size possible: it is the"
          + " sender.",
      LoopbackPlay::smallWrites);

  /// What happens in a scenario.
  @FunctionalInterface
  interface Steps {
    List<Shown> play(LoopbackPlay play) throws IOException, InterruptedException;
  }

  private final String scenarioName;
  private final String path;
  private final String meaning;
  private final Steps steps;

  LoopbackScenario(String scenarioName, String path, String meaning, Steps steps) {
    this.scenarioName = scenarioName;
    this.path = path;
    this.meaning = meaning;
    this.steps = steps;
  }

  /// The name on the command line.
  String scenarioName() {
    return scenarioName;
  }

  /// What goes wrong, in a phrase.
  String path() {
    return path;
  }

  /// What the numbers say.
  String meaning() {
    return meaning;
  }

  /// Plays it.
  List<Shown> play(EstatsSource source) throws IOException, InterruptedException {
    return steps.play(new LoopbackPlay(source));
  }

  static Optional<LoopbackScenario> named(String name) {
    return Arrays.stream(values()).filter(s -> s.scenarioName.equalsIgnoreCase(name)).findFirst();
  }
}
