package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
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

  private Btf(byte[] bytes, int from) {
    Cursor header = new Cursor(bytes, from);
    if ((header.next() & 0xFFFF) != MAGIC) {
      throw new IllegalStateException("the BPF object's type information is damaged");
    }
    int data = from + header.next();
    int typesAt = data + header.next();
    int typesEnd = typesAt + header.next();
    int stringsAt = data + header.next();
    types.add(new Type("void", 0, 0, 0, List.of()));
    Cursor cursor = new Cursor(bytes, typesAt);
    while (cursor.at < typesEnd) {
      Type type = read(cursor, stringsAt);
      if (type.kind == KIND_STRUCT && !type.name.isEmpty()) {
        structs.put(type.name, types.size());
      }
      types.add(type);
    }
  }

  /// Goes through the bytes number by number. Every command does so at its start, with next to
  /// nothing compiled: a plain array is what costs least then.
  private static final class Cursor {
    private final byte[] bytes;
    private int at;

    Cursor(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    int next() {
      int number =
          bytes[at] & 0xFF
              | (bytes[at + 1] & 0xFF) << 8
              | (bytes[at + 2] & 0xFF) << 16
              | bytes[at + 3] << 24;
      at += Integer.BYTES;
      return number;
    }

    void skip(int count) {
      at += count;
    }

    String string(int from) {
      int end = from;
      while (bytes[end] != 0) {
        end++;
      }
      return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }
  }

  /// Reads the types of an ELF object.
  static Btf ofObject(byte[] object) {
    ByteBuffer section = ElfSections.section(object, ".BTF");
    return new Btf(section.array(), section.arrayOffset());
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
      return new Btf(bytes.toArray(JAVA_BYTE), 0);
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

  /// Where the members of a structure within a structure are in the outer one, by their names;
  /// empty if there is no such structure.
  Map<String, Integer> offsetsOf(String struct, String within) {
    Field inner = locate(number(struct), within);
    Map<String, Integer> offsets = new HashMap<>();
    if (inner != null) {
      types
          .get(resolve(inner.type))
          .fields
          .forEach(f -> offsets.put(f.name, inner.offset + f.offset));
    }
    return offsets;
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

  private static Type read(Cursor cursor, int stringsAt) {
    String name = cursor.string(stringsAt + cursor.next());
    int info = cursor.next();
    int sizeOrType = cursor.next();
    int kind = info >>> 24 & 0x1F;
    int count = info & 0xFFFF;
    boolean bitFields = info < 0;
    List<Field> fields = List.of();
    int size = sizeOrType;
    int element = sizeOrType;
    switch (kind) {
      case KIND_INT, KIND_VAR, KIND_DECL_TAG -> cursor.skip(4);
      case KIND_ARRAY -> {
        element = cursor.next();
        cursor.skip(4);
        size = cursor.next();
      }
      case KIND_STRUCT, KIND_UNION -> {
        fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          String member = cursor.string(stringsAt + cursor.next());
          int type = cursor.next();
          int bits = bitFields ? cursor.next() & 0xFFFFFF : cursor.next();
          fields.add(new Field(member, type, bits / 8));
        }
      }
      case KIND_ENUM, KIND_FUNC_PROTO -> cursor.skip(8 * count);
      case KIND_ENUM64, KIND_DATASEC -> cursor.skip(12 * count);
      default -> {}
    }
    return new Type(name, kind, size, element, fields);
  }
}
