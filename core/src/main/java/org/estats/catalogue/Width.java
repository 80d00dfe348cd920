package org.estats.catalogue;

/// The width of a member in the Win32 structures on x64. Inside, everything is 64 bits wide.
public enum Width {
  /// `BOOLEAN`, one byte.
  BOOLEAN(1),
  /// `UCHAR`, one byte.
  UCHAR(1),
  /// `ULONG`, four bytes.
  ULONG(4),
  /// `SIZE_T`, eight bytes on x64.
  SIZE_T(8),
  /// `ULONG64`, eight bytes.
  ULONG64(8);

  private final int bytes;

  Width(int bytes) {
    this.bytes = bytes;
  }

  /// The size in bytes, which is also the alignment.
  public int bytes() {
    return bytes;
  }
}
