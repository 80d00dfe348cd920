package org.estats.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A thousand who ask for a thousand rows each at once: those who ask for little hardly notice, and
/// of the crowd everyone has a whole answer or is told when to come again.
class CrowdedLiveTest {

  private static final int PAIRS = 1_000;
  private static final int CLIENTS = 1_000;

  /// Without turns some waited for 10 seconds and more on a machine that others use too.
  private static final long MILLIS_MAX = 3_000;

  private static final List<String> SMALL =
      List.of(
          "api/v1/health", "api/v1/connections?limit=40", "api/v1/totals", "metrics", "index.html");

  @TempDir private Path folder;

  @Test
  void whoAsksForLittleIsAnsweredAndNobodyIsLeftWithoutAnAnswer() throws Exception {
    LiveMachine.assumeCollector();
    boolean wasLoaded = KernelCollector.status().generation().isPresent();
    List<Socket> held = new ArrayList<>();
    List<String> settings = List.of("listen=127.0.0.1:0", "watch=nothing");
    try (ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < PAIRS; i++) {
        held.add(new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
        held.add(listener.accept());
      }
      try (Daemon daemon = new Daemon(Optional.empty(), settings, Optional.empty(), "test")) {
        daemon.start();
        for (String path : SMALL) {
          assertThat(asked(daemon, path)).as(path).isEqualTo(200);
        }
        crowd(daemon);
      }
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
      if (!wasLoaded) {
        KernelCollector.rules().stream().map(Rule::id).forEach(KernelCollector::removeRule);
        KernelCollector.unload();
      }
    }
  }

  private void crowd(Daemon daemon) throws Exception {
    Path said = folder.resolve("crowd.txt");
    String port = Integer.toString(URI.create(daemon.url()).getPort());
    Process crowd =
        new ProcessBuilder(ChildJvm.command(Crowding.class, port, "" + CLIENTS, "1"))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    long longest = 0;
    int asked = 0;
    while (!crowd.waitFor(20, TimeUnit.MILLISECONDS)) {
      long begin = System.nanoTime();
      assertThat(asked(daemon, SMALL.get(asked % SMALL.size()))).isEqualTo(200);
      longest = Math.max(longest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
      asked++;
    }
    TreeMap<String, Integer> answers = new TreeMap<>();
    Files.readAllLines(said).forEach(line -> answers.merge(line, 1, Integer::sum));
    assertThat(answers).as("whole, or refused until later").containsKey("200");
    assertThat(answers.keySet()).as(answers.toString()).isSubsetOf("200", "429 later");
    assertThat(answers.values().stream().mapToInt(n -> n).sum()).isEqualTo(CLIENTS);
    assertThat(longest).as("milliseconds of " + asked + " small ones").isLessThan(MILLIS_MAX);
  }

  private static int asked(Daemon daemon, String path) throws IOException {
    HttpURLConnection http =
        (HttpURLConnection) URI.create(daemon.url()).resolve(path).toURL().openConnection();
    http.setReadTimeout(30_000);
    int status = http.getResponseCode();
    http.getInputStream().readAllBytes();
    return status;
  }
}
