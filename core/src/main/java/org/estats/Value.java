package org.estats;

import java.util.NoSuchElementException;

/// What a reading says of one member: a number, or why there is none.
public sealed interface Value {

  /// A number, in the member's unit.
  ///
  /// @param number the number; unsigned where the member needs all 64 bits
  record Present(long number) implements Value {
    @Override
    public String toString() {
      return Long.toUnsignedString(number);
    }
  }

  /// No number.
  ///
  /// @param why the reason
  record Absent(Absence why) implements Value {
    @Override
    public String toString() {
      return "absent: " + why.reason();
    }
  }

  /// The value a number out of a record stands for.
  static Value ofRaw(long raw) {
    return Absence.isAbsence(raw) ? new Absent(Absence.of(raw)) : new Present(raw);
  }

  /// Whether there is a number.
  default boolean isPresent() {
    return this instanceof Present;
  }

  /// The number.
  ///
  /// @throws NoSuchElementException if there is none; the message says why
  default long get() {
    return switch (this) {
      case Present(long number) -> number;
      case Absent(Absence why) -> throw new NoSuchElementException(why.reason());
    };
  }

  /// The number, or `other` if there is none.
  default long orElse(long other) {
    return this instanceof Present(long number) ? number : other;
  }
}
