package org.estats.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.estats.cli.select.Listed;
import org.estats.cli.text.Output;
import org.estats.filter.Filter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `estats` alone: the connection table, and what to try next.
@Command(
    name = "estats",
    description = "TCP extended statistics (RFC 4898): why is this connection slow?",
    synopsisSubcommandLabel = "[COMMAND]",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 bad usage, 3 no such connection,",
      "  4 access denied, 5 not supported here."
    })
final class EstatsCommand implements Callable<Integer> {

  private final Session session;

  @Option(names = "--version", description = "Print the version.")
  private boolean isVersionAsked;

  EstatsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (isVersionAsked) {
      session.output().line(Main.version());
      return ExitCode.DONE;
    }
    Output output = session.output();
    Listed listed = Listed.of(session.source(), Filter.all());
    ConnectionTable table = ConnectionTable.of(session, listed, Filter.all());
    table.write(output);
    ConnectionTable.noteWhatIsLeftOut(output, listed, Filter.all());
    noteWhatToTry(table);
    return ExitCode.DONE;
  }

  private void noteWhatToTry(ConnectionTable table) {
    Output output = session.output();
    Optional<String> counted = table.counted();
    Optional<String> example = table.example();
    output.note("");
    output.note("Try next:");
    if (counted.isPresent()) {
      hint("what was counted", Session.command("get " + Session.typed(List.of(counted.get()))));
      hint("how it changes", Session.command("watch " + Session.typed(List.of(counted.get()))));
      hint("switch all off", Session.asRoot("disable --all"));
    } else if (example.isPresent()) {
      String typed = Session.typed(List.of(example.get()));
      hint("switch statistics on", Session.asRoot("enable " + typed));
      hint("then read them", Session.command("get " + typed));
    }
    hint("a demonstration", Session.asRoot("demo"));
    hint("what this machine gives", Session.command("doctor"));
    hint("all commands", Session.command("help"));
  }

  private void hint(String why, String command) {
    session.output().note("  %-24s %s".formatted(why, command));
  }
}
