package org.estats.lab;

/// Loses packets independently of each other. One number is drawn a packet, so that which packets
/// are lost depends on nothing but the seed and the packet's number.
final class RandomLoss implements Impairment {

  private static final int USE = 1;

  private final double probability;
  private final SeededRandom random;

  RandomLoss(double probability, long seed, Direction direction) {
    this.probability = probability;
    this.random = new SeededRandom(seed, direction, USE);
  }

  @Override
  public void pass(Transit packet) {
    if (random.nextDouble() < probability) {
      packet.drop(Fate.LOST);
    }
  }
}
