package org.estats.linux.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Finds sections and symbols of a 64-bit little-endian ELF file.
final class ElfSections {

  private static final int MAGIC = 0x464C457F;
  private static final int SECTION_TABLE = 40;
  private static final int SECTION_HEADER_BYTES = 58;
  private static final int SECTION_COUNT = 60;
  private static final int NAME_SECTION = 62;
  private static final int HEADER_OFFSET = 24;
  private static final int HEADER_SIZE = 32;

  private static final int SYMBOL_BYTES = 24;
  private static final int SYMBOL_VALUE = 8;

  private ElfSections() {}

  /// The contents of a section.
  ///
  /// @throws IllegalStateException if there is none of that name
  static ByteBuffer section(byte[] file, String name) {
    ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (elf.getInt(0) != MAGIC) {
      throw new IllegalStateException("the BPF object is no ELF file");
    }
    int table = (int) elf.getLong(SECTION_TABLE);
    int bytes = elf.getShort(SECTION_HEADER_BYTES);
    int count = elf.getShort(SECTION_COUNT);
    int names = (int) elf.getLong(table + elf.getShort(NAME_SECTION) * bytes + HEADER_OFFSET);
    byte[] wanted = (name + "\0").getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      int header = table + i * bytes;
      if (matches(elf, names + elf.getInt(header), wanted)) {
        int offset = (int) elf.getLong(header + HEADER_OFFSET);
        int size = (int) elf.getLong(header + HEADER_SIZE);
        return elf.slice(offset, size);
      }
    }
    throw new IllegalStateException("the BPF object has no section " + name);
  }

  /// The offset of a symbol within its section.
  ///
  /// @throws IllegalStateException if there is none of that name
  static int offsetOfSymbol(byte[] file, String symbol) {
    ByteBuffer symbols = section(file, ".symtab").order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer names = section(file, ".strtab");
    byte[] wanted = (symbol + "\0").getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at < symbols.limit(); at += SYMBOL_BYTES) {
      int name = symbols.getInt(at);
      if (name + wanted.length <= names.limit() && matches(names, name, wanted)) {
        return (int) symbols.getLong(at + SYMBOL_VALUE);
      }
    }
    throw new IllegalStateException("the BPF object has no symbol " + symbol);
  }

  private static boolean matches(ByteBuffer elf, int at, byte[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (elf.get(at + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
