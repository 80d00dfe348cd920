package org.estats.filter;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.ConnectionText;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;

/// Connections for the tests of filters.
final class Rows {

  static final long NETNS = 4026531840L;

  private Rows() {}

  static ConnectionRow row(String text) {
    return row(text, TcpState.ESTABLISHED, 1000);
  }

  static ConnectionRow row(String text, TcpState state, int uid) {
    Connection c = ConnectionText.parse(text);
    Connection full = new Connection(c.local(), c.remote(), NETNS, 3, 77);
    return new ConnectionRow(full, state, uid, 4711, 0, 0);
  }

  /// Statistics in which only one member has a number; the others are off.
  static Snapshot snapshot(Member member, long number) {
    long[] raw = new long[Catalogue.members().size()];
    Arrays.fill(raw, Absence.OFF.code());
    raw[member.index()] = number;
    Connection c = ConnectionText.parse("192.0.2.1:5000-192.0.2.2:80");
    return new Snapshot(c, TcpState.ESTABLISHED, Instant.EPOCH, Map.of(), raw);
  }

  static <T> Supplier<T> notAsked() {
    return () -> {
      throw new AssertionError("asked for what no term needs");
    };
  }

  static Supplier<Optional<Snapshot>> given(Snapshot snapshot) {
    return () -> Optional.of(snapshot);
  }

  /// Whether a row meets terms that rows alone decide.
  static boolean meets(String row, String terms) {
    return Filter.parse(terms).matches(row(row), notAsked(), notAsked());
  }
}
