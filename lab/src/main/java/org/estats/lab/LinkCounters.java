package org.estats.lab;

/// What one direction of the link has done so far, in packets of any protocol.
///
/// @param packets handed to the link by the sending host
/// @param notInLog of these, how many are not in the [PacketLog]: not TCP, fragments, broken
///   headers
/// @param delivered handed to the receiving host, copies included
/// @param lost dropped at random
/// @param queueFull dropped in front of the bottleneck
/// @param scripted dropped by impairments of the caller
/// @param refused not taken by the receiving host's interface
/// @param late delivered more than [#LATE_NANOS] after they were due, because this machine was
///   busy: where this is more than a few, do not trust times
/// @param latestNanos by how much the latest packet was late
public record LinkCounters(
    long packets,
    long notInLog,
    long delivered,
    long lost,
    long queueFull,
    long scripted,
    long refused,
    long late,
    long latestNanos) {

  /// How late a packet must be to be counted as late: 0.5 ms.
  public static final long LATE_NANOS = 500_000;
}
