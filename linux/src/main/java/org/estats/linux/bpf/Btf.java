package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.estats.linux.ffi.LibC;

/// The types of a BPF object, out of its `.BTF` section: the one place from which offsets and sizes
/// of what the kernel half writes are known.
///
/// Format: `Documentation/bpf/btf.rst` of the kernel.
final class Btf {

  private static final int MAGIC = 0xEB9F;
  private static final int KIND_INT = 1;
  private static final int KIND_ARRAY = 3;
  private static final int KIND_STRUCT = 4;
  private static final int KIND_UNION = 5;
  private static final int KIND_ENUM = 6;
  private static final int KIND_TYPEDEF = 8;
  private static final int KIND_VOLATILE = 9;
  private static final int KIND_CONST = 10;
  private static final int KIND_FUNC_PROTO = 13;
  private static final int KIND_VAR = 14;
  private static final int KIND_DATASEC = 15;
  private static final int KIND_DECL_TAG = 17;
  private static final int KIND_ENUM64 = 19;

  /// `struct bpf_btf_info`, up to and with the number.
  private static final int INFO_BYTES = 16;

  private static final int INFO_ADDRESS = 0;
  private static final int INFO_SIZE = 8;

  /// A member of a structure or a variable of a section.
  ///
  /// @param name its name, empty for an anonymous one
  /// @param type its type, by number
  /// @param offset its place in bytes
  private record Field(String name, int type, int offset) {}

  private record Type(String name, int kind, int size, int elementType, List<Field> fields) {}

  private final List<Type> types = new ArrayList<>();
  private final Map<String, Integer> structs = new HashMap<>();

  private Btf(ByteBuffer btf) {
    btf.order(ByteOrder.LITTLE_ENDIAN);
    if ((btf.getShort(0) & 0xFFFF) != MAGIC) {
      throw new IllegalStateException("the BPF object's type information is damaged");
    }
    int header = btf.getInt(4);
    int typesAt = header + btf.getInt(8);
    int typesEnd = typesAt + btf.getInt(12);
    int stringsAt = header + btf.getInt(16);
    types.add(new Type("void", 0, 0, 0, List.of()));
    ByteBuffer cursor = btf.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(typesAt);
    while (cursor.position() < typesEnd) {
      Type type = read(cursor, btf, stringsAt);
      if (type.kind == KIND_STRUCT && !type.name.isEmpty()) {
        structs.put(type.name, types.size());
      }
      types.add(type);
    }
  }

  /// Reads the types of an ELF object.
  static Btf ofObject(byte[] object) {
    return new Btf(ElfSections.section(object, ".BTF"));
  }

  /// Reads the types that the kernel keeps of a loaded map, and with it of the whole object it came
  /// with; so the layouts of another version can be known.
  ///
  /// @throws org.estats.linux.ffi.NativeException EPERM without CAP_SYS_ADMIN
  static Btf ofMap(int mapFd) {
    int fd = Bpf.typesByNumber(MapInfo.of(mapFd).types());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(INFO_BYTES, 8);
      Bpf.info(fd, info); // how large they are
      MemorySegment bytes = arena.allocate(info.get(JAVA_INT, INFO_SIZE), 8);
      info.fill((byte) 0);
      info.set(JAVA_LONG, INFO_ADDRESS, bytes.address());
      info.set(JAVA_INT, INFO_SIZE, (int) bytes.byteSize());
      Bpf.info(fd, info);
      return new Btf(ByteBuffer.wrap(bytes.toArray(JAVA_BYTE)));
    } finally {
      LibC.close(fd);
    }
  }

  /// The names of the members of a structure.
  Set<String> members(String struct) {
    return types.get(number(struct)).fields.stream()
        .map(Field::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The size of a structure in bytes.
  int sizeOf(String struct) {
    return types.get(number(struct)).size;
  }

  /// The offset of a member; a path such as `Path.FastRetran` goes into nested structures.
  int offsetOf(String struct, String path) {
    return find(struct, path).offset;
  }

  /// Whether a structure has a member.
  boolean has(String struct, String path) {
    return locate(number(struct), path) != null;
  }

  /// The size of a member in bytes.
  int sizeOf(String struct, String path) {
    return sizeOf(find(struct, path).type);
  }

  /// A structure as text, for telling two layouts apart.
  String describe(String struct) {
    StringBuilder text = new StringBuilder(struct);
    describe(number(struct), 0, text);
    return text.toString();
  }

  private void describe(int type, int base, StringBuilder into) {
    for (Field f : types.get(type).fields) {
      int target = resolve(f.type);
      into.append(' ').append(f.name).append('@').append(base + f.offset);
      into.append(':').append(sizeOf(f.type));
      if (types.get(target).kind == KIND_STRUCT) {
        describe(target, base + f.offset, into);
      }
    }
  }

  private Field find(String struct, String path) {
    Field field = locate(number(struct), path);
    if (field == null) {
      throw new IllegalStateException("the BPF object has no " + struct + "." + path);
    }
    return field;
  }

  private Field locate(int struct, String path) {
    int type = struct;
    int offset = 0;
    Field found = null;
    for (String name : path.split("\\.")) {
      found = null;
      for (Field f : types.get(resolve(type)).fields) {
        if (f.name.equals(name)) {
          found = f;
        }
      }
      if (found == null) {
        return null;
      }
      offset += found.offset;
      type = found.type;
    }
    return new Field(path, type, offset);
  }

  private int number(String struct) {
    Integer number = structs.get(struct);
    if (number == null) {
      throw new IllegalStateException("the BPF object has no struct " + struct);
    }
    return number;
  }

  private int sizeOf(int type) {
    Type t = types.get(resolve(type));
    return t.kind == KIND_ARRAY ? t.size * sizeOf(t.elementType) : t.size;
  }

  private int resolve(int type) {
    Type t = types.get(type);
    return switch (t.kind) {
      case KIND_TYPEDEF, KIND_CONST, KIND_VOLATILE, KIND_VAR -> resolve(t.elementType);
      default -> type;
    };
  }

  private static Type read(ByteBuffer cursor, ByteBuffer btf, int stringsAt) {
    String name = string(btf, stringsAt + cursor.getInt());
    int info = cursor.getInt();
    int sizeOrType = cursor.getInt();
    int kind = info >>> 24 & 0x1F;
    int count = info & 0xFFFF;
    boolean bitFields = info < 0;
    List<Field> fields = new ArrayList<>();
    int size = sizeOrType;
    int element = sizeOrType;
    switch (kind) {
      case KIND_INT, KIND_VAR, KIND_DECL_TAG -> cursor.getInt();
      case KIND_ARRAY -> {
        element = cursor.getInt();
        cursor.getInt();
        size = cursor.getInt();
      }
      case KIND_STRUCT, KIND_UNION -> {
        for (int i = 0; i < count; i++) {
          String member = string(btf, stringsAt + cursor.getInt());
          int type = cursor.getInt();
          int bits = bitFields ? cursor.getInt() & 0xFFFFFF : cursor.getInt();
          fields.add(new Field(member, type, bits / 8));
        }
      }
      case KIND_ENUM, KIND_FUNC_PROTO -> cursor.position(cursor.position() + 8 * count);
      case KIND_ENUM64, KIND_DATASEC -> cursor.position(cursor.position() + 12 * count);
      default -> {}
    }
    return new Type(name, kind, size, element, fields);
  }

  private static String string(ByteBuffer btf, int at) {
    int end = at;
    while (btf.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - at];
    btf.get(at, bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
