package org.estats.linux.diag;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.NoSuchElementException;
import org.estats.TcpState;

/// A `struct tcp_info` as the kernel gave it, as long as that kernel makes it.
///
/// One that came out of a [SocketView] is a window on the buffer of the dump and good only while
/// its row is visited; [#copy()] makes one that lasts.
public final class TcpInfo {

  private static final int OPTION_TIMESTAMPS = 1;
  private static final int OPTION_SACK = 2;
  private static final int OPTION_WINDOW_SCALE = 4;
  private static final int OPTION_ECN = 8;

  // Bit fields: these are their places on the little-endian machines that this runs on.
  private static final int SCALES = 6;
  private static final int FLAGS = 7;
  private static final int APP_LIMITED = 1;

  private static final List<TcpInfoField> SEQUENCE =
      List.of(
          TcpInfoField.STATE,
          TcpInfoField.UNACKED,
          TcpInfoField.BYTES_ACKED,
          TcpInfoField.BYTES_RECEIVED,
          TcpInfoField.SEGS_OUT,
          TcpInfoField.NOTSENT_BYTES,
          TcpInfoField.BYTES_SENT);

  private MemorySegment memory = MemorySegment.NULL;
  private long offset;
  private int length;

  TcpInfo() {}

  /// The structure in a segment of its own.
  static TcpInfo of(MemorySegment memory) {
    TcpInfo info = new TcpInfo();
    info.moveTo(memory, 0, (int) memory.byteSize());
    return info;
  }

  /// Shows another structure through this object.
  void moveTo(MemorySegment memory, long offset, int length) {
    this.memory = memory;
    this.offset = offset;
    this.length = length;
  }

  /// The same numbers in memory of their own.
  public TcpInfo copy() {
    byte[] bytes = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    return of(MemorySegment.ofArray(bytes));
  }

  /// How many bytes the kernel gave.
  public int length() {
    return length;
  }

  /// Whether this kernel gives the field.
  public boolean has(TcpInfoField field) {
    return field.end() <= length;
  }

  /// A field, unsigned but for those of 64 bits.
  ///
  /// @throws NoSuchElementException if this kernel does not give it
  public long get(TcpInfoField field) {
    if (!has(field)) {
      throw new NoSuchElementException("this kernel's tcp_info ends before " + field);
    }
    long at = offset + field.offset();
    return switch (field.bytes()) {
      case 1 -> memory.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
      case 2 -> memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) & 0xFFFF;
      case 4 -> memory.get(ValueLayout.JAVA_INT_UNALIGNED, at) & 0xFFFF_FFFFL;
      default -> memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
    };
  }

  /// A field, or `other` if this kernel does not give it.
  public long getOr(TcpInfoField field, long other) {
    return has(field) ? get(field) : other;
  }

  /// The state of the socket when these numbers were taken.
  public TcpState state() {
    return KernelState.of((int) getOr(TcpInfoField.STATE, 0));
  }

  /// Whether both sides agreed on timestamps.
  public boolean usesTimestamps() {
    return hasOption(OPTION_TIMESTAMPS);
  }

  /// Whether both sides agreed on selective acknowledgements.
  public boolean usesSack() {
    return hasOption(OPTION_SACK);
  }

  /// Whether both sides agreed on window scaling.
  public boolean usesWindowScale() {
    return hasOption(OPTION_WINDOW_SCALE);
  }

  /// Whether both sides agreed on ECN.
  public boolean usesEcn() {
    return hasOption(OPTION_ECN);
  }

  /// The shift of the windows the peer advertises; means nothing unless [#usesWindowScale()].
  public int sendWindowScale() {
    return byteAt(SCALES) & 0xF;
  }

  /// The shift of the windows this host advertises; means nothing unless [#usesWindowScale()].
  public int receiveWindowScale() {
    return byteAt(SCALES) >> 4;
  }

  /// Whether the delivery rate was measured while the application had nothing to send.
  public boolean isDeliveryRateAppLimited() {
    return (byteAt(FLAGS) & APP_LIMITED) != 0;
  }

  /// Whether nothing that has a place in the sequence numbers has moved since `earlier`: what both
  /// ends sent, what was acknowledged, what waits, and the state.
  boolean hasSequenceOf(TcpInfo earlier) {
    for (TcpInfoField field : SEQUENCE) {
      if (getOr(field, 0) != earlier.getOr(field, 0)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasOption(int bit) {
    return (getOr(TcpInfoField.OPTIONS, 0) & bit) != 0;
  }

  private int byteAt(int index) {
    return index < length ? memory.get(ValueLayout.JAVA_BYTE, offset + index) & 0xFF : 0;
  }
}
