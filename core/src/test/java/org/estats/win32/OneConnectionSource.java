package org.estats.win32;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;

/// A source of one connection whose numbers a test chooses, for those that no real connection has
/// on demand.
final class OneConnectionSource implements EstatsSource {

  private final Connection connection;
  private final Set<Switch> on = EnumSet.noneOf(Switch.class);
  private final Map<Member, Long> raw = new HashMap<>();
  private RuntimeException failure;
  private boolean maySet = true;

  OneConnectionSource(Connection connection) {
    this.connection = connection;
  }

  /// Gives a member a number, or the code of an absence.
  void put(Member member, long number) {
    raw.put(member, number);
  }

  /// Has every call fail.
  void fail(RuntimeException with) {
    failure = with;
  }

  void denySet() {
    maySet = false;
  }

  Set<Switch> on() {
    return EnumSet.copyOf(on);
  }

  @Override
  public String name() {
    return "one";
  }

  @Override
  public int rank() {
    return -1;
  }

  @Override
  public Set<Switch> collectable() {
    return EnumSet.allOf(Switch.class);
  }

  @Override
  public List<ConnectionRow> connections() {
    check(connection);
    return List.of(new ConnectionRow(connection, TcpState.LAST_ACK, 0, 0, 0, 0));
  }

  @Override
  public boolean maySet() {
    return maySet;
  }

  @Override
  public void set(Connection asked, Set<Switch> switchOn, Set<Switch> switchOff) {
    check(asked);
    on.addAll(switchOn);
    on.removeAll(switchOff);
  }

  @Override
  public Snapshot get(Connection asked) {
    check(asked);
    long[] numbers = new long[Catalogue.members().size()];
    for (Member member : Catalogue.members()) {
      boolean isOn = member.collectedBy().map(on::contains).orElse(true);
      numbers[member.index()] = isOn ? raw.getOrDefault(member, 0L) : Absence.OFF.code();
    }
    Map<Switch, Instant> since = new EnumMap<>(Switch.class);
    on.forEach(s -> since.put(s, Instant.EPOCH));
    return new Snapshot(connection, TcpState.LAST_ACK, Instant.EPOCH, since, numbers);
  }

  private void check(Connection asked) {
    if (failure != null) {
      throw failure;
    }
    if (!asked.equals(connection)) {
      throw new EstatsException(EstatsException.Kind.NOT_FOUND, "no connection " + asked);
    }
  }

  @Override
  public void forEach(boolean onlyOn, Consumer<Snapshot> reader) {
    reader.accept(get(connection));
  }

  @Override
  public void close() {}
}
