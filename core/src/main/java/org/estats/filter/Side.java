package org.estats.filter;

/// Which end of a connection a term looks at.
public enum Side {
  /// This host's end.
  LOCAL,
  /// The peer's end.
  REMOTE,
  /// One of the two, no matter which.
  EITHER
}
