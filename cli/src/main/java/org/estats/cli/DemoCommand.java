package org.estats.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.estats.EstatsException;
import org.estats.cli.demo.Demo;
import org.estats.cli.demo.OrderlyEnd;
import org.estats.cli.demo.TruthTableText;
import org.estats.cli.text.Output;
import org.estats.linux.proc.Rights;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `demo`: sick connections, and what was counted of them beside the truth.
@Command(
    name = "demo",
    description = {
      "Makes sick connections, and shows what was counted beside the truth.",
      "They run between two network namespaces of its own, over an emulated path; what was counted"
          + " stands beside what is true.",
      "Without root: connections over loopback, and what tcp_info shows of them.",
      "Leaves nothing behind."
    })
final class DemoCommand implements Callable<Integer> {

  private final Session session;

  @Option(
      names = "--table",
      description = "Play everything and print the truth table of all members. Needs root.")
  private boolean table;

  @Option(names = "--list", description = "Name the scenarios and do nothing.")
  private boolean list;

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "0..*",
      description = "Which; without any: all. See --list.")
  private List<String> scenarios = List.of();

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Output output = session.output();
    if (list && !scenarios.isEmpty()) {
      throw new EstatsException(
          EstatsException.Kind.INVALID, "--list names all scenarios; leave the names out");
    }
    if (list) {
      Demo.descriptions().forEach(output::line);
      return ExitCode.DONE;
    }
    if (table && !scenarios.isEmpty()) {
      throw new EstatsException(
          EstatsException.Kind.INVALID, "--table plays all scenarios; leave the names out");
    }
    OrderlyEnd end = OrderlyEnd.begin();
    try {
      boolean same =
          table
              ? new TruthTableText(output, session.source()).run()
              : new Demo(output, session.source()).run(scenarios);
      return same ? ExitCode.DONE : ExitCode.FAILED;
    } catch (IOException e) {
      if (end.isInterrupted()) {
        return ExitCode.FAILED;
      }
      throw new EstatsException(
          EstatsException.Kind.FAILED, "the demonstration broke off: " + e.getMessage());
    } catch (InterruptedException | RuntimeException e) {
      if (end.isInterrupted()) { // whatever it was that this broke off
        return ExitCode.FAILED;
      }
      if (e instanceof EstatsException known) {
        throw withRemedy(known);
      }
      throw e;
    } finally {
      end.close();
    }
  }

  /// What may not be done is said with the command that does it, and with what can be done without.
  private EstatsException withRemedy(EstatsException e) {
    if (e.kind() != EstatsException.Kind.ACCESS_DENIED || Rights.own().isRoot()) {
      return e;
    }
    String asked = table ? "demo --table" : "demo " + String.join(" ", scenarios);
    return new EstatsException(
        e.kind(),
        e.getMessage(),
        Session.asRoot(asked.strip())
            + "; or without root, over loopback: "
            + Session.command("demo " + Demo.WITHOUT_ROOT));
  }
}
