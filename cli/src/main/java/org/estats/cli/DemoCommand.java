package org.estats.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.estats.EstatsException;
import org.estats.cli.demo.Demo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `demo`: connections over an emulated path, and what was counted of them beside the truth.
@Command(
    name = "demo",
    description = {
      "Sends data over an emulated path between two network namespaces of its own, and shows what"
          + " was counted beside what the packets themselves tell.",
      "Needs root. Leaves nothing behind."
    })
final class DemoCommand implements Callable<Integer> {

  private final Session session;

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "0..*",
      description = "clean, lossy; without any: all.")
  private List<String> scenarios = List.of();

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      boolean agrees = new Demo(session.output(), session.source()).run(scenarios);
      return agrees ? ExitCode.DONE : ExitCode.FAILED;
    } catch (IOException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED, "the demonstration broke off: " + e.getMessage());
    }
  }
}
