package org.estats.cli.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.estats.Absence;
import org.estats.Snapshot;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.Switch;
import org.estats.catalogue.SynOptsMember;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Reading;
import org.estats.cli.select.Snapshots;
import org.junit.jupiter.api.Test;

class ReadingJsonTest {

  @Test
  void aReadingIsWrittenAsTheContractSays() {
    Snapshot snapshot =
        Snapshots.on(Switch.FINE_RTT)
            .since(Switch.DATA, Snapshots.START.plusMillis(1500))
            .with(SynOptsMember.ACTIVE_OPEN, 1)
            .with(SynOptsMember.MSS_RCVD, 1460)
            .with(SynOptsMember.MSS_SENT, Absence.KERNEL_LACKS)
            .with(FineRttMember.SUM_RTT, 120)
            .with(FineRttMember.MIN_RTT, Absence.NO_SAMPLE_YET)
            .make();
    assertThat(json(snapshot, "SynOpts", "FineRtt", "Path"))
        .isEqualTo(
            """
            {"connection":"10.0.0.1:80-10.0.0.2:5000","netns":4711,"state":"ESTABLISHED",\
            "since":"2026-11-21T20:00:00Z","groups":{\
            "SynOpts":{"ActiveOpen":true,"MssRcvd":1460,"MssSent":null},\
            "FineRtt":{"RttVar":0,"MaxRtt":0,"MinRtt":null,"SumRtt":120}},\
            "off":["Path"],\
            "absent":{"SynOpts.MssSent":"this kernel does not keep it",\
            "FineRtt.MinRtt":"no sample yet"}}
            """);
  }

  @Test
  void nothingOnHasNoBeginning() {
    assertThat(json(Snapshots.off().make(), "Path", "Bandwidth"))
        .contains("\"since\":null,\"groups\":{},\"off\":[\"Path\",\"Bandwidth\"],\"absent\":{}");
  }

  @Test
  void halfOfBandwidthIsOnAndTheOtherOff() {
    assertThat(json(Snapshots.on(Switch.BANDWIDTH_OUT).make(), "Bandwidth"))
        .contains("\"OutboundBandwidth\":0,\"InboundBandwidth\":null")
        .contains("\"OutboundBandwidthPeaked\":false")
        .contains("\"off\":[\"Bandwidth.in\"]")
        .contains("\"Bandwidth.InboundBandwidth\":\"the group is off\"");
  }

  @Test
  void numbersOf64BitsAreWrittenUnsigned() {
    long large = -1L - 1000; // beyond what a signed number holds, below what absence takes
    assertThat(json(Snapshots.on(Switch.DATA).with(DataMember.SEGS_IN, large).make(), "Data"))
        .contains("\"SegsIn\":18446744073709550615");
  }

  private static String json(Snapshot snapshot, String... groups) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Reading reading = new Reading(snapshot, GroupChoice.parse(List.of(groups)));
    JsonLine.write(out, json -> ReadingJson.write(json, reading, snapshot::value));
    return out.toString(StandardCharsets.UTF_8);
  }
}
