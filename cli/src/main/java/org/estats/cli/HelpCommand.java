package org.estats.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.estats.EstatsException;
import org.estats.cli.select.Spelling;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `help`: explains the commands.
@Command(name = "help", description = "Explains a command, or lists all.")
final class HelpCommand implements Callable<Integer> {

  private final Session session;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "Which; without, all.")
  private Optional<String> name = Optional.empty();

  HelpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    Map<String, CommandLine> commands = root.getSubcommands();
    if (name.isPresent() && !commands.containsKey(name.get())) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          "no command '" + name.get() + "'" + Spelling.didYouMean(name.get(), commands.keySet()),
          "see: estats help");
    }
    CommandLine asked = name.map(commands::get).orElse(root);
    session.output().result().print(asked.getUsageMessage());
    return ExitCode.DONE;
  }
}
