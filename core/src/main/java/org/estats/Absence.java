package org.estats;

/// Why a member has no value. A member without a value is never shown as 0.
///
/// [#code()] is how the kernel's half writes it: the largest 64-bit numbers stand for absence, the
/// largest of all for code 0. No member can reach them.
public enum Absence {
  /// It is collected, but nothing has happened yet that would give it a value.
  NO_SAMPLE_YET("no sample yet"),
  /// Its group is not switched on for this connection.
  OFF("the group is off"),
  /// The running kernel does not keep it.
  KERNEL_LACKS("this kernel does not keep it"),
  /// Only the full collector knows it; `tcp_info` does not carry it.
  NOT_IN_TCP_INFO("tcp_info does not carry it"),
  /// What the kernel kept allows more than one answer.
  AMBIGUOUS("what the kernel kept allows more than one answer"),
  /// Its events could not be watched in the state the connection is in.
  UNWATCHED("its events are not watched in this state of the connection"),
  /// This version of Estats does not collect it.
  NOT_COLLECTED("not collected by this version of Estats");

  /// How many of the largest 64-bit numbers are kept for absence.
  private static final int RESERVED_CODES = 256;

  private final String reason;

  Absence(String reason) {
    this.reason = reason;
  }

  /// The reason as a phrase for people.
  public String reason() {
    return reason;
  }

  /// The number by which a record carries this absence in place of a value.
  public long code() {
    return -1L - ordinal();
  }

  /// Whether a number out of a record stands for absence.
  public static boolean isAbsence(long raw) {
    return raw < 0 && raw >= -RESERVED_CODES;
  }

  /// The absence a number out of a record stands for.
  ///
  /// @throws IllegalArgumentException if it is a value
  public static Absence of(long raw) {
    if (!isAbsence(raw)) {
      throw new IllegalArgumentException(raw + " is a value");
    }
    int ordinal = (int) (-1L - raw);
    Absence[] all = values();
    return ordinal < all.length ? all[ordinal] : NOT_COLLECTED;
  }
}
