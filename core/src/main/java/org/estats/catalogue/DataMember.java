package org.estats.catalogue;

import static org.estats.catalogue.Kind.COUNTER;
import static org.estats.catalogue.Kind.LAST_VALUE;
import static org.estats.catalogue.Kind.SEQUENCE;
import static org.estats.catalogue.Shape.shape;
import static org.estats.catalogue.Unit.BYTES;
import static org.estats.catalogue.Unit.CODE;
import static org.estats.catalogue.Unit.COUNT;
import static org.estats.catalogue.Unit.SEGMENTS;
import static org.estats.catalogue.Unit.SEQUENCE_NUMBER;
import static org.estats.catalogue.Width.ULONG;
import static org.estats.catalogue.Width.ULONG64;

/// Bytes and segments in both directions: `TCP_ESTATS_DATA_ROD_v0`.
public enum DataMember implements Member {
  DATA_BYTES_OUT(
      shape(COUNTER, BYTES, ULONG64, "tcpEStatsPerfDataOctetsOut", "1.1.3.1.3"),
      "Payload bytes handed to IP, every retransmission counted again, headers left out."),
  DATA_SEGS_OUT(
      shape(COUNTER, SEGMENTS, ULONG64, "tcpEStatsPerfDataSegsOut", "1.1.3.1.2"),
      "Segments sent that carried payload, retransmissions included, counted as they are on "
          + "the wire."),
  DATA_BYTES_IN(
      shape(COUNTER, BYTES, ULONG64, "tcpEStatsPerfDataOctetsIn", "1.1.3.1.9"),
      "Payload bytes that arrived, repeated deliveries counted again, headers left out."),
  DATA_SEGS_IN(
      shape(COUNTER, SEGMENTS, ULONG64, "tcpEStatsPerfDataSegsIn", "1.1.3.1.8"),
      "Segments received that carried payload, repeated deliveries included."),
  SEGS_OUT(
      shape(COUNTER, SEGMENTS, ULONG64, "tcpEStatsPerfSegsOut", "1.1.3.1.1"),
      "All segments sent, with and without payload."),
  SEGS_IN(
      shape(COUNTER, SEGMENTS, ULONG64, "tcpEStatsPerfSegsIn", "1.1.3.1.7"),
      "All segments received, with and without payload, before any check of them."),
  SOFT_ERRORS(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackSoftErrors", "1.1.5.1.21"),
      "Arriving segments that failed a check of their sequence number, ACK number or "
          + "timestamp, whether they were then dropped, answered or used."),
  SOFT_ERROR_REASON(
      shape(LAST_VALUE, CODE, ULONG, "tcpEStatsStackSoftErrorReason", "1.1.5.1.22"),
      "Which check failed most recently: 0 none, 1 below the data window, 2 above the data "
          + "window, 3 below the ACK window, 4 above the ACK window, 5 below the timestamp "
          + "window, 6 above the timestamp window, 7 checksum, 8 length."),
  SND_UNA(
      shape(SEQUENCE, SEQUENCE_NUMBER, ULONG, "tcpEStatsAppSndUna", "1.1.6.1.1"),
      "Lowest sequence number sent and not yet acknowledged (SND.UNA)."),
  SND_NXT(
      shape(SEQUENCE, SEQUENCE_NUMBER, ULONG, "tcpEStatsAppSndNxt", "1.1.6.1.2"),
      "Sequence number the sender uses next (SND.NXT)."),
  SND_MAX(
      shape(SEQUENCE, SEQUENCE_NUMBER, ULONG, "tcpEStatsAppSndMax", "1.1.6.1.3"),
      "Highest value SND.NXT has had; equal to SndNxt unless the sender has stepped back to "
          + "repair a loss. SndMax minus SndUna, modulo 2^32, is what is in flight."),
  THRU_BYTES_ACKED(
      shape(COUNTER, BYTES, ULONG64, "tcpEStatsAppThruOctetsAcked", "1.1.6.1.4"),
      "Payload bytes the peer has cumulatively acknowledged: what got across, each byte "
          + "once."),
  RCV_NXT(
      shape(SEQUENCE, SEQUENCE_NUMBER, ULONG, "tcpEStatsAppRcvNxt", "1.1.6.1.6"),
      "Sequence number expected next from the peer, the left edge of the receive window "
          + "(RCV.NXT)."),
  THRU_BYTES_RECEIVED(
      shape(COUNTER, BYTES, ULONG64, "tcpEStatsAppThruOctetsReceived", "1.1.6.1.7"),
      "Payload bytes received in order and acknowledged to the peer, each byte once.");

  private final Shape shape;
  private final String definition;

  DataMember(Shape shape, String definition) {
    this.shape = shape;
    this.definition = definition;
  }

  @Override
  public Group group() {
    return Group.DATA;
  }

  @Override
  public int index() {
    return Catalogue.firstIndex(Group.DATA) + ordinal();
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
