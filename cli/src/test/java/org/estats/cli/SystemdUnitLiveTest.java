package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whether the collector can be loaded with what the shipped systemd unit leaves: its capabilities,
/// its mask of modes, and mounts that follow those of process 1 without being them.
@ExtendWith(Apart.class)
final class SystemdUnitLiveTest {

  private static final Path UNIT =
      Path.of("..", "docs", "estats.service").toAbsolutePath().normalize();

  private static String setting(String name) throws IOException {
    return Files.readAllLines(UNIT).stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .collect(Collectors.joining(" "));
  }

  @Test
  void theUnitLeavesWhatLoadingTakesAndReadersMayReachIt() throws Exception {
    // As on a host that systemd runs: what is mounted where process 1 lives reaches services.
    assertThat(Child.run(new ProcessBuilder("mount", "--make-rshared", "/")).code()).isZero();
    String kept =
        "-all,"
            + Arrays.stream(setting("CapabilityBoundingSet").split(" "))
                .map(c -> "+" + c.replaceFirst("CAP_", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    List<String> command = new ArrayList<>();
    command.addAll(List.of("unshare", "--mount", "--propagation", "slave"));
    command.addAll(List.of("setpriv", "--bounding-set", kept, "--inh-caps", kept));
    command.addAll(List.of("sh", "-c", "umask " + setting("UMask") + " && exec \"$@\"", "sh"));
    command.addAll(Child.command("enable", "--new", "port=1"));
    Ran ran = Child.run(new ProcessBuilder(command));
    assertThat(ran.code()).as(ran.toString()).isZero();
    Path loaded = Path.of("/run/estats/current").toRealPath();
    assertThat(Files.getPosixFilePermissions(loaded).toString())
        .as("readers may enter")
        .contains("OTHERS_EXECUTE");
  }
}
