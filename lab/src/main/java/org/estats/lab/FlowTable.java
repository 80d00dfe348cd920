package org.estats.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.estats.Endpoint;

/// Numbers the flows that are seen, from 0 on. Finding a known flow allocates nothing. One thread
/// adds; what it has added may be read by others once they have learnt of it through the log.
final class FlowTable {

  /// The words of a key: both addresses, and version and ports in one.
  private static final int KEY_LONGS = 5;

  private static final int FIRST_SLOTS = 64;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private final int flowsMax;
  private final long[] sought = new long[KEY_LONGS];
  private long[] keys = new long[FIRST_SLOTS * KEY_LONGS];
  private int[] numbers = new int[FIRST_SLOTS];
  private int count;
  private volatile Flow[] flows = new Flow[FIRST_SLOTS];

  FlowTable(int flowsMax) {
    this.flowsMax = flowsMax;
    Arrays.fill(numbers, -1);
  }

  /// The number of the packet's flow; -1 if it is new and the table full.
  int number(TcpPacket packet) {
    sought[0] = packet.sourceHigh();
    sought[1] = packet.sourceLow();
    sought[2] = packet.destinationHigh();
    sought[3] = packet.destinationLow();
    sought[4] =
        (long) packet.ipVersion() << 32
            | (long) packet.sourcePort() << 16
            | packet.destinationPort();
    int slot = slot(sought, 0);
    if (numbers[slot] >= 0) {
      return numbers[slot];
    }
    if (count == flowsMax) {
      return -1;
    }
    if (2 * (count + 1) > numbers.length) {
      grow();
      slot = slot(sought, 0);
    }
    System.arraycopy(sought, 0, keys, slot * KEY_LONGS, KEY_LONGS);
    numbers[slot] = count;
    if (count == flows.length) {
      flows = Arrays.copyOf(flows, 2 * count);
    }
    flows[count] = flow(packet);
    return count++;
  }

  /// The flow with a number.
  Flow flow(int number) {
    return flows[number];
  }

  /// The number of a flow; -1 if none of its packets was seen.
  int find(Flow flow) {
    return Arrays.asList(flows).indexOf(flow);
  }

  /// Where a key is, or the free slot where it belongs.
  private int slot(long[] from, int at) {
    long hash = 0;
    for (int i = 0; i < KEY_LONGS; i++) {
      hash = (hash ^ from[at + i]) * MIX;
      hash ^= hash >>> 32;
    }
    int mask = numbers.length - 1;
    int slot = (int) hash & mask;
    while (numbers[slot] >= 0 && !holds(slot, from, at)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean holds(int slot, long[] from, int at) {
    return Arrays.equals(keys, slot * KEY_LONGS, (slot + 1) * KEY_LONGS, from, at, at + KEY_LONGS);
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldNumbers = numbers;
    keys = new long[2 * oldKeys.length];
    numbers = new int[2 * oldNumbers.length];
    Arrays.fill(numbers, -1);
    for (int old = 0; old < oldNumbers.length; old++) {
      if (oldNumbers[old] >= 0) {
        int slot = slot(oldKeys, old * KEY_LONGS);
        System.arraycopy(oldKeys, old * KEY_LONGS, keys, slot * KEY_LONGS, KEY_LONGS);
        numbers[slot] = oldNumbers[old];
      }
    }
  }

  private static Flow flow(TcpPacket packet) {
    boolean v6 = packet.ipVersion() == 6;
    return new Flow(
        new Endpoint(address(v6, packet.sourceHigh(), packet.sourceLow()), packet.sourcePort()),
        new Endpoint(
            address(v6, packet.destinationHigh(), packet.destinationLow()),
            packet.destinationPort()));
  }

  private static InetAddress address(boolean v6, long high, long low) {
    byte[] bytes =
        v6
            ? ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array()
            : ByteBuffer.allocate(Integer.BYTES).putInt((int) low).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // 4 and 16 bytes are the lengths that exist
    }
  }
}
