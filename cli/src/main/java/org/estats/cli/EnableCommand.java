package org.estats.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Statistics;
import org.estats.cli.select.Switching;
import org.estats.cli.select.Targets;
import org.estats.cli.text.Output;
import org.estats.cli.text.Printable;
import org.estats.filter.Filter;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.collector.Rule;
import org.estats.linux.collector.RuleTerms;
import org.estats.notation.SwitchNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `enable`: switches groups on.
@Command(
    name = "enable",
    description = {
      "Switches statistics on.",
      "It does so for the connections that match, or with --new for those that will. What is"
          + " switched on counts from that moment until the connection ends or 'disable'.",
      "Rules (--new) take local=, remote=, port=, lport=, rport=, uid=, process=, cgroup= and"
          + " netns=, each once, and hold in this network namespace unless netns= says otherwise"
          + " (netns=all: in every one). process= is the short name of the process that calls"
          + " connect() or listen(), cgroup= a control group with all inside it."
    })
final class EnableCommand implements Callable<Integer>, Described {

  private final Session session;

  private final GroupOption groups = new GroupOption();
  private final FilterArguments terms = new FilterArguments();

  @Option(
      names = "--new",
      description =
          "Add a rule for connections opened from now on; those that are there stay as they are.")
  private boolean isForNew;

  @Option(
      names = "--sample",
      paramLabel = "1/N",
      description = "With --new: only one of N connections that match, by chance.")
  private String sample = "1/1";

  @Option(
      names = "--keep",
      paramLabel = "N",
      description =
          "How many final records are kept for 'closed', some 1.1 kB of kernel memory each"
              + " (8192). Chosen when the collector is loaded.")
  private String keep;

  EnableCommand(Session session) {
    this.session = session;
  }

  @Override
  public void describe(CommandSpec spec) {
    groups.addTo(spec);
    terms.addTo(spec);
  }

  @Override
  public Integer call() {
    EstatsSource source = session.source();
    Set<Switch> switches = collectable(source);
    int oneIn = Sampling.parse(sample);
    chooseFinalRecords();
    if (isForNew) {
      addRule(terms.forRule("enable --new"), switches, oneIn);
      return ExitCode.DONE;
    }
    Filter filter = terms.required("enable");
    if (oneIn != 1) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          "--sample is for connections opened later",
          "add --new, or leave it out");
    }
    Targets targets = Targets.of(source, filter);
    // One that is named may not be there; then nothing is replaced for its sake.
    if (targets.connections().size() > 1
        || Statistics.fromTcpInfo(targets.connections().getFirst()).isPresent()) {
      Replacement.ofOtherVersion(session.output());
    }
    Switching done = Switching.on(source, switches, targets);
    String names = String.join(", ", SwitchNames.of(switches));
    Output output = session.output();
    Notes.notEntered(output, targets.notEntered());
    output.line(Notes.switched("on", names, targets, done));
    int code = Notes.failed(output, done);
    output.note("  to read: " + Session.command("get " + terms.typed()));
    return code;
  }

  private void chooseFinalRecords() {
    if (keep == null) {
      return;
    }
    int count = Numbers.positive(keep, "a number of final records");
    OptionalInt kept = KernelCollector.finalRecordsKept();
    if (kept.isPresent() && kept.getAsInt() != count) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          "the collector is loaded, and keeps " + kept.getAsInt() + " final records",
          "leave --keep out; or, which loses what is counted and kept: estats unload");
    }
    KernelCollector.keepFinalRecords(count);
  }

  /// The switches asked for; by default all that this version collects.
  private Set<Switch> collectable(EstatsSource source) {
    Set<Switch> collectable = source.collectable();
    if (!groups.isGiven()) {
      return collectable;
    }
    GroupChoice choice = groups.read();
    if (choice.groups().contains(Group.SYN_OPTS)) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          "SynOpts has no switch: it is there for every connection",
          "leave it out");
    }
    Set<Switch> missing = EnumSet.copyOf(choice.switches());
    missing.removeAll(collectable);
    if (!missing.isEmpty()) {
      List<String> names = SwitchNames.of(missing);
      throw new EstatsException(
          EstatsException.Kind.NOT_SUPPORTED,
          String.join(", ", names)
              + (names.size() == 1 ? " is" : " are")
              + " not collected by this version of Estats",
          "this version collects " + String.join(", ", SwitchNames.of(collectable)));
    }
    return choice.switches();
  }

  private void addRule(Filter filter, Set<Switch> switches, int oneIn) {
    Rule asked = RuleTerms.toRule(filter, switches, oneIn);
    // A mistyped namespace is better told now than never matched.
    asked.netns().ifPresent(inode -> LinuxSource.in(inode, () -> null));
    Replacement.ofOtherVersion(session.output());
    Rule rule = KernelCollector.addRule(asked);
    Output output = session.output();
    String names = String.join(",", SwitchNames.of(switches));
    output.line(
        "rule %d switches on %s for %snew connections with %s"
            .formatted(
                rule.id(), names, Sampling.words(rule), Printable.of(RuleTerms.toText(rule))));
    if (rule.cgroup().isEmpty()) {
      output.note(
          "  for those that are there already: "
              + Session.asRoot("enable --group " + names + " " + Printable.of(terms.typed())));
    }
  }
}
