package org.estats.linux.bpf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;

/// What the running kernel was built with, as far as it tells.
final class KernelConfig {

  private static final String HZ = "CONFIG_HZ=";
  private static final Path COMPRESSED = Path.of("/proc/config.gz");

  private KernelConfig() {}

  /// How many jiffies a second has; empty if no configuration file says.
  static OptionalInt hz() {
    String release = System.getProperty("os.version");
    List<Path> places =
        List.of(
            COMPRESSED,
            Path.of("/boot/config-" + release),
            Path.of("/lib/modules/" + release + "/config"));
    for (Path place : places) {
      OptionalInt hz = hzIn(place);
      if (hz.isPresent()) {
        return hz;
      }
    }
    return OptionalInt.empty();
  }

  private static OptionalInt hzIn(Path file) {
    if (!Files.isReadable(file)) {
      return OptionalInt.empty();
    }
    try (InputStream plain = Files.newInputStream(file);
        InputStream in = file.equals(COMPRESSED) ? new GZIPInputStream(plain) : plain;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return lines
          .lines()
          .filter(line -> line.startsWith(HZ))
          .mapToInt(line -> Integer.parseInt(line.substring(HZ.length()).strip()))
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
