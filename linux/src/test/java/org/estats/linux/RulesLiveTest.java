package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Switch;
import org.estats.linux.collector.Rule;
import org.estats.linux.proc.Cgroups;
import org.estats.linux.proc.FreshNetns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Rules by what a connection belongs to: the process, the control group, the user, the namespace;
/// and samples of it. Each test is alone in a network namespace of its own.
@ExtendWith(LoadedCollector.class)
class RulesLiveTest {

  private static final Set<Switch> DATA = EnumSet.of(Switch.DATA);

  private final LinuxSource source = new LinuxSource();
  private final List<Integer> made = new ArrayList<>();

  @AfterEach
  void removeRules() {
    made.forEach(KernelCollector::removeRule);
    source.close();
  }

  private static Rule by(String terms) {
    return Rules.of(DATA, 1, terms);
  }

  private Rule add(Rule rule) {
    Rule standing = KernelCollector.addRule(rule);
    made.add(standing.id());
    return standing;
  }

  private boolean isOn(Connection connection) {
    return source.get(connection).on().contains(Switch.DATA);
  }

  /// The client is another process than the server, so each rule must pick one end.
  private void withClient(ServerSocketChannel listener, ClientWork work) throws Exception {
    int port = listener.socket().getLocalPort();
    Process client =
        new ProcessBuilder("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + port + "; read -u 3 line")
            .start();
    try (SocketChannel accepted = listener.accept()) {
      Connection server = Connection.of(accepted);
      Connection there = server.reversed();
      Live.await("the client's end", () -> source.get(there).state().isSynchronised());
      work.with(there, server);
    } finally {
      client.destroyForcibly().waitFor();
    }
  }

  @FunctionalInterface
  private interface ClientWork {
    void with(Connection client, Connection server) throws Exception;
  }

  @Test
  void theProcessThatConnects() throws Throwable {
    FreshNetns.run(() -> {
      add(by("process=Bash")); // in any case, as everywhere
      try (ServerSocketChannel listener = Pair.Family.IPV4.listen()) {
        withClient(
            listener,
            (client, server) -> {
              assertThat(isOn(client)).as("bash connected").isTrue();
              assertThat(isOn(server)).as("java listened").isFalse();
              Snapshot s = source.get(client);
              assertThat(s.synOpts().activeOpen()).isEqualTo(new Value.Present(1));
              assertThat(s.data().segsOut().get()).as("the whole handshake").isEqualTo(2);
            });
      }
      assertThat(matched()).isEqualTo(1);
    });
  }

  @Test
  void theProcessThatListens() throws Throwable {
    FreshNetns.run(() -> {
      add(by("process=java"));
      try (ServerSocketChannel listener = Pair.Family.MAPPED.listen()) {
        withClient(
            listener,
            (client, server) -> {
              assertThat(isOn(client)).as("bash connected").isFalse();
              assertThat(isOn(server)).as("java listened").isTrue();
            });
      }
    });
  }

  @Test
  void aListenerThatWasThereBeforeTheRule() throws Throwable {
    FreshNetns.run(() -> {
      try (ServerSocketChannel listener = Pair.Family.IPV4.listen()) {
        add(by("process=java"));
        withClient(
            listener,
            (client, server) -> {
              assertThat(isOn(client)).isFalse();
              assertThat(isOn(server)).isTrue();
            });
      }
    });
  }

  @Test
  void aNameThatOnlyStartsTheSameIsAnother() throws Throwable {
    FreshNetns.run(() -> {
      add(by("process=bas"));
      add(by("process=bashful"));
      try (ServerSocketChannel listener = Pair.Family.IPV4.listen()) {
        withClient(listener, (client, server) -> assertThat(isOn(client)).isFalse());
      }
      assertThat(matched()).isZero();
    });
  }

  @Test
  void aRuleOfOneNamespaceLeavesOthersAlone() throws Throwable {
    FreshNetns.run(() -> {
      add(by(""));
      try (Pair pair = Pair.open()) {
        assertThat(isOn(pair.clientEnd())).isTrue();
      }
      FreshNetns.run(() -> {
        try (Pair pair = Pair.open()) {
          assertThat(isOn(pair.clientEnd())).isFalse();
        }
      });
      assertThat(matched()).isEqualTo(2);
    });
  }

  @Test
  void aControlGroupAndWhatIsInsideIt() throws Throwable {
    Path root = Cgroups.root().orElse(null);
    assumeTrue(root != null, "needs a cgroup v2 hierarchy");
    Path outer = root.resolve("estats-test-" + ProcessHandle.current().pid());
    Path inner = outer.resolve("inner");
    FreshNetns.run(() -> {
      try (ServerSocketChannel listener = Pair.Family.IPV4.listen()) {
        Files.createDirectory(outer);
        Files.createDirectory(inner);
        int byOuter = addFor("/" + outer.getFileName());
        int byInner = addFor(inner.toString());
        int byRoot = addFor("/");
        String join = "echo $$ > %s/cgroup.procs && ";
        String connect = "exec 3<>/dev/tcp/127.0.0.1/" + listener.socket().getLocalPort();
        run(connect);
        assertThat(counts(byOuter, byInner, byRoot))
            .as("neither: the root group has both ends")
            .containsExactly(0L, 0L, 2L);
        run(join.formatted(outer) + connect);
        assertThat(counts(byOuter, byInner, byRoot)).containsExactly(1L, 0L, 4L);
        run(join.formatted(inner) + connect);
        assertThat(counts(byOuter, byInner, byRoot)).containsExactly(2L, 1L, 6L);
        try (ServerSocketChannel inside = madeIn(inner);
            SocketChannel client = SocketChannel.open(inside.getLocalAddress());
            SocketChannel server = inside.accept()) {
          assertThat(isOn(Connection.of(client))).isTrue();
          assertThat(counts(byOuter, byInner, byRoot))
              .as("what is accepted belongs where its listener does")
              .containsExactly(3L, 2L, 8L);
          assertThat(isOn(Connection.of(server))).isTrue();
        }
      } finally {
        Files.deleteIfExists(inner);
        Files.deleteIfExists(outer);
      }
    });
  }

  /// A listener of this process, which is in a group for that long.
  private static ServerSocketChannel madeIn(Path cgroup) throws Exception {
    String own =
        Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
            .filter(line -> line.startsWith("0::"))
            .map(line -> line.substring("0::".length()))
            .findFirst()
            .orElseThrow();
    String pid = Long.toString(ProcessHandle.current().pid());
    Files.writeString(cgroup.resolve("cgroup.procs"), pid);
    try {
      return Pair.Family.IPV4.listen();
    } finally {
      Path home = Cgroups.root().orElseThrow().resolve(own.substring(1)).resolve("cgroup.procs");
      Files.writeString(home, pid);
    }
  }

  private int addFor(String cgroup) {
    return add(by("cgroup=" + cgroup)).id();
  }

  private static void run(String script) throws Exception {
    Process process = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static List<Long> counts(Integer... ids) {
    return List.of(ids).stream().map(RulesLiveTest::matchedBy).toList();
  }

  private static long matchedBy(int id) {
    return KernelCollector.rules().stream()
        .filter(r -> r.id() == id)
        .mapToLong(Rule::matched)
        .findFirst()
        .orElseThrow();
  }

  private long matched() {
    return made.stream().mapToLong(RulesLiveTest::matchedBy).sum();
  }

  /// Of 1,000 connections, 100 are expected with a standard deviation of 9.5; six of them make a
  /// failure by chance a matter of one run in 500 million.
  @Test
  void aSampleTakesOneInTenByChanceAndBothEndsTogether() throws Throwable {
    FreshNetns.run(() -> {
      add(Rules.of(DATA, 10, ""));
      int sampled = 0;
      try (ServerSocketChannel listener =
          ServerSocketChannel.open().bind(new InetSocketAddress(Pair.Family.IPV4.address(), 0))) {
        for (int i = 0; i < 1_000; i++) {
          try (SocketChannel client = SocketChannel.open(listener.getLocalAddress());
              SocketChannel server = listener.accept()) {
            boolean isClientOn = isOn(Connection.of(client));
            assertThat(isOn(Connection.of(server))).isEqualTo(isClientOn);
            sampled += isClientOn ? 1 : 0;
          }
        }
      }
      assertThat(sampled).isBetween(43, 157);
      assertThat(matched()).isEqualTo(2L * sampled);
    });
  }

  /// A connection that does not come about was never switched on, so it has no last word.
  @Test
  void aConnectionThatIsRefusedHasNoFinalRecord() throws Throwable {
    FreshNetns.run(() -> {
      int port;
      try (ServerSocketChannel listener = Pair.Family.IPV4.listen()) {
        port = listener.socket().getLocalPort();
      }
      add(by(""));
      try (LastWords words = new LastWords(source)) {
        assertThat(
                new ProcessBuilder("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + port)
                    .redirectErrorStream(true)
                    .start()
                    .waitFor())
            .isNotZero();
        words.assertThese();
      }
      assertThat(matched()).isZero();
    });
  }

  @Test
  void whatARuleSwitchedOnHasALastWordOfItsWholeLife() throws Throwable {
    FreshNetns.run(() -> {
      add(by(""));
      try (LastWords words = new LastWords(source);
          Pair pair = Pair.open()) {
        Connection client = pair.clientEnd();
        Connection server = pair.serverEnd();
        pair.toServer(100);
        pair.client().close();
        pair.server().close();
        assertThat(words.of(client).last().data().thruBytesAcked().get()).isEqualTo(100);
        assertThat(words.of(client).last().data().segsIn().get())
            .as("SYN-ACK, ACK of the data, perhaps one of the FIN")
            .isBetween(2L, 3L);
        assertThat(words.of(server).last().data().thruBytesReceived().get()).isEqualTo(100);
        words.assertThese(client, server);
      }
    });
  }
}
