package org.estats.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What tests with a real lab have in common.
final class LabSupport {

  private LabSupport() {}

  /// What the kernel itself has counted for the only connection of a host, as `ss` tells it. What
  /// is 0 is not in it.
  static Map<String, Long> kernelCounters(Host host) throws IOException, InterruptedException {
    Map<String, Long> counters = new HashMap<>();
    for (String word : ss(host).split("\\s+")) {
      String[] parts = word.split("[:/]");
      String last = parts[parts.length - 1]; // of retrans:0/36 the 36, which is the total
      if (parts.length >= 2 && last.matches("[0-9]+")) {
        counters.put(parts[0], Long.parseLong(last));
      }
    }
    return counters;
  }

  /// What `ss` says of a host's established connections.
  static String ss(Host host) throws IOException, InterruptedException {
    Process ss =
        host.command(List.of("ss", "-tinH", "state", "established"))
            .redirectErrorStream(true)
            .start();
    String text = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (ss.waitFor() != 0) {
      throw new IOException("ss failed: " + text);
    }
    return text;
  }
}
