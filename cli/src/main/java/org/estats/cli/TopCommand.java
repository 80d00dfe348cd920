package org.estats.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.estats.EstatsException;
import org.estats.cli.select.Targets;
import org.estats.cli.text.Times;
import org.estats.cli.top.Listing;
import org.estats.cli.top.Top;
import org.estats.filter.Filter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `top`: full screen, worst first.
@Command(
    name = "top",
    description = {
      "Shows all connections on the full screen, the worst first.",
      "Each with what limits it. It opens on the worst with its verdict; '?' tells the keys. It"
          + " needs no right and switches nothing on unless 'e' is pressed. Without a terminal, or"
          + " with --once, --json or --csv, it writes the first rows once."
    })
final class TopCommand implements Callable<Integer>, Described {

  private static final int ROWS_USUAL = 20;

  private final Session session;

  private final FilterArguments terms = new FilterArguments();
  private final JsonOption json = new JsonOption();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "How far readings are apart, such as 500ms or 2s (default: 1s).")
  private String every = "1s";

  @Option(
      names = "--sort",
      paramLabel = "BY",
      defaultValue = "worst",
      description = "worst (default), out, in, retr, rtt, recvq, sendq or port.")
  private String sort = "worst";

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "How many rows are written; 0 for all (default: 20).")
  private int rows = ROWS_USUAL;

  @Option(names = "--once", description = "Write the first rows once.")
  private boolean isOnce;

  @Option(names = "--csv", description = "Write CSV, once.")
  private boolean isCsv;

  TopCommand(Session session) {
    this.session = session;
  }

  @Override
  public void describe(CommandSpec spec) {
    terms.addTo(spec);
    json.addTo(spec);
  }

  @Override
  public Integer call() {
    Filter filter = terms.read();
    Duration interval = Times.interval(every);
    if (rows < 0 || json.isGiven() && isCsv) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          rows < 0 ? "--rows " + rows + " is no number of rows" : "--json and --csv are two forms",
          rows < 0 ? "0 stands for all" : "give one of them");
    }
    try {
      boolean isPlain = isOnce || isCsv || json.isGiven();
      if (!isPlain && Top.run(session.source(), session.output(), filter, sort, interval)) {
        return ExitCode.DONE;
      }
      int found =
          Listing.write(session.source(), session.output(), filter, sort, interval, rows, form());
      if (found == 0 && !terms.isEmpty()) {
        throw Targets.noneNow(filter);
      }
    } catch (InterruptedException e) {
      return ExitCode.FAILED; // the process is being ended, and has a code of its own
    }
    return ExitCode.DONE;
  }

  private Listing.Form form() {
    return isCsv ? Listing.Form.CSV : json.isGiven() ? Listing.Form.JSON : Listing.Form.TEXT;
  }
}
