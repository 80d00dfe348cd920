package org.estats.cli.top;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.cli.select.Statistics;
import org.estats.cli.top.Population.Rate;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Diagnostician;

/// The few connections that are on the screen: read in full, judged, and remembered for a minute.
final class Watched {

  private static final int READINGS_MAX = 11;

  /// How many readings a sparkline shows.
  static final int SAMPLES = 60;

  private static final int FORGOTTEN_AFTER = 30;

  private final EstatsSource source;
  private final Runnable between;
  private final Map<Long, Patient> patients = new HashMap<>();
  private int round;

  /// @param between is run between one connection and the next
  Watched(EstatsSource source, Runnable between) {
    this.source = source;
    this.between = between;
  }

  /// What is remembered of a reading.
  ///
  /// @param out bits a second out
  /// @param rttMicros the smoothed round trip
  /// @param windowSegments the congestion window
  /// @param resent the share sent again
  /// @param limiter R, N or S for what held the connection back most, a dot for nothing
  record Sample(double out, double rttMicros, double windowSegments, double resent, char limiter) {}

  private static final class Patient {
    private final Deque<Snapshot> readings = new ArrayDeque<>();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private Optional<Diagnosis> diagnosis = Optional.empty();
    private int lastRound;
  }

  /// Reads connections and judges them.
  void read(Population all, Iterable<Integer> slots) {
    round++;
    for (int slot : slots) {
      Patient patient = patients.computeIfAbsent(all.connection(slot).cookie(), c -> new Patient());
      patient.lastRound = round;
      read(patient, all.connection(slot));
      patient.samples.addLast(sample(all, slot));
      if (patient.samples.size() > SAMPLES) {
        patient.samples.removeFirst();
      }
      between.run();
    }
    patients.values().removeIf(p -> p.lastRound + FORGOTTEN_AFTER < round);
  }

  private void read(Patient patient, Connection connection) {
    Optional<Snapshot> read;
    try {
      read = Statistics.combined(source, connection);
    } catch (EstatsException e) {
      read = Optional.empty(); // the next reading will show it
    }
    if (read.isEmpty()) {
      return;
    }
    boolean isComparable =
        patient.readings.isEmpty() || patient.readings.getLast().on().equals(read.get().on());
    if (!isComparable) {
      patient.readings.clear(); // counters of what was switched on meanwhile began anew
    }
    patient.readings.addLast(read.get());
    if (patient.readings.size() > READINGS_MAX) {
      patient.readings.removeFirst();
    }
    patient.diagnosis =
        patient.readings.size() > 1
            ? Optional.of(Diagnostician.diagnose(List.copyOf(patient.readings)))
            : Optional.empty();
  }

  private static Sample sample(Population all, int slot) {
    float receiver = all.rate(Rate.RECEIVER, slot);
    float network = all.rate(Rate.NETWORK, slot);
    float sender = all.rate(Rate.SENDER, slot);
    char limiter = '.';
    float most = (float) Limits.LEAST;
    if (receiver > most) {
      limiter = 'R';
      most = receiver;
    }
    if (network > most) {
      limiter = 'N';
      most = network;
    }
    if (sender > most) {
      limiter = 'S';
    }
    return new Sample(
        all.rate(Rate.OUT, slot),
        all.rttMicros(slot),
        all.windowSegments(slot),
        all.rate(Rate.RESENT, slot),
        limiter);
  }

  /// The verdict on a connection; empty as long as it has been read less than twice.
  Optional<Diagnosis> diagnosis(Connection connection) {
    return Optional.ofNullable(patients.get(connection.cookie())).flatMap(p -> p.diagnosis);
  }

  /// The last reading.
  Optional<Snapshot> last(Connection connection) {
    return Optional.ofNullable(patients.get(connection.cookie())).map(p -> p.readings.peekLast());
  }

  /// What is remembered, the oldest first.
  List<Sample> samples(Connection connection) {
    Patient patient = patients.get(connection.cookie());
    return patient == null ? List.of() : new ArrayList<>(patient.samples);
  }
}
