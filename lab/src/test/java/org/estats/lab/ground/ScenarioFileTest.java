package org.estats.lab.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.estats.diagnosis.Nature;
import org.junit.jupiter.api.Test;

class ScenarioFileTest {

  private static final Path FILES = Path.of("src/main/resources/org/estats/lab/ground");

  @Test
  void theIndexNamesEveryFile() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".scenario"))
              .map(name -> name.replace(".scenario", ""))
              .toList();
      assertThat(ProvingGround.scenarios())
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @Test
  void thereAreEighteenNaturesAndConnectionsWithNothingToMend() {
    List<GroundScenario> all = ScenarioFile.all();
    assertThat(all.stream().filter(GroundScenario::isImpaired).map(s -> s.truth().nature()))
        .allMatch(nature -> nature != Nature.HEALTHY && nature != Nature.IDLE)
        .satisfies(
            natures -> assertThat(natures.stream().distinct().count()).isGreaterThanOrEqualTo(18));
    assertThat(all.stream().filter(s -> !s.isImpaired()))
        .isNotEmpty()
        .allMatch(s -> s.truth().isNone());
  }

  @Test
  void aFileIsRead() {
    GroundScenario scenario =
        ScenarioFile.parse(
            "lossy",
            """
            # a remark
            truth = random-loss|congestion-loss

            rtt = 10..20ms
            impaired loss = 1%
            """);
    assertThat(scenario.truth())
        .isEqualTo(new Truth(List.of(Nature.RANDOM_LOSS, Nature.CONGESTION_LOSS), false));
    assertThat(scenario.settings()).containsOnlyKeys(Setting.RTT);
    assertThat(scenario.impairment()).containsOnlyKeys(Setting.LOSS);
    assertThat(scenario.isImpaired()).isTrue();
  }

  @Test
  void aWrongLineIsNamed() {
    refused("truth = bad-luck", "x.scenario, line 1: no nature 'bad-luck'");
    refused("truth = policer\nrtt", "x.scenario, line 2: 'rtt' sets nothing");
    refused("truth = policer\nspeed = 1", "x.scenario, line 2: no setting 'speed'");
    refused("truth = policer\nrtt = 1s\nrtt = 2s", "x.scenario, line 3: rtt is set twice");
    refused("rtt = 1s", "x.scenario does not say what is the matter");
  }

  private static void refused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScenarioFile.parse("x", text))
        .withMessage(message);
  }
}
