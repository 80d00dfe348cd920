package org.estats.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipInputStream;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.Rule;
import org.estats.notation.JsonReader;
import org.estats.server.query.QueryResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real daemon over real connections of this machine: every answer is held to the document.
class DaemonLiveTest {

  private static final String ADMIN = "admin-token-for-this-test";

  @TempDir private static Path folder;

  private static boolean wasLoaded;
  private static OpenApi document;
  private static Daemon daemon;
  private static ServerSocket listener;
  private static final List<Socket> SOCKETS = new ArrayList<>();
  private static String connection;

  @BeforeAll
  static void start() throws Exception {
    LiveMachine.assumeCollector();
    wasLoaded = KernelCollector.status().generation().isPresent();
    document = new OpenApi();
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    for (int i = 0; i < 5; i++) {
      SOCKETS.add(new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
      SOCKETS.add(listener.accept());
    }
    Socket first = SOCKETS.getFirst();
    connection = "127.0.0.1:" + first.getLocalPort() + "-127.0.0.1:" + first.getPort();
    daemon =
        new Daemon(
            Optional.empty(),
            List.of(
                "listen=127.0.0.1:0",
                "every=200ms",
                "watch=port=" + listener.getLocalPort(),
                "history=" + folder.resolve("history.duckdb"),
                "history-every=1s"),
            Optional.of(ADMIN),
            "test");
    daemon.start();
    eventually(() -> !rows().isEmpty()); // whichever test is the first, or the only one
  }

  @AfterAll
  static void stop() throws Exception {
    if (daemon != null) {
      daemon.close();
      KernelCollector.rules().stream().map(Rule::id).forEach(KernelCollector::removeRule);
      for (Socket socket : SOCKETS) {
        socket.close();
      }
      SOCKETS.clear(); // a class whose tests are run again opens others
      listener.close();
      if (wasLoaded) {
        KernelCollector.detachIfIdle();
      } else {
        KernelCollector.unload();
      }
    }
  }

  private record Answer(int status, byte[] body) {
    Object json() {
      return JsonReader.read(body);
    }
  }

  private static Answer ask(String method, String path, String body) throws IOException {
    HttpURLConnection http =
        (HttpURLConnection) URI.create(daemon.url()).resolve(path).toURL().openConnection();
    http.setReadTimeout(20_000);
    http.setRequestMethod(method);
    http.setRequestProperty("Authorization", "Bearer " + ADMIN);
    if (body != null) {
      http.setRequestProperty("Content-Type", "application/json");
      http.setDoOutput(true);
      http.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    int status = http.getResponseCode();
    try (InputStream in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
      return new Answer(status, in == null ? new byte[0] : in.readAllBytes());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static List<?> rows() throws IOException {
    Answer answer = ask("GET", "/api/v1/connections?filter=" + encoded(connection), null);
    return (List<?>) JsonReader.object(answer.json()).get("connections");
  }

  private static Map<String, Object> row() throws IOException {
    return JsonReader.object(rows().getFirst());
  }

  /// Waits for something that the daemon brings about at its own pace.
  private static void eventually(Callable<Boolean> isSo) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!isSo.call()) {
      assertThat(System.nanoTime()).as("within 20 seconds").isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static void send(int bytes) throws IOException {
    SOCKETS.getFirst().getOutputStream().write(new byte[bytes]);
    SOCKETS.get(1).getInputStream().readNBytes(bytes);
  }

  @Test
  void everyAnswerIsAsTheDocumentSays() throws Exception {
    send(1000);
    eventually(() -> row().get("verdict") != null);
    String id = (String) row().get("id");
    for (String path : document.paths("get")) {
      if (path.matches("/metrics|.*(events|bundle|openapi.json)")) {
        continue; // not JSON of a schema
      }
      String query = path.endsWith("/series") ? "?id=" + id : "";
      Answer answer = ask("GET", path.replace("{id}", id) + query, null);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(document.faults(path, "get", 200, answer.json())).as(path).isEmpty();
      Answer refused = ask("GET", path.replace("{id}", id) + "?nonsense=1", null);
      assertThat(refused.status()).as(path).isEqualTo(400);
      assertThat(document.faults(path, "get", 400, refused.json())).as(path).isEmpty();
    }
  }

  @Test
  void theDocumentNamesNoPathThatIsNotThere() throws Exception {
    for (String path : document.paths("get")) {
      if (!path.endsWith("events")) {
        String one = path.replace("{id}", (String) row().get("id"));
        assertThat(ask("GET", one, null).status()).as(path).isIn(200, 400);
      }
    }
    assertThat(ask("GET", "/api/v1/openapi.json", null).json()).isNotNull();
  }

  @Test
  void aSetIsSeenInTheTableAndTakenBack() throws Exception {
    eventually(() -> row().get("on") instanceof List<?> on && on.contains("Path"));
    String id = (String) row().get("id");
    Answer off =
        ask("POST", "/api/v1/set", "{\"ids\":[\"" + id + "\"],\"off\":[\"Path\",\"Rec\"]}");
    assertThat(document.faults("/api/v1/set", "post", 200, off.json())).isEmpty();
    assertThat(JsonReader.object(off.json())).containsEntry("changed", 1L);
    eventually(() -> row().get("on") instanceof List<?> on && !on.contains("Path"));
    Answer detail = ask("GET", "/api/v1/connections/" + id, null);
    assertThat(document.faults("/api/v1/connections/{id}", "get", 200, detail.json())).isEmpty();
    assertThat((List<?>) JsonReader.object(detail.json()).get("off"))
        .isEqualTo(List.of("Path", "Rec"));
    ask("POST", "/api/v1/set", "{\"filter\":\"" + connection + "\",\"on\":[\"Path\",\"Rec\"]}");
    eventually(() -> row().get("on") instanceof List<?> on && on.contains("Path"));
  }

  @Test
  void malformedRequestsAreRefusedWithAReason() throws Exception {
    for (String filter : List.of("prot=1", "state=", "Path.Nothing>0", "remote=1.2.3", "pid=x")) {
      Answer answer = ask("GET", "/api/v1/connections?filter=" + encoded(filter), null);
      assertThat(answer.status()).as(filter).isEqualTo(400);
      assertThat(document.faults("Error", answer.json())).as(filter).isEmpty();
    }
    for (String body : List.of("", "[]", "{", "{\"on\":1}", "{\"x\":\"y\"}", "{\"ids\":[]}")) {
      assertThat(ask("POST", "/api/v1/set", body).status()).as(body).isEqualTo(400);
    }
    assertThat(ask("GET", "/api/v1/connections?sort=nothing", null).status()).isEqualTo(400);
    assertThat(ask("GET", "/api/v1/connections?limit=-1", null).status()).isEqualTo(400);
    assertThat(ask("GET", "/api/v1/connections/ffffffff", null).status()).isEqualTo(404);
  }

  @Test
  void aStreamBeginsWithASnapshotGoesOnWithDeltasAndIsResumed() throws Exception {
    String path = "/api/v1/events?filter=" + encoded("port=" + listener.getLocalPort());
    String last;
    try (Stream stream = new Stream(path, "")) {
      Event first = stream.next("snapshot");
      assertThat(document.faults("Connections", first.json())).isEmpty();
      send(500);
      Event delta = stream.next("delta");
      assertThat(document.faults("Delta", delta.json())).isEmpty();
      Event totals = stream.next("totals");
      assertThat(document.faults("Totals", totals.json())).isEmpty();
      last = totals.id();
    }
    send(500);
    try (Stream another = new Stream(path, "")) { // a tick that the client does not see
      another.next("totals");
    }
    try (Stream again = new Stream(path, last)) {
      Event first = again.next();
      assertThat(first.name()).as("goes on with the difference").isEqualTo("delta");
      assertThat((List<?>) JsonReader.object(first.json()).get("rows")).isNotEmpty();
    }
    try (Stream other = new Stream("/api/v1/events", last)) {
      assertThat(other.next().name()).as("another question").isEqualTo("gap");
      assertThat(other.next().name()).isEqualTo("snapshot");
    }
  }

  @Test
  void whatCannotBeResumedIsToldAsAGap() throws Exception {
    try (Stream stream = new Stream("/api/v1/events", "abcdef-7")) {
      Event gap = stream.next();
      assertThat(gap.name()).isEqualTo("gap");
      assertThat(document.faults("Gap", gap.json())).isEmpty();
      assertThat(stream.next().name()).isEqualTo("snapshot");
    }
    try (Stream fresh = new Stream("/api/v1/events", "")) {
      assertThat(fresh.next().name()).as("who asks for the first time").isEqualTo("snapshot");
    }
  }

  @Test
  void thePageComesWithItsFirstRows() throws Exception {
    String page = new String(ask("GET", "/", null).body(), StandardCharsets.UTF_8);
    assertThat(page).contains("\"connection\":\"127.0.0.1:").containsOnlyOnce("first-rows");
    String rows = page.replaceAll("(?s).*id=\"first-rows\">(.*?)</script>.*", "$1");
    Map<String, Object> first =
        JsonReader.object(JsonReader.read(rows.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.faults("Connections", first.get("connections"))).isEmpty();
    assertThat(document.faults("Totals", first.get("totals"))).isEmpty();
  }

  @Test
  void thePageTellsNothingToWhoMayNotReadAndAReloadIsToldToWhoAskedForIt() throws Exception {
    Path token = Files.writeString(folder.resolve("read.token"), "read-token-for-this-test");
    Path file = folder.resolve("serve.conf");
    String rest = "listen = 127.0.0.1:0\nread-token-file = " + token + "\nwatch = port=1\n";
    Files.writeString(file, rest);
    try (Daemon other = new Daemon(Optional.of(file), List.of(), Optional.of(ADMIN), "test")) {
      other.start();
      HttpURLConnection http = (HttpURLConnection) URI.create(other.url()).toURL().openConnection();
      assertThat(new String(http.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("Estats")
          .doesNotContain("first-rows");
      String url = other.url();
      Files.writeString(file, rest + "every = 5s\n");
      assertThat(other.reload()).contains("next start: every");
      Files.writeString(file, rest + "evry = 5s\n");
      assertThat(other.reload()).contains("refused").contains("serve.conf:4:");
      assertThat(other.url()).isEqualTo(url);
    }
  }

  @Test
  void aConnectionThatEndsIsToldAndRecorded() throws Exception {
    String ended = exchangeAndEnd(4000);
    String path = "/api/v1/closed?members=true&filter=" + encoded(ended);
    eventually(() ->
        JsonReader.object(ask("GET", path, null).json()).get("matched") instanceof Long n && n > 0);
    Answer answer = ask("GET", path, null);
    assertThat(document.faults("/api/v1/closed", "get", 200, answer.json())).isEmpty();
    QueryClient client = new QueryClient(URI.create(daemon.url()), Optional.of(ADMIN));
    String sql = "SELECT how, Data.DataBytesOut FROM closed WHERE connection = '" + ended + "'";
    eventually(() -> !client.ask(sql).rows().isEmpty());
    QueryResult found = client.ask(sql);
    assertThat(found.rows()).containsExactly(List.of("FIN", 4000L));
  }

  private static String exchangeAndEnd(int bytes) throws IOException {
    try (Socket there = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        Socket here = listener.accept()) {
      there.getOutputStream().write(new byte[bytes]);
      here.getInputStream().readNBytes(bytes);
      return "127.0.0.1:" + there.getLocalPort() + "-127.0.0.1:" + listener.getLocalPort();
    }
  }

  @Test
  void theHistoryAnswersNothingButOneSelect() throws Exception {
    QueryClient client = new QueryClient(URI.create(daemon.url()), Optional.of(ADMIN));
    eventually(() -> !client.ask("SELECT 1 FROM samples LIMIT 1").rows().isEmpty());
    for (String sql :
        List.of(
            "DROP TABLE samples",
            "SELECT 1; DROP TABLE samples",
            "SELECT * FROM read_text('/etc/passwd')",
            "COPY samples TO '/tmp/x'",
            "ATTACH '/tmp/x.db'",
            "SELECT * FROM '/etc/passwd'",
            "SET enable_external_access=true",
            "nonsense")) {
      Answer answer = ask("POST", "/api/v1/query", "{\"sql\":\"" + sql + "\"}");
      assertThat(answer.status()).as(sql).isEqualTo(400);
      assertThat(document.faults("Error", answer.json())).as(sql).isEmpty();
    }
    Answer good = ask("POST", "/api/v1/query", "{\"sql\":\"SELECT * FROM samples LIMIT 3\"}");
    assertThat(document.faults("/api/v1/query", "post", 200, good.json())).isEmpty();
  }

  /// A library of the system's works on the thread that calls it, and virtual threads have few.
  @Test
  void longQuestionsToTheHistoryKeepNobodyWaiting() throws Exception {
    QueryClient client = new QueryClient(URI.create(daemon.url()), Optional.of(ADMIN));
    eventually(() -> !client.ask("SELECT 1 FROM samples LIMIT 1").rows().isEmpty());
    String sql = "SELECT sum(a.range * b.range) FROM range(90000) a, range(90000) b";
    List<Thread> asking = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      asking.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  ask("POST", "/api/v1/query", "{\"sql\":\"" + sql + "\"}");
                } catch (IOException e) {
                  // it may take longer than this client waits
                }
              }));
    }
    Thread.sleep(1_000);
    for (String path : List.of("/api/v1/health", "/api/v1/connections", "/metrics")) {
      assertThat(ask("GET", path, null).status()).as(path).isEqualTo(200);
    }
    assertThat(asking).as("who asked for much is still waiting").allMatch(Thread::isAlive);
    for (Thread one : asking) {
      one.join();
    }
  }

  @Test
  void theBundleHoldsNoAddress() throws Exception {
    byte[] zip = ask("GET", "/api/v1/bundle", null).body();
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      int files = 0;
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text)
            .as(entry.getName())
            .doesNotContain("127.0.0.1")
            .doesNotContain(folder.toString())
            .doesNotContain(DaemonLiveTest.class.getSimpleName());
        files++;
      }
      assertThat(files).isEqualTo(5);
    }
  }

  /// What a stranger may call a process: what ends a label, a line, an element of a page.
  @Test
  void theNameOfAProcessEndsNothing() throws Exception {
    // Its short name becomes a"\</s>ü{}.
    String script =
        "printf 'a\"\\\\</s>\\303\\274{}' > /proc/self/comm;"
            + " exec 3<>/dev/tcp/127.0.0.1/$0; read -r";
    String port = String.valueOf(listener.getLocalPort());
    Process odd = new ProcessBuilder("/bin/bash", "-c", script, port).start();
    try (Socket here = listener.accept()) {
      String filter = encoded("rport=" + listener.getLocalPort() + " pid=" + odd.pid());
      eventually(() ->
          new String(
                  ask("GET", "/api/v1/connections?filter=" + filter, null).body(),
                  StandardCharsets.UTF_8)
              .contains("</s>ü{}"));
      assertThat(here.isConnected()).isTrue();
      eventually(() ->
          new String(ask("GET", "/metrics", null).body(), StandardCharsets.UTF_8)
              .contains("process=\"a\\\"\\\\</s>ü{}\""));
      promtoolFindsNothingWrongWithTheMetrics();
      eventually(() -> page().contains("\\u003c/s>ü"));
      assertThat(page()).doesNotContain("</s>");
      try (var in = new ZipInputStream(bundle())) {
        for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
          assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
              .as(entry.getName())
              .doesNotContain("</s>");
        }
      }
    } finally {
      odd.destroy();
    }
  }

  /// A page that was open while the clock was set back asks from where it had come to.
  @Test
  void nothingHasHappenedYetAfterNow() throws Exception {
    long future = System.currentTimeMillis() / 1000 + 3600;
    Answer answer = ask("GET", "/api/v1/series?id=totals&from=" + future, null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(JsonReader.object(answer.json()).get("t")).isEqualTo(List.of());
  }

  @Test
  void anIpv6AddressIsToldAsItIsWrittenEverywhere() throws Exception {
    List<String> settings = List.of("listen=[::1]:0", "watch=port=1");
    try (Daemon other = new Daemon(Optional.empty(), settings, Optional.empty(), "test")) {
      other.start();
      assertThat(other.url()).startsWith("http://[::1]:");
      HttpURLConnection http = (HttpURLConnection) URI.create(other.url()).toURL().openConnection();
      assertThat(http.getResponseCode()).isEqualTo(200);
    }
  }

  private static String page() throws IOException {
    return new String(ask("GET", "/", null).body(), StandardCharsets.UTF_8);
  }

  private static ByteArrayInputStream bundle() throws IOException {
    return new ByteArrayInputStream(ask("GET", "/api/v1/bundle", null).body());
  }

  @Test
  void promtoolFindsNothingWrongWithTheMetrics() throws Exception {
    Process promtool =
        new ProcessBuilder(LiveMachine.prometheusTool("promtool").toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (OutputStream out = promtool.getOutputStream()) {
      out.write(ask("GET", "/metrics", null).body());
    }
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }

  private record Event(String name, String id, String data) {
    Object json() {
      return JsonReader.read(data.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// A client of the stream of events.
  private static final class Stream implements AutoCloseable {

    private final HttpURLConnection http;
    private final BufferedReader in;

    Stream(String path, String lastEventId) throws IOException {
      http = (HttpURLConnection) URI.create(daemon.url()).resolve(path).toURL().openConnection();
      http.setReadTimeout(20_000);
      http.setRequestProperty("Last-Event-ID", lastEventId);
      in = new BufferedReader(new InputStreamReader(http.getInputStream()));
    }

    Event next(String name) throws IOException {
      Event event = next();
      while (!event.name().equals(name)) {
        event = next();
      }
      return event;
    }

    Event next() throws IOException {
      String name = "";
      String id = "";
      String data = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty() && !name.isEmpty()) {
          return new Event(name, id, data);
        }
        int colon = Math.max(0, line.indexOf(':'));
        String value = line.substring(Math.min(line.length(), colon + 2));
        switch (line.substring(0, colon)) {
          case "event" -> name = value;
          case "id" -> id = value;
          case "data" -> data = value;
          default -> {}
        }
      }
      throw new IOException("the stream has ended");
    }

    @Override
    public void close() {
      http.disconnect();
    }
  }
}
