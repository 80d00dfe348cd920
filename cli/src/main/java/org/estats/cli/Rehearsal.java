package org.estats.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Switch;
import org.estats.cli.diagnose.Case;
import org.estats.cli.diagnose.CaseJson;
import org.estats.cli.diagnose.CaseText;
import org.estats.cli.diagnose.Fold;
import org.estats.cli.json.JsonLine;
import org.estats.cli.json.ReadingJson;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Reading;
import org.estats.cli.text.Output;
import org.estats.diagnosis.Diagnostician;

/// Does once, while the program is built, what commands do when they start, so that the JVM can
/// keep what it loads in a start-up cache. It changes nothing on this machine and shows nothing.
///
/// With the argument `get` it plays that command alone: the less is in a cache, the sooner a JVM
/// has read it, and `get` is asked for by scripts.
final class Rehearsal {

  private static final String CLASS = ".class";

  /// Whose classes every command may need; those of the demonstration come when it is asked for.
  private static final Set<String> OURS =
      Set.of(
          "org.estats.core",
          "org.estats.linux",
          "org.estats.diagnosis",
          "org.estats.notation",
          "org.estats.cli");

  /// Of `get` alone: what needs a loaded collector.
  private static final Set<String> OF_GET = Set.of("org.estats.linux.bpf", "org.estats.linux.ffi");

  private static final String GET = "get";

  private static final int CASES = 2_000;
  private static final int READINGS = 5;

  private Rehearsal() {}

  public static void main(String[] args) throws IOException {
    boolean isOfGet = args.length > 0 && args[0].equals(GET);
    loadClasses(isOfGet);
    rehearse(isOfGet);
    if (!isOfGet) {
      System.exit(ExitCode.DONE); // as commands end that have something to complain of
    }
  }

  private static void rehearse(boolean isOfGet) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SocketChannel channel = SocketChannel.open(listener.getLocalAddress())) {
        String connection = Connection.of(channel).toString();
        List<List<String>> readings =
            List.of(
                List.of(GET, connection),
                List.of(GET, connection, "--json"),
                List.of(GET, "lport=" + channel.socket().getLocalPort()));
        List<List<String>> others =
            List.of(
                List.of("--version"),
                List.of("list"),
                List.of("list", "--json"),
                List.of("list", "process=java", "state=ESTABLISHED"),
                List.of("top", "--once", "--every", "20ms"),
                List.of("rules"),
                List.of("closed"),
                List.of("doctor"),
                List.of("help"),
                List.of("no-such-command"));
        play(readings, nowhere);
        Output output = new Output(nowhere, nowhere, Output.UNLIMITED, false);
        show(Connection.of(channel), output);
        if (!isOfGet) {
          play(others, nowhere);
          judge(Connection.of(channel), output);
        }
      }
    }
  }

  private static void play(List<List<String>> commands, PrintStream nowhere) {
    for (List<String> command : commands) {
      Main.run(command.toArray(String[]::new), nowhere, nowhere);
    }
  }

  /// What a connection looks like on which everything is on: nothing is switched on for that.
  private static void show(Connection connection, Output output) {
    Map<Switch, Instant> since = new EnumMap<>(Switch.class);
    Set<Switch> all = EnumSet.allOf(Switch.class);
    all.forEach(s -> since.put(s, Instant.now()));
    long[] numbers = new long[Catalogue.members().size()];
    Snapshot snapshot =
        new Snapshot(connection, TcpState.ESTABLISHED, Instant.now(), since, numbers);
    Reading reading = new Reading(snapshot, GroupChoice.parse(List.of()));
    new ReadingText(output, all).write(reading);
    JsonLine.write(output.result(), json -> ReadingJson.write(json, reading, snapshot::value));
  }

  /// Verdicts on numbers drawn at random, so that each rule has been come by and has its say:
  /// diagnosing is what people wait for.
  private static void judge(Connection connection, Output output) {
    Map<Switch, Instant> since = new EnumMap<>(Switch.class);
    Instant began = Instant.now().minusSeconds(9);
    EnumSet.allOf(Switch.class).forEach(s -> since.put(s, began));
    SplittableRandom random = new SplittableRandom(1);
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < CASES; i++) {
      List<Snapshot> readings = new ArrayList<>();
      long[] numbers = new long[Catalogue.members().size()];
      for (int second = 1; second <= READINGS; second++) {
        numbers = numbers.clone();
        for (int n = 0; n < numbers.length; n++) {
          numbers[n] += random.nextBoolean() ? random.nextLong(1L << random.nextInt(1, 24)) : 0;
        }
        Instant taken = began.plusSeconds(second);
        readings.add(new Snapshot(connection, TcpState.ESTABLISHED, taken, since, numbers));
      }
      cases.add(new Case(Diagnostician.diagnose(readings), Optional.empty(), readings.getLast()));
    }
    cases.sort(Case.WORST_FIRST);
    CaseText text = new CaseText(output);
    text.write(cases, Duration.ofSeconds(READINGS));
    text.write(Fold.By.REMOTE, Fold.of(cases, Fold.By.REMOTE), Duration.ofSeconds(READINGS));
    cases.forEach(c -> JsonLine.write(output.result(), json -> CaseJson.write(json, c)));
  }

  /// What needs a right, or a loaded collector, is not rehearsed; its classes are loaded all the
  /// same.
  private static void loadClasses(boolean isOfGet) throws IOException {
    for (ResolvedModule module : Rehearsal.class.getModule().getLayer().configuration().modules()) {
      if (!OURS.contains(module.name())) {
        continue;
      }
      Module loaded = ModuleLayer.boot().findModule(module.name()).orElseThrow();
      try (ModuleReader reader = module.reference().open()) {
        reader
            .list()
            .filter(name -> name.endsWith(CLASS) && !name.endsWith("-info.class"))
            .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
            .filter(name -> !isOfGet || OF_GET.contains(name.substring(0, name.lastIndexOf('.'))))
            .forEach(name -> Class.forName(loaded, name));
      }
    }
  }
}
