package org.estats.cli.top;

import java.util.List;
import org.estats.cli.text.Style;

/// The keys, and what the columns mean.
final class HelpScreen {

  private static final List<String> TEXT =
      List.of(
          "j k, arrows  another row           PgUp PgDn Home End  further",
          "Enter        open the connection   Esc                 back",
          "/ or f       filter, as everywhere: port=443 process=nginx Path.PktsRetrans>0",
          "s            sort by the next      r                   turn the order round",
          "g            groups; again: by process, remote network, port",
          "e, d         switch statistics of the chosen connection on, off",
          "space        pause                 0                   go on, with the worst first",
          "+ -          read less, more often Ctrl-L              paint anew",
          "?            this                  q                   quit",
          "",
          "OUT, IN   bits a second acknowledged by the peer, received",
          "RET%      of the bytes sent, how many were sent before",
          "RTTms     the smoothed round trip, in milliseconds",
          "LIM%      of the time, how much something held the connection back: the peer's window,",
          "          the network (data waited), or this host's send buffer",
          "VERDICT   what limits it, by all that is known; surer where statistics are on",
          "worst     what stands still first, then what resends, then what is held back",
          "-         not known; it is never 0 for that");

  private HelpScreen() {}

  static void draw(Paper paper) {
    paper.line(Style.HEADING, "estats top: keys and columns");
    TEXT.forEach(paper::line);
    paper.leave(1);
    paper.line(Style.DIM, "any key goes back");
  }
}
