package org.estats.diagnosis;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.estats.Connection;

/// What limits a connection. The words are worked out when they are asked for.
public final class Diagnosis {

  private final Connection connection;
  private final Flow flow;
  private final Verdict verdict;
  private final Nature nature;
  private final double confidence;
  private final Duration over;
  private final Optional<Shares> shares;
  private final OptionalLong bitsPerSecond;
  private final List<Evidence> evidence;
  private final OptionalLong ceilingBitsPerSecond;
  private final Words words;
  private final List<String> untold;
  // Worked out once: sorting asks for them a quarter of a million times of ten thousand verdicts.
  final int severity;
  final double sureness;
  final int ports;

  Diagnosis(
      Connection connection,
      Flow flow,
      Verdict verdict,
      Nature nature,
      double confidence,
      Duration over,
      Optional<Shares> shares,
      OptionalLong bitsPerSecond,
      List<Evidence> evidence,
      OptionalLong ceilingBitsPerSecond,
      Words words,
      List<String> untold) {
    this.connection = Objects.requireNonNull(connection, "connection");
    this.flow = flow;
    this.verdict = verdict;
    this.nature = nature;
    this.confidence = confidence;
    this.over = over;
    this.shares = shares;
    this.bitsPerSecond = bitsPerSecond;
    this.evidence = List.copyOf(evidence);
    this.ceilingBitsPerSecond = ceilingBitsPerSecond;
    this.words = words;
    this.untold = List.copyOf(untold);
    this.severity = Severity.rank(nature);
    this.ports = Severity.ports(connection);
    this.sureness = evidence.isEmpty() ? 0 : confidence * evidence.getFirst().weight();
  }

  /// One that is known already; for tests and for other judges.
  public Diagnosis(
      Connection connection,
      Flow flow,
      Verdict verdict,
      Nature nature,
      double confidence,
      Duration over,
      Optional<Shares> shares,
      OptionalLong bitsPerSecond,
      List<Evidence> evidence,
      String summary,
      String advice,
      OptionalLong ceilingBitsPerSecond,
      String wouldChange,
      List<String> untold) {
    this(
        connection,
        flow,
        verdict,
        nature,
        confidence,
        over,
        shares,
        bitsPerSecond,
        evidence,
        ceilingBitsPerSecond,
        new Words(() -> summary, () -> advice, () -> wouldChange),
        untold);
  }

  /// Which.
  public Connection connection() {
    return connection;
  }

  /// The direction of the data that was judged.
  public Flow flow() {
    return flow;
  }

  /// Who is to be looked at.
  public Verdict verdict() {
    return verdict;
  }

  /// Of what nature it is; the weightier one if the verdict is mixed.
  public Nature nature() {
    return nature;
  }

  /// How likely the verdict is right, from 0 to 1, as far as the readings go.
  public double confidence() {
    return confidence;
  }

  /// The time between the first and the last reading.
  public Duration over() {
    return over;
  }

  /// Who limited the sender for how much of it; empty if that was not collected.
  public Optional<Shares> shares() {
    return shares;
  }

  /// What got across, of payload.
  public OptionalLong bitsPerSecond() {
    return bitsPerSecond;
  }

  /// What speaks for it, weightiest first, and for what lies behind it.
  public List<Evidence> evidence() {
    return evidence;
  }

  /// The verdict in a sentence.
  public String summary() {
    return words.summary().get();
  }

  /// What to do.
  public String advice() {
    return words.advice().get();
  }

  /// The rate that the limit allows, where there is one.
  public OptionalLong ceilingBitsPerSecond() {
    return ceilingBitsPerSecond;
  }

  /// What would have to be seen for another verdict; empty if nothing limits.
  public String wouldChange() {
    return words.wouldChange().get();
  }

  /// What could not be told from these readings, and why; empty if nothing was missing.
  public List<String> untold() {
    return untold;
  }

  /// Whether it names something to mend.
  public boolean isLimited() {
    return switch (verdict) {
      case SENDER, RECEIVER, NETWORK, MIXED -> true;
      case NONE, CANNOT_SAY -> false;
    };
  }

  @Override
  public String toString() {
    return connection + ": " + verdict.text() + ", " + nature.text() + ": " + summary();
  }
}
