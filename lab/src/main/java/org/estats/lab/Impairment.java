package org.estats.lab;

/// Something that a path does to packets. A direction of the [Link] is a chain of these: every
/// packet passes through them one after the other when it is handed to the link, and each may let
/// it go on as it is, drop it, delay it, duplicate it or change it, by calling the [Transit].
///
/// The chain is made of what a caller put [before the bottleneck][Link#beforeBottleneck], random
/// loss, the bottleneck with its queue, delay and jitter, and what a caller put [after
/// it][Link#afterBottleneck].
///
/// All are called on the link's own thread, in the order in which packets come: they must not wait
/// and should not allocate. One that delays some packets more than others belongs after the
/// bottleneck, which takes packets to arrive in the order of the calls.
@FunctionalInterface
public interface Impairment {

  /// Decides on one packet. Doing nothing lets it go on.
  void pass(Transit packet);
}
