package org.estats.cli.doctor;

import static org.estats.cli.doctor.Check.missing;
import static org.estats.cli.doctor.Check.note;
import static org.estats.cli.doctor.Check.ok;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.estats.cli.text.Quantity;
import org.estats.linux.KernelCollector;
import org.estats.linux.KernelCollector.Access;
import org.estats.linux.collector.CollectorStatus;
import org.estats.linux.collector.Hook;
import org.estats.linux.collector.OtherVersion;

/// What is loaded, what it does, and what of it runs for nothing.
final class CollectorCheck {

  private static final String NAME = "collector";

  private final CollectorStatus status;

  /// How a command is typed that needs root.
  private final UnaryOperator<String> asRoot;

  private final OptionalLong on;
  private final OptionalLong rules;

  CollectorCheck(CollectorStatus status, UnaryOperator<String> asRoot) {
    this.status = status;
    this.asRoot = asRoot;
    this.on = isUsable() ? ask(KernelCollector::countOn) : OptionalLong.empty();
    this.rules = isUsable() ? ask(() -> KernelCollector.rules().size()) : OptionalLong.empty();
  }

  /// Whether this user may read what is collected: then the full collector works for them, with no
  /// further right.
  boolean isReadable() {
    return on.isPresent();
  }

  private boolean isUsable() {
    return status.generation().isPresent() && status.isThisVersion();
  }

  private static Optional<OtherVersion> other() {
    return KernelCollector.otherVersion();
  }

  /// A figure that only those may know who have a right.
  private static OptionalLong ask(LongSupplier question) {
    try {
      return OptionalLong.of(question.getAsLong());
    } catch (RuntimeException e) {
      return OptionalLong.empty();
    }
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    if (status.generation().isEmpty()) {
      checks.add(
          note(
              NAME,
              status.isMounted()
                  ? "/run/estats is mounted, nothing is loaded"
                  : "not loaded; the first 'enable' loads it"));
    } else if (status.isThisVersion()) {
      checks.add(ok(NAME, "loaded in /run/estats, generation " + status.generation().get()));
    } else {
      checks.add(
          missing(
              NAME,
              "loaded is that of "
                  + other().map(OtherVersion::words).orElse("another version of Estats")
                  + ", generation "
                  + status.generation().get(),
              "replace it: "
                  + asRoot.apply("enable FILTER")
                  + ", or remove it: "
                  + asRoot.apply("unload")));
    }
    status.hooks().forEach(h -> checks.add(hook(h)));
    use().ifPresent(checks::add);
    thinning().ifPresent(checks::add);
    if (!status.leftovers().isEmpty()) {
      checks.add(
          note(
              "leftovers",
              String.join(", ", status.leftovers()),
              "the next 'enable' removes them, and so does: " + asRoot.apply("unload")));
    }
    checks.add(access());
    return checks;
  }

  private Check hook(Hook hook) {
    String name = "hook " + hook.name();
    StringBuilder says = new StringBuilder(hook.isAttached() ? "attached" : "not attached");
    hook.runs().filter(n -> n > 0).ifPresent(n -> says.append(", ran ").append(n).append(" times"));
    hook.skipped()
        .filter(n -> n > 0)
        .ifPresent(n -> says.append(", skipped ").append(n).append(" times"));
    if (hook.isAttached() || on.orElse(0) == 0) {
      return hook.skipped().orElse(0L) > 0
          ? note(name, says + ": counts made from headers are not exact")
          : ok(name, says.toString());
    }
    if (Ladder.isCallback(hook) && status.hooks().stream().anyMatch(Hook::isAttached)) {
      return note(name, says + ": there is no place for it here; see 'step'");
    }
    return missing(
        name, says + " though connections are on", asRoot.apply("enable FILTER") + " attaches it");
  }

  private Optional<Check> use() {
    if (on.isEmpty()) {
      return Optional.empty();
    }
    String says =
        Quantity.of(on.getAsLong(), "connection")
            + (on.getAsLong() == 1 ? " is on" : " are on")
            + (rules.isPresent() ? ", " + Quantity.of(rules.getAsLong(), "rule") : "");
    boolean isIdle =
        on.getAsLong() == 0
            && rules.isPresent()
            && rules.getAsLong() == 0
            && status.hooks().stream().anyMatch(Hook::isAttached);
    return Optional.of(
        isIdle
            ? note("in use", says + ": the hooks run for nothing", asRoot.apply("disable --all"))
            : ok("in use", says));
  }

  /// A governor that was killed leaves the rules thinned.
  private Optional<Check> thinning() {
    long oneIn = isUsable() ? ask(KernelCollector::thinning).orElse(1) : 1;
    return oneIn <= 1
        ? Optional.empty()
        : Optional.of(
            note(
                "budget",
                "the rules take 1 of " + oneIn + " of what they ask for, to stay within a budget",
                "if no governor runs any more: " + asRoot.apply("doctor --cost --budget 100")));
  }

  private Check access() {
    Access access = KernelCollector.access();
    String says =
        "may read: root"
            + access.readers().map(g -> " and group " + g).orElse("")
            + "; may set: root"
            + access.admins().map(g -> " and group " + g).orElse("");
    return access.readers().isPresent() || access.admins().isPresent()
        ? ok("access", says)
        : note("access", says, "to let a group read: " + asRoot.apply("setup --readers GROUP"));
  }
}
