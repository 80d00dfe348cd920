package org.estats.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.estats.EstatsException;
import org.estats.cli.demo.OrderlyEnd;
import org.estats.cli.diagnose.Case;
import org.estats.cli.diagnose.CaseJson;
import org.estats.cli.diagnose.CaseText;
import org.estats.cli.diagnose.Fold;
import org.estats.cli.diagnose.Ward;
import org.estats.cli.json.JsonArray;
import org.estats.cli.json.JsonLine;
import org.estats.cli.select.Selection;
import org.estats.cli.select.Targets;
import org.estats.cli.text.Output;
import org.estats.cli.text.Quantity;
import org.estats.cli.text.Times;
import org.estats.filter.Filter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `diagnose`: verdicts.
@Command(
    name = "diagnose",
    description = {
      "Says what limits connections, why, and what to do.",
      "The sender, the receiver or the network, and of what nature. Without a filter: all"
          + " connections of this network namespace (netns=all: of every one). It switches on what"
          + " it needs and off again what it switched on. Without root it judges by tcp_info alone,"
          + " and says what that cannot tell."
    })
final class DiagnoseCommand implements Callable<Integer>, Described {

  private final Session session;

  private final FilterArguments terms = new FilterArguments();
  private final JsonOption json = new JsonOption();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long to watch, such as 5s, 30s or 2m (default: 10s).")
  private String time = "10s";

  @Option(names = "--follow", description = "Go on, with verdicts every --for, until Ctrl-C.")
  private boolean isFollowing;

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description =
          "Fold: remote (its /24 or /64), port (the service's), process or netns (namespace).")
  private String by;

  DiagnoseCommand(Session session) {
    this.session = session;
  }

  @Override
  public void describe(CommandSpec spec) {
    terms.addTo(spec);
    json.addTo(spec);
  }

  @Override
  public Integer call() {
    Duration watched = Times.interval(time);
    Optional<Fold.By> fold = Fold.by(by);
    Filter filter = terms.read();
    Replacement.ofOtherVersion(session.output());
    OrderlyEnd end = OrderlyEnd.begin();
    try (Ward ward = new Ward(session.source(), filter)) {
      Selection selection = select(ward, filter);
      do {
        boolean isNothing = isNone(selection) && !isFollowing;
        List<Case> cases = isNothing ? List.of() : ward.watch(selection, watched);
        long gone = watchable(selection) - cases.size();
        write(cases, watched, fold, gone);
        if (ward.isPlain()) {
          noteWhatIsMissing(ward.refusal());
        }
        if (!session.output().flush()) {
          return ExitCode.DONE; // nobody reads any more
        }
        selection = isFollowing ? ward.select() : selection;
      } while (isFollowing);
    } catch (InterruptedException e) {
      return ExitCode.FAILED; // Ctrl-C: the process ends with a code of its own
    } finally {
      end.close();
    }
    return ExitCode.DONE;
  }

  /// With a filter there must be something that it selects; a machine without connections is well.
  private Selection select(Ward ward, Filter filter) {
    Selection selection = ward.select();
    Notes.notEntered(session.output(), selection.notEntered());
    boolean isNone = isNone(selection);
    if (isNone && !terms.isEmpty() && !isFollowing) {
      if (json.isGiven()) {
        new JsonArray(session.output().result()).close();
      }
      throw Targets.none(filter, selection);
    }
    if (!isNone && !json.isGiven()) {
      session
          .output()
          .note("estats: watching for " + time + (isFollowing ? ", again and again" : "") + " ...");
    }
    return selection;
  }

  private static boolean isNone(Selection selection) {
    return watchable(selection) == 0;
  }

  private static long watchable(Selection selection) {
    return selection.connections().stream().filter(s -> s.row().state().isSynchronised()).count();
  }

  /// @param gone how many ended before they were seen twice
  private void write(List<Case> cases, Duration watched, Optional<Fold.By> fold, long gone) {
    Output output = session.output();
    String ended =
        Quantity.of(gone, "connection") + " ended before " + (gone == 1 ? "it was" : "they were");
    if (gone > 0 && (json.isGiven() || !cases.isEmpty())) {
      output.note("estats: " + ended + " seen twice");
    }
    if (json.isGiven()) {
      writeJson(cases, fold);
      return;
    }
    if (isFollowing) {
      output.line(Times.clock(Instant.now(), watched));
    }
    CaseText text = new CaseText(output);
    if (cases.isEmpty() && gone > 0) {
      output.line(ended + " seen twice: there is nothing to diagnose.");
    } else if (cases.isEmpty()) {
      output.line(
          terms.isEmpty()
              ? "No connections: there is nothing to diagnose."
              : "No connections that the filter selects: there is nothing to diagnose.");
    } else if (fold.isPresent()) {
      text.write(fold.get(), Fold.of(cases, fold.get()), watched);
    } else {
      text.write(cases, watched);
    }
    if (isFollowing) {
      output.line("");
    }
  }

  private void writeJson(List<Case> cases, Optional<Fold.By> fold) {
    Output output = session.output();
    List<Fold> folds = fold.map(f -> Fold.of(cases, f)).orElse(List.of());
    if (isFollowing) {
      cases.stream()
          .filter(c -> fold.isEmpty())
          .forEach(c -> JsonLine.write(output.result(), g -> CaseJson.write(g, c)));
      folds.forEach(
          f -> JsonLine.write(output.result(), g -> CaseJson.write(g, fold.orElseThrow(), f)));
      return;
    }
    try (JsonArray array = new JsonArray(output.result())) {
      var generator = array.generator();
      for (Case c : fold.isPresent() ? List.<Case>of() : cases) {
        generator.writeStartObject();
        CaseJson.write(generator, c);
        generator.writeEndObject();
      }
      for (Fold f : folds) {
        generator.writeStartObject();
        CaseJson.write(generator, fold.orElseThrow(), f);
        generator.writeEndObject();
      }
    }
  }

  private void noteWhatIsMissing(Optional<EstatsException> refusal) {
    Optional<EstatsException> other =
        refusal.filter(e -> e.kind() == EstatsException.Kind.NOT_SUPPORTED);
    if (other.isPresent()) {
      session
          .output()
          .note("estats: statistics cannot be switched on here, so this is what tcp_info tells");
      Failure.report(session.output(), other.get().getMessage(), other.get().remedy());
      return;
    }
    session
        .output()
        .note("estats: this user may not switch statistics on, so this is what tcp_info tells");
    session
        .output()
        .note("  for the whole picture: " + Session.asRoot("diagnose " + terms.typed()).strip());
  }
}
