package org.estats.cli;

import java.util.concurrent.Callable;
import org.estats.EstatsException;
import org.estats.cli.json.JsonArray;
import org.estats.cli.select.Selection;
import org.estats.cli.select.Targets;
import org.estats.filter.Filter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `list`: the connection table.
@Command(
    name = "list",
    description = {
      "Shows the TCP sockets of this machine, and who holds them.",
      "They are those of this network namespace, in every state; with netns=all, of every"
          + " namespace. It needs no right; the processes of others are shown to root."
    })
final class ListCommand implements Callable<Integer> {

  private final Session session;

  @Mixin private FilterArguments terms = new FilterArguments();
  @Mixin private JsonOption json = new JsonOption();

  ListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Filter filter = terms.read();
    Selection selection;
    try {
      selection = Selection.of(session.source(), filter, true);
    } catch (EstatsException e) {
      if (e.kind() == EstatsException.Kind.NOT_FOUND && json.isGiven()) {
        new JsonArray(session.output().result()).close();
      }
      throw e;
    }
    if (json.isGiven()) {
      ConnectionTable.of(session, selection, filter).writeJson(session.output());
    } else if (!selection.connections().isEmpty() || terms.isEmpty()) {
      ConnectionTable.of(session, selection, filter).write(session.output());
    }
    Notes.notEntered(session.output(), selection.notEntered());
    if (selection.connections().isEmpty() && !terms.isEmpty()) {
      throw Targets.none(filter, selection);
    }
    if (!json.isGiven()) {
      ConnectionTable.noteWhatIsLeftOut(session.output(), selection, filter);
    }
    return ExitCode.DONE;
  }
}
