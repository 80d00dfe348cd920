package org.estats.lab;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What `ss` says of the only connection of a host: the kernel's `tcp_info`, read by a program that
/// has nothing to do with this one.
///
/// @param values by their names in the output of `ss -i`, such as `rto`; of pairs the first, the
///   second with a stroke behind the name
public record SocketFigures(Map<String, Double> values) {

  private static final String NUMBER = "-?[0-9]+(\\.[0-9]+)?";

  /// Asks `ss` on a host.
  static SocketFigures of(Host host) throws IOException, InterruptedException {
    return parse(host.run(List.of("ss", "-tinOH")));
  }

  /// Reads `rtt:40.1/20` as `rtt` 40.1, and everything else that is a name with a number.
  static SocketFigures parse(String text) {
    Map<String, Double> values = new HashMap<>();
    for (String word : text.split("\\s+")) {
      int colon = word.indexOf(':');
      if (colon > 0 && word.substring(0, colon).matches("[a-z][a-z_]+")) {
        String[] numbers = word.substring(colon + 1).split("[/,]");
        String name = word.substring(0, colon);
        for (int i = 0; i < Math.min(2, numbers.length); i++) {
          if (numbers[i].matches(NUMBER)) {
            values.put(i == 0 ? name : name + "/", Double.valueOf(numbers[i]));
          }
        }
      }
    }
    return new SocketFigures(Map.copyOf(values));
  }

  /// A figure; empty where `ss` leaves it out, as it does with most that are 0.
  public OptionalDouble get(String name) {
    Double value = values.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
