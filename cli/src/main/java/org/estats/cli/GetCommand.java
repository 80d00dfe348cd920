package org.estats.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.cli.json.JsonArray;
import org.estats.cli.json.ReadingJson;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Reading;
import org.estats.cli.select.Readings;
import org.estats.cli.select.Statistics;
import org.estats.cli.select.Targets;
import org.estats.cli.text.Output;
import org.estats.filter.Filter;
import picocli.CommandLine.Model.CommandSpec;

/// `get`: the members of connections.
final class GetCommand implements Callable<Integer>, Described {

  private final Session session;

  private final FilterArguments terms = new FilterArguments();
  private final GroupOption groups = new GroupOption();
  private final JsonOption json = new JsonOption();

  GetCommand(Session session) {
    this.session = session;
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.name("get");
    spec.usageMessage()
        .description(
            "Shows the statistics of connections.",
            "Of groups that are off it shows what tcp_info has, and how to switch them on.");
    terms.addTo(spec);
    groups.addTo(spec);
    json.addTo(spec);
  }

  @Override
  public boolean isWholly() {
    return true;
  }

  @Override
  public Integer call() {
    GroupChoice choice = groups.read();
    Filter filter = terms.required("get");
    try {
      return read(filter, choice);
    } catch (EstatsException e) {
      boolean isNothing = // of which the error says why; JSON is an array in any case
          e.kind() == EstatsException.Kind.NOT_FOUND
              || e.kind() == EstatsException.Kind.ACCESS_DENIED;
      if (isNothing && json.isGiven()) {
        new JsonArray(session.output().result()).close();
      }
      throw e;
    }
  }

  private int read(Filter filter, GroupChoice choice) {
    EstatsSource source = session.source();
    Targets targets = Targets.of(source, filter);
    Notes.notEntered(session.output(), targets.notEntered());
    try {
      Readings readings = Readings.of(source, targets, choice);
      write(readings);
      return readings.busy().map(e -> Failure.report(session.output(), e)).orElse(ExitCode.DONE);
    } catch (EstatsException e) {
      if (e.kind() == EstatsException.Kind.ACCESS_DENIED && !json.isGiven()) {
        writeTcpInfo(targets, choice);
      }
      throw e;
    }
  }

  private void write(Readings readings) {
    Output output = session.output();
    if (json.isGiven()) {
      try (JsonArray array = new JsonArray(output.result())) {
        for (Reading reading : readings.found()) {
          array.generator().writeStartObject();
          ReadingJson.write(array.generator(), reading, reading.snapshot()::value);
          array.generator().writeEndObject();
        }
      }
      return;
    }
    ReadingText text = new ReadingText(output, session.source().collectable());
    boolean isFirst = true;
    for (Reading reading : readings.found()) {
      if (!isFirst) {
        output.line("");
      }
      text.write(reading);
      isFirst = false;
    }
  }

  /// For those who may not read what is collected: what anybody may see.
  private void writeTcpInfo(Targets targets, GroupChoice choice) {
    ReadingText text = new ReadingText(session.output(), session.source().collectable());
    AtomicInteger found = new AtomicInteger();
    targets.forEach(c ->
        Statistics.fromTcpInfo(c)
            .ifPresent(life -> {
              found.incrementAndGet();
              text.writeHeading(life);
              text.writeTcpInfo(life, choice, choice.switches());
            }));
    if (found.get() == 0) {
      throw new EstatsException(
          EstatsException.Kind.NOT_FOUND, "no connection " + terms.typed(), "see: estats list");
    }
  }
}
