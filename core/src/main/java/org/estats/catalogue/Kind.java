package org.estats.catalogue;

/// How a member behaves in time, and so what may be done with two readings of it.
public enum Kind {
  /// Only rises, from 0 when its group is switched on; the difference of two readings is a count
  /// for the time between them.
  COUNTER,
  /// The state of this moment; a difference means nothing.
  GAUGE,
  /// Largest value seen since the group was switched on.
  MAXIMUM,
  /// Smallest value seen since the group was switched on.
  MINIMUM,
  /// A TCP sequence number: compare and subtract modulo 2^32.
  SEQUENCE,
  /// Fixed for the life of the connection.
  STATIC,
  /// True or false at this moment.
  FLAG,
  /// The most recent of a series of codes.
  LAST_VALUE,
  /// Kept for the layout of the structure; always zero.
  RESERVED
}
