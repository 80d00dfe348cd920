package org.estats.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.estats.ClosedReader;
import org.estats.EstatsException;
import org.estats.FinalRecord;
import org.estats.cli.json.JsonArray;
import org.estats.cli.select.ClosedFilter;
import org.estats.cli.select.GroupChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `closed`: the last words of connections.
@Command(
    name = "closed",
    description = {
      "Shows the final records of connections that have ended.",
      "Every connection on which a group was on when it ended has one; the newest 8192"
          + " are kept (or as many as 'enable --keep' said), whether anybody reads or not. One"
          + " that did not come about has none, unless it was switched on while it was opening.",
      "The records are those of this network namespace unless netns= says otherwise. pid= and"
          + " process= cannot be told any more."
    })
final class ClosedCommand implements Callable<Integer>, Described {

  private static final Duration WAIT = Duration.ofMillis(500);

  private final Session session;

  private final FilterArguments terms = new FilterArguments();
  private final GroupOption groups = new GroupOption();
  private final JsonOption json = new JsonOption();

  @Option(
      names = "--follow",
      description =
          "After those that are kept, go on with those that end from now on, until Ctrl-C (exit"
              + " code 130).")
  private boolean isFollowing;

  ClosedCommand(Session session) {
    this.session = session;
  }

  @Override
  public void describe(CommandSpec spec) {
    terms.addTo(spec);
    groups.addTo(spec);
    json.addTo(spec);
  }

  @Override
  public Integer call() {
    GroupChoice choice = groups.read();
    ClosedFilter filter = new ClosedFilter(terms.read());
    try (ClosedReader reader = open()) {
      if (isFollowing) {
        follow(reader, filter, choice);
      } else {
        list(reader, filter, choice);
      }
    }
    return ExitCode.DONE;
  }

  private ClosedReader open() {
    try {
      return session.source().closed();
    } catch (EstatsException e) {
      if (json.isGiven() && !isFollowing) { // an array in any case
        new JsonArray(session.output().result()).close();
      }
      throw e;
    }
  }

  private void list(ClosedReader reader, ClosedFilter filter, GroupChoice choice) {
    if (json.isGiven()) {
      try (JsonArray array = new JsonArray(session.output().result())) {
        drain(reader, filter, new ClosedLines.InArray(array, choice));
      }
    } else {
      drain(reader, filter, new ClosedLines.Text(session, choice));
    }
  }

  /// Those that are kept at this moment; a machine on which connections end all the time would
  /// otherwise keep this going.
  private static void drain(ClosedReader reader, ClosedFilter filter, ClosedLines lines) {
    Instant begun = Instant.now();
    for (Optional<FinalRecord> r = reader.next(); r.isPresent(); r = reader.next()) {
      if (r.get().ended().isAfter(begun)) {
        break;
      }
      r.filter(filter::matches).ifPresent(lines::ended);
    }
    if (reader.missed() > 0) {
      lines.missed(reader.missed());
    }
  }

  private void follow(ClosedReader reader, ClosedFilter filter, GroupChoice choice) {
    ClosedLines lines =
        json.isGiven()
            ? new ClosedLines.OnLines(session.output(), choice)
            : new ClosedLines.Text(session, choice);
    long missed = 0;
    boolean isRead = true;
    while (isRead) {
      Optional<FinalRecord> last = reader.next();
      if (last.isEmpty()) {
        isRead = session.output().flush();
        last = isRead ? reader.next(WAIT) : last;
      }
      if (reader.missed() > missed) {
        lines.missed(reader.missed() - missed);
        missed = reader.missed();
      }
      last.filter(filter::matches).ifPresent(lines::ended);
    }
  }
}
