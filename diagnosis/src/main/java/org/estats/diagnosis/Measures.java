package org.estats.diagnosis;

import java.net.Inet6Address;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.estats.KernelFigure;
import org.estats.Snapshot;
import org.estats.catalogue.BandwidthMember;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;
import org.estats.catalogue.Switch;

/// The numbers about the data that this host sent, worked out once of all readings. What is absent
/// is NaN, and no comparison with it holds. Times are in microseconds unless they say otherwise.
final class Measures {

  final List<Snapshot> readings;
  final double seconds;
  final double ackedBytes;
  final double sentBytes;
  final double segments;
  final double dataSegmentsIn;
  final double segmentsIn;
  final double resent;
  final double signals;
  final double fastRetransmits;
  final double timeouts;
  final double subsequentTimeouts;
  final double abruptTimeouts;
  final double ecnSignals;
  final double dsackDups;
  final double reorderings;
  final double spuriousTimeouts;
  final double stalls;
  final double preRtt;
  final double preWindow;
  final double meanRtt;
  final double leastRtt;
  final double largestRtt;
  final double slowStarts;
  final double avoidances;
  final double timeRwin;
  final double bytesRwin;
  final double spellsRwin;
  final double sacks;
  final double sackBlocks;
  final double duplicates;
  final double bandwidth;
  final double stray;
  final double mss;

  private double[] rates;
  private Measures whole = this;
  private final Differences between;
  private final Figures figures;

  /// @param whole between the first of the readings and the last
  Measures(List<Snapshot> readings, Differences whole) {
    this.readings = readings;
    between = whole;
    figures = new Figures(readings);
    seconds = between.seconds();
    ackedBytes = between.ackedBytes();
    sentBytes = between.of(DataMember.DATA_BYTES_OUT, Switch.DATA);
    segments = between.of(DataMember.DATA_SEGS_OUT, Switch.DATA);
    dataSegmentsIn = between.of(DataMember.DATA_SEGS_IN, Switch.DATA);
    segmentsIn = between.of(DataMember.SEGS_IN, Switch.DATA);
    resent = path(PathMember.PKTS_RETRANS);
    signals = path(PathMember.CONG_SIGNALS);
    fastRetransmits = path(PathMember.FAST_RETRAN);
    double rows = figures.of(KernelFigure.TIMEOUT_ROWS);
    timeouts = or(path(PathMember.TIMEOUTS), rows);
    subsequentTimeouts =
        or(path(PathMember.SUBSEQUENT_TIMEOUTS), () -> figures.of(KernelFigure.TIMEOUTS) - rows);
    abruptTimeouts = path(PathMember.ABRUPT_TIMEOUTS);
    ecnSignals = or(path(PathMember.ECN_SIGNALS), () -> figures.of(KernelFigure.DELIVERED_MARKED));
    dsackDups = path(PathMember.DSACK_DUPS);
    reorderings = or(path(PathMember.NON_RECOV_DA_EPISODES), figures.of(KernelFigure.REORDERINGS));
    spuriousTimeouts = or(path(PathMember.SPURIOUS_RTO_DETECTIONS), Math.min(rows, dsackDups));
    stalls = path(PathMember.SEND_STALL);
    preRtt = path(PathMember.PRE_CONG_SUM_RTT) / signals;
    preWindow = path(PathMember.PRE_CONG_SUM_CWND) / signals;
    slowStarts = between.of(SndCongMember.SLOW_START, Switch.SND_CONG);
    avoidances = between.of(SndCongMember.CONG_AVOID, Switch.SND_CONG);
    timeRwin = between.of(SndCongMember.SND_LIM_TIME_RWIN, Switch.SND_CONG);
    bytesRwin = between.of(SndCongMember.SND_LIM_BYTES_RWIN, Switch.SND_CONG);
    spellsRwin = between.of(SndCongMember.SND_LIM_TRANS_RWIN, Switch.SND_CONG);
    duplicates = path(PathMember.DUP_ACKS_IN);
    sacks = path(PathMember.SACKS_RCVD);
    sackBlocks = path(PathMember.SACK_BLOCKS_RCVD);
    double samples = path(PathMember.COUNT_RTT);
    meanRtt = samples > 0 ? path(PathMember.SUM_RTT) / samples : mean(FineRttMember.SUM_RTT);
    leastRtt = leastRtt();
    largestRtt = or(between.last(FineRttMember.MAX_RTT), this::largestOfLooks);
    bandwidth = or(between.last(BandwidthMember.OUTBOUND_BANDWIDTH), figures::meanDeliveryRate);
    stray = or(between.last(BandwidthMember.OUTBOUND_INSTABILITY), figures::strayOfDeliveryRate);
    mss = between.last(PathMember.CUR_MSS);
  }

