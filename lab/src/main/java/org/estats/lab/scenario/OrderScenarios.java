package org.estats.lab.scenario;

import static org.estats.catalogue.DataMember.SOFT_ERRORS;
import static org.estats.catalogue.DataMember.SOFT_ERROR_REASON;
import static org.estats.catalogue.PathMember.CONG_SIGNALS;
import static org.estats.catalogue.PathMember.DSACK_DUPS;
import static org.estats.catalogue.PathMember.DUP_ACKS_IN;
import static org.estats.catalogue.PathMember.FAST_RETRAN;
import static org.estats.catalogue.PathMember.NON_RECOV_DA;
import static org.estats.catalogue.PathMember.NON_RECOV_DA_EPISODES;
import static org.estats.catalogue.PathMember.PKTS_RETRANS;
import static org.estats.catalogue.PathMember.RETRAN_THRESH;
import static org.estats.catalogue.PathMember.SND_DUP_ACK_EPISODES;
import static org.estats.catalogue.PathMember.SUM_BYTES_REORDERED;
import static org.estats.catalogue.PathMember.TIMEOUTS;
import static org.estats.lab.scenario.Paths.FLIGHT;
import static org.estats.lab.scenario.Paths.INITIAL_WINDOW;
import static org.estats.lab.scenario.Paths.LINE;
import static org.estats.lab.scenario.Paths.SEGMENT;
import static org.estats.lab.scenario.Paths.SIX_BEHIND;
import static org.estats.lab.scenario.Paths.TWO_BEHIND;
import static org.estats.lab.scenario.Witness.PACKETS;
import static org.estats.lab.scenario.Witness.SCRIPT;

import java.util.List;
import org.estats.lab.fault.Duplicate;
import org.estats.lab.fault.Hold;
import org.estats.lab.truth.ReorderingTruth;

/// Segments that come in another order, or twice.
final class OrderScenarios {

  private static final int HELD = 5;

  /// The reason for a soft error that a segment lies below the receive window (RFC 4898).
  private static final int BELOW_DATA_WINDOW = 1;

  private OrderScenarios() {}

  static List<Scenario> all() {
    return List.of(mild(), strong(), learned(), duplicated());
  }

  private static Scenario mild() {
    return Scenario.named("reordering")
        .path("one segment is overtaken by two others")
        .meaning(
            "The duplicate ACKs stopped by themselves and nothing was sent again: reordering, not"
                + " loss, and harmless as long as it stays this small.")
        .over(LINE)
        .telling(NON_RECOV_DA_EPISODES, NON_RECOV_DA, SUM_BYTES_REORDERED, PKTS_RETRANS)
        .script(stage -> {
          stage.after(Hold.segments(HELD, 1, TWO_BEHIND));
          stage.deliver(FLIGHT);
        })
        .expecting(claims -> {
          claims.sender(NON_RECOV_DA_EPISODES, 1, SCRIPT);
          claims.sender(NON_RECOV_DA, 2, SCRIPT);
          claims.sender(SUM_BYTES_REORDERED, 3 * SEGMENT, SCRIPT);
          claims.receiver(SND_DUP_ACK_EPISODES, 1, SCRIPT);
          nothingLost(claims);
          reordered(claims);
        });
  }

  private static Scenario strong() {
    return Scenario.named("strong-reordering")
        .path("one segment is overtaken by six others")
        .meaning(
            "The segment was so late that it passed for lost: it was sent again for nothing;"
                + " the receiver reported the duplicate (DsackDups). Look for paths in parallel.")
        .over(LINE)
        .telling(FAST_RETRAN, DSACK_DUPS, PKTS_RETRANS, CONG_SIGNALS, NON_RECOV_DA_EPISODES)
        .script(stage -> {
          stage.after(Hold.segments(HELD, 1, SIX_BEHIND));
          stage.deliver(FLIGHT);
        })
        .expecting(claims -> {
          claims.sender(FAST_RETRAN, 1, SCRIPT);
          claims.sender(PKTS_RETRANS, 1, SCRIPT);
          claims.sender(DSACK_DUPS, 1, SCRIPT);
          claims.sender(CONG_SIGNALS, 1, SCRIPT);
          claims.sender(NON_RECOV_DA_EPISODES, 0, SCRIPT);
          claims.sender(NON_RECOV_DA, 0, SCRIPT);
          claims.sender(SUM_BYTES_REORDERED, 0, SCRIPT);
          claims.sender(TIMEOUTS, 0, SCRIPT);
        });
  }

  private static Scenario learned() {
    return Scenario.named("learned-reordering")
        .path("a segment is overtaken by two others, a later one by six")
        .meaning(
            "After the first surprise the sender waited a little longer before it believed in a"
                + " loss, and sent nothing again; RetranThresh shows how far it learnt to wait.")
        .over(LINE)
        .telling(RETRAN_THRESH, NON_RECOV_DA_EPISODES, NON_RECOV_DA, SUM_BYTES_REORDERED)
        .script(stage -> {
          stage.after(Hold.segments(HELD, 1, TWO_BEHIND));
          stage.after(Hold.segments(INITIAL_WINDOW + HELD - 1, 1, SIX_BEHIND));
          stage.deliver(FLIGHT);
          stage.deliver(FLIGHT);
        })
        .expecting(claims -> {
          claims.sender(RETRAN_THRESH, 7, SCRIPT);
          claims.sender(NON_RECOV_DA_EPISODES, 2, SCRIPT);
          claims.sender(NON_RECOV_DA, 2 + 6, SCRIPT);
          claims.sender(SUM_BYTES_REORDERED, (3 + 7) * SEGMENT, SCRIPT);
          claims.receiver(SND_DUP_ACK_EPISODES, 2, SCRIPT);
          nothingLost(claims);
          reordered(claims);
        });
  }

  private static Scenario duplicated() {
    return Scenario.named("duplicates")
        .path("the network delivers one segment twice")
        .meaning(
            "The receiver reported a segment that came twice although the sender had sent it"
                + " once: the network duplicates.")
        .over(LINE)
        .telling(DSACK_DUPS, DUP_ACKS_IN, PKTS_RETRANS)
        .script(stage -> {
          stage.after(Duplicate.segments(HELD, HELD));
          stage.deliver(FLIGHT);
        })
        .expecting(claims -> {
          claims.sender(DSACK_DUPS, 1, SCRIPT);
          claims.receiver(SOFT_ERRORS, 1, SCRIPT);
          claims.receiver(SOFT_ERROR_REASON, BELOW_DATA_WINDOW, SCRIPT);
          nothingLost(claims);
        });
  }

  private static void nothingLost(Claims claims) {
    claims.sender(PKTS_RETRANS, 0, SCRIPT);
    claims.sender(FAST_RETRAN, 0, SCRIPT);
    claims.sender(CONG_SIGNALS, 0, SCRIPT);
    claims.sender(TIMEOUTS, 0, SCRIPT);
  }

  private static void reordered(Claims claims) {
    ReorderingTruth truth = claims.evidence().reordering();
    claims.sender(NON_RECOV_DA_EPISODES, truth.runs(), PACKETS);
    claims.sender(NON_RECOV_DA, truth.acks(), PACKETS);
    claims.sender(SUM_BYTES_REORDERED, truth.bytes(), PACKETS);
  }
}
