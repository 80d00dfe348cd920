package org.estats.lab.truth;

import org.estats.Connection;
import org.estats.lab.PacketLog;
import org.estats.lab.Side;

/// What one end of a connection really sent and received, counted from the packets on the link and
/// from nothing else. It shares no code with any collector, which it exists to check.
///
/// *Sent* is what the host handed to the link, whatever became of it; *received* what the link
/// handed to the host.
///
/// @param segmentsSent segments of any kind sent
/// @param dataSegmentsSent of these, those that carry data, sent again or not
/// @param dataBytesSent the data in them
/// @param segmentsRetransmitted segments sent of which at least the first byte had been sent
///   before; SYN and FIN count as bytes here
/// @param dataBytesRetransmitted the data sent that had been sent before
/// @param segmentsReceived segments of any kind received
/// @param dataSegmentsReceived of these, those that carry data, received again or not
/// @param dataBytesReceived the data in them
/// @param dupAcksReceived duplicate acknowledgements received by the definition of RFC 5681, 2:
///   data is outstanding; no data, SYN, FIN or RST; the greatest acknowledgement number so far, and
///   the window of the segment before
/// @param sackOptionsReceived segments received that carry the SACK option
/// @param sackBlocksReceived blocks in these options
/// @param dsackSegmentsReceived duplicate segments reported in D-SACK blocks (RFC 2883), a block
///   beyond the longest segment counted as the segments it takes
/// @param echoesReceived segments received with ECE, SYN not counted
/// @param marksReceived segments received with Congestion Experienced in the IP header
/// @param bytesAcknowledged how far the greatest acknowledgement received goes, SYN and FIN not
///   counted
/// @param dupAckRunsSent runs of duplicate acknowledgements sent: pure ones that repeat the
///   acknowledgement number before, while data is missing or after some came twice or too early
/// @param dupAcksSent the acknowledgements in these runs
public record FlowTruth(
    long segmentsSent,
    long dataSegmentsSent,
    long dataBytesSent,
    long segmentsRetransmitted,
    long dataBytesRetransmitted,
    long segmentsReceived,
    long dataSegmentsReceived,
    long dataBytesReceived,
    long dupAcksReceived,
    long sackOptionsReceived,
    long sackBlocksReceived,
    long dsackSegmentsReceived,
    long echoesReceived,
    long marksReceived,
    long bytesAcknowledged,
    long dupAckRunsSent,
    long dupAcksSent) {

  /// Counts the whole life of a connection so far.
  ///
  /// @param side the end that is meant
  /// @param connection as this end sees it; its endpoints must stand for one connection in the log
  /// @throws org.estats.EstatsException if the log is not whole, or has no packet of the connection
  public static FlowTruth of(PacketLog log, Side side, Connection connection) {
    return between(log, side, connection, 0, log.rows());
  }

  /// Counts a part of the life of a connection. What happened before is known, so that data sent
  /// again is seen to be, but not counted.
  ///
  /// @param fromRow the first row counted, such as [PacketLog#rows()] of an earlier moment
  /// @param toRow the row after the last
  /// @throws org.estats.EstatsException if the log is not whole, or has no packet of the connection
  public static FlowTruth between(
      PacketLog log, Side side, Connection connection, int fromRow, int toRow) {
    return new TruthCounter(log, side, connection).count(fromRow, toRow);
  }
}
