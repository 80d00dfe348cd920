package org.estats.lab.scenario;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.lab.Fate;
import org.estats.lab.KernelCounters;
import org.estats.lab.PacketLog;
import org.estats.lab.Side;
import org.estats.lab.TcpPacket;
import org.estats.lab.truth.BusyTruth;
import org.estats.lab.truth.EndRows;
import org.estats.lab.truth.FlowTruth;
import org.estats.lab.truth.QueueTruth;
import org.estats.lab.truth.RecoveryTruth;
import org.estats.lab.truth.ReorderingTruth;
import org.estats.lab.truth.RttTruth;
import org.estats.lab.truth.TimeoutTruth;

/// What a scenario has left: the packets, the readings and the kernel's own counters.
public final class Evidence {

  /// The name of the reading before the first byte.
  public static final String BEGIN = "begin";

  /// The name of the reading at the end.
  public static final String END = "end";

  /// The note of how many packets the client's own interface queue dropped.
  static final String LOCAL_DROPS = "local drops";

  private final PacketLog log;
  private final Connection client;
  private final Connection server;
  private final Map<String, Reading> readings;
  private final Map<String, Long> notes;

  Evidence(
      PacketLog log,
      Connection client,
      Connection server,
      Map<String, Reading> readings,
      Map<String, Long> notes) {
    this.log = log;
    this.client = client;
    this.server = server;
    this.readings = readings;
    this.notes = notes;
  }

  /// Every packet.
  public PacketLog log() {
    return log;
  }

  /// The connection as one end sees it.
  public Connection connection(Side side) {
    return side == Side.CLIENT ? client : server;
  }

  /// A reading by its name.
  public Reading reading(String name) {
    Reading reading = readings.get(name);
    if (reading == null) {
      throw new IllegalArgumentException("no reading '" + name + "' was taken");
    }
    return reading;
  }

  /// All that an end's statistics were read as, the earliest first.
  public List<Snapshot> snapshots(Side side) {
    return readings.values().stream()
        .map(reading -> reading.of(side))
        .sorted(Comparator.comparing(Snapshot::taken))
        .toList();
  }

  /// One end's statistics at the end.
  public Snapshot end(Side side) {
    return reading(END).of(side);
  }

  /// What an end sent and received from the reading before to the one at the end.
  public FlowTruth flow(Side side) {
    int from = reading(BEGIN).row();
    return FlowTruth.between(log, side, connection(side), from, reading(END).row());
  }

  /// The round trips that an end could measure.
  public RttTruth rtt(Side side) {
    return RttTruth.of(log, side, connection(side), reading(END).row());
  }

  /// Expiries of the client's retransmission timer up to a reading.
  public TimeoutTruth timeouts(String name) {
    int from = reading(BEGIN).row();
    return TimeoutTruth.between(log, Side.CLIENT, client, from, reading(name).row());
  }

  /// The client's runs of duplicate acknowledgements that were reordering.
  public ReorderingTruth reordering() {
    return ReorderingTruth.of(log, Side.CLIENT, client, 0);
  }

  /// The client's recoveries.
  public RecoveryTruth recoveries() {
    return RecoveryTruth.of(log, Side.CLIENT, client, rtt(Side.CLIENT));
  }

  /// How many ACKs told the client of data acknowledged for the first time.
  long advances() {
    EndRows rows = new EndRows(log, Side.CLIENT, client);
    long count = 0;
    boolean any = false;
    int acked = 0;
    for (int row = 0; row < reading(END).row(); row++) {
      if (rows.isReceived(row)) {
        count += row >= reading(BEGIN).row() && any && log.ack(row) - acked > 0 ? 1 : 0;
        acked = any && log.ack(row) - acked < 0 ? acked : log.ack(row);
        any = true;
      }
    }
    return count;
  }

  /// An end's queues and windows up to a reading; by how much windows are shifted, `ss` knows.
  public QueueTruth queues(Side side, String name) {
    Reading reading = reading(name);
    return QueueTruth.between(
        log,
        side,
        connection(side),
        (int) Math.round(reading.socket(side).get("wscale/").orElse(0)),
        (int) Math.round(reading.socket(side).get("wscale").orElse(0)),
        reading(BEGIN).row(),
        reading.row());
  }

  /// When the client had data to send.
  public BusyTruth busy() {
    return BusyTruth.between(log, Side.CLIENT, client, reading(BEGIN).row(), reading(END).row());
  }

  /// How long from the first reading to another.
  public Duration lasted(String name) {
    return Duration.ofNanos(reading(name).nanos() - reading(BEGIN).nanos());
  }

  /// How much counters of the kernel rose between the first and the last reading.
  public long kernel(Side side, String... names) {
    KernelCounters before = reading(BEGIN).kernel(side);
    return reading(END).kernel(side).sum(names) - before.sum(names);
  }

  /// Packets of an end that its own interface queue dropped, so that no link ever saw them.
  long localDrops(Side side) {
    return side == Side.CLIENT ? notes.getOrDefault(LOCAL_DROPS, 0L) : 0;
  }

  /// The last acknowledgement number that an end sent, which the other end got.
  long lastAckSent(Side side) {
    EndRows rows = new EndRows(log, side, connection(side));
    long last = 0;
    for (int row = 0; row < reading(END).row(); row++) {
      if (rows.isSent(row)
          && log.fate(row) == Fate.DELIVERED
          && (log.flags(row) & TcpPacket.ACK) != 0) {
        last = Integer.toUnsignedLong(log.ack(row));
      }
    }
    return last;
  }

  /// The longest payload below a size that the client sent: what it fell back to.
  long lastPayload(int below) {
    long longest = 0;
    for (int row = 0; row < reading(END).row(); row++) {
      int payload = log.payloadBytes(row);
      if (log.side(row) == Side.CLIENT && log.outgoing(row) && payload < below) {
        longest = Math.max(longest, payload);
      }
    }
    return longest;
  }

  /// The longest payload that the client sent from one row to another.
  public long longestPayload(int fromRow, int toRow) {
    long longest = 0;
    for (int row = fromRow; row < toRow; row++) {
      if (log.side(row) == Side.CLIENT && log.outgoing(row)) {
        longest = Math.max(longest, log.payloadBytes(row));
      }
    }
    return longest;
  }
}
