package org.estats.lab.ill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Diagnostician;
import org.estats.diagnosis.Flow;
import org.estats.diagnosis.Nature;
import org.estats.diagnosis.Verdict;
import org.estats.lab.OpenableLab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/// Real connections with a known illness, and what the diagnosis makes of them. They mostly wait,
/// so several are played at once; one that was judged wrong is played again by itself, because a
/// busy machine delays packets.
@ExtendWith(OpenableLab.class)
class DiagnosisLiveTest {

  private static final int AT_ONCE = 4;
  private static final double CEILING = 0.1;

  /// The last play of each. A class whose tests are run again plays anew.
  private static final Map<Illness, IllConnection.Watched> PLAYED = new LinkedHashMap<>();

  @BeforeAll
  static void playThem() throws Exception {
    PLAYED.clear();
    List<Future<IllConnection.Watched>> plays = new ArrayList<>();
    List<Illness> all = Illnesses.all();
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      all.forEach(illness -> plays.add(pool.submit(() -> IllConnection.play(illness))));
      for (int i = 0; i < all.size(); i++) {
        PLAYED.put(all.get(i), plays.get(i).get());
      }
    }
  }

  @TestFactory
  List<DynamicTest> theSenderTellsTheNature() {
    return PLAYED.keySet().stream()
        .map(illness ->
            DynamicTest.dynamicTest(
                illness.name(),
                () -> {
                  Diagnosis told = Diagnostician.diagnose(PLAYED.get(illness).client());
                  if (told.nature() != illness.nature()) {
                    told = Diagnostician.diagnose(again(illness).client());
                  }
                  assertThat(told.nature()).as("%s", told).isEqualTo(illness.nature());
                }))
        .toList();
  }

  private static IllConnection.Watched again(Illness illness)
      throws IOException, InterruptedException {
    IllConnection.Watched watched = IllConnection.play(illness);
    PLAYED.put(illness, watched);
    return watched;
  }

  /// The ceiling is worked out from the window and the round trip, the rate is what got across.
  @TestFactory
  List<DynamicTest> theCeilingOfAWindowIsWhatGetsAcross() {
    return PLAYED.keySet().stream()
        .filter(illness ->
            illness.nature() == Nature.SMALL_WINDOW
                || illness.nature() == Nature.WINDOW_SCALING_OFF)
        .map(illness ->
            DynamicTest.dynamicTest(
                illness.name(),
                () -> {
                  if (!isReached(Diagnostician.diagnose(PLAYED.get(illness).client()))) {
                    again(illness);
                  }
                  Diagnosis told = Diagnostician.diagnose(PLAYED.get(illness).client());
                  assertThat(isReached(told)).as("%s", told).isTrue();
                }))
        .toList();
  }

  private static boolean isReached(Diagnosis told) {
    long ceiling = told.ceilingBitsPerSecond().orElse(0);
    long rate = told.bitsPerSecond().orElseThrow();
    return Math.abs(ceiling - rate) <= CEILING * rate;
  }

  /// The host of the slow program sees its own fault.
  @TestFactory
  List<DynamicTest> theReceiverTellsItsOwnPart() {
    return PLAYED.keySet().stream()
        .filter(illness -> illness.name().matches("zero-window|slow-reader-buffer"))
        .map(illness ->
            DynamicTest.dynamicTest(
                illness.name(),
                () -> {
                  Diagnosis told = Diagnostician.diagnose(PLAYED.get(illness).server());
                  if (told.nature() != illness.nature()) {
                    told = Diagnostician.diagnose(again(illness).server());
                  }
                  assertThat(told.flow()).as("%s", told).isEqualTo(Flow.IN);
                  assertThat(told.verdict()).isEqualTo(Verdict.RECEIVER);
                  assertThat(told.nature()).isEqualTo(illness.nature());
                }))
        .toList();
  }
}
