package org.estats.cli;

import java.util.List;
import org.estats.EstatsException;
import org.estats.filter.Filter;
import org.estats.linux.proc.NamespaceText;
import org.estats.linux.proc.NetworkNamespace;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The terms of a filter, as arguments of a command.
final class FilterArguments {

  private static final String NETNS = "netns=";

  private List<String> terms = List.of();

  /// Adds them to a command.
  void addTo(CommandSpec spec) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("0..*")
            .paramLabel("FILTER")
            .description(
                "Which connections: terms that must all hold. local=, remote= (address, prefix,"
                    + " address:port), port=, lport=, rport=, state=, pid=, process=, uid=, netns="
                    + " (inode, process, path, name or all), a connection as it is printed, or a"
                    + " comparison such as"
                    + " 'Path.PktsRetrans>0'.")
            .setter(new Bound(v -> terms = Bound.words(v)))
            .build());
  }

  /// Whether there are none.
  boolean isEmpty() {
    return terms.isEmpty();
  }

  /// The filter; without terms, that which every connection meets.
  Filter read() {
    return parse().requireJudgeable();
  }

  /// The filter, of at least one term.
  Filter required(String command) {
    if (terms.isEmpty()) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          command + " needs to know which connections",
          "give a port (port=443), a connection as 'estats list' prints it, or netns="
              + NetworkNamespace.ownInode()
              + " for all of this network namespace");
    }
    return read();
  }

  /// The filter as a rule takes it, of at least one term.
  Filter forRule(String command) {
    return terms.isEmpty() ? required(command) : parse();
  }

  /// A namespace may be named in more ways than a filter knows.
  private Filter parse() {
    Filter.parse(terms.stream().filter(t -> !isNamespace(t)).toList()); // what is wrong, first
    return Filter.parse(
        terms.stream()
            .map(t ->
                isNamespace(t) ? NETNS + NamespaceText.forFilter(t.substring(NETNS.length())) : t)
            .toList());
  }

  private static boolean isNamespace(String term) {
    return term.regionMatches(true, 0, NETNS, 0, NETNS.length()) && term.length() > NETNS.length();
  }

  /// As people type it.
  String typed() {
    return Session.typed(terms);
  }
}
