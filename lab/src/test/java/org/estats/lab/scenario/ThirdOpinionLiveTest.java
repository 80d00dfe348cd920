package org.estats.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.estats.Estats;
import org.estats.Snapshot;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.lab.OpenableLab;
import org.estats.lab.Side;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every scenario, captured with tcpdump at the sender and read by tshark: an opinion that shares
/// nothing with the collector, nor with the packet log.
@ExtendWith(OpenableLab.class)
final class ThirdOpinionLiveTest {

  private static final int RUNS_MAX = 3;

  @TempDir private Path folder;

  @BeforeAll
  static void needsTheTools() {
    for (String tool : List.of("tcpdump", "tshark")) {
      Assumptions.assumeTrue(isThere(tool), tool + " is missing: apt-get install " + tool);
    }
  }

  private static boolean isThere(String tool) {
    return List.of("/usr/bin", "/usr/sbin").stream()
        .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
  }

  /// All but the one that switches on late: a capture has no such beginning.
  static List<String> names() {
    return ScenarioLiveTest.names().stream()
        .filter(name -> !name.equals("switched-on-late"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void tsharkCountsTheSame(String name) throws Exception {
    Scenario scenario = Scenarios.named(name).orElseThrow();
    for (int run = 1; ; run++) {
      Path file = folder.resolve(name + run + ".pcap");
      ScenarioRun played =
          ScenarioRun.play(scenario, Estats.system(), lab -> Capture.begin(lab.client(), file));
      if (played.skippedHooks() == 0 || run == RUNS_MAX) {
        check(played, file);
        return;
      }
    }
  }

  private static void check(ScenarioRun run, Path file) throws IOException, InterruptedException {
    TsharkOpinion opinion = TsharkOpinion.of(file);
    // What the interface refused was captured before; sent once more, it passes for sent again.
    long refused = run.evidence().localDrops(Side.CLIENT);
    Map<Member, Long> expected = new LinkedHashMap<>();
    expected.put(DataMember.DATA_BYTES_OUT, opinion.dataBytesOut());
    expected.put(DataMember.DATA_SEGS_OUT, opinion.dataSegmentsOut());
    expected.put(PathMember.PKTS_RETRANS, opinion.sentAgain() - refused);
    expected.put(PathMember.DUP_ACKS_IN, opinion.duplicateAcks());
    expected.put(PathMember.SACKS_RCVD, opinion.sackOptions());
    expected.put(PathMember.SACK_BLOCKS_RCVD, opinion.sackBlocks());
    expected.put(PathMember.ECN_SIGNALS, opinion.echoes());
    Snapshot counted = run.evidence().end(Side.CLIENT);
    Map<Member, Long> seen = new LinkedHashMap<>();
    expected.keySet().forEach(member -> seen.put(member, counted.value(member).get()));
    assertThat(seen).isEqualTo(expected);
  }
}
