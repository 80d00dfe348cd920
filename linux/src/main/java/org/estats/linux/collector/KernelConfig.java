package org.estats.linux.collector;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// What a kernel was built with, as far as it tells.
public final class KernelConfig {

  private static final String HZ = "CONFIG_HZ=";
  private static final String COMPRESSED = ".gz";

  private KernelConfig() {}

  /// How many jiffies a second the running kernel has; empty if no configuration file says.
  public static OptionalInt hz() {
    return hz(Path.of("/"), System.getProperty("os.version"));
  }

  /// The same of a kernel.
  ///
  /// @param root where the file system begins, `/` but for tests
  /// @param release the kernel's, such as `6.1.0-25-amd64`
  public static OptionalInt hz(Path root, String release) {
    return Stream.of(
            "proc/config.gz", "boot/config-" + release, "lib/modules/" + release + "/config")
        .map(file -> hzIn(root.resolve(file)))
        .filter(OptionalInt::isPresent)
        .findFirst()
        .orElse(OptionalInt.empty());
  }

  private static OptionalInt hzIn(Path file) {
    if (!Files.isReadable(file)) {
      return OptionalInt.empty();
    }
    try (InputStream plain = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(COMPRESSED) ? new GZIPInputStream(plain) : plain;
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
