package org.estats.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.estats.Estats;
import org.estats.EstatsException;
import org.estats.catalogue.Member;
import org.estats.lab.OpenableLab;
import org.estats.linux.provenance.Proof;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every scenario with all that must be true after it, and every member with a scenario that moves
/// it and one that does not.
@ExtendWith(OpenableLab.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ScenarioLiveTest {

  private static final Path PROOFS =
      Path.of("../linux/src/main/resources/org/estats/linux/provenance/proofs.tsv");

  /// The last run of each: a test that is run again judges what it found then.
  private static final Map<String, ScenarioRun> RUNS = new LinkedHashMap<>();

  /// All, or those named by the property `estats.scenarios`.
  static List<String> names() {
    String only = System.getProperty("estats.scenarios", "");
    return only.isEmpty()
        ? Scenarios.all().stream().map(Scenario::name).toList()
        : List.of(only.split(","));
  }

  @ParameterizedTest
  @MethodSource("names")
  @Order(1)
  void everyClaimHolds(String name) throws Exception {
    Scenario scenario = Scenarios.named(name).orElseThrow();
    scenario.unplayable().map(EstatsException::getMessage).ifPresent(Assumptions::abort);
    ScenarioRun run = ScenarioRun.play(scenario, Estats.system());
    RUNS.put(name, run);
    assertThat(run.broken())
        .as("%d hooks skipped, %d packets late", run.skippedHooks(), run.latePackets())
        .isEmpty();
    assertThat(run.claims().stream().map(Claim::member).distinct().toList())
        .as("members with a claim")
        .containsAll(scenario.telling());
  }

  /// The page of the members names, for each, the scenarios that prove it. With the property
  /// `golden.update` these are written anew.
  ///
  /// It is a test, and not something to do after all: what fails there stays failed, whatever comes
  /// of the scenarios that are tried again.
  @Test
  @Order(2)
  void everyMemberIsProvenAsItsPageSays() throws IOException {
    Assumptions.assumeTrue(
        RUNS.size() == Scenarios.all().size(),
        "only " + RUNS.size() + " of " + Scenarios.all().size() + " scenarios were played");
    TruthTable table =
        TruthTable.of(List.copyOf(RUNS.values()), TruthTable.collected(Estats.system()));
    assertThat(table.rows().stream().filter(row -> !row.passes()).map(TruthTable.Row::member))
        .as("members that lack a claim, or with one that does not hold")
        .isEmpty();
    if (Boolean.getBoolean("golden.update")) {
      Files.write(PROOFS, table.rows().stream().map(ScenarioLiveTest::proof).toList());
      return;
    }
    for (TruthTable.Row row : table.rows()) {
      Proof proof = Proof.of(row.member()).orElseThrow();
      assertThat(claims(row.member(), true)).as("move it").contains(proof.moves());
      if (!proof.stays().isEmpty()) {
        assertThat(claims(row.member(), false)).as("do not").contains(proof.stays());
      }
    }
  }

  private static String proof(TruthTable.Row row) {
    return new Proof(
            row.member().qualifiedName(),
            row.moves().orElseThrow().scenario(),
            row.stays().map(Claim::scenario).orElse(""))
        .line();
  }

  /// The scenarios with a claim that moves the member, or one that does not.
  private static List<String> claims(Member member, boolean moves) {
    return RUNS.values().stream()
        .flatMap(run -> run.claims().stream())
        .filter(claim -> claim.member() == member && claim.moves() == moves)
        .map(Claim::scenario)
        .toList();
  }
}
