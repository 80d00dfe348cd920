package org.estats.lab.ground;

import java.util.List;
import org.estats.Snapshot;

/// What was seen of one play.
///
/// @param progress what the applications got done, a second: bytes read, or replies
/// @param readings of each connection that is judged, what the collector says, earliest first
/// @param plain the same, from `tcp_info` alone
/// @param received the same as `readings`, of the other end of each
/// @param lateShare the share of packets that this machine delivered late
/// @param latestNanos by how much the latest was late
/// @param skippedHooks how often the kernel left a hook out meanwhile, on the whole machine
record Observation(
    double progress,
    List<List<Snapshot>> readings,
    List<List<Snapshot>> plain,
    List<List<Snapshot>> received,
    double lateShare,
    long latestNanos,
    long skippedHooks) {

  /// More packets late than one in so many, and times are not to be trusted.
  private static final double LATE_SHARE = 0.01;

  /// A packet so late looks like a delay of the path.
  private static final long LATE_NANOS = 20_000_000;

  /// Whether this machine was too busy to be a path, or the collector did not see all of it.
  boolean isDisturbed() {
    return lateShare > LATE_SHARE || latestNanos > LATE_NANOS || skippedHooks > 0;
  }
}
