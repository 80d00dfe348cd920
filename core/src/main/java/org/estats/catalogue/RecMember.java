package org.estats.catalogue;

import static org.estats.catalogue.Kind.COUNTER;
import static org.estats.catalogue.Kind.GAUGE;
import static org.estats.catalogue.Kind.MAXIMUM;
import static org.estats.catalogue.Kind.MINIMUM;
import static org.estats.catalogue.Kind.RESERVED;
import static org.estats.catalogue.Kind.STATIC;
import static org.estats.catalogue.Shape.shape;
import static org.estats.catalogue.Unit.BYTES;
import static org.estats.catalogue.Unit.COUNT;
import static org.estats.catalogue.Unit.SEGMENTS;
import static org.estats.catalogue.Unit.SHIFT_COUNT;
import static org.estats.catalogue.Width.SIZE_T;
import static org.estats.catalogue.Width.UCHAR;
import static org.estats.catalogue.Width.ULONG;

/// The receiver on this host: `TCP_ESTATS_REC_ROD_v0`.
public enum RecMember implements Member {
  CUR_RWIN_SENT(
      shape(GAUGE, BYTES, ULONG, "tcpEStatsPerfCurRwinSent", "1.1.3.1.23"),
      "Receive window this host advertised last."),
  MAX_RWIN_SENT(
      shape(MAXIMUM, BYTES, ULONG, "tcpEStatsPerfMaxRwinSent", "1.1.3.1.24"),
      "Largest window this host has advertised since the group was switched on."),
  MIN_RWIN_SENT(
      shape(MINIMUM, BYTES, ULONG),
      "Smallest window this host has advertised since the group was switched on; 0 if it "
          + "closed the window at least once."),
  LIM_RWIN(
      shape(GAUGE, BYTES, ULONG, "tcpEStatsTuneLimRwin", "1.1.7.1.3"),
      "Largest window this host would advertise; automatic tuning of the receive buffer "
          + "moves it."),
  DUP_ACK_EPISODES(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPathDupAckEpisodes", "1.1.4.1.28"),
      "Runs of duplicate ACKs this host sent: how often arriving data was missing or out of "
          + "order."),
  DUP_ACKS_OUT(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPathDupAcksOut", "1.1.4.1.30"),
      "Duplicate ACKs this host sent. ACKs that were held back and combined were not sent "
          + "and are not counted."),
  CE_RCVD(
      shape(COUNTER, SEGMENTS, ULONG, "tcpEStatsPathCERcvd", "1.1.4.1.31"),
      "Segments that arrived with Congestion Experienced set in the IP header."),
  ECN_SENT(shape(RESERVED, COUNT, ULONG), "Reserved; always 0."),
  ECN_NONCES_RCVD(shape(RESERVED, COUNT, ULONG), "Reserved; always 0."),
  CUR_REASM_QUEUE(
      shape(GAUGE, BYTES, ULONG, "tcpEStatsStackCurReasmQueue", "1.1.5.1.41"),
      "Span of sequence numbers from RCV.NXT to the far end of the reassembly queue, holes "
          + "included; 0 if nothing is out of order."),
  MAX_REASM_QUEUE(
      shape(MAXIMUM, BYTES, ULONG, "tcpEStatsStackMaxReasmQueue", "1.1.5.1.42"),
      "Largest CurReasmQueue since the group was switched on."),
  CUR_APP_R_QUEUE(
      shape(GAUGE, BYTES, SIZE_T, "tcpEStatsAppCurAppRQueue", "1.1.6.1.13"),
      "Bytes received in order that the application has not read yet."),
  MAX_APP_R_QUEUE(
      shape(MAXIMUM, BYTES, SIZE_T, "tcpEStatsAppMaxAppRQueue", "1.1.6.1.14"),
      "Largest CurAppRQueue since the group was switched on."),
  WIN_SCALE_SENT(
      shape(STATIC, SHIFT_COUNT, UCHAR, "tcpEStatsStackWinScaleSent", "1.1.5.1.4"),
      "Window-scale shift this host offered; 255 (-1 in a byte) if window scaling is not in "
          + "force.");

  private final Shape shape;
  private final String definition;

  RecMember(Shape shape, String definition) {
    this.shape = shape;
    this.definition = definition;
  }

  @Override
  public Group group() {
    return Group.REC;
  }

  @Override
  public int index() {
    return Catalogue.firstIndex(Group.REC) + ordinal();
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
