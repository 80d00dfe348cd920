package org.estats.server.series;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The series of one connection. Written by one thread, read by any.
public final class Track {

  /// A chunk is closed after so many samples.
  private static final int CHUNK_SAMPLES = 60;

  private final SeriesStore store;
  private final String id;
  private final List<Column> columns;
  private final Deque<Chunk> closed = new ArrayDeque<>(2);
  private Chunk.Writer open;
  private long lastSlot = Long.MIN_VALUE;
  private boolean isEnded;

  Track(SeriesStore store, String id, List<Column> columns) {
    this.store = store;
    this.id = id;
    this.columns = columns;
  }

  String id() {
    return id;
  }

  /// The figures it keeps.
  public List<Column> columns() {
    return columns;
  }

  /// Adds a sample. One at a time that was written already is passed over: the clock was set back.
  ///
  /// @param slot the time, in periods since 1970
  /// @param values what is stored of each column; null for none
  public synchronized void add(long slot, long[] values) {
    if (slot <= lastSlot) {
      return;
    }
    lastSlot = slot;
    if (open != null
        && (open.samples() >= CHUNK_SAMPLES || slot - open.nextSlot() > CHUNK_SAMPLES)) {
      close();
    }
    if (open == null) {
      open = new Chunk.Writer(slot, 1, columns.size());
    }
    while (open.nextSlot() < slot) {
      open.add(null);
    }
    open.add(values);
  }

  /// The connection has ended: what is kept of it stays until it is old.
  public synchronized void end() {
    isEnded = true;
    if (open != null) {
      close();
    }
    store.forgetIfEmpty(this);
  }

  private void close() {
    Chunk chunk = open.chunk();
    open = null;
    closed.addLast(chunk);
    store.closed(this, chunk);
  }

  synchronized boolean isForgettable() {
    return isEnded && closed.isEmpty();
  }

  /// Puts a chunk in the place of another; null to drop it.
  synchronized void replace(Chunk old, Chunk with) {
    if (closed.peekFirst() == old && with == null) {
      closed.removeFirst();
      return;
    }
    List<Chunk> all = new ArrayList<>(closed);
    int at = all.indexOf(old);
    if (at >= 0) {
      if (with == null) {
        all.remove(at);
      } else {
        all.set(at, with);
      }
      closed.clear();
      closed.addAll(all);
    }
  }

  synchronized List<Chunk> chunks() {
    List<Chunk> all = new ArrayList<>(closed);
    if (open != null) {
      all.add(open.chunk());
    }
    return all;
  }
}
