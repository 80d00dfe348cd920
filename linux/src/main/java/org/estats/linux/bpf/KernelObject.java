package org.estats.linux.bpf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/// The compiled kernel half that this version ships, and what identifies it.
final class KernelObject {

  private static final String RESOURCE = "estats.bpf.o";

  /// What a reader and the kernel half must agree on.
  private static final List<String> SHARED =
      List.of(
          "estats_header",
          "estats_tuple",
          "estats_set_request",
          "estats_record",
          "estats_closed",
          "estats_choice",
          "estats_tally",
          "estats_holder");

  /// What must be the same for one loading to take over the maps of another.
  private static final List<String> KEPT =
      List.of("element", "estats_control", "estats_rule", "estats_birth");

  private static final KernelObject SHIPPED = read();

  private final byte[] bytes;
  private final Btf types;
  private final int layout;
  private String identity; // found out when it is first asked for, by whomever

  private KernelObject(byte[] bytes) {
    this.bytes = bytes;
    types = Btf.ofObject(bytes);
    layout = identityOf(SHARED);
  }

  /// The object in this version's jar.
  static KernelObject shipped() {
    return SHIPPED;
  }

  byte[] bytes() {
    return bytes;
  }

  /// The types of the object.
  Btf types() {
    return types;
  }

  /// Where a constant of the object lies in its section of constants.
  int offsetOfConstant(String name) {
    return ElfSections.offsetOfSymbol(bytes, name);
  }

  /// The identity of what readers and kernel half share; never 0.
  int layout() {
    return layout;
  }

  /// What names a loading of this object on disk: layouts that are shared, layouts that are kept,
  /// and the code.
  String identity() {
    String known = identity;
    if (known == null) {
      CRC32 code = new CRC32();
      code.update(bytes);
      HexFormat hex = HexFormat.of();
      known =
          hex.toHexDigits(layout) + "-" + state() + "-" + hex.toHexDigits((int) code.getValue());
      identity = known;
    }
    return known;
  }

  private String state() {
    return HexFormat.of().toHexDigits(identityOf(KEPT));
  }

  /// Whether a loading of another object left maps that this one can go on with.
  boolean canTakeOver(String otherIdentity) {
    String[] parts = otherIdentity.split("-");
    return parts.length == 3 && parts[1].equals(state());
  }

  /// Whether the records of a loading of another object are those that this version reads.
  boolean canRead(String otherIdentity) {
    return otherIdentity.startsWith(HexFormat.of().toHexDigits(layout) + "-");
  }

  private int identityOf(List<String> structs) {
    CRC32 crc = new CRC32();
    for (String s : structs) {
      crc.update(types.describe(s).getBytes(StandardCharsets.US_ASCII));
    }
    return (int) crc.getValue() | 1;
  }

  private static KernelObject read() {
    try (InputStream in = KernelObject.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE);
      }
      return new KernelObject(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
