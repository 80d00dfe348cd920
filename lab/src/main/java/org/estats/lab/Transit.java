package org.estats.lab;

import java.nio.ByteBuffer;

/// One packet on its way through the [Impairment]s. The same object stands for packet after packet:
/// it is of no use once [Impairment#pass] has returned.
public final class Transit {

  /// So often may one packet be duplicated.
  public static final int COPIES_MAX = 16;

  private final Direction direction;
  private final TcpPacket headers = new TcpPacket();
  private ByteBuffer bytes;
  private int offset;
  private int lengthBytes;
  private int number;
  private long atNanos;
  private Fate dropped;
  private int copies;
  private ByteBuffer answer;

  Transit(Direction direction) {
    this.direction = direction;
  }

  /// Takes the next packet; its headers must be read then.
  void begin(ByteBuffer memory, int at, int length, int packetNumber, long arrivalNanos) {
    bytes = memory;
    offset = at;
    lengthBytes = length;
    number = packetNumber;
    atNanos = arrivalNanos;
    dropped = null;
    copies = 0;
    answer = null;
    readHeaders();
  }

  /// Which way it goes.
  public Direction direction() {
    return direction;
  }

  /// The number of the packet among all of its direction, from 0 on.
  public int number() {
    return number;
  }

  /// Its headers; of packets that are not TCP only what [TcpPacket] says of any packet.
  public TcpPacket headers() {
    return headers;
  }

  /// When it gets here, on the clock of [System#nanoTime()].
  public long atNanos() {
    return atNanos;
  }

  /// Takes the packet away; it goes no further.
  ///
  /// @param fate what the log is to say
  public void drop(Fate fate) {
    if (fate == Fate.IN_FLIGHT || fate == Fate.DELIVERED) {
      throw new IllegalArgumentException("a dropped packet cannot be " + fate);
    }
    dropped = fate;
  }

  /// Lets the packet go on later.
  public void delay(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a delay of " + nanos + " ns");
    }
    atNanos += nanos;
  }

  /// Sends a copy after it, from here on, as it is when [Impairment#pass] returns.
  public void duplicate() {
    if (copies == COPIES_MAX) {
      throw new IllegalStateException("more than " + COPIES_MAX + " copies of a packet");
    }
    copies++;
  }

  /// Sends a packet of the path's own back to where this one comes from, at once, as a router does
  /// that has something to tell.
  ///
  /// @param packet a whole IP packet, checksums included
  public void answer(ByteBuffer packet) {
    answer = packet;
  }

  /// The memory that holds the packet, to look at or to change; then say [#rewritten()].
  public ByteBuffer bytes() {
    return bytes;
  }

  /// Where in [#bytes()] the packet begins.
  public int offset() {
    return offset;
  }

  /// How long the packet is.
  public int lengthBytes() {
    return lengthBytes;
  }

  /// Says that the bytes were changed, checksums included where needed; its length stays.
  public void rewritten() {
    readHeaders();
  }

  private void readHeaders() {
    headers.read(bytes, offset, lengthBytes);
  }

  /// Null if it goes on.
  Fate dropped() {
    return dropped;
  }

  /// What is to be sent back, then nothing; null if nothing is.
  ByteBuffer takeAnswer() {
    ByteBuffer packet = answer;
    answer = null;
    return packet;
  }

  /// How many copies are to be made, then none.
  int takeCopies() {
    int n = copies;
    copies = 0;
    return n;
  }
}
