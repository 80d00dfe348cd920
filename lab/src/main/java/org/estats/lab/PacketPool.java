package org.estats.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.estats.EstatsException;
import org.estats.linux.ffi.PacketMemory;

/// Memory for the packets on the link: slots of one size, taken and given back, and what is known
/// of the packet in each. It grows to what is needed at once and not beyond a limit.
final class PacketPool implements AutoCloseable {

  static final int PACKETS_MAX = 131_072;

  private static final int SLOTS_PER_CHUNK = 256;
  private static final int ALIGNMENT = 64;

  private final int slotBytes;
  private final List<PacketMemory> chunks = new ArrayList<>();
  private int[] free = new int[0];
  private int freeCount;

  private int[] lengths = new int[0];
  private int[] numbers = new int[0];
  private int[] rows = new int[0];
  private Direction[] directions = new Direction[0];

  PacketPool(int packetBytesMax) {
    slotBytes = (packetBytesMax + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  int slotBytes() {
    return slotBytes;
  }

  /// Takes a slot.
  int take() {
    if (freeCount == 0) {
      grow();
    }
    return free[--freeCount];
  }

  void giveBack(int slot) {
    free[freeCount++] = slot;
  }

  /// Notes what is in a slot.
  ///
  /// @param row in the log, or -1
  void fill(int slot, Direction direction, int lengthBytes, int number, int row) {
    directions[slot] = direction;
    lengths[slot] = lengthBytes;
    numbers[slot] = number;
    rows[slot] = row;
  }

  PacketMemory memory(int slot) {
    return chunks.get(slot / SLOTS_PER_CHUNK);
  }

  int offset(int slot) {
    return slot % SLOTS_PER_CHUNK * slotBytes;
  }

  int lengthBytes(int slot) {
    return lengths[slot];
  }

  int number(int slot) {
    return numbers[slot];
  }

  int row(int slot) {
    return rows[slot];
  }

  Direction direction(int slot) {
    return directions[slot];
  }

  /// Copies a packet into a slot of its own, which has no row in the log.
  int copy(int slot) {
    int copy = take();
    int bytes = lengths[slot];
    memory(copy).bytes().put(offset(copy), memory(slot).bytes(), offset(slot), bytes);
    fill(copy, directions[slot], bytes, numbers[slot], -1);
    return copy;
  }

  private void grow() {
    int old = lengths.length;
    if (old >= PACKETS_MAX) {
      throw new EstatsException(
          EstatsException.Kind.FAILED,
          "more than " + PACKETS_MAX + " packets are on the link at once",
          "give it a shorter queue or less delay");
    }
    chunks.add(new PacketMemory(SLOTS_PER_CHUNK * slotBytes));
    int size = old + SLOTS_PER_CHUNK;
    lengths = Arrays.copyOf(lengths, size);
    numbers = Arrays.copyOf(numbers, size);
    rows = Arrays.copyOf(rows, size);
    directions = Arrays.copyOf(directions, size);
    free = new int[size];
    for (int slot = size - 1; slot >= old; slot--) {
      giveBack(slot);
    }
  }

  @Override
  public void close() {
    chunks.forEach(PacketMemory::close);
  }
}
