package org.estats.linux.provenance;

import static org.estats.catalogue.BandwidthMember.INBOUND_BANDWIDTH;
import static org.estats.catalogue.BandwidthMember.INBOUND_BANDWIDTH_PEAKED;
import static org.estats.catalogue.BandwidthMember.INBOUND_INSTABILITY;
import static org.estats.catalogue.BandwidthMember.OUTBOUND_BANDWIDTH;
import static org.estats.catalogue.BandwidthMember.OUTBOUND_BANDWIDTH_PEAKED;
import static org.estats.catalogue.BandwidthMember.OUTBOUND_INSTABILITY;
import static org.estats.linux.provenance.Provenance.notYet;

import java.util.List;

/// Bandwidth: not collected yet.
final class BandwidthRows {

  static final List<Provenance> ROWS =
      List.of(
          notYet(
              OUTBOUND_BANDWIDTH,
              "largest of the last ten round trips of `rate_delivered` over `rate_interval_us`"),
          notYet(
              INBOUND_BANDWIDTH,
              "largest of the last ten round trips of the rise of `bytes_received`"),
          notYet(OUTBOUND_INSTABILITY, "smoothed mean deviation of those samples"),
          notYet(INBOUND_INSTABILITY, "smoothed mean deviation of those samples"),
          notYet(
              OUTBOUND_BANDWIDTH_PEAKED,
              "three round trips that raised the maximum by less than a quarter"),
          notYet(
              INBOUND_BANDWIDTH_PEAKED,
              "three round trips that raised the maximum by less than a quarter"));

  private BandwidthRows() {}
}
