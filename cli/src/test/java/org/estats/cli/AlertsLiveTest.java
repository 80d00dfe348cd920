package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.estats.lab.Lab;
import org.estats.lab.LinkOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The shipped alert rules in a real Prometheus that asks a real daemon, which watches sick
/// connections over the lab's paths. Only the waiting is shortened, never what a rule asks.
@ExtendWith(BorrowedCollector.class) // the daemon leaves it for the next one to find
final class AlertsLiveTest {

  private static final Path RULES = Path.of("..", "docs", "alerts.yml");
  private static final Path DASHBOARD = Path.of("..", "docs", "grafana-dashboard.json");
  private static final double LOSS = 0.1;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final Pattern METRIC = Pattern.compile("\\b(?:estats|process)_[a-z_]+\\b");

  @TempDir private Path folder;

  @Test
  void theShippedRulesAreGood() throws Exception {
    Process promtool =
        new ProcessBuilder(
                LiveMachine.prometheusTool("promtool").toString(),
                "check",
                "rules",
                RULES.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
    assertThat(said).contains("SUCCESS: 5 rules found");
  }

  @Test
  void sickConnectionsFireTheRulesThatAreMeantForThem() throws Exception {
    LiveMachine.assumeLab();
    Path prometheus = LiveMachine.prometheusTool("prometheus");
    LinkOptions link = LinkOptions.symmetric(20_000_000, Duration.ofMillis(20));
    try (Lab lossy = Lab.open(link.withToServer(link.toServer().withLoss(LOSS)));
        Lab clean = Lab.open(link);
        Transfer _ = transfer(lossy, true);
        Transfer _ = transfer(clean, false);
        Served daemon = Served.start("--set", "netns=all")) {
      int port = freePort();
      Process server = start(prometheus, URI.create(daemon.url()), port);
      try {
        waitFor(port, Set.of("TcpRetransmissions", "TcpConnectionsStandStill"));
        assertThat(firing(port))
            .as("what is not sick is silent")
            .doesNotContain("EstatsHistoryStopped", "EstatsBlind", "TcpReceiversHoldBack");
        everyMetricThatIsAskedForIsThere(daemon);
      } finally {
        server.destroy();
        server.waitFor(20, TimeUnit.SECONDS);
      }
    }
  }

  private static void everyMetricThatIsAskedForIsThere(Served daemon) throws IOException {
    String metrics = get(daemon.url() + "metrics");
    Set<String> asked = new TreeSet<>();
    for (Path file : List.of(RULES, DASHBOARD)) {
      METRIC.matcher(Files.readString(file)).results().forEach(m -> asked.add(m.group()));
    }
    asked.removeIf(name -> name.startsWith("estats_history_")); // this daemon keeps none
    assertThat(asked).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(metrics).contains(name));
  }

  /// Data on its way, until it is closed.
  private interface Transfer extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /// Bulk data from the client; the server takes it, or nothing of it.
  private static Transfer transfer(Lab lab, boolean isTaken) throws IOException {
    ServerSocketChannel listener = lab.server().call(() -> ServerSocketChannel.open());
    listener.bind(new InetSocketAddress(lab.server().ipv4(), 0));
    SocketChannel near = lab.client().call(() -> SocketChannel.open());
    near.connect(listener.getLocalAddress());
    SocketChannel far = listener.accept();
    run(() -> {
      ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
      while (true) {
        near.write(chunk.clear());
      }
    });
    if (isTaken) {
      run(() -> {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        while (far.read(chunk.clear()) >= 0) {
          // what came is of no interest
        }
      });
    }
    return () -> {
      near.close();
      far.close();
      listener.close();
    };
  }

  private interface Part {
    void run() throws IOException;
  }

  private static void run(Part part) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            part.run();
          } catch (IOException e) {
            // it is over
          }
        });
  }

  /// Prometheus with the rules as they are, but for how long each waits.
  private Process start(Path prometheus, URI daemon, int port) throws IOException {
    Path rules = folder.resolve("alerts.yml");
    Files.writeString(rules, Files.readString(RULES).replaceAll("for: [0-9]+m", "for: 2s"));
    Path configuration = folder.resolve("prometheus.yml");
    Files.writeString(
        configuration,
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: [%s]
        scrape_configs:
          - job_name: estats
            static_configs: [{targets: ['%s']}]
        """
            .formatted(rules, daemon.getAuthority()));
    return new ProcessBuilder(
            prometheus.toString(),
            "--config.file=" + configuration,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port,
            "--log.level=error")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("prometheus.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private void waitFor(int port, Set<String> wanted) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    Set<String> firing = firing(port);
    while (!firing.containsAll(wanted) && System.nanoTime() < end) {
      Thread.sleep(500);
      firing = firing(port);
    }
    assertThat(firing).as(Files.readString(folder.resolve("prometheus.log"))).containsAll(wanted);
  }

  /// The names of the alerts that fire; none while Prometheus does not answer yet.
  private static Set<String> firing(int port) {
    try {
      Map<String, Object> answer =
          Json.object(Json.read(get("http://127.0.0.1:" + port + "/api/v1/alerts")));
      return Json.list(Json.object(answer.get("data")).get("alerts")).stream()
          .map(Json::object)
          .filter(a -> "firing".equals(a.get("state")))
          .map(a -> (String) Json.object(a.get("labels")).get("alertname"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      return Set.of();
    }
  }

  private static String get(String url) throws IOException {
    HttpURLConnection http = (HttpURLConnection) URI.create(url).toURL().openConnection();
    http.setReadTimeout(20_000);
    return new String(http.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
