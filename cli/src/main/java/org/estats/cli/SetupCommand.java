package org.estats.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.estats.cli.text.Output;
import org.estats.linux.KernelCollector;
import org.estats.linux.KernelCollector.Access;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `setup`: who may read and who may set.
@Command(
    name = "setup",
    description = {
      "Chooses who may read and who may set.",
      "It holds for what is loaded now and for all that is loaded later.",
      "To take a right back, name the group root."
    })
final class SetupCommand implements Callable<Integer> {

  private final Session session;

  @Option(
      names = "--readers",
      paramLabel = "GROUP",
      required = true,
      description = "The group whose members may read statistics that are on.")
  private String readers = "";

  @Option(
      names = "--admins",
      paramLabel = "GROUP",
      description = "The group whose members may switch them on and off (default: root alone).")
  private Optional<String> admins = Optional.empty();

  SetupCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    KernelCollector.setup(new Access(Optional.of(readers), admins));
    Output output = session.output();
    output.line("may read: root and group " + readers);
    output.line("may switch on and off: root" + admins.map(g -> " and group " + g).orElse(""));
    output.note("  to add somebody: usermod -aG " + readers + " USER, who then logs in anew");
    return ExitCode.DONE;
  }
}
