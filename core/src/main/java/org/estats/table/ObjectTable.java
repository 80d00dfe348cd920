package org.estats.table;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;

/// A table of objects, for sources that have nothing better.
public final class ObjectTable implements SnapshotTable {

  /// A row of the connection table with its statistics.
  ///
  /// @param row the row
  /// @param snapshot its statistics; null if it has none
  public record Entry(ConnectionRow row, Snapshot snapshot) {

    /// Checks that there is a row.
    public Entry {
      Objects.requireNonNull(row, "row");
    }
  }

  private static final long MAPPED = 0xFFFFL << 32;

  private final Instant taken;
  private final List<Entry> entries;

  /// A table of these rows.
  public ObjectTable(Instant taken, List<Entry> entries) {
    this.taken = Objects.requireNonNull(taken, "taken");
    this.entries = List.copyOf(entries);
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public Instant taken() {
    return taken;
  }

  @Override
  public long takenNanos(int row) {
    Snapshot snapshot = entries.get(row).snapshot;
    return nanos(snapshot == null ? taken : snapshot.taken());
  }

  private static long nanos(Instant moment) {
    return Duration.between(Instant.EPOCH, moment).toNanos();
  }

  @Override
  public TcpState state(int row) {
    return row(row).state();
  }

  @Override
  public long cookie(int row) {
    return connection(row).cookie();
  }

  @Override
  public long netns(int row) {
    return connection(row).netns();
  }

  @Override
  public int device(int row) {
    return connection(row).device();
  }

  @Override
  public int uid(int row) {
    return row(row).uid();
  }

  @Override
  public long inode(int row) {
    return row(row).inode();
  }

  @Override
  public long receiveQueueBytes(int row) {
    return row(row).receiveQueueBytes();
  }

  @Override
  public long sendQueueBytes(int row) {
    return row(row).sendQueueBytes();
  }

  @Override
  public boolean isIpv4(int row) {
    return connection(row).local().isIpv4();
  }

  @Override
  public int localPort(int row) {
    return connection(row).local().port();
  }

  @Override
  public int remotePort(int row) {
    return connection(row).remote().port();
  }

  @Override
  public long localHigh(int row) {
    return high(connection(row).local().address());
  }

  @Override
  public long localLow(int row) {
    return low(connection(row).local().address());
  }

  @Override
  public long remoteHigh(int row) {
    return high(connection(row).remote().address());
  }

  @Override
  public long remoteLow(int row) {
    return low(connection(row).remote().address());
  }

  private static long high(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == Integer.BYTES ? 0 : ByteBuffer.wrap(bytes).getLong();
  }

  private static long low(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.capacity() == Integer.BYTES
        ? MAPPED | bytes.getInt() & 0xFFFF_FFFFL
        : bytes.getLong(Long.BYTES);
  }

  @Override
  public int on(int row) {
    Snapshot snapshot = entries.get(row).snapshot;
    return snapshot == null
        ? 0
        : snapshot.on().stream().mapToInt(Switch::bit).reduce(0, (a, b) -> a | b);
  }

  @Override
  public long sinceNanos(int row, Switch s) {
    Snapshot snapshot = entries.get(row).snapshot;
    return snapshot == null ? 0 : snapshot.since(s).map(ObjectTable::nanos).orElse(0L);
  }

  @Override
  public boolean isOfTcpInfo(int row) {
    Snapshot snapshot = entries.get(row).snapshot;
    return snapshot != null && snapshot.on().isEmpty();
  }

  @Override
  public long exact(int row, Member member) {
    Snapshot snapshot = entries.get(row).snapshot;
    return snapshot == null ? Absence.NOT_COLLECTED.code() : snapshot.raw(member);
  }

  @Override
  public Connection connection(int row) {
    return row(row).connection();
  }

  @Override
  public ConnectionRow row(int row) {
    return entries.get(row).row;
  }

  @Override
  public Snapshot snapshot(int row) {
    Snapshot snapshot = entries.get(row).snapshot;
    return snapshot != null ? snapshot : nothing(row(row));
  }

  private Snapshot nothing(ConnectionRow row) {
    long[] raw = new long[Catalogue.members().size()];
    Arrays.fill(raw, Absence.NOT_COLLECTED.code());
    return new Snapshot(row.connection(), row.state(), taken, Map.of(), raw);
  }

  @Override
  public void close() {
    // nothing is held but objects
  }
}
