package org.estats.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.catalogue.DataMember;

/// Says what limits a connection.
public final class Diagnostician {

  /// Readings that are not of one connection, or too few, cannot be compared.
  private static final int READINGS_MIN = 2;

  /// What is left of a confidence where only `tcp_info` was to be had, where there are no readings
  /// in between, and where two limits share the time.
  private static final double WITHOUT_TIMES = 0.6;

  private static final double TWO_READINGS = 0.9;
  private static final double SHARED = 0.85;

  private static final double SURE = 0.95;

  private static final String NOTHING_TO_DO = "Nothing is to be done.";
  private static final Words IDLE =
      new Words(
          () -> "nothing was sent or received, and nothing waits", () -> NOTHING_TO_DO, () -> "");

  private Diagnostician() {}

  /// Judges a connection by two or more readings, the earliest first: by the differences between
  /// the first and the last, and by the gauges of all. Both directions are looked at; the one that
  /// is limited is told, and of two the one that carried more.
  ///
  /// @throws IllegalArgumentException if there are fewer than two readings, or of different
  ///   connections
  public static Diagnosis diagnose(List<Snapshot> readings) {
    if (readings.size() < READINGS_MIN) {
      throw new IllegalArgumentException("a diagnosis takes two readings or more");
    }
    Snapshot first = readings.getFirst();
    Snapshot last = readings.getLast();
    if (!isSame(first, last)) {
      throw new IllegalArgumentException(
          "readings of " + first.connection() + " and of " + last.connection());
    }
    if (Outbound.isIdle(first, last) && Silence.isInbound(first, last)) {
      return idle(first, last);
    }
    return worse(readings);
  }

  private static boolean isSame(Snapshot one, Snapshot other) {
    Connection c = one.connection();
    Connection d = other.connection();
    return c == d
        || c.cookie() != 0 && c.cookie() == d.cookie()
        || c.local().equals(d.local()) && c.remote().equals(d.remote());
  }

  private static Diagnosis worse(List<Snapshot> readings) {
    Snapshot last = readings.getLast();
    Differences whole = new Differences(readings.getFirst(), last);
    Judgement out = Outbound.judge(readings, whole);
    Judgement in = Inbound.judge(readings, whole);
    boolean isIn =
        in.isLimited() && (!out.isLimited() || in.bitsPerSecond() > out.bitsPerSecond())
            || out.nature() == Nature.IDLE && in.nature() != Nature.IDLE
            || !out.isLimited()
                && in.verdict() == Verdict.CANNOT_SAY
                && in.bitsPerSecond() > out.bitsPerSecond();
    Judgement told = isIn ? in : out;
    Judgement other = isIn ? out : in;
    return diagnosis(readings, last, isIn ? Flow.IN : Flow.OUT, told, other);
  }

  private static Diagnosis diagnosis(
      List<Snapshot> readings, Snapshot last, Flow flow, Judgement told, Judgement other) {
    List<Evidence> evidence = new ArrayList<>(4);
    for (Finding finding : told.findings()) {
      evidence.add(finding.evidence());
    }
    evidence.addAll(told.beside());
    for (Finding finding : other.findings()) {
      evidence.add(finding.evidence());
    }
    OptionalLong ceiling =
        told.isLimited() ? told.findings().getFirst().ceiling() : OptionalLong.empty();
    return new Diagnosis(
        last.connection(),
        flow,
        told.verdict(),
        told.nature(),
        confidence(told, readings.size()),
        last.after(readings.getFirst()),
        told.shares(),
        rate(told.bitsPerSecond()),
        evidence,
        ceiling,
        words(told, flow, last.connection()),
        told.untold());
  }

  private static Words words(Judgement told, Flow flow, Connection connection) {
    if (!told.isLimited()) {
      return new Words(told.summary(), () -> advice(told, flow, connection), () -> "");
    }
    Words first = told.findings().getFirst().words();
    if (told.verdict() != Verdict.MIXED) {
      return first;
    }
    Words second = told.findings().get(1).words();
    return new Words(
        () -> first.summary().get() + "; and " + second.summary().get(),
        () -> first.advice().get() + " And for the second: " + second.advice().get(),
        first.wouldChange());
  }

  private static String advice(Judgement told, Flow flow, Connection connection) {
    if (told.verdict() != Verdict.CANNOT_SAY) {
      return NOTHING_TO_DO;
    }
    if (flow == Flow.IN) {
      return Wording.fill(
          "Run estats diagnose on %s, which sends: what limits the stream shows there.",
          connection.remote().address().getHostAddress());
    }
    return "Watch for longer (--for 30s)"
        + (told.untold().isEmpty() ? "." : ", and as root, so that all groups are switched on.");
  }

  private static OptionalLong rate(double bitsPerSecond) {
    return bitsPerSecond >= 0 ? OptionalLong.of(Math.round(bitsPerSecond)) : OptionalLong.empty();
  }

  private static double confidence(Judgement told, int readings) {
    if (told.verdict() == Verdict.CANNOT_SAY) {
      return 0;
    }
    double confidence = SURE;
    if (told.isLimited()) {
      Finding first = told.findings().getFirst();
      confidence = first.sureness() * (1 + Math.min(1, first.weight())) / 2;
    }
    if (told.verdict() == Verdict.MIXED) {
      confidence *= SHARED;
    }
    if (readings == READINGS_MIN) {
      confidence *= TWO_READINGS;
    }
    return told.untold().isEmpty() || told.nature() == Nature.IDLE
        ? confidence
        : confidence * WITHOUT_TIMES;
  }

  private static Diagnosis idle(Snapshot first, Snapshot last) {
    return new Diagnosis(
        last.connection(),
        Flow.OUT,
        Verdict.NONE,
        Nature.IDLE,
        SURE,
        last.after(first),
        Optional.empty(),
        OptionalLong.of(0),
        List.of(),
        OptionalLong.empty(),
        IDLE,
        List.of());
  }

  /// Whether nothing comes in.
  private static final class Silence {
    static boolean isInbound(Snapshot first, Snapshot last) {
      long before = first.exactOr(DataMember.THRU_BYTES_RECEIVED, -1);
      long after = last.exactOr(DataMember.THRU_BYTES_RECEIVED, -2);
      return before == after
          && last.exactOr(org.estats.catalogue.RecMember.CUR_APP_R_QUEUE, 0) == 0;
    }
  }
}
