package org.estats.catalogue;

/// The structure of a group that holds a member: Windows reads the two apart.
public enum Part {
  /// Read-only static: fixed for the life of the connection.
  ROS,
  /// Read-only dynamic: the statistics.
  ROD
}