  /// Of what was collected, and of what the kernel remembers from before.
  private double leastRtt() {
    double kept = figures.last(KernelFigure.LEAST_RTT);
    double collected = or(between.last(FineRttMember.MIN_RTT), () -> least(FineRttMember.SUM_RTT));
    return kept > 0 && !(collected <= kept) ? kept : collected;
  }

  /// A round trip that single ones reach: the smoothed one, and twice what they stray from it.
  private double largestOfLooks() {
    double largest = Double.NaN;
    for (Snapshot reading : readings) {
      double stray = Differences.number(reading, FineRttMember.RTT_VAR);
      double reached = Differences.number(reading, FineRttMember.SUM_RTT) + 2 * stray;
      largest = largest >= reached ? largest : or(reached, largest);
    }
    return largest;
  }

  private double path(PathMember counter) {
    return between.of(counter, Switch.PATH);
  }

  private static double or(double number, DoubleSupplier other) {
    return Double.isNaN(number) ? other.getAsDouble() : number;
  }

  private static double or(double number, double other) {
    return Double.isNaN(number) ? other : number;
  }

  /// A gauge or mark of the last reading.
  double last(org.estats.catalogue.Member member) {
    return between.last(member);
  }

  /// A gauge of the first reading.
  double first(org.estats.catalogue.Member member) {
    return between.first(member);
  }

  /// The least of a gauge over the readings.
  double least(org.estats.catalogue.Member gauge) {
    double least = Double.NaN;
    for (Snapshot reading : readings) {
      double number = Differences.number(reading, gauge);
      if (!(least <= number) && !Double.isNaN(number)) {
        least = number;
      }
    }
    return least;
  }

  /// The largest of a gauge over the readings.
  double largest(org.estats.catalogue.Member gauge) {
    double largest = Double.NaN;
    for (Snapshot reading : readings) {
      double number = Differences.number(reading, gauge);
      if (!(largest >= number) && !Double.isNaN(number)) {
        largest = number;
      }
    }
    return largest;
  }

  /// The mean of a gauge over the readings.
  double mean(org.estats.catalogue.Member gauge) {
    double sum = 0;
    for (Snapshot reading : readings) {
      sum += Differences.number(reading, gauge);
    }
    return sum / readings.size();
  }

  /// How many readings have a gauge above a number, as a share of all.
  double shareAbove(org.estats.catalogue.Member gauge, double number) {
    int above = 0;
    for (Snapshot reading : readings) {
      above += Differences.number(reading, gauge) > number ? 1 : 0;
    }
    return (double) above / readings.size();
  }

  double bitsPerSecond() {
    return ackedBytes * Byte.SIZE / seconds;
  }

  /// What was on its way at a time, on average.
  double flightBytes() {
    return ackedBytes / seconds * meanRtt / 1e6;
  }

  /// What was on its way at a time while the peer's window was what limited; of all the time where
  /// that is not timed.
  double flightWhileFull() {
    double rate = bytesRwin / (timeRwin / 1e6);
    return timeRwin > 0 && bytesRwin > 0 ? rate * meanRtt / 1e6 : flightBytes();
  }

  /// Whether ACKs of new data come far more seldom than every second segment. Duplicates tell of
  /// losses, not of who reads.
  boolean isAckedInLumps() {
    double news = segmentsIn - (duplicates > 0 ? duplicates : 0);
    return news < Thresholds.ACKS_OF_LUMPS * segments;
  }

  /// Whether at every reading something was on its way.
  boolean isNeverEmpty() {
    return shareAbove(SendBuffMember.CUR_RETX_QUEUE, 0) == 1;
  }

  /// Whether the peer answers about as often as this host asks.
  boolean isConversation() {
    return dataSegmentsIn * 2 >= segments / 4;
  }

