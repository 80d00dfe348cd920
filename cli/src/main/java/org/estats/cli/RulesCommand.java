package org.estats.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.estats.EstatsException;
import org.estats.cli.json.JsonArray;
import org.estats.cli.text.Column;
import org.estats.cli.text.Output;
import org.estats.cli.text.Printable;
import org.estats.cli.text.Quantity;
import org.estats.cli.text.Table;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.Rule;
import org.estats.linux.collector.RuleTerms;
import org.estats.notation.SwitchNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/// `rules`: what is switched on by itself when a connection is established.
@Command(
    name = "rules",
    description = {
      "Shows or removes the rules for new connections.",
      "'enable --new' adds one, 'rules remove N' removes it."
    })
final class RulesCommand implements Callable<Integer>, Described {

  private static final int WHERE_MIN = 20;
  private static final int GROUPS_MIN = 8;

  private final Session session;

  private final JsonOption json = new JsonOption();

  RulesCommand(Session session) {
    this.session = session;
  }

  @Override
  public void describe(CommandSpec spec) {
    json.addTo(spec);
  }

  @Override
  public Integer call() {
    List<Rule> rules = read();
    Output output = session.output();
    if (json.isGiven()) {
      writeJson(output, rules);
    } else if (rules.isEmpty()) {
      output.line("no rules");
      output.note("  to add one: " + Session.asRoot("enable --new port=443"));
    } else {
      write(output, rules);
    }
    noteRefused(output, rules);
    return ExitCode.DONE;
  }

  private List<Rule> read() {
    try {
      return KernelCollector.rules();
    } catch (EstatsException e) {
      if (json.isGiven()) { // an array in any case
        new JsonArray(session.output().result()).close();
      }
      throw e;
    }
  }

  private static void noteRefused(Output output, List<Rule> rules) {
    for (Rule rule : rules) {
      if (rule.refused() > 0) {
        Failure.report(
            output,
            "rule %d could not switch on %s: no option memory was left for their sockets"
                .formatted(rule.id(), Quantity.of(rule.refused(), "connection")),
            "raise it where they are opened: sysctl -w net.core.optmem_max=131072");
      }
    }
  }

  private static void write(Output output, List<Rule> rules) {
    Table table =
        new Table(
            List.of(
                Column.number("N"),
                new Column("GROUPS", Column.Kind.TEXT, 2, GROUPS_MIN),
                Column.number("SAMPLE"),
                Column.number("MATCHED"),
                new Column("NEW CONNECTIONS WITH", Column.Kind.TEXT, 1, WHERE_MIN)));
    for (Rule rule : rules) {
      table.add(
          List.of(
              Integer.toString(rule.id()),
              String.join(",", SwitchNames.of(rule.switches())),
              Sampling.text(rule),
              Long.toString(rule.matched()),
              Printable.of(RuleTerms.toText(rule))));
    }
    table.write(output);
  }

  private static void writeJson(Output output, List<Rule> rules) {
    try (JsonArray array = new JsonArray(output.result())) {
      for (Rule rule : rules) {
        array.generator().writeStartObject();
        array.generator().writeNumberProperty("rule", rule.id());
        array.generator().writeArrayPropertyStart("groups");
        SwitchNames.of(rule.switches()).forEach(array.generator()::writeString);
        array.generator().writeEndArray();
        array.generator().writeStringProperty("filter", RuleTerms.toText(rule));
        array.generator().writeStringProperty("sample", Sampling.text(rule));
        array.generator().writeNumberProperty("matched", rule.matched());
        array.generator().writeNumberProperty("refused", rule.refused());
        array.generator().writeEndObject();
      }
    }
  }

  /// `rules remove`.
  @Command(
      name = "remove",
      description = "Removes a rule; the connections it has switched on stay on.")
  static final class Remove implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "N", description = "The number of the rule, as 'rules' shows it.")
    private String number = "";

    Remove(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      if (!KernelCollector.removeRule(Numbers.positive(number, "the number of a rule"))) {
        throw new EstatsException(
            EstatsException.Kind.NOT_FOUND, "no rule " + number, "see: estats rules");
      }
      session.output().line("removed rule " + number);
      KernelCollector.detachIfIdle();
      return ExitCode.DONE;
    }
  }
}
