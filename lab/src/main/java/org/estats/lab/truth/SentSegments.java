package org.estats.lab.truth;

import java.util.LinkedList;
import java.util.ListIterator;
import org.estats.lab.PacketLog;

/// What one end has sent and its peer has not acknowledged yet, segment by segment, with sequence
/// numbers unrolled so that they do not wrap.
final class SentSegments {

  static final class Segment {
    final long start;
    final long end;
    final long nanos;
    boolean sentAgain;
    boolean sacked;

    Segment(long start, long end, long nanos) {
      this.start = start;
      this.end = end;
      this.nanos = nanos;
    }

    private Segment part(long from, long to) {
      Segment part = new Segment(from, to, nanos);
      part.sentAgain = sentAgain;
      part.sacked = sacked;
      return part;
    }
  }

  private final PacketLog log;
  private final LinkedList<Segment> outstanding = new LinkedList<>();
  private boolean any;
  private long sentEnd;
  private long acked;

  SentSegments(PacketLog log) {
    this.log = log;
  }

  /// Notes an outgoing row; says whether it holds something that was sent before.
  boolean send(int row, long length) {
    if (!any) {
      any = true;
      sentEnd = Integer.toUnsignedLong(log.seq(row));
      acked = sentEnd;
    }
    if (length == 0) {
      return false;
    }
    long start = near(sentEnd, log.seq(row));
    long end = start + length;
    boolean again = start < sentEnd;
    if (again) {
      split(start);
      split(end);
      for (Segment s : outstanding) {
        s.sentAgain |= s.start < end && start < s.end;
      }
    }
    if (end > sentEnd) {
      outstanding.add(new Segment(Math.max(start, sentEnd), end, log.nanos(row)));
      sentEnd = end;
    }
    return again;
  }

  /// What is sent again in other pieces than at first is kept in these pieces.
  private void split(long at) {
    for (ListIterator<Segment> i = outstanding.listIterator(); i.hasNext(); ) {
      Segment s = i.next();
      if (s.start < at && at < s.end) {
        i.set(s.part(s.start, at));
        i.add(s.part(at, s.end));
        return;
      }
    }
  }

  boolean isEmpty() {
    return outstanding.isEmpty();
  }

  Iterable<Segment> outstanding() {
    return outstanding;
  }

  /// The first segment if an acknowledgement up to there covers it, taken out; else null.
  Segment takeAcked(long upTo) {
    Segment first = outstanding.peek();
    return first != null && first.end <= upTo ? outstanding.poll() : null;
  }

  long sentEnd() {
    return sentEnd;
  }

  /// The greatest acknowledgement so far.
  long acked() {
    return acked;
  }

  /// The acknowledgement number of an incoming row, unrolled.
  long ackOf(int row) {
    return near(acked, log.ack(row));
  }

  void acknowledge(long upTo) {
    acked = Math.max(acked, upTo);
  }

  /// The unrolled sequence number with these 32 bits that is nearest to the greatest acknowledged.
  long unroll(int bits) {
    return near(acked, bits);
  }

  private static long near(long other, int bits) {
    return other + (bits - (int) other);
  }
}
