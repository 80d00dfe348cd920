package org.estats.linux.collector;

import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.estats.EstatsException;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;
import org.estats.filter.OwnerTerm;
import org.estats.filter.Prefix;
import org.estats.filter.RowTerm;
import org.estats.filter.RuleTerm;
import org.estats.filter.Side;
import org.estats.filter.Term;
import org.estats.linux.proc.Cgroups;
import org.estats.linux.proc.NetworkNamespace;

/// Rules as filters: a rule can hold some terms, each once.
public final class RuleTerms {

  private static final String TAKEN =
      "rules take local=, remote=, port=, lport=, rport=, uid=, process=, cgroup= and netns=, each"
          + " once";

  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

  /// The kernel's half writes a rule for every user so.
  private static final int ANY_USER = -1;

  private OptionalLong netns = OptionalLong.of(NetworkNamespace.ownInode());
  private OptionalInt uid = OptionalInt.empty();
  private int localPort;
  private int remotePort;
  private int eitherPort;
  private Optional<Rule.Prefix> local = Optional.empty();
  private Optional<Rule.Prefix> remote = Optional.empty();
  private Optional<String> process = Optional.empty();
  private OptionalLong cgroup = OptionalLong.empty();
  private final Set<String> seen = new HashSet<>();

  private RuleTerms() {}

  /// The rule that switches on what a filter describes, in this network namespace unless a term
  /// says otherwise.
  ///
  /// @param oneIn one of so many connections that match is switched on; 1 for every one
  /// @throws EstatsException INVALID if a rule cannot hold one of the terms
  public static Rule toRule(Filter filter, Set<Switch> switches, int oneIn) {
    RuleTerms rule = new RuleTerms();
    filter.terms().forEach(rule::take);
    rule.checkFamilies();
    int mask = switches.stream().mapToInt(Switch::bit).reduce(0, (a, b) -> a | b);
    return new Rule(
        0,
        mask,
        rule.netns,
        rule.uid,
        rule.localPort,
        rule.remotePort,
        rule.eitherPort,
        rule.local,
        rule.remote,
        rule.process,
        rule.cgroup,
        oneIn,
        0,
        0);
  }

  /// The terms of a rule, in the form in which they are typed.
  public static String toText(Rule rule) {
    List<Term> terms = new ArrayList<>();
    rule.local().ifPresent(p -> terms.add(address(Side.LOCAL, p, rule.localPort())));
    rule.remote().ifPresent(p -> terms.add(address(Side.REMOTE, p, rule.remotePort())));
    if (rule.eitherPort() != 0) {
      terms.add(new RowTerm.Port(Side.EITHER, rule.eitherPort()));
    }
    if (rule.localPort() != 0 && rule.local().isEmpty()) {
      terms.add(new RowTerm.Port(Side.LOCAL, rule.localPort()));
    }
    if (rule.remotePort() != 0 && rule.remote().isEmpty()) {
      terms.add(new RowTerm.Port(Side.REMOTE, rule.remotePort()));
    }
    rule.uid().ifPresent(u -> terms.add(new RowTerm.Uid(u)));
    rule.process().ifPresent(p -> terms.add(new OwnerTerm.Process(p)));
    rule.cgroup().ifPresent(id -> terms.add(new RuleTerm.Cgroup(cgroupText(id))));
    terms.add(new RowTerm.Netns(rule.netns()));
    return Filter.of(terms.toArray(Term[]::new)).toString();
  }

  private static String cgroupText(long id) {
    return Cgroups.name(id).orElseGet(() -> Long.toUnsignedString(id));
  }

  private static RowTerm address(Side side, Rule.Prefix prefix, int port) {
    return new RowTerm.Address(
        side,
        new Prefix(prefix.address(), prefix.bits()),
        port == 0 ? OptionalInt.empty() : OptionalInt.of(port));
  }

  private void take(Term term) {
    switch (term) {
      case RowTerm.Address(Side side, Prefix prefix, OptionalInt port) -> {
        once(term, side == Side.LOCAL ? "local" : "remote");
        takePrefix(term, side, prefix);
        port.ifPresent(p -> takePort(term, side, p));
      }
      case RowTerm.Port(Side side, int port) -> takePort(term, side, port);
      case RowTerm.Uid(int user) -> {
        once(term, "uid");
        if (user == ANY_USER) {
          throw refused(term + " is no user");
        }
        uid = OptionalInt.of(user);
      }
      case RowTerm.Netns(OptionalLong inode) -> {
        once(term, "netns");
        netns = inode;
      }
      case OwnerTerm.Process(String name) -> {
        once(term, "process");
        if (name.getBytes(StandardCharsets.UTF_8).length > Rule.PROCESS_BYTES_MAX) {
          throw new EstatsException(
              EstatsException.Kind.INVALID,
              term
                  + " is too long: the kernel keeps "
                  + Rule.PROCESS_BYTES_MAX
                  + " bytes of a name",
              "use the short name, as in /proc/PID/comm");
        }
        process = Optional.of(name);
      }
      case RuleTerm.Cgroup(String name) -> {
        once(term, "cgroup");
        cgroup = OptionalLong.of(cgroupId(name));
      }
      default -> throw refused("a rule cannot hold " + term);
    }
  }

  /// A number is an id, as `rules` shows it of a cgroup that is gone; a path starts with a slash.
  private static long cgroupId(String name) {
    if (ID.matcher(name).matches()) {
      return Long.parseLong(name);
    }
    return Cgroups.id(name)
        .orElseThrow(() ->
            new EstatsException(
                EstatsException.Kind.INVALID,
                "there is no control group " + name,
                Cgroups.root()
                    .map(root -> "they are the directories below " + root)
                    .orElse("no cgroup v2 hierarchy is mounted: mount -t cgroup2 none DIRECTORY")));
  }

  private void takePrefix(Term term, Side side, Prefix prefix) {
    if (prefix.bits() == 0) {
      throw refused(term + " says nothing: a prefix of a rule has at least one bit");
    }
    if (prefix.address() instanceof Inet6Address six && six.getScopeId() != 0) {
      throw refused("a rule cannot hold the scope of " + term);
    }
    Optional<Rule.Prefix> taken = Optional.of(new Rule.Prefix(prefix.address(), prefix.bits()));
    if (side == Side.LOCAL) {
      local = taken;
    } else {
      remote = taken;
    }
  }

  private void takePort(Term term, Side side, int port) {
    once(term, side + "port");
    if (port == 0) {
      throw refused(term + ": no connection has port 0");
    }
    switch (side) {
      case LOCAL -> localPort = port;
      case REMOTE -> remotePort = port;
      case EITHER -> eitherPort = port;
    }
  }

  private void once(Term term, String what) {
    if (!seen.add(what)) {
      throw refused("a rule cannot hold " + term + " beside another term of its kind");
    }
  }

  private void checkFamilies() {
    if (local.isPresent() && remote.isPresent()) {
      int here = local.get().address().getAddress().length;
      if (here != remote.get().address().getAddress().length) {
        throw refused("local= and remote= are not of one family, so no connection matches");
      }
    }
  }

  private static EstatsException refused(String message) {
    return new EstatsException(EstatsException.Kind.INVALID, message, TAKEN);
  }
}
