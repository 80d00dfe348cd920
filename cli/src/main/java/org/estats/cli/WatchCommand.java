package org.estats.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.estats.cli.text.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `watch`: how connections change.
@Command(
    name = "watch",
    description = {
      "Shows how statistics change.",
      "A line an interval for each connection that matches tells what has moved since the line"
          + " before: counters as differences, all else as it is now.",
      "It ends when the last connection has ended, after --count intervals, or with Ctrl-C (exit"
          + " code 130)."
    })
final class WatchCommand implements Callable<Integer>, Described {

  private final Session session;

  private final FilterArguments terms = new FilterArguments();
  private final GroupOption groups = new GroupOption();
  private final JsonOption json = new JsonOption();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "How long an interval is, such as 500ms, 1s or 2m (default: 1s).")
  private String every = "1s";

  @Option(names = "--count", paramLabel = "N", description = "End after so many intervals.")
  private String count;

  WatchCommand(Session session) {
    this.session = session;
  }

  @Override
  public void describe(CommandSpec spec) {
    terms.addTo(spec);
    groups.addTo(spec);
    json.addTo(spec);
  }

  @Override
  public Integer call() throws InterruptedException {
    Duration interval = Times.interval(every);
    long intervals =
        count == null ? Long.MAX_VALUE : Numbers.positive(count, "a number of intervals");
    WatchLines lines =
        json.isGiven()
            ? new WatchJson(session.output())
            : new WatchText(session.output(), interval, session.source().collectable());
    Watch watch = new Watch(session, terms.required("watch"), groups.read(), lines, json.isGiven());
    return watch.run(interval, intervals);
  }
}
