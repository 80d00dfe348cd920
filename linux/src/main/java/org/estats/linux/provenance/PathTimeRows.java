package org.estats.linux.provenance;

import static org.estats.Absence.KERNEL_LACKS;
import static org.estats.Absence.NO_SAMPLE_YET;
import static org.estats.Absence.UNWATCHED;
import static org.estats.catalogue.PathMember.COUNT_RTT;
import static org.estats.catalogue.PathMember.CUR_MSS;
import static org.estats.catalogue.PathMember.CUR_RTO;
import static org.estats.catalogue.PathMember.MAX_MSS;
import static org.estats.catalogue.PathMember.MAX_RTO;
import static org.estats.catalogue.PathMember.MAX_RTT;
import static org.estats.catalogue.PathMember.MIN_MSS;
import static org.estats.catalogue.PathMember.MIN_RTO;
import static org.estats.catalogue.PathMember.MIN_RTT;
import static org.estats.catalogue.PathMember.RTT_VAR;
import static org.estats.catalogue.PathMember.SAMPLE_RTT;
import static org.estats.catalogue.PathMember.SMOOTHED_RTT;
import static org.estats.catalogue.PathMember.SUM_RTT;
import static org.estats.linux.provenance.Kernel.EVERY_SEGMENT;
import static org.estats.linux.provenance.Provenance.derived;
import static org.estats.linux.provenance.Provenance.event;
import static org.estats.linux.provenance.Provenance.field;
import static org.estats.linux.provenance.Provenance.mark;

import java.util.List;

/// Path: round-trip times, timeouts, and the segment size.
final class PathTimeRows {

  private static final String EACH_SAMPLE = "every recovered sample";
  private static final String AT_EACH_HOOK = ", at every hook";

  static final List<Provenance> ROWS =
      List.of(
          derived(SAMPLE_RTT, "the last sample, recovered from `srtt_us` and `mdev_us`")
              .needs(EVERY_SEGMENT)
              .absentAs(NO_SAMPLE_YET, UNWATCHED),
          field(SMOOTHED_RTT, "`srtt_us` / 8").absentAs(NO_SAMPLE_YET).provenBy("CountsLiveTest"),
          field(RTT_VAR, "`mdev_us` / 4")
              .differs(
                  "The estimator of RFC 6298, with a gentler decay. What Linux calls rttvar is its"
                      + " maximum over a round trip and never below the least timeout: 50 ms on an"
                      + " idle LAN")
              .absentAs(NO_SAMPLE_YET)
              .provenBy("CountsLiveTest"),
          mark(MAX_RTT, EACH_SAMPLE).needs(EVERY_SEGMENT).absentAs(NO_SAMPLE_YET, UNWATCHED),
          mark(MIN_RTT, EACH_SAMPLE)
              .differs("Since switching on; the kernel's own minimum forgets after 300 s")
              .needs(EVERY_SEGMENT)
              .absentAs(NO_SAMPLE_YET, UNWATCHED)
              .provenBy("CountedAgainstPacketsTest"),
          event(SUM_RTT, EACH_SAMPLE)
              .differs("Summed in microseconds, rounded once when shown")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          event(COUNT_RTT, EACH_SAMPLE)
              .differs(
                  "A sample that moves neither `srtt_us` nor `mdev_us` (one equal to the estimate"
                      + " while the deviation is below 1 us) is told by `delivered`; of a segment"
                      + " that was sent again, of which the kernel takes none, it is counted then")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          field(CUR_RTO, "`icsk_rto`, which is in jiffies, by the kernel's CONFIG_HZ")
              .differs("A multiple of a jiffy: of 1, 4 or 10 ms")
              .absentAs(KERNEL_LACKS)
              .provenBy("CountsLiveTest"),
          mark(MAX_RTO, "`icsk_rto`" + AT_EACH_HOOK)
              .differs("As CurRto. A backed-off timeout is seen before the ACK that ends it")
              .needs(EVERY_SEGMENT)
              .absentAs(KERNEL_LACKS, UNWATCHED),
          mark(MIN_RTO, "`icsk_rto`" + AT_EACH_HOOK)
              .differs("As CurRto")
              .needs(EVERY_SEGMENT)
              .absentAs(KERNEL_LACKS, UNWATCHED),
          field(CUR_MSS, "`mss_cache`")
              .differs("Payload: the timestamp option is already taken off")
              .provenBy("CountsLiveTest"),
          mark(MAX_MSS, "`mss_cache`" + AT_EACH_HOOK)
              .differs("As CurMss. A size that comes and goes between two segments is missed")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          mark(MIN_MSS, "`mss_cache`" + AT_EACH_HOOK)
              .differs("As MaxMss")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED));

  private PathTimeRows() {}
}
