package org.estats.catalogue;

import static org.estats.catalogue.Kind.STATIC;
import static org.estats.catalogue.Shape.shape;
import static org.estats.catalogue.Unit.BYTES;
import static org.estats.catalogue.Width.ULONG;

/// What both sides agreed on in the handshake: `TCP_ESTATS_SYN_OPTS_ROS_v0`. Always there.
public enum SynOptsMember implements Member {
  ACTIVE_OPEN(
      shape(STATIC, Unit.BOOLEAN, Width.BOOLEAN, "tcpEStatsStackActiveOpen", "1.1.5.1.1"),
      "Whether this end opened the connection (it went through SYN-SENT) rather than "
          + "accepted it."),
  MSS_RCVD(
      shape(STATIC, BYTES, ULONG, "tcpEStatsStackMSSRcvd", "1.1.5.1.3"),
      "Maximum segment size the peer offered in its SYN; 0 if it offered none."),
  MSS_SENT(
      shape(STATIC, BYTES, ULONG, "tcpEStatsStackMSSSent", "1.1.5.1.2"),
      "Maximum segment size this host offered in its SYN; 0 if it offered none.");

  private final Shape shape;
  private final String definition;

  SynOptsMember(Shape shape, String definition) {
    this.shape = shape;
    this.definition = definition;
  }

  @Override
  public Group group() {
    return Group.SYN_OPTS;
  }

  @Override
  public int index() {
    return Catalogue.firstIndex(Group.SYN_OPTS) + ordinal();
  }

  @Override
  public Part part() {
    return Part.ROS;
  }

  @Override
  public Shape columns() {
    return shape;
  }

  @Override
  public String definition() {
    return definition;
  }
}
