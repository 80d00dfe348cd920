package org.estats.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.catalogue.Switch;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Switching;
import org.estats.cli.select.Targets;
import org.estats.cli.text.Output;
import org.estats.cli.text.Quantity;
import org.estats.filter.Filter;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.collector.Rule;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.notation.SwitchNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `disable`: switches groups off. It never loads anything.
@Command(
    name = "disable",
    description = {
      "Switches statistics off; what was counted is gone.",
      "When nothing is on any more and no rule stands, the hooks are taken out of the kernel's way."
    })
final class DisableCommand implements Callable<Integer>, Described {

  private final Session session;

  private final GroupOption groups = new GroupOption();
  private final FilterArguments terms = new FilterArguments();

  @Option(
      names = "--all",
      description = "Everything: all groups of all connections in all namespaces, and all rules.")
  private boolean isForAll;

  DisableCommand(Session session) {
    this.session = session;
  }

  @Override
  public void describe(CommandSpec spec) {
    groups.addTo(spec);
    terms.addTo(spec);
  }

  @Override
  public Integer call() {
    GroupChoice choice = groups.read();
    if (isForAll) {
      if (!terms.isEmpty() || groups.isGiven()) {
        throw new EstatsException(
            EstatsException.Kind.INVALID,
            "--all is everything: it takes neither a filter nor --group",
            "for some groups everywhere: estats disable --group Path netns=all");
      }
      return disableAll();
    }
    EstatsSource source = session.source();
    Filter filter = terms.required("disable");
    Targets targets = Targets.of(source, filter);
    Switching done = Switching.off(source, choice.switches(), targets);
    Output output = session.output();
    Notes.notEntered(output, targets.notEntered());
    String names =
        groups.isGiven() ? String.join(", ", SwitchNames.of(choice.switches())) : "everything";
    output.line(Notes.switched("off", names, targets, done));
    int code = Notes.failed(output, done);
    detachIfIdle();
    return code;
  }

  private int disableAll() {
    Output output = session.output();
    if (KernelCollector.status().generation().isEmpty()) {
      output.line("nothing is loaded, so nothing is on");
      return ExitCode.DONE;
    }
    List<Rule> rules = KernelCollector.rules();
    rules.forEach(r -> KernelCollector.removeRule(r.id()));
    List<Connection> connections = allOn();
    int changed = 0;
    int code = ExitCode.DONE;
    if (!connections.isEmpty()) {
      Targets targets = new Targets(connections, List.of());
      try {
        Switching done = Switching.off(session.source(), EnumSet.allOf(Switch.class), targets);
        changed = done.changed();
        code = Notes.failed(output, done);
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.NOT_FOUND) { // they may all have ended meanwhile
          throw e;
        }
      }
    }
    output.line(
        "switched off %s, removed %s"
            .formatted(Quantity.of(changed, "connection"), Quantity.of(rules.size(), "rule")));
    if (!KernelCollector.detachIfIdle()) {
      output.note(
          "estats: "
              + Quantity.of(KernelCollector.countOn(), "connection")
              + " of namespaces that cannot be entered stay on");
      output.note("  try: " + Session.asRoot("unload"));
      return ExitCode.FAILED;
    }
    return code;
  }

  /// The connections on which anything is on, in every namespace that can be entered.
  private List<Connection> allOn() {
    EstatsSource source = session.source();
    List<Connection> connections = new ArrayList<>();
    for (NetworkNamespace namespace : LinuxSource.namespaces().all()) {
      try {
        namespace.call(() -> {
          source.forEach(true, s -> connections.add(s.connection()));
          return null;
        });
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.NOT_FOUND) { // the namespace may have ended meanwhile
          throw e;
        }
      }
    }
    return connections;
  }

  /// Those who may set and are not root cannot detach; then the hooks wait for the next who can.
  private void detachIfIdle() {
    try {
      KernelCollector.detachIfIdle();
    } catch (EstatsException e) {
      if (e.kind() != EstatsException.Kind.ACCESS_DENIED) {
        throw e;
      }
    }
  }
}
