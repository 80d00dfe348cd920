package org.estats.lab.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.estats.EstatsException;
import org.estats.catalogue.Member;
import org.estats.lab.HostOptions;
import org.estats.lab.IpFamily;
import org.estats.lab.Lab;
import org.estats.lab.LinkOptions;
import org.estats.linux.collector.KernelAbilities;

/// A connection with a known illness.
public final class Scenario {

  private static final Path ROOT = Path.of("/");

  private final String name;
  private String path = "";
  private String meaning = "";
  private LinkOptions link;
  private HostOptions client = HostOptions.standard();
  private HostOptions server = HostOptions.standard();
  private IpFamily family = IpFamily.IPV4;
  private boolean inDemo = true;
  private boolean isPastEstablished;
  private Preparation preparation = lab -> {};
  private Script script;
  private Expectation expectation = claims -> {};
  private List<Member> telling = List.of();

  /// Changes hosts before a connection is there.
  @FunctionalInterface
  interface Preparation {
    void prepare(Lab lab) throws IOException, InterruptedException;
  }

  private Scenario(String name) {
    this.name = name;
  }

  /// Begins a description; what is not said is as on an ordinary host over IPv4.
  static Scenario named(String name) {
    return new Scenario(name);
  }

  /// What goes wrong, in a phrase.
  Scenario path(String text) {
    path = text;
    return this;
  }

  /// What the numbers say to a person who has never read RFC 4898.
  Scenario meaning(String text) {
    meaning = text;
    return this;
  }

  Scenario over(LinkOptions options) {
    link = options;
    return this;
  }

  Scenario between(HostOptions clientOptions, HostOptions serverOptions) {
    client = clientOptions;
    server = serverOptions;
    return this;
  }

  Scenario family(IpFamily version) {
    family = version;
    return this;
  }

  /// Leaves it to the truth table; a variation of another that a reader would find dull.
  Scenario notInDemo() {
    inDemo = false;
    return this;
  }

  /// Counting must go on in states after ESTABLISHED, on connections that were switched on in it.
  Scenario pastEstablished() {
    isPastEstablished = true;
    return this;
  }

  /// The members that tell the story, most telling first.
  Scenario telling(Member... members) {
    telling = List.of(members);
    return this;
  }

  /// What is done to the hosts before they are connected.
  Scenario prepared(Preparation steps) {
    preparation = steps;
    return this;
  }

  Scenario script(Script steps) {
    script = steps;
    return this;
  }

  Scenario expecting(Expectation claims) {
    expectation = claims;
    return this;
  }

  /// The name on the command line.
  public String name() {
    return name;
  }

  /// What goes wrong, in a phrase.
  public String path() {
    return path;
  }

  /// What the numbers say to a person who has never read RFC 4898.
  public String meaning() {
    return meaning;
  }

  /// Whether it is worth showing to people.
  public boolean isInDemo() {
    return inDemo;
  }

  /// Why what it claims cannot be known on this kernel, with the remedy; empty if it can.
  public Optional<EstatsException> unplayable() {
    return isPastEstablished && !KernelAbilities.watchesSwitchedOnLater(ROOT)
        ? Optional.of(
            new EstatsException(
                EstatsException.Kind.NOT_SUPPORTED,
                "scenario '"
                    + name
                    + "' is not for this kernel: it cannot watch a connection past ESTABLISHED that"
                    + " was switched on before, and says that such members are absent",
                "Linux 6.12 or newer can"))
        : Optional.empty();
  }

  /// The members that tell the story, most telling first.
  public List<Member> telling() {
    return telling;
  }

  LinkOptions link() {
    return Objects.requireNonNull(link, () -> name + " has no path");
  }

  HostOptions client() {
    return client;
  }

  HostOptions server() {
    return server;
  }

  IpFamily family() {
    return family;
  }

  Preparation preparation() {
    return preparation;
  }

  Script script() {
    return script;
  }

  Expectation expectation() {
    return expectation;
  }
}
