package org.estats.linux.provenance;

import static org.estats.Absence.AMBIGUOUS;
import static org.estats.Absence.UNWATCHED;
import static org.estats.catalogue.DataMember.DATA_BYTES_IN;
import static org.estats.catalogue.DataMember.DATA_BYTES_OUT;
import static org.estats.catalogue.DataMember.DATA_SEGS_IN;
import static org.estats.catalogue.DataMember.DATA_SEGS_OUT;
import static org.estats.catalogue.DataMember.RCV_NXT;
import static org.estats.catalogue.DataMember.SEGS_IN;
import static org.estats.catalogue.DataMember.SEGS_OUT;
import static org.estats.catalogue.DataMember.SND_MAX;
import static org.estats.catalogue.DataMember.SND_NXT;
import static org.estats.catalogue.DataMember.SND_UNA;
import static org.estats.catalogue.DataMember.SOFT_ERRORS;
import static org.estats.catalogue.DataMember.SOFT_ERROR_REASON;
import static org.estats.catalogue.DataMember.THRU_BYTES_ACKED;
import static org.estats.catalogue.DataMember.THRU_BYTES_RECEIVED;
import static org.estats.linux.provenance.Kernel.EVERY_SEGMENT;
import static org.estats.linux.provenance.Provenance.counter;
import static org.estats.linux.provenance.Provenance.event;
import static org.estats.linux.provenance.Provenance.field;

import java.util.List;

/// Data: the kernel's own counters, but for what arrived and was refused.
final class DataRows {

  static final List<Provenance> ROWS =
      List.of(
          counter(DATA_BYTES_OUT, "`bytes_sent`")
              .differs(
                  "Counted before the local queue decides: what it drops is counted, and counted"
                      + " again when it is resent")
              .provenBy("CountsLiveTest, CountedAgainstPacketsTest"),
          counter(DATA_SEGS_OUT, "`data_segs_out`, widened to 64 bits")
              .differs("As DataBytesOut; a large buffer counts as the segments it is cut into")
              .provenBy("CountsLiveTest, CountedAgainstPacketsTest"),
          event(DATA_BYTES_IN, "`tcp_probe`: payload of every segment, repeats included")
              .differs(
                  "Segments refused before they reach the socket (checksum, full backlog) are not"
                      + " seen. Past ESTABLISHED only segments that the kernel accepts are")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED)
              .provenBy("CountedAgainstPacketsTest"),
          counter(DATA_SEGS_IN, "`data_segs_in`, widened to 64 bits")
              .provenBy("CountsLiveTest, CountedAgainstPacketsTest"),
          counter(SEGS_OUT, "`segs_out`, widened to 64 bits")
              .differs(
                  "The SYN-ACK of the accepting side is not in it, nor a reset sent without a"
                      + " socket, nor what is sent once the state is CLOSE or TIME-WAIT: the reset"
                      + " by which this end gives up, the ACK of the peer's FIN")
              .provenBy("CountsLiveTest"),
          counter(SEGS_IN, "`segs_in`, widened to 64 bits")
              .differs("The SYN that an accepting side received is not in it")
              .provenBy("CountsLiveTest"),
          event(
                  SOFT_ERRORS,
                  "`tcp_probe`: first test failed of `snd_nxt`, `rcv_wup` and `rcv_nxt`, `rcv_wnd`,"
                      + " `snd_una`, `ts_recent`")
              .differs(
                  "Checksum and length errors never reach the socket. Keep-alives, window probes"
                      + " and needless retransmissions are below the data window; a late ACK is"
                      + " below the ACK window. A timestamp is looked at where it stands in its"
                      + " usual place, and one tick of lateness is let pass. Past ESTABLISHED only"
                      + " segments that the kernel accepts are seen")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          event(SOFT_ERROR_REASON, "the test that the last of SoftErrors failed")
              .differs(
                  "Reasons 6 (above the timestamp window, which Linux does not have), 7 and 8 do"
                      + " not occur")
              .needs(EVERY_SEGMENT)
              .absentAs(UNWATCHED),
          field(SND_UNA, "`snd_una`"),
          field(SND_NXT, "`snd_nxt`").differs("Never steps back on Linux"),
          field(SND_MAX, "`snd_nxt`").differs("Equal to SndNxt, which never steps back"),
          counter(
                  THRU_BYTES_ACKED,
                  "`bytes_acked`, less the byte for our SYN and, by the state, the one for our FIN")
              .differs(
                  "The RFC's sum of advances of SND.UNA has those two bytes in it. A final record"
                      + " that had to be made up at the end of the socket cannot tell the FIN's")
              .absentAs(AMBIGUOUS)
              .provenBy("CountsLiveTest, CountedAgainstPacketsTest"),
          field(RCV_NXT, "`rcv_nxt`"),
          counter(
                  THRU_BYTES_RECEIVED,
                  "`bytes_received`, less the byte, by the state, for the peer's FIN")
              .differs("The RFC's sum of advances of RCV.NXT has that byte in it")
              .provenBy("CountsLiveTest, CountedAgainstPacketsTest"));

  private DataRows() {}
}
