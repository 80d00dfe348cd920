package org.estats.linux.diag;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.estats.Connection;
import org.junit.jupiter.api.Assumptions;

/// What `ss -tin` prints of one connection, as a witness.
final class SsOutput {

  private final Map<String, String> values = new HashMap<>();
  private final List<String> words;

  private SsOutput(String line) {
    words = Arrays.asList(line.trim().split("\\s+"));
    for (String word : words) {
      int colon = word.indexOf(':');
      if (colon > 0) {
        values.put(word.substring(0, colon), word.substring(colon + 1));
      }
    }
  }

  static SsOutput of(Connection connection) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "ss",
            "-tineOH",
            "state",
            "connected",
            "sport",
            "=",
            ":" + connection.local().port(),
            "and",
            "dport",
            "=",
            ":" + connection.remote().port());
    Process process = start(builder);
    String output = new String(process.getInputStream().readAllBytes());
    List<String> lines = output.lines().toList();
    if (lines.size() != 1) {
      throw new AssertionError("ss printed: " + output);
    }
    return new SsOutput(lines.getFirst());
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      return Assumptions.abort("ss is not installed");
    }
  }

  /// A number; 0 where `ss` leaves it out.
  long number(String name) {
    return Long.parseLong(values.getOrDefault(name, "0"));
  }

  /// One of several numbers with something between.
  long part(String name, int index) {
    String value = values.get(name);
    return value == null ? 0 : Long.parseLong(value.split("[,/]")[index]);
  }

  /// A time it prints in milliseconds.
  long micros(String name, int index) {
    return new BigDecimal(values.get(name).split("/")[index]).movePointRight(3).longValueExact();
  }

  boolean has(String word) {
    return words.contains(word);
  }

  boolean hasValue(String name) {
    return values.containsKey(name);
  }

  long receiveQueue() {
    return Long.parseLong(words.get(1));
  }

  long sendQueue() {
    return Long.parseLong(words.get(2));
  }
}
