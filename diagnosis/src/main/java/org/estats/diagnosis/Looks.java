package org.estats.diagnosis;

import java.util.List;
import java.util.Optional;
import org.estats.KernelFigure;
import org.estats.Snapshot;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;

/// Shares of readings in place of shares of time, where what limits the sender is not timed: at
/// each reading, what would have stopped it just then.
final class Looks {

  private static final double FULL = 0.9;

  private Looks() {}

  /// The shares; empty if no reading tells.
  static Optional<Shares> shares(List<Snapshot> readings) {
    int receiver = 0;
    int network = 0;
    int sender = 0;
    for (Snapshot reading : readings) {
      double unsent = Differences.number(reading, SendBuffMember.CUR_APP_W_QUEUE);
      double flight = Differences.number(reading, SendBuffMember.CUR_RETX_QUEUE);
      double window = Differences.number(reading, ObsRecMember.CUR_RWIN_RCVD);
      double congestion = Differences.number(reading, SndCongMember.CUR_CWND);
      double mss = Differences.number(reading, PathMember.CUR_MSS);
      if (unsent == 0) {
        sender++;
      } else if (flight + Math.min(unsent, mss) > window) {
        receiver++;
      } else if (flight >= (unsent >= mss ? Thresholds.PACED_WINDOW : FULL) * congestion
          || Differences.number(reading, PathMember.CUR_TIMEOUT_COUNT) > 0) {
        network++;
      } else if (unsent > 0) {
        sender++;
      }
    }
    double all = receiver + network + sender;
    return all == 0
        ? Optional.empty()
        : Optional.of(timed(new Shares(sender / all, receiver / all, network / all), readings));
  }

  /// The kernel times how long the peer's window is full; at the least it has been that.
  private static Shares timed(Shares looks, List<Snapshot> readings) {
    double seconds = new Differences(readings.getFirst(), readings.getLast()).seconds();
    double full = new Figures(readings).of(KernelFigure.RECEIVER_LIMITED_TIME) / 1e6 / seconds;
    return full > looks.receiver() ? looks.withReceiver(Math.min(1, full)) : looks;
  }
}
