package org.estats.linux.provenance;

/// What a cell of the tables is too small for.
final class MembersTopics {

  static final String TEXT =
      """
      ## Where counters start

      A counter starts at 0 when its group is switched on, and every reading says since when it
      has counted. What the kernel counts from a connection's first segment on is given as the
      difference from its value at that moment. Where a rule has switched a connection on at its
      birth, the difference is from nothing: the handshake, its RTT sample and the SYNs that were
      repeated are counted as well. Largest and smallest values are those since switching on. Off
      and on again starts anew; on while already on changes nothing. A connection that is past
      ESTABLISHED when it is asked for starts a moment later, once its segments can be seen.

      ## Clock and units

      Inside, times are microseconds. Path shows milliseconds, rounded half up when they are
      shown, so that a sum is rounded once and not at every sample; FineRtt shows microseconds.
      Below half a millisecond Path's times are therefore 0, and FineRtt's are the ones to look
      at. Samples taken from the timestamp option have the grain of that clock, 1 ms unless the
      connection uses microsecond timestamps. Retransmission timeouts are kept by the kernel in
      jiffies; the length of a jiffy comes from the kernel's configuration (`/proc/config.gz`,
      `/boot/config-*`, `/lib/modules/*/config`), and where none can be read the three timeouts
      are absent. Moments come from the clock that runs since boot and does not stand still in
      suspension. Counters of segments have 32 bits in the kernel and are widened here to 64. In
      the Win32 structures a member has the width that Windows gives it.

      ## Round-trip times

      No hook reports the round-trip time that the kernel has just sampled, but it can be
      recovered exactly. The kernel keeps eight times the smoothed time (`srtt_us`) and works in
      integers: the new value is the old one, less an eighth of it, plus the sample. So two values
      in a row give the sample to the microsecond. The deviation (`mdev_us`) is worked out from
      the same sample and tells whether one sample explains the change. Where it does not, because
      a hook was skipped, two samples are counted at the smoothed time, and neither SampleRtt nor
      a mark is moved by them. One sample leaves no trace: one that equals the estimate while the
      deviation is below 4 us. The sample is the one that the retransmission timeout is computed
      from: by the time the segment was sent, else of a SACK, else of the echoed timestamp; only
      the last of these is ever taken of a segment that was resent.

      ## Episodes

      Several members count episodes, not segments. FastRetran counts entries into Recovery:
      however many segments are resent before it ends, it is one. CongSignals counts reductions of
      the slow-start threshold, at most one for what was in flight together; FastRetran, Timeouts,
      ECN, a loss that a tail-loss probe repaired and SendStall are its causes, and a cause that
      meets a reduction already under way adds nothing. Timeouts is the first expiry of a row and
      SubsequentTimeouts the ones that follow; together they are all expiries. NonRecovDaEpisodes
      counts visits to the state Disorder (duplicate ACKs or SACKs have come, nothing is known to
      be lost) that end well, with nothing resent. SndDupAckEpisodes counts runs of duplicate ACKs
      that this host sent. SpuriousRtoDetections counts timeouts that the kernel took back. What
      has been taken back stays in CongSignals, Timeouts and FastRetran, as the RFC asks.

      ## What limits the sender

      SndCong says at every moment why output stands: *Rwin* if the next segment would pass the
      peer's window; *Cwnd* if the congestion window is full, pacing holds a segment back, or a
      resend has to wait; *Snd* if there is nothing to send. A full window of the peer goes before
      a full congestion window. What ends by itself leaves the state as it is: the wait for a
      fuller segment (Nagle, segmentation) and for the device's queue. An application that is held
      up by a full send buffer is Snd, as one that has nothing to write.

      Output stops when a segment has been processed, and nothing moves it before the next but a
      write or a timer. So the question is asked when the next arrives, and by readers; the
      moment at which the state changed is when the sender last sent, which the kernel knows to
      the nanosecond. Where it has not sent since, it is when the kernel began to count such a
      wait of its own, or when the last ACK came, which it knows to a jiffy. The three times add up
      to the time since switching on, the three counts of bytes to DataBytesOut.

      A retransmission timeout counts as Cwnd, as RFC 4898 wants: from the last ACK, or from when
      there was something to wait for, up to the next segment that arrives. That such a wait was
      one is known only when the timer expires. Until then a sender with nothing more to send
      shows as Snd, and SndLimTimeSnd falls back when the wait is booked to Cwnd: the one counter
      that can.

      SlowStart and CongAvoid count the ACKs that raised the window, by what it was and what the
      threshold was before. While a reduction is under way (CWR, Recovery) the kernel moves the
      window by another rule, and neither counts nor marks are taken; an undo is no growth.
      Windows and thresholds are shown in bytes: segments times the payload of one.

      ## Queues and windows

      Queues are payload: neither SYN nor FIN nor the overhead of buffers is in them.
      CurReasmQueue is the span of sequence numbers, holes included, as the RFC has it. Largest
      and smallest values are taken just before what can take them away: an ACK shrinks the
      retransmit queue, an arrival the reassembly queue, a read the read queue. The read queue is
      highest just after an arrival, and is told at the next from what had been read before. A
      window of ours that was low from an ACK to a read only is seen by a hook at the read, which
      is attached while Rec is on somewhere and costs every read of every socket a few nanoseconds.
      What an application writes and a timer sends on before the next arrival is not in
      MaxAppWQueue. Windows are as the peer reads them from the header: the kernel's own number
      can be larger than a header can say where window scaling is off.

      ## Bandwidth

      Windows does not say how it estimates; this is an estimate of our own under the same names.
      Every round trip gives one rate, and the largest of the last ten is the bandwidth. *Outbound*
      a round trip lasts until what was sent at its beginning is acknowledged, and its rate is the
      largest delivery rate that the kernel measured in it: segments delivered, over the longer of
      the times in which they were sent and acknowledged. The kernel knows when the application
      had too little to send; such a rate is no measure of the path, and counts only if it is above
      the estimate. *Inbound* a round trip is as long as the receiver thinks one is, 1 ms at least,
      and its rate is by how much the highest sequence number that has arrived advanced. A pause as
      long as a round trip begins anew. What the sending application held back cannot be told
      from here: inbound is the path's bandwidth only under load.

      Instability is the mean deviation of these rates: each is compared with their mean, which
      follows it by an eighth, and the deviation follows the difference by a quarter. Peaked is
      true when three round trips in a row have not raised the bandwidth by more than a quarter.
      All are absent until there has been a round trip with a rate, and Instability until there
      have been two. Round trips without a rate leave everything as it is, so the estimate stands
      while a connection rests. A peer's window that is smaller than the path needs bounds the
      delivery rate, and so the estimate.

      ## States other than ESTABLISHED

      The hook that sees every arriving segment fires in ESTABLISHED only. In the other
      synchronised states (a side that has closed may still be sending for minutes) segments are
      seen by a callback of the socket instead, which a flag on that socket turns on. Estats sets
      the flag when it switches a connection on: at birth on every kernel it runs on, on an
      established connection from 6.12 on. It also needs a cgroup v2 hierarchy where the callback
      can be attached. If a connection leaves ESTABLISHED without the flag, what only that hook
      can count is absent from then on as not watched; the kernel's counters and fields, and what
      is counted at changes of the congestion state, go on. The callback comes after the kernel's
      own checks of sequence number and timestamp: segments that fail those are not among
      DataBytesIn, SoftErrors and the counts of ACKs in these states. On 6.1 it does not show the
      buffer, so that merged segments count as one there and marks in the IP header go unseen.

      ## Skipped hooks

      The kernel does not run a tracing program that is already running on the same processor, as
      when an interrupt brings segments while one is being processed. It counts what it skipped
      (`recursion_misses`), and `estats doctor` shows the count. Members that are the kernel's own
      lose nothing. Members told from a difference lose resolution: two samples become one look.
      Members told from headers (DataBytesIn, SoftErrors, DupAcksIn, SacksRcvd, SackBlocksRcvd,
      EcnSignals, EceRcvd, CeRcvd, NonRecovDa) lack the segment, and are exact only over a time in
      which the count did not move.
      """;

  private MembersTopics() {}
}
