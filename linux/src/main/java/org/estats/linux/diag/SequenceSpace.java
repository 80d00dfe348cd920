package org.estats.linux.diag;

import org.estats.Absence;
import org.estats.ConnectionRow;
import org.estats.TcpState;

/// What the byte counters of one connection say about its sequence numbers, which `tcp_info` does
/// not show. SYN and FIN take a sequence number each, and the kernel's `bytes_acked`,
/// `bytes_received` and queues count them as if they were a byte of data.
///
/// Every method answers as a record does: with a number, or with [Absence#code()].
final class SequenceSpace {

  private static final long AMBIGUOUS = Absence.AMBIGUOUS.code();

  /// SYN and FIN: as far as sequence numbers may be ahead of data.
  private static final int NOT_DATA_MAX = 2;

  private final ConnectionRow row;
  private final TcpInfo info;
  private final boolean isSettled;
  private final TcpState state;
  private final long unsent;

  /// @param isSettled whether row and `tcp_info` are of one moment; see [FoundSocket]
  SequenceSpace(ConnectionRow row, TcpInfo info, boolean isSettled) {
    this.row = row;
    this.info = info;
    this.isSettled = isSettled;
    this.state = info.state();
    this.unsent = info.getOr(TcpInfoField.NOTSENT_BYTES, 0);
  }

  /// Payload sent and not acknowledged.
  long retransmitQueue() {
    long inFlight = inFlight();
    if (Absence.isAbsence(inFlight)) {
      return inFlight;
    }
    long payload = inFlight - (finSent() - finAcknowledged());
    return payload < 0 ? AMBIGUOUS : payload;
  }

  /// Payload written and never sent. Our FIN waits at its end if the application has closed.
  long appWriteQueue() {
    if (!info.has(TcpInfoField.NOTSENT_BYTES)) {
      return Absence.NOT_IN_TCP_INFO.code();
    }
    boolean isFinWaiting = hasClosed() && finSent() == 0;
    return isFinWaiting ? unsent - 1 : unsent;
  }

  /// Payload received and not read. The peer's FIN lies at its end until the application has seen
  /// it.
  long appReadQueue() {
    long waiting = row.receiveQueueBytes();
    if (finReceived() == 0 && isStateSure()) {
      return waiting;
    }
    return isStateSure() ? Math.max(0, waiting - 1) : AMBIGUOUS;
  }

  /// 1 if this end sent the first SYN, 0 if it answered one.
  ///
  /// An active opener had its SYN acknowledged through the ordinary path, which leaves
  /// `bytes_acked` one ahead of what data explains. Segments dropped on this host before they left
  /// count as sent again and again, so that the sum comes out as neither.
  long activeOpen() {
    if (!info.has(TcpInfoField.BYTES_RETRANS)) {
      return AMBIGUOUS;
    }
    boolean isIdle = unacknowledgedSegments() == 0;
    if (!isSettled && (!isIdle || !isStateSure())) {
      return AMBIGUOUS;
    }
    long inFlight = inFlight();
    if (Absence.isAbsence(inFlight) || isIdle && finSent() != finAcknowledged()) {
      return AMBIGUOUS;
    }
    long syn = info.get(TcpInfoField.BYTES_ACKED) + inFlight - newlySent() - finSent();
    return syn == 0 || syn == 1 ? syn : AMBIGUOUS;
  }

  /// Payload the peer has acknowledged.
  long thruBytesAcked() {
    long syn = activeOpen();
    if (Absence.isAbsence(syn)) {
      return info.has(TcpInfoField.BYTES_ACKED) ? syn : Absence.KERNEL_LACKS.code();
    }
    long payload = info.get(TcpInfoField.BYTES_ACKED) - syn - finAcknowledged();
    return payload < 0 ? AMBIGUOUS : payload;
  }

  /// Payload received in order.
  long thruBytesReceived() {
    if (!info.has(TcpInfoField.BYTES_RECEIVED)) {
      return Absence.KERNEL_LACKS.code();
    }
    long payload = info.get(TcpInfoField.BYTES_RECEIVED) - finReceived();
    return payload < 0 || !isStateSure() ? AMBIGUOUS : payload;
  }

  /// SND.NXT minus SND.UNA. The row's queue was read just before `tcp_info` was, without the lock;
  /// unless it is known that nothing moved between, it must agree with what `tcp_info`, taken under
  /// the lock, leaves as possible.
  private long inFlight() {
    if (unacknowledgedSegments() == 0) {
      return 0;
    }
    if (!info.has(TcpInfoField.NOTSENT_BYTES)) {
      return Absence.NOT_IN_TCP_INFO.code();
    }
    long inFlight = row.sendQueueBytes() - unsent;
    if (inFlight <= 0) {
      return AMBIGUOUS;
    }
    return isSettled || isExplained(inFlight) ? inFlight : AMBIGUOUS;
  }

  private boolean isExplained(long inFlight) {
    if (!info.has(TcpInfoField.BYTES_RETRANS)) {
      return false;
    }
    long notData = inFlight + info.get(TcpInfoField.BYTES_ACKED) - newlySent();
    return notData >= 0 && notData <= NOT_DATA_MAX;
  }

  private long newlySent() {
    return info.get(TcpInfoField.BYTES_SENT) - info.get(TcpInfoField.BYTES_RETRANS);
  }

  private long unacknowledgedSegments() {
    return info.getOr(TcpInfoField.UNACKED, 1);
  }

  private boolean isStateSure() {
    return isSettled || row.state() == state;
  }

  /// Whether our FIN is in the send queue or beyond.
  private boolean hasClosed() {
    return switch (state) {
      case FIN_WAIT_1, CLOSING, LAST_ACK, FIN_WAIT_2 -> true;
      default -> false;
    };
  }

  /// The FIN is last in its queue: it has been sent when nothing waits any more.
  private int finSent() {
    return hasClosed() && (unsent == 0 || state == TcpState.FIN_WAIT_2) ? 1 : 0;
  }

  private int finAcknowledged() {
    return state == TcpState.FIN_WAIT_2 ? 1 : 0;
  }

  private int finReceived() {
    return switch (state) {
      case CLOSE_WAIT, CLOSING, LAST_ACK -> 1;
      default -> 0;
    };
  }
}
