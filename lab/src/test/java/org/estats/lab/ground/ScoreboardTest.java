package org.estats.lab.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Evidence;
import org.estats.diagnosis.Flow;
import org.estats.diagnosis.Nature;
import org.estats.diagnosis.Verdict;
import org.junit.jupiter.api.Test;

/// How right and wrong are counted.
class ScoreboardTest {

  private static final GroundScenario LOSSY =
      ScenarioFile.parse("lossy", "truth = random-loss\nimpaired loss = 1%");
  private static final GroundScenario CALM = ScenarioFile.parse("calm", "truth = healthy|idle");
  private static final GroundScenario TWO =
      ScenarioFile.parse("two", "truth = small-window+random-loss\nimpaired loss = 1%");

  private static Diagnosis told(Verdict verdict, Nature nature, Nature... evidence) {
    return new Diagnosis(
        new Connection(
            Endpoint.of(new InetSocketAddress("10.0.0.1", 1)),
            Endpoint.of(new InetSocketAddress("10.0.0.2", 2))),
        Flow.OUT,
        verdict,
        nature,
        1,
        Duration.ofSeconds(1),
        Optional.empty(),
        OptionalLong.empty(),
        List.of(evidence).stream().map(n -> new Evidence(n, "rule", List.of(), 1, "")).toList(),
        "",
        "",
        OptionalLong.empty(),
        "",
        List.of());
  }

  private static Diagnosis told(Nature nature) {
    return told(nature.verdict(), nature);
  }

  private static Outcome outcome(GroundScenario scenario, double gain, Diagnosis... told) {
    Truth truth = Trial.truth(scenario, gain);
    Map<View, List<Diagnosis>> views = Map.of(View.FULL, List.of(told));
    return new Outcome(
        new Trial(scenario, 1),
        scenario.draw(1, true),
        truth,
        gain,
        0,
        List.of(),
        views,
        List.of(),
        false,
        1);
  }

  private static Scoreboard board(Outcome... outcomes) {
    return new Scoreboard(List.of(outcomes));
  }

  @Test
  void aLabelStandsFromAGainOfAQuarterOn() {
    assertThat(outcome(LOSSY, 1.25).stands()).isTrue();
    assertThat(outcome(LOSSY, 1.2499).stands()).isFalse();
    assertThat(outcome(LOSSY, 1.2499).truth()).isEqualTo(Truth.NO_HARM);
    assertThat(outcome(CALM, 0).stands()).isFalse();
    assertThat(outcome(CALM, 0).truth()).isEqualTo(CALM.truth());
  }

  @Test
  void theSideMayBeRightWithTheNatureWrong() {
    Scoreboard board = board(outcome(LOSSY, 2, told(Nature.POLICER)));
    assertThat(board.verdicts()).isEqualTo(new Scoreboard.Share(1, 1));
    assertThat(board.natureShare()).isEqualTo(new Scoreboard.Share(0, 1));
  }

  @Test
  void whereTheImpairmentDidNoHarmNoneOrCapacityIsRight() {
    Scoreboard board =
        board(
            outcome(LOSSY, 1, told(Nature.HEALTHY)),
            outcome(LOSSY, 1, told(Nature.CAPACITY)),
            outcome(LOSSY, 1, told(Nature.RANDOM_LOSS)));
    assertThat(board.verdicts()).isEqualTo(new Scoreboard.Share(2, 3));
    assertThat(board.natureShare()).isEqualTo(new Scoreboard.Share(0, 0));
  }

  @Test
  void aFalseAlarmIsALimitFoundWhereThereIsNone() {
    Scoreboard board =
        board(
            outcome(CALM, 0, told(Nature.IDLE), told(Nature.UNKNOWN), told(Nature.SLOW_READER)),
            outcome(LOSSY, 2, told(Nature.SLOW_READER)));
    assertThat(board.falseAlarms()).isEqualTo(new Scoreboard.Share(1, 3));
    assertThat(board.verdicts()).isEqualTo(new Scoreboard.Share(0, 1));
  }

  @Test
  void notToSayIsCountedWhereThereIsALimit() {
    Scoreboard board =
        board(outcome(LOSSY, 2, told(Nature.UNKNOWN)), outcome(CALM, 0, told(Nature.UNKNOWN)));
    assertThat(board.cannotSay()).isEqualTo(new Scoreboard.Share(1, 1));
    assertThat(board.verdicts()).isEqualTo(new Scoreboard.Share(0, 1));
  }

  @Test
  void aMixedVerdictIsOfTheSideThatWeighsMost() {
    Scoreboard board = board(outcome(LOSSY, 2, told(Verdict.MIXED, Nature.SMALL_WINDOW)));
    assertThat(board.verdicts()).isEqualTo(new Scoreboard.Share(0, 1));
  }

  @Test
  void ofTwoCausesEitherMayBeNamedIfTheEvidenceHasBoth() {
    Diagnosis both =
        told(Verdict.RECEIVER, Nature.SMALL_WINDOW, Nature.SMALL_WINDOW, Nature.RANDOM_LOSS);
    Diagnosis one = told(Verdict.RECEIVER, Nature.SMALL_WINDOW, Nature.SMALL_WINDOW);
    Scoreboard board = board(outcome(TWO, 2, both), outcome(TWO, 2, one));
    assertThat(board.verdicts()).isEqualTo(new Scoreboard.Share(2, 2));
    assertThat(board.natureShare()).isEqualTo(new Scoreboard.Share(1, 2));
  }
}