  /// What part of the time something was on its way; NaN where the kernel does not say.
  double busyShare() {
    return figures.of(KernelFigure.BUSY_TIME) / 1e6 / seconds;
  }

  /// The peer's address, for commands that are to be typed.
  String peer() {
    return readings.getLast().connection().remote().address().getHostAddress();
  }

  /// The end of an advice that names an INTERFACE of this host.
  String whichInterface() {
    return " INTERFACE is the dev in: ip route get " + peer() + ".";
  }

  boolean isOverIpv6() {
    return readings.getLast().connection().remote().address() instanceof Inet6Address;
  }

  /// How to change one thing of the route to the peer.
  String changeRoute(String what) {
    String ip = isOverIpv6() ? "ip -6" : "ip";
    return ip
        + " route change ROUTE "
        + what
        + " (ROUTE: the line that "
        + ip
        + " route show to match "
        + peer()
        + " prints last)";
  }

  /// What lies between the first of the readings and the last.
  Differences between() {
    return between;
  }

  /// What the kernel knows besides.
  Figures figures() {
    return figures;
  }

  /// How full segments were, on average.
  double fullness() {
    return sentBytes / segments / mss;
  }

  double lossShare() {
    return resent / segments;
  }

  /// By how much more is lost at once than if each segment were lost by itself: then a recovery
  /// repairs one, and those that happen to be lost in the same window.
  double clustering() {
    if (Double.isNaN(signals)) {
      return clusteringByModel();
    }
    return resent / signals / (1 + lossShare() * preWindow / mss);
  }

  /// The same where nobody counts recoveries: congestion control answers each with one reduction,
  /// and single losses would not let so large a window stand (Mathis and others).
  private double clusteringByModel() {
    double window = flightBytes() / mss;
    return lossShare() * window * window / Thresholds.LOSSES_OF_WINDOW;
  }

  /// By how much the queue delays, on average.
  double queueMicros() {
    return meanRtt - leastRtt;
  }

  /// The largest window that the peer offered.
  double largestWindow() {
    return or(between.last(ObsRecMember.MAX_RWIN_RCVD), () -> largest(ObsRecMember.CUR_RWIN_RCVD));
  }

  /// The smallest window that the peer offered.
  double smallestWindow() {
    return or(between.last(ObsRecMember.MIN_RWIN_RCVD), () -> least(ObsRecMember.CUR_RWIN_RCVD));
  }

  /// The most that was sent and not acknowledged.
  double largestFlight() {
    return or(
        between.last(SendBuffMember.MAX_RETX_QUEUE), () -> largest(SendBuffMember.CUR_RETX_QUEUE));
  }

  /// The most that was written and not sent.
  double largestUnsent() {
    return or(
        between.last(SendBuffMember.MAX_APP_W_QUEUE),
        () -> largest(SendBuffMember.CUR_APP_W_QUEUE));
  }

  /// What got across between each two readings, in bit/s.
  private double[] rates() {
    if (rates == null) {
      rates = new double[readings.size() - 1];
      boolean isPlain = between.isSame(Switch.DATA);
      for (int i = 0; i < rates.length; i++) {
        Snapshot from = readings.get(i);
        Snapshot to = readings.get(i + 1);
        double bytes = isPlain ? Differences.acked(to) - Differences.acked(from) : Double.NaN;
        rates[i] =
            bytes >= 0
                ? bytes * Byte.SIZE * 1e9 / to.after(from).toNanos()
                : new Differences(from, to).bitsPerSecond();
      }
    }
    return rates;
  }

  /// How far the rates between the readings stray from their mean, as a part of it; NaN with fewer
  /// than three.
  double rateVariation() {
    int n = rates().length;
    if (n < 3) {
      return Double.NaN;
    }
    double sum = 0;
    double squares = 0;
    for (double rate : rates()) {
      sum += rate;
      squares += rate * rate;
    }
    double mean = sum / n;
    return Math.sqrt(Math.max(0, squares / n - mean * mean)) / mean;
  }

