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
      EcnSignals, EceRcvd, NonRecovDa) lack the segment, and are exact only over a time in which
      the count did not move.
      """;

  private MembersTopics() {}
}
