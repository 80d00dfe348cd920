package org.estats.linux.provenance;

import static org.estats.Absence.NO_SAMPLE_YET;
import static org.estats.Absence.UNWATCHED;
import static org.estats.catalogue.FineRttMember.MAX_RTT;
import static org.estats.catalogue.FineRttMember.MIN_RTT;
import static org.estats.catalogue.FineRttMember.RTT_VAR;
import static org.estats.catalogue.FineRttMember.SUM_RTT;
import static org.estats.linux.provenance.Kernel.EVERY_SEGMENT;
import static org.estats.linux.provenance.Provenance.field;
import static org.estats.linux.provenance.Provenance.mark;

import java.util.List;

/// FineRtt: Path's round-trip times in the kernel's own unit, with marks of its own.
final class FineRttRows {

  private static final String EACH_SAMPLE = "every recovered sample";

  static final List<Provenance> ROWS =
      List.of(
          field(RTT_VAR, "`mdev_us` / 4").absentAs(NO_SAMPLE_YET).provenBy("CountsLiveTest"),
          mark(MAX_RTT, EACH_SAMPLE).needs(EVERY_SEGMENT).absentAs(NO_SAMPLE_YET, UNWATCHED),
          mark(MIN_RTT, EACH_SAMPLE).needs(EVERY_SEGMENT).absentAs(NO_SAMPLE_YET, UNWATCHED),
          field(SUM_RTT, "`srtt_us` / 8").absentAs(NO_SAMPLE_YET).provenBy("CountsLiveTest"));

  private FineRttRows() {}
}
