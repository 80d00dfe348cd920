package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.estats.Snapshot;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.Switch;
import org.estats.cli.select.Change;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Reading;
import org.estats.cli.select.Snapshots;
import org.estats.cli.text.Output;
import org.junit.jupiter.api.Test;

class WatchTextTest {

  private static final Snapshot BEFORE =
      Snapshots.on(Switch.DATA, Switch.PATH, Switch.FINE_RTT).make();

  private static final Snapshot NOW =
      Snapshots.on(Switch.DATA, Switch.PATH, Switch.FINE_RTT)
          .with(DataMember.DATA_BYTES_OUT, 123_456)
          .with(DataMember.SND_NXT, 99)
          .with(PathMember.PKTS_RETRANS, 3)
          .with(FineRttMember.SUM_RTT, 120)
          .make();

  @Test
  void aLineTellsWhatHasMovedTroubleFirst() {
    assertThat(line(Output.UNLIMITED))
        .matches("\\d\\d:\\d\\d:\\d\\d 10\\.0\\.0\\.1:80-10\\.0\\.0\\.2:5000 .*")
        .endsWith(" Path.PktsRetrans +3  Data.DataBytesOut +123456  FineRtt.SumRtt 120us");
  }

  @Test
  void onATerminalALineNeverWrapsAndSaysWhatIsLeftOut() {
    assertThat(line(70)).endsWith(" Path.PktsRetrans +3 (+2 more)");
    for (int columns = 40; columns <= 120; columns++) {
      assertThat(line(columns).length()).isLessThanOrEqualTo(columns);
    }
  }

  @Test
  void whatIsSwitchedOffMeanwhileIsNotTakenForCounted() {
    Snapshot less = Snapshots.on(Switch.DATA).make();
    assertThat(lines(Output.UNLIMITED, BEFORE, less).lines().toList())
        .hasSize(2)
        .first()
        .isEqualTo(
            BEFORE.connection()
                + ": Path, FineRtt no longer switched on: from here on this is what tcp_info has");
    assertThat(lines(Output.UNLIMITED, less, less).lines()).hasSize(1);
  }

  private static String line(int columns) {
    return lines(columns, BEFORE, NOW);
  }

  private static String lines(int columns, Snapshot before, Snapshot now) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Output output = new Output(stream, stream, columns, false);
    WatchText text =
        new WatchText(output, Duration.ofSeconds(1), EnumSet.of(Switch.DATA, Switch.PATH));
    text.changed(new Reading(now, GroupChoice.parse(List.of())), new Change(before, now));
    stream.flush();
    return out.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
