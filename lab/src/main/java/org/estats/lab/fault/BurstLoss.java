package org.estats.lab.fault;

import java.util.SplittableRandom;
import org.estats.lab.Fate;
import org.estats.lab.Impairment;
import org.estats.lab.Transit;

/// Loses packets in bursts: the two states of Gilbert's model, one that loses nothing and one that
/// loses everything. Two numbers a packet are drawn, so that the same seed loses the same packets.
public final class BurstLoss implements Impairment {

  private final double enter;
  private final double leave;
  private final SplittableRandom random;
  private boolean losing;

  /// A path that loses one burst in so many packets.
  ///
  /// @param enter how likely a burst begins with a packet, 0 to 1
  /// @param meanPackets how many packets a burst takes, on average; at least 1
  /// @param seed of what is drawn
  public BurstLoss(double enter, double meanPackets, long seed) {
    if (enter < 0 || enter > 1 || meanPackets < 1) {
      throw new IllegalArgumentException(
          "bursts of " + meanPackets + " packets with a probability of " + enter);
    }
    this.enter = enter;
    this.leave = 1 / meanPackets;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void pass(Transit packet) {
    double entering = random.nextDouble();
    double leaving = random.nextDouble();
    losing = losing || entering < enter;
    if (losing) {
      packet.drop(Fate.LOST);
      losing = leaving >= leave;
    }
  }
}
