package org.estats.lab.scenario;

import org.estats.Absence;
import org.estats.Value;
import org.estats.catalogue.Member;

/// What a member must be.
public sealed interface Expected {

  /// How a time is written.
  String MILLIS = " ms";

  /// How a rate is written.
  String MEGABITS = " Mbit/s";

  /// A number within bounds, both included; times in microseconds.
  ///
  /// @param low the least
  /// @param high the greatest; the same for an exact number
  record Range(long low, long high) implements Expected {}

  /// No number, for this reason.
  ///
  /// @param why the reason
  record Missing(Absence why) implements Expected {}

  /// What equals a value that was read.
  static Expected same(Value value) {
    return switch (value) {
      case Value.Present(long number) -> new Range(number, number);
      case Value.Absent(Absence why) -> new Missing(why);
    };
  }

  /// Whether a value is as it must be.
  default boolean admits(Value value) {
    return switch (this) {
      case Range(long low, long high) ->
          value instanceof Value.Present(long number) && low <= number && number <= high;
      case Missing(Absence why) -> value.equals(new Value.Absent(why));
    };
  }

  /// In words, in the unit of the member.
  default String text(Member member) {
    return switch (this) {
      case Range(long low, long high) when low == high -> number(member, low);
      case Range(long low, long high) when high == Long.MAX_VALUE ->
          "at least " + number(member, low);
      case Range(long low, long high) ->
          number(member, low).replace(MILLIS, "").replace(MEGABITS, "")
              + ".."
              + number(member, high);
      case Missing(Absence why) -> "none: " + why.reason();
    };
  }

  /// A value in words, in the unit of the member.
  static String text(Member member, Value value) {
    return switch (value) {
      case Value.Present(long number) -> number(member, number);
      case Value.Absent(Absence why) -> "none: " + why.reason();
    };
  }

  private static String number(Member member, long number) {
    return switch (member.unit()) {
      case MILLISECONDS -> "%.1f".formatted(number / 1e3) + MILLIS;
      case BITS_PER_SECOND -> "%.1f".formatted(number / 1e6) + MEGABITS;
      default -> Long.toString(number);
    };
  }
}
