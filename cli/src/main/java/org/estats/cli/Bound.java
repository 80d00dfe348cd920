package org.estats.cli;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.ISetter;

/// Where a value of an option goes.
///
/// @param place takes it
record Bound(Consumer<Object> place) implements ISetter {

  /// The words of an option that may be given several times.
  static List<String> words(Object value) {
    return ((Collection<?>) value).stream().map(String.class::cast).toList();
  }

  @Override
  public <T> T set(T value) {
    if (value != null) { // picocli clears everything before it reads
      place.accept(value);
    }
    return null; // what was there before is of no use to anyone
  }
}
