package org.estats.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.estats.EstatsException;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {

  @TempDir private Path folder;

  private Configuration parse(String... lines) {
    return ConfigurationFile.parse("serve.conf", folder, List.of(lines), List.of());
  }

  @Test
  void withoutAFileItListensOnThisHostAloneAndWatchesEverything() {
    Configuration told = ConfigurationFile.standard(List.of());
    assertThat(told.listen().getAddress().isLoopbackAddress()).isTrue();
    assertThat(told.listen().getPort()).isEqualTo(8377);
    assertThat(told.watch()).hasSize(1);
    assertThat(told.watch().getFirst().switches()).containsExactlyInAnyOrder(Switch.values());
    assertThat(told.history()).isEmpty();
    assertThat(told.adminToken()).isEmpty();
  }

  @Test
  void everyFaultIsToldWithItsLine() {
    assertThatThrownBy(
            () -> parse("# comment", "every = 1s", "evry = 2s", "", "watch = prot=80", "nonsense"))
        .isInstanceOf(EstatsException.class)
        .hasMessageContaining("serve.conf:3: there is no setting 'evry'")
        .hasMessageContaining("serve.conf:5:")
        .hasMessageContaining("serve.conf:6: 'nonsense' is not NAME = VALUE");
  }

  @Test
  void whatDiffersAndWaitsForTheNextStartIsNamed() {
    Configuration one = parse("every = 1s", "watch = all");
    assertThat(one.differences(parse("every = 1s", "watch = port=1"))).isEmpty();
    assertThat(one.differences(parse("every = 2s", "history = h.duckdb", "metrics-top = 3")))
        .containsExactly("every", "history", "metrics");
  }

  @Test
  void aFileThatIsNotTextIsSaidToBeNone() throws Exception {
    Path file = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertThatThrownBy(() -> ConfigurationFile.read(file, List.of()))
        .hasMessageContaining("binary is not text in UTF-8");
  }

  @Test
  void aSettingThatStandsTwiceIsAFaultAndSaysWhereTheOtherIs() {
    assertThatThrownBy(() -> parse("every = 1s", "every = 2s"))
        .hasMessageContaining("serve.conf:2: every stands in line 1 already");
  }

  @Test
  void listeningForOthersIsRefusedWithoutTlsAndWithoutAToken() throws Exception {
    assertThatThrownBy(() -> parse("listen = 0.0.0.0:8377")).hasMessageContaining("needs TLS");
    Path some = Files.writeString(folder.resolve("some"), "x");
    assertThatThrownBy(
            () -> parse("listen = [::]:8377", "tls-certificate = " + some, "tls-key = " + some))
        .hasMessageContaining("needs a token");
  }

  @Test
  void aTokenThatIsTooShortIsRefused() throws Exception {
    Files.writeString(folder.resolve("short"), "secret");
    assertThatThrownBy(() -> parse("read-token-file = short"))
        .hasMessageContaining("serve.conf:1:")
        .hasMessageContaining("holds no token");
  }

  @Test
  void watchLinesTakeGroupsAndSamples() {
    Configuration told =
        parse("watch = rport=443 groups=Path,Data sample=1/100", "watch = process=nginx");
    assertThat(told.watch()).hasSize(2);
    WatchLine first = told.watch().getFirst();
    assertThat(first.switches()).isEqualTo(Set.of(Switch.PATH, Switch.DATA));
    assertThat(first.oneIn()).isEqualTo(100);
    assertThat(first.filter().toString()).isEqualTo("rport=443");
    assertThat(first.line()).isEqualTo(1);
  }

  @Test
  void theCommandLineWins() throws Exception {
    Path file = Files.writeString(folder.resolve("c"), "every = 2s\nhistory = h.duckdb\n");
    Configuration told = ConfigurationFile.read(file, List.of("every=500ms"));
    assertThat(told.everyMillis()).isEqualTo(500);
    assertThat(told.history().orElseThrow().file()).isEqualTo(folder.resolve("h.duckdb"));
    assertThat(told.history().orElseThrow().age()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void theConfigurationInTheDocumentsIsGoodAndSaysWhatHoldsAnyway() {
    Path documented = Path.of("..").resolve("docs").resolve("serve.conf");
    Configuration told = ConfigurationFile.read(documented, List.of());
    Configuration standard = ConfigurationFile.standard(List.of());
    assertThat(told.listen()).isEqualTo(standard.listen());
    assertThat(told.everyMillis()).isEqualTo(standard.everyMillis());
    assertThat(told.seriesBytesMax()).isEqualTo(standard.seriesBytesMax());
    assertThat(told.metrics()).isEqualTo(standard.metrics());
    assertThat(told.watch().getFirst().switches())
        .isEqualTo(standard.watch().getFirst().switches());
  }
}
