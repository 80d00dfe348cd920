package org.estats.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.estats.EstatsException;
import org.estats.cli.select.Spelling;
import org.estats.cli.text.Output;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The commands, and how arguments reach them.
final class Commands {

  private static final int USAGE_COLUMNS = 80;
  private static final int USAGE_COLUMNS_MAX = 110;
  private static final String REMOVE = "remove";
  private static final String RULES = "rules";
  private static final String HELP = "help";

  /// Every command, in the order in which help shows them.
  private static final Map<String, Function<Session, Object>> ALL = all();

  static {
    // Options here are words, numbers and switches. What else picocli can read, dates above all,
    // would be got ready at each start.
    System.setProperty("picocli.converters.excludes", "java\\..*");
  }

  private Commands() {}

  private static Map<String, Function<Session, Object>> all() {
    Map<String, Function<Session, Object>> all = new LinkedHashMap<>();
    all.put("list", ListCommand::new);
    all.put("enable", EnableCommand::new);
    all.put("disable", DisableCommand::new);
    all.put(RULES, RulesCommand::new);
    all.put("get", GetCommand::new);
    all.put("watch", WatchCommand::new);
    all.put("top", TopCommand::new);
    all.put("diagnose", DiagnoseCommand::new);
    all.put("closed", ClosedCommand::new);
    all.put("doctor", DoctorCommand::new);
    all.put("setup", SetupCommand::new);
    all.put("unload", UnloadCommand::new);
    all.put("demo", DemoCommand::new);
    all.put("serve", ServeCommand::new);
    all.put("query", QueryCommand::new);
    all.put(HELP, HelpCommand::new);
    return all;
  }

  /// Runs what the arguments say.
  ///
  /// @return the exit code
  static int run(String[] args, Output output) {
    return build(args, new Session(output)).execute(args);
  }

  /// Reads the arguments, says what is wrong with them, and does nothing.
  ///
  /// @return the exit code
  static int read(String[] args, Output output) {
    CommandLine root = build(args, new Session(output));
    root.setExecutionStrategy(_ -> ExitCode.DONE);
    return root.execute(args);
  }

  /// The command line as far as these arguments need it: reading the annotations of one command is
  /// quicker than of all.
  private static CommandLine build(String[] args, Session session) {
    Collection<String> needed = needed(args);
    CommandLine root = needed.size() == 1 ? bareRoot() : commandLine(new EstatsCommand(session));
    for (String name : needed) {
      CommandLine command = commandLine(ALL.get(name).apply(session));
      if (name.equals(RULES)) {
        command.addSubcommand(REMOVE, commandLine(new RulesCommand.Remove(session)));
      }
      root.addSubcommand(name, command);
    }
    Output output = session.output();
    root.setOut(new PrintWriter(output.result(), true));
    root.setExpandAtFiles(false);
    root.setColorScheme(
        CommandLine.Help.defaultColorScheme(output.isColoured() ? Ansi.ON : Ansi.OFF));
    root.setUsageHelpWidth(
        output.isTerminal()
            ? Math.clamp(output.columns(), USAGE_COLUMNS, USAGE_COLUMNS_MAX)
            : USAGE_COLUMNS);
    root.setParameterExceptionHandler((e, _) -> misused(output, e));
    root.setExecutionExceptionHandler((e, _, _) -> failed(output, e));
    return root;
  }

  private static Collection<String> needed(String[] args) {
    if (args.length == 0) {
      return List.of();
    }
    boolean isOne = ALL.containsKey(args[0]) && !args[0].equals(HELP);
    return isOne ? List.of(args[0]) : ALL.keySet();
  }

  /// In place of the one that does something by itself, where a command follows.
  private static CommandLine bareRoot() {
    return new CommandLine(CommandSpec.create().name("estats"));
  }

  private static CommandLine commandLine(Object command) {
    boolean isWholly = command instanceof Described described && described.isWholly();
    CommandLine line =
        new CommandLine(isWholly ? CommandSpec.wrapWithoutInspection(command) : command);
    if (command instanceof Described described) {
      described.describe(line.getCommandSpec());
    }
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Explain this command.")
                .build());
    return line;
  }

  private static int failed(Output output, Exception e) {
    return e instanceof EstatsException known
        ? Failure.report(output, known)
        : Failure.unforeseen(output, e);
  }

  private static int misused(Output output, ParameterException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String see = Session.command(HELP + (spec.parent() == null ? "" : " " + name(spec)));
    Failure.report(output, message(e), "see: " + see);
    return ExitCode.USAGE;
  }

  /// `rules` for `rules remove` too, because that is where both are explained.
  private static String name(CommandSpec spec) {
    return spec.parent().parent() == null ? spec.name() : spec.parent().name();
  }

  private static String message(ParameterException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      if (unmatched.isUnknownOption()) {
        List<String> options =
            spec.options().stream().flatMap(o -> Arrays.stream(o.names())).toList();
        return "no option " + first + Spelling.didYouMean(first, options);
      }
      if (spec.parent() == null) {
        return "no command '" + first + "'" + Spelling.didYouMean(first, ALL.keySet());
      }
      return spec.name() + " does not take '" + first + "'";
    }
    return e instanceof MissingParameterException missing ? missing(spec, missing) : e.getMessage();
  }

  private static String missing(CommandSpec spec, MissingParameterException e) {
    String message = e.getMessage();
    if (message.startsWith("Missing required")
        && e.getMissing().getFirst() instanceof OptionSpec option
        && option.required()) {
      return spec.name() + " needs " + option.longestName() + " " + option.paramLabel();
    }
    if (e.getMissing().getFirst() instanceof PositionalParamSpec parameter) {
      return spec.name() + " needs " + parameter.paramLabel();
    }
    return e.getMissing().getFirst() instanceof OptionSpec option
        ? option.longestName() + " lacks its value " + option.paramLabel()
        : message;
  }
}
