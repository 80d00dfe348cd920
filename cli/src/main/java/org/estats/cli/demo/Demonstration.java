package org.estats.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.Switch;
import org.estats.lab.truth.FlowTruth;
import org.estats.lab.Host;
import org.estats.lab.Lab;
import org.estats.lab.Side;
import org.estats.lab.Transfer;
import org.estats.lab.TransferHooks;
import org.estats.lab.TransferResult;

/// Runs one scenario: a real transfer over the emulated path, with everything switched on at both
/// ends before the first byte, read when the last is acknowledged.
final class Demonstration {

  private final EstatsSource source;
  private final Set<Switch> switches;

  private Snapshot sender;
  private Snapshot receiver;

  private Demonstration(EstatsSource source) {
    this.source = source;
    this.switches = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  }

  /// What came of a scenario.
  ///
  /// @param comparisons the members that both sides can tell
  /// @param sender all members of the sender's end
  /// @param transfer how the transfer went
  record Outcome(List<Comparison> comparisons, Snapshot sender, TransferResult transfer) {}

  /// Runs a scenario to its end.
  ///
  /// @throws EstatsException without the rights that lab and collector need
  static Outcome run(Scenario scenario, EstatsSource source)
      throws IOException, InterruptedException {
    try (Lab lab = Lab.open(scenario.link())) {
      return new Demonstration(source).run(lab);
    }
  }

  private Outcome run(Lab lab) throws IOException, InterruptedException {
    TransferResult transfer = Transfer.of(Scenario.BYTES).run(lab, hooks(lab));
    FlowTruth sent = FlowTruth.of(lab.log(), Side.CLIENT, transfer.client());
    FlowTruth got = FlowTruth.of(lab.log(), Side.SERVER, transfer.server());
    return new Outcome(compare(sent, got), sender, transfer);
  }

  private TransferHooks hooks(Lab lab) {
    return new TransferHooks() {
      @Override
      public void afterConnect(Connection client, Connection server) throws IOException {
        in(lab.client(), () -> source.set(client, switches, Set.of()));
        in(lab.server(), () -> source.set(server, switches, Set.of()));
      }

      @Override
      public void afterAcknowledged(Connection client, Connection server) throws IOException {
        in(lab.client(), () -> sender = readAndSwitchOff(client));
        in(lab.server(), () -> receiver = readAndSwitchOff(server));
        source.close(); // while the namespaces can be entered, so that their sockets are left clean
      }
    };
  }

  private Snapshot readAndSwitchOff(Connection connection) {
    Snapshot snapshot = source.get(connection);
    source.set(connection, Set.of(), switches);
    return snapshot;
  }

  private static void in(Host host, Runnable work) throws IOException {
    host.call(() -> {
      work.run();
      return null;
    });
  }

  private List<Comparison> compare(FlowTruth sent, FlowTruth got) {
    List<Comparison> rows = new ArrayList<>();
    rows.add(ofSender(DataMember.DATA_BYTES_OUT, sent.dataBytesSent()));
    rows.add(ofSender(DataMember.DATA_SEGS_OUT, sent.dataSegmentsSent()));
    rows.add(ofSender(DataMember.THRU_BYTES_ACKED, sent.bytesAcknowledged()));
    rows.add(ofSender(PathMember.PKTS_RETRANS, sent.segmentsRetransmitted()));
    rows.add(ofSender(PathMember.BYTES_RETRANS, sent.dataBytesRetransmitted()));
    rows.add(ofSender(PathMember.DUP_ACKS_IN, sent.dupAcksReceived()));
    rows.add(ofSender(PathMember.SACKS_RCVD, sent.sackOptionsReceived()));
    rows.add(ofSender(PathMember.SACK_BLOCKS_RCVD, sent.sackBlocksReceived()));
    rows.add(ofReceiver(DataMember.DATA_BYTES_IN, got.dataBytesReceived()));
    rows.add(ofReceiver(DataMember.DATA_SEGS_IN, got.dataSegmentsReceived()));
    return rows;
  }

  private Comparison ofSender(Member member, long seen) {
    return new Comparison("sender", member, sender.value(member), seen);
  }

  private Comparison ofReceiver(Member member, long seen) {
    return new Comparison("receiver", member, receiver.value(member), seen);
  }
}
