package org.estats.linux.bpf;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.linux.diag.KernelState;
import org.estats.table.SnapshotTable;

/// A table of the records that an iterator wrote, read where it wrote them.
final class RecordTable implements SnapshotTable {

  private final RecordLayout layout;
  private final RecordSnapshots snapshots;
  private final Slabs slabs;
  private final Instant taken;
  private final long takenNanos;
  private final Runnable whenClosed;
  private final int size;

  /// @param taken when the reading began
  /// @param takenNanos the same by the clock of the records, read beside it: on a busy machine the
  ///   first record is made much later
  RecordTable(
      RecordLayout layout, Slabs slabs, Instant taken, long takenNanos, Runnable whenClosed) {
    this.layout = layout;
    snapshots = new RecordSnapshots(layout);
    this.slabs = slabs;
    this.taken = taken;
    this.takenNanos = takenNanos;
    this.whenClosed = whenClosed;
    size = slabs.count();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Instant taken() {
    return taken;
  }

  @Override
  public long takenNanos(int row) {
    return layout.takenNanos(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public TcpState state(int row) {
    return KernelState.of(layout.state(slabs.slabOf(row), slabs.placeOf(row)));
  }

  @Override
  public long cookie(int row) {
    return layout.cookie(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public long netns(int row) {
    return layout.netns(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public int device(int row) {
    return layout.device(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public int uid(int row) {
    return layout.uid(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public long inode(int row) {
    return layout.inode(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public long receiveQueueBytes(int row) {
    return layout.receiveQueue(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public long sendQueueBytes(int row) {
    return layout.sendQueue(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public boolean isIpv4(int row) {
    return layout.isIpv4(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public int localPort(int row) {
    return layout.localPort(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public int remotePort(int row) {
    return layout.remotePort(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public long localHigh(int row) {
    return layout.localHigh(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public long localLow(int row) {
    return layout.localLow(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public long remoteHigh(int row) {
    return layout.remoteHigh(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public long remoteLow(int row) {
    return layout.remoteLow(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public int on(int row) {
    return layout.on(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public long sinceNanos(int row, Switch s) {
    return layout.sinceNanos(slabs.slabOf(row), slabs.placeOf(row), s);
  }

  @Override
  public boolean isOfTcpInfo(int row) {
    return layout.isOfTcpInfo(slabs.slabOf(row), slabs.placeOf(row));
  }

  @Override
  public long exact(int row, Member member) {
    return layout.exact(slabs.slabOf(row), slabs.placeOf(row), member.index());
  }

  private MemorySegment record(int row) {
    return slabs.slabOf(row).asSlice(slabs.placeOf(row), layout.size());
  }

  @Override
  public Connection connection(int row) {
    return layout.connection(record(row));
  }

  @Override
  public Snapshot snapshot(int row) {
    return snapshots.of(record(row), moment(row));
  }

  @Override
  public Snapshot snapshot(int row, Snapshot earlier) {
    return snapshots.of(record(row), moment(row), earlier);
  }

  private Instant moment(int row) {
    return taken.plusNanos(takenNanos(row) - takenNanos);
  }

  @Override
  public void close() {
    whenClosed.run();
  }
}
