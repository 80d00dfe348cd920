package org.estats.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What `ss` says of the only connection of a host: the kernel's `tcp_info`, read by a program that
/// has nothing to do with this one.
///
/// @param values by their names in the output of `ss -i`, such as `rto`; of pairs the first
public record SocketFigures(Map<String, Double> values) {

  private static final String NUMBER = "-?[0-9]+(\\.[0-9]+)?";

  /// Asks `ss` on a host.
  static SocketFigures of(Host host) throws IOException, InterruptedException {
    Process ss = host.command(List.of("ss", "-tinOH")).redirectErrorStream(true).start();
    String text = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (ss.waitFor() != 0) {
      throw new IOException("ss failed: " + text);
    }
    return parse(text);
  }

  /// Reads `rtt:40.1/20` as `rtt` 40.1, and everything else that is a name with a number.
  static SocketFigures parse(String text) {
    Map<String, Double> values = new HashMap<>();
    for (String word : text.split("\\s+")) {
      int colon = word.indexOf(':');
      if (colon > 0 && word.substring(0, colon).matches("[a-z][a-z_]+")) {
        String number = word.substring(colon + 1).split("[/,]")[0];
        if (number.matches(NUMBER)) {
          values.put(word.substring(0, colon), Double.valueOf(number));
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
