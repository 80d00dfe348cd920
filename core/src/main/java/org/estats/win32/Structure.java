package org.estats.win32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A structure of Windows' headers as a C compiler lays it out for x64, little-endian, with the
/// names of the headers.
///
/// Members are read and written at any address, aligned or not. What reads or writes them throws
/// what [MemorySegment] throws, such as [IndexOutOfBoundsException] where the segment ends too
/// soon.
public final class Structure {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// `DWORD`, `ULONG` and enumerations.
  static final MemoryLayout DWORD = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String name;
  private final StructLayout layout;
  private final Map<String, Place> places;
  private final List<String> members;

  private record Place(long offset, long bytes) {}

  private Structure(String name, StructLayout layout, Map<String, Place> places) {
    this.name = name;
    this.layout = layout;
    this.places = places;
    this.members = List.copyOf(places.keySet());
  }

  /// The structure of these members, with the padding that alignment asks for.
  static Structure of(String name, List<MemoryLayout> members) {
    List<MemoryLayout> elements = new ArrayList<>();
    Map<String, Place> places = new LinkedHashMap<>();
    long end = 0;
    long alignment = 1;
    for (MemoryLayout member : members) {
      long at = aligned(end, member.byteAlignment());
      pad(elements, at - end);
      elements.add(member);
      places.put(member.name().orElseThrow(), new Place(at, member.byteSize()));
      end = at + member.byteSize();
      alignment = Math.max(alignment, member.byteAlignment());
    }
    pad(elements, aligned(end, alignment) - end);
    StructLayout layout = MemoryLayout.structLayout(elements.toArray(MemoryLayout[]::new));
    return new Structure(name, layout.withName(name), places);
  }

  /// An integer of so many bytes: 1, 4 or 8.
  static MemoryLayout integer(int bytes) {
    return switch (bytes) {
      case Byte.BYTES -> JAVA_BYTE;
      case Integer.BYTES -> DWORD;
      case Long.BYTES -> ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
      default -> throw new IllegalArgumentException(bytes + " bytes are no integer");
    };
  }

  private static long aligned(long offset, long alignment) {
    return (offset + alignment - 1) / alignment * alignment;
  }

  private static void pad(List<MemoryLayout> elements, long bytes) {
    if (bytes > 0) {
      elements.add(MemoryLayout.paddingLayout(bytes));
    }
  }

  /// The name in the header, such as `TCP_ESTATS_PATH_ROD_v0`.
  public String name() {
    return name;
  }

  /// The layout, to allocate by and to take var handles from.
  public StructLayout layout() {
    return layout;
  }

  /// What `sizeof` gives.
  public int byteSize() {
    return (int) layout.byteSize();
  }

  /// The members, in their order.
  public List<String> members() {
    return members;
  }

  /// Whether there is such a member.
  public boolean has(String member) {
    return places.containsKey(member);
  }

  /// What `offsetof` gives.
  ///
  /// @throws IllegalArgumentException if there is no such member
  public long offset(String member) {
    return place(member).offset();
  }

  /// The size of a member in bytes.
  ///
  /// @throws IllegalArgumentException if there is no such member
  public long size(String member) {
    return place(member).bytes();
  }

  /// An integer member, without sign; eight-byte ones as they are.
  public long get(MemorySegment structure, String member) {
    Place place = place(member);
    return switch ((int) place.bytes()) {
      case Byte.BYTES -> Byte.toUnsignedLong(structure.get(JAVA_BYTE, place.offset()));
      case Integer.BYTES -> Integer.toUnsignedLong(structure.get(INT, place.offset()));
      case Long.BYTES -> structure.get(LONG, place.offset());
      default -> throw new IllegalArgumentException(name + "." + member + " is no integer");
    };
  }

  /// Writes an integer member: as many of the low bytes as it has.
  public void set(MemorySegment structure, String member, long value) {
    Place place = place(member);
    switch ((int) place.bytes()) {
      case Byte.BYTES -> structure.set(JAVA_BYTE, place.offset(), (byte) value);
      case Integer.BYTES -> structure.set(INT, place.offset(), (int) value);
      case Long.BYTES -> structure.set(LONG, place.offset(), value);
      default -> throw new IllegalArgumentException(name + "." + member + " is no integer");
    }
  }

  private Place place(String member) {
    Place place = places.get(member);
    if (place == null) {
      throw new IllegalArgumentException(name + " has no member " + member);
    }
    return place;
  }

  /// Name and size.
  @Override
  public String toString() {
    return name + " (" + byteSize() + " bytes)";
  }
}
