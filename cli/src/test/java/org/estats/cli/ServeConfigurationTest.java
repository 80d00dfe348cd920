package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `serve` says of its configuration.
class ServeConfigurationTest {

  @TempDir private Path folder;

  @Test
  void eachFaultIsALineWithItsPlace() throws Exception {
    Path file = folder.resolve("serve.conf");
    Files.writeString(file, "evry = 1s\n\nwatch = prot=80\n");
    Ran ran = Ran.command("serve", "--config", file.toString(), "--check");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.errLines())
        .hasSize(3)
        .satisfies(l -> assertThat(l.getFirst()).startsWith("estats: " + file + ":1: "))
        .satisfies(l -> assertThat(l.get(1)).startsWith("estats: " + file + ":3: "))
        .satisfies(l -> assertThat(l.getLast()).startsWith("  try: the settings are "));
  }
}