  /// By how much losses vary from reading to reading more than if each came by itself, variance
  /// over mean; NaN with fewer than three readings.
  double unevenness() {
    int n = readings.size() - 1;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double lost =
          Differences.number(readings.get(i + 1), PathMember.PKTS_RETRANS)
              - Differences.number(readings.get(i), PathMember.PKTS_RETRANS);
      sum += lost;
      squares += lost * lost;
    }
    return n < 2 ? Double.NaN : (squares - sum * sum / n) / (n - 1) / (sum / n);
  }

  /// The most that the kernel measured to get across, at any reading; NaN where it does not say.
  double mostDelivered() {
    return or(
        largest(BandwidthMember.OUTBOUND_BANDWIDTH), figures.largest(KernelFigure.DELIVERY_RATE));
  }

  /// The most that was seen to get across, of any time between two readings and of what the kernel
  /// measured at each: the path carries at least that.
  double mostBitsPerSecond() {
    double most = or(mostDelivered(), 0);
    for (double rate : rates()) {
      most = Math.max(most, rate);
    }
    return most;
  }

  /// For how long nothing of what was on its way has been acknowledged, up to the last reading.
  double silentMicros() {
    Snapshot last = readings.getLast();
    double acked = Differences.acked(last);
    Snapshot since = last;
    for (int i = readings.size() - 2;
        i >= 0
            && Differences.acked(readings.get(i)) == acked
            && Differences.number(readings.get(i), SendBuffMember.CUR_RETX_QUEUE) > 0;
        i--) {
      since = readings.get(i);
    }
    return last.after(since).toNanos() / 1e3;
  }

  /// The longest time between readings in which something was on its way and nothing of it was
  /// acknowledged.
  double longestSilenceMicros() {
    double longest = 0;
    Snapshot since = readings.getFirst();
    for (Snapshot reading : readings) {
      boolean isStill =
          Differences.acked(reading) == Differences.acked(since)
              && Differences.number(reading, SendBuffMember.CUR_RETX_QUEUE) > 0;
      since = isStill ? since : reading;
      longest = Math.max(longest, reading.after(since).toNanos() / 1e3);
    }
    return longest;
  }

  /// How many times as much would get across if the most that was seen could be had all the time
  /// since somebody watched, first growth included.
  double gain() {
    return mostBitsPerSecond() / whole.bitsPerSecond();
  }

  /// Whether these measures leave the first growth out.
  boolean isWithoutGrowth() {
    return whole != this;
  }

  /// Says that these are of the later part of what was watched.
  Measures laterPartOf(Measures all) {
    whole = all;
    return this;
  }

  /// What got across between the last two readings, in bit/s.
  double rateAtTheEnd() {
    return rates()[rates().length - 1];
  }

  /// The most that got across between any two readings, over what did on average: the same as the
  /// gain, by what arrived alone.
  double bestOfMean() {
    return mostRate() / bitsPerSecond();
  }

  /// The most that got across between two readings, in bit/s.
  double mostRate() {
    double most = 0;
    for (double rate : rates()) {
      most = Math.max(most, rate);
    }
    return most;
  }

  /// The least that did.
  double leastRate() {
    double least = Double.POSITIVE_INFINITY;
    for (double rate : rates()) {
      least = Math.min(least, rate);
    }
    return least;
  }

  /// What part of the time between two readings a round trip is.
  double roundOfStep() {
    return meanRtt / 1e6 / (seconds / (readings.size() - 1));
  }

  /// Into how many pieces what arrived was torn by losses, on average, as the peer reports it (up
  /// to three): where each segment in a few is dropped, many; where a row of them is, one.
  double pieces() {
    return sackBlocks / sacks;
  }

  /// From which reading on the first growth of the window is over: what a window does that has just
  /// begun to grow says little of the path. 0 if it had been over before, or never is.
  int steadyFrom() {
    if (!beginsHere()) {
      return 0;
    }
    for (int i = 1; i < readings.size() - 1; i++) {
      if (!Double.isNaN(Differences.number(readings.get(i), SndCongMember.CUR_SSTHRESH))) {
        return i;
      }
    }
    return 1;
  }

  /// Whether the connection's first flight falls between the readings.
  boolean beginsHere() {
    return Double.isNaN(between.first(SndCongMember.CUR_SSTHRESH))
        && between.first(DataMember.THRU_BYTES_ACKED) == 0;
  }
}
