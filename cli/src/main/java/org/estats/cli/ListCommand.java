package org.estats.cli;

import java.util.concurrent.Callable;
import org.estats.EstatsException;
import org.estats.cli.json.JsonArray;
import org.estats.cli.select.Listed;
import org.estats.cli.select.Targets;
import org.estats.filter.Filter;
import picocli.CommandLine.Model.CommandSpec;

/// `list`: the connection table.
final class ListCommand implements Callable<Integer>, Described {

  private final Session session;

  private final FilterArguments terms = new FilterArguments();
  private final JsonOption json = new JsonOption();

  ListCommand(Session session) {
    this.session = session;
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.name("list");
    spec.usageMessage()
        .description(
            "Shows the TCP sockets of this machine, and who holds them.",
            "They are those of this network namespace, in every state; with netns=all, of every"
                + " namespace. It needs no right; the processes of others are shown to root.");
    terms.addTo(spec);
    json.addTo(spec);
  }

  @Override
  public boolean isWholly() {
    return true;
  }

  @Override
  public Integer call() {
    Filter filter = terms.read();
    Listed listed;
    try {
      listed = Listed.of(session.source(), filter);
    } catch (EstatsException e) {
      if (e.kind() == EstatsException.Kind.NOT_FOUND && json.isGiven()) {
        new JsonArray(session.output().result()).close();
      }
      throw e;
    }
    boolean hasRows = listed.rows().size() > 0;
    if (json.isGiven()) {
      ConnectionTable.of(session, listed, filter).writeJson(session.output());
    } else if (hasRows || terms.isEmpty()) {
      ConnectionTable.of(session, listed, filter).write(session.output());
    }
    Notes.notEntered(session.output(), listed.notEntered());
    if (!hasRows && !terms.isEmpty()) {
      throw Targets.none(filter, listed.selection().orElseThrow());
    }
    if (!json.isGiven()) {
      ConnectionTable.noteWhatIsLeftOut(session.output(), listed, filter);
    }
    return ExitCode.DONE;
  }
}
