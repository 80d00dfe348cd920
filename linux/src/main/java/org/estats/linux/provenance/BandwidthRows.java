package org.estats.linux.provenance;

import static org.estats.Absence.NO_SAMPLE_YET;
import static org.estats.Absence.UNWATCHED;
import static org.estats.catalogue.BandwidthMember.INBOUND_BANDWIDTH;
import static org.estats.catalogue.BandwidthMember.INBOUND_BANDWIDTH_PEAKED;
import static org.estats.catalogue.BandwidthMember.INBOUND_INSTABILITY;
import static org.estats.catalogue.BandwidthMember.OUTBOUND_BANDWIDTH;
import static org.estats.catalogue.BandwidthMember.OUTBOUND_BANDWIDTH_PEAKED;
import static org.estats.catalogue.BandwidthMember.OUTBOUND_INSTABILITY;
import static org.estats.linux.provenance.Kernel.EVERY_SEGMENT;
import static org.estats.linux.provenance.Provenance.derived;

import java.util.List;
import org.estats.catalogue.Member;

/// Bandwidth: one rate each round trip, and what is made of the last ten.
final class BandwidthRows {

  private static final String TESTS = "BottleneckBandwidthTest";

  static final List<Provenance> ROWS =
      List.of(
          rates(
              OUTBOUND_BANDWIDTH,
              "of each round trip the largest `rate_delivered` times `mss_cache` over"
                  + " `rate_interval_us`, of the last ten the largest",
              "A rate that the application's own pace bounds (`rate_app_limited`) counts only if it"
                  + " is above the estimate. Round trips without a rate are left out, so the"
                  + " estimate stands while the connection rests"),
          rates(
              INBOUND_BANDWIDTH,
              "of each round trip (`rcv_rtt_est`) the advance of the highest sequence number that"
                  + " has arrived (`rcv_nxt`, or the end of `ooo_last_skb`) over its time"
                  + " (`tcp_mstamp`), of the last ten the largest",
              "It shows the sender's pace where that is below the path's. What was lost counts as"
                  + " arrived, and what was resent does not. A pause of a round trip begins anew."
                  + " Round trips below 1 ms are taken together; where none is known one of 10 ms"
                  + " is taken"),
          rates(
              OUTBOUND_INSTABILITY,
              "mean deviation of those rates from their mean, smoothed by 1/4 and 1/8",
              "Absent until there are two round trips"),
          rates(INBOUND_INSTABILITY, "likewise", "As OutboundInstability"),
          rates(
              OUTBOUND_BANDWIDTH_PEAKED,
              "three round trips in a row that raised the estimate by a quarter or less",
              "If the estimate falls, growth is told from where it has fallen to"),
          rates(INBOUND_BANDWIDTH_PEAKED, "likewise", "As OutboundBandwidthPeaked"));

  private BandwidthRows() {}

  private static Provenance rates(Member member, String source, String differs) {
    return derived(member, source)
        .differs(differs)
        .needs(EVERY_SEGMENT)
        .absentAs(NO_SAMPLE_YET, UNWATCHED)
        .provenBy(TESTS);
  }
}
