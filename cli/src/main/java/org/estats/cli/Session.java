package org.estats.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.cli.text.Output;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.Rights;

/// One run of the command line.
final class Session {

  private static final Pattern PLAIN = Pattern.compile("[\\w./:=,@%+-]+");

  private final Output output;

  Session(Output output) {
    this.output = output;
  }

  Output output() {
    return output;
  }

  /// Where statistics come from, found when it is first asked for.
  EstatsSource source() {
    return Estats.system();
  }

  /// What people type to run this program.
  static String program() {
    return System.getProperty("estats.command", "./estats");
  }

  /// A command as people type it.
  static String command(String arguments) {
    return program() + " " + arguments;
  }

  /// A command as people type it if it needs a right: with `sudo` unless this is root.
  static String asRoot(String arguments) {
    return (Rights.own().isRoot() ? "" : "sudo ") + command(arguments);
  }

  /// Arguments as people type them: in quotes where a shell would make something else of them.
  static String typed(List<String> arguments) {
    return arguments.stream()
        .map(a -> PLAIN.matcher(a).matches() ? a : "'" + a.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  /// A connection as people type it.
  static String typed(Connection connection) {
    return typed(List.of(connection.toString()));
  }

  /// The further term by which a connection of another namespace is named, with a space before it.
  static String namespaceTerm(Connection connection) {
    long netns = connection.netns();
    return netns == Connection.CALLERS_NETNS || netns == NetworkNamespace.ownInode()
        ? ""
        : " netns=" + netns;
  }
}
