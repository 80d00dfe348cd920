package org.estats.cli.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.estats.lab.DirectionOptions;
import org.estats.lab.LinkOptions;

/// A path and what it does to a transfer.
enum Scenario {
  CLEAN(
      "clean",
      "3 MB at 20 Mbit/s over 40 ms, nothing lost",
      "Nothing was sent twice, so the path is not what slows this connection.",
      0),
  LOSSY(
      "lossy",
      "the same path, losing 1 % of the packets towards the server",
      "What was lost was sent again; each loss made the sender slow down (CongSignals).",
      0.01);

  static final long BYTES = 3_000_000;

  private static final long RATE_BITS_PER_SECOND = 20_000_000;
  private static final Duration ROUND_TRIP = Duration.ofMillis(40);

  private final String scenarioName;
  private final String path;
  private final String meaning;
  private final double loss;

  Scenario(String scenarioName, String path, String meaning, double loss) {
    this.scenarioName = scenarioName;
    this.path = path;
    this.meaning = meaning;
    this.loss = loss;
  }

  /// The name on the command line.
  String scenarioName() {
    return scenarioName;
  }

  /// The path in a phrase.
  String path() {
    return path;
  }

  /// What the numbers say to somebody who has never read RFC 4898.
  String meaning() {
    return meaning;
  }

  /// The emulated path.
  LinkOptions link() {
    LinkOptions link = LinkOptions.symmetric(RATE_BITS_PER_SECOND, ROUND_TRIP);
    DirectionOptions toServer = link.toServer().withLoss(loss);
    return link.withToServer(toServer);
  }

  static Optional<Scenario> named(String name) {
    return Arrays.stream(values()).filter(s -> s.scenarioName.equalsIgnoreCase(name)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Scenario::scenarioName).toList();
  }
}
