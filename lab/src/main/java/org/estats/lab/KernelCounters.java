package org.estats.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the kernel itself counts for a whole network namespace: `/proc/net/snmp` and `netstat`. In
/// a namespace with one connection these are that connection's.
///
/// @param values by name, such as `TcpExt.TCPTimeouts`
public record KernelCounters(Map<String, Long> values) {

  private static final List<String> FILES = List.of("snmp", "netstat");

  /// Reads them in the namespace of this thread.
  static KernelCounters read() throws IOException {
    Map<String, Long> values = new HashMap<>();
    for (String file : FILES) {
      List<String> lines = Files.readAllLines(Path.of("/proc/thread-self/net", file));
      for (int i = 0; i + 1 < lines.size(); i += 2) {
        String[] names = lines.get(i).split("\\s+");
        String[] numbers = lines.get(i + 1).split("\\s+");
        String protocol = names[0].replace(":", "");
        for (int column = 1; column < names.length; column++) {
          values.put(protocol + "." + names[column], Long.parseLong(numbers[column]));
        }
      }
    }
    return new KernelCounters(Map.copyOf(values));
  }

  /// The sum of some counters; one that this kernel lacks counts for nothing.
  public long sum(String... names) {
    long sum = 0;
    for (String name : names) {
      sum += values.getOrDefault(name, 0L);
    }
    return sum;
  }
}
