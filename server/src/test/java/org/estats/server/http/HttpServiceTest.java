package org.estats.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;

/// The server over real sockets, with requests written by hand: clients of libraries are too
/// polite.
class HttpServiceTest {

  private static final String READ = "read-token-0123456789";
  private static final String ADMIN = "admin-token-0123456789";
  private static final byte[] LARGE = new byte[8 << 20];
  private static final int SLOW = 1_000;

  private static final int ROWS = 2_000_000;

  private final AtomicLong rowsMade = new AtomicLong();
  private final Semaphore begun = new Semaphore(0);
  private volatile boolean isEnough;
  private HttpService service;

  @BeforeEach
  void start() {
    InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    List<Route> routes =
        List.of(
            Route.get("/api/v1/small", (q, n, a) -> a.json("{}".getBytes())),
            Route.get("/api/v1/one/", (q, n, a) -> a.json(('"' + n + '"').getBytes())),
            Route.get("/api/v1/large", (q, n, a) -> a.json(LARGE)),
            Route.get(
                "/api/v1/fails",
                (q, n, a) -> {
                  throw new IllegalStateException("/etc/secret");
                }),
            Route.get("/api/v1/long", (q, n, a) -> a.json(json -> rows(json, ROWS))),
            Route.get(
                "/api/v1/breaks",
                (q, n, a) ->
                    a.json(json -> {
                      rows(json, 100_000);
                      throw new IllegalStateException("in the middle");
                    })),
            Route.get(
                "/api/v1/busy",
                (q, n, a) ->
                    a.apart(() -> {
                      begun.release();
                      while (!isEnough) {
                        Thread.onSpinWait();
                      }
                    })),
            Route.get(
                "/api/v1/exhausts",
                (q, n, a) -> {
                  throw new OutOfMemoryError("for this test");
                }),
            new Route("POST", "/api/v1/set", Route.Right.SET, (q, n, a) -> a.json(q.body())));
    Guard guard = new Guard(Optional.of(READ), Optional.of(ADMIN), listen, List.of("here.example"));
    service = HttpService.bind(listen, Optional.empty(), guard, routes, true);
    service.start();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void rows(JsonGenerator json, int count) {
    json.writeArrayPropertyStart("rows");
    for (int i = 0; i < count; i++) {
      json.writeNumber(i);
      rowsMade.incrementAndGet();
    }
    json.writeEndArray();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private String ask(String request) throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return readAll(socket);
    }
  }

  private static String readAll(Socket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    byte[] piece = new byte[8192];
    try {
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        all.write(piece, 0, n);
      }
    } catch (IOException e) {
      all.write(("\n" + e).getBytes());
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  private String get(String path, String... headers) throws IOException {
    return ask(
        "GET "
            + path
            + " HTTP/1.1\r\nConnection: close\r\n"
            + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList())
            + "\r\n");
  }

  @Test
  void aTokenIsNeededAndAWrongOneIsNone() throws IOException {
    assertThat(get("/api/v1/small", "Host: localhost")).startsWith("HTTP/1.1 401");
    assertThat(get("/api/v1/small", "Host: localhost", "Authorization: Bearer " + READ))
        .startsWith("HTTP/1.1 200")
        .contains("Content-security-policy: default-src 'none'");
    assertThat(get("/api/v1/small", "Host: localhost", "Authorization: Bearer wrong"))
        .startsWith("HTTP/1.1 401");
    assertThat(get("/api/v1/small", "Host: localhost", "Cookie: estats_token=" + READ))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void switchingTakesTheAdminTokenInAHeader() throws IOException {
    String rest = "Host: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n";
    String body = "Content-Length: 2\r\n\r\n{}";
    String post = "POST /api/v1/set HTTP/1.1\r\n" + rest;
    assertThat(ask(post + "Authorization: Bearer " + ADMIN + "\r\n" + body))
        .startsWith("HTTP/1.1 200");
    assertThat(ask(post + "Authorization: Bearer " + READ + "\r\n" + body))
        .startsWith("HTTP/1.1 403");
    assertThat(ask(post + "Cookie: estats_token=" + ADMIN + "\r\n" + body))
        .startsWith("HTTP/1.1 401");
  }

  @Test
  void aNameThatIsNotThisHostsIsRefused() throws IOException {
    String token = "Authorization: Bearer " + READ;
    assertThat(get("/api/v1/small", "Host: evil.example", token)).startsWith("HTTP/1.1 403");
    assertThat(get("/api/v1/small", "Host: 127.0.0.1.evil.example", token))
        .startsWith("HTTP/1.1 403");
    assertThat(get("/api/v1/small", token)).startsWith("HTTP/1.1 403");
    assertThat(get("/api/v1/small", "Host: HERE.example:8377", token)).startsWith("HTTP/1.1 200");
    assertThat(get("/api/v1/small", "Host: [::1]:8377", token)).startsWith("HTTP/1.1 200");
    assertThat(get("/api/v1/small", "Host: [0:0:0:0:0:0:0:1]:8377", token))
        .as("another spelling of it")
        .startsWith("HTTP/1.1 200");
    assertThat(get("/api/v1/small", "Host: [::2]:8377", token)).startsWith("HTTP/1.1 403");
    assertThat(get("/api/v1/small", "Host: localhost", "Origin: http://evil.example", token))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void whatIsOutsideThePageIsNotThere() throws IOException {
    List<String> paths =
        List.of(
            "/../../etc/passwd",
            "/assets/../../module-info.class",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/assets%2f..%2f..%2fapi%2fopenapi.json",
            "//etc/passwd",
            "/.git/config",
            "/api/v1/one/a/b");
    for (String path : paths) {
      assertThat(get(path, "Host: localhost", "Authorization: Bearer " + READ))
          .as(path)
          .matches("(?s)HTTP/1.1 (404|400).*")
          .doesNotContain("root:");
    }
  }

  @Test
  void aRequestOfTenMegabytesIsRefusedAndTheNextIsAnswered() throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /api/v1/set HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  + "Authorization: Bearer "
                  + ADMIN
                  + "\r\nContent-Length: 10000000\r\nConnection: close\r\n\r\n")
              .getBytes());
      out.write(new byte[10_000_000]);
      out.flush();
      assertThat(readAll(socket)).startsWith("HTTP/1.1 413").contains("TOO_LARGE");
    }
    aTokenIsNeededAndAWrongOneIsNone();
  }

  @Test
  void aFailureOfOursTellsNothingOfTheInside() throws IOException {
    assertThat(get("/api/v1/fails", "Host: localhost", "Authorization: Bearer " + READ))
        .startsWith("HTTP/1.1 503")
        .doesNotContain("secret")
        .doesNotContain("IllegalState");
  }

  @Test
  void aLongAnswerIsMadeAsFastAsItIsTaken() throws Exception {
    try (Socket slow = connect()) {
      slow.getOutputStream()
          .write(
              ("GET /api/v1/long HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                      + READ
                      + "\r\n\r\n")
                  .getBytes());
      long before = 0;
      while (before == 0 || before != rowsMade.get()) { // until nothing more goes into the line
        before = rowsMade.get();
        Thread.sleep(300);
      }
      assertThat(before).isGreaterThan(0).isLessThan(ROWS);
    }
  }

  @Test
  void anAnswerThatBreaksInTheMiddleDoesNotLookWhole() throws IOException {
    String token = "Authorization: Bearer " + READ;
    String broken = get("/api/v1/breaks", "Host: localhost", token);
    assertThat(broken).startsWith("HTTP/1.1 200").doesNotContain("}").doesNotContain("middle");
    assertThat(broken).doesNotEndWith("\r\n0\r\n\r\n");
    assertThat(get("/api/v1/breaks", "Host: localhost", token)).as("the next").contains("200");
  }

  @Test
  void whatHasNoRoomInMemoryIsRefusedAndTheNextIsAnswered() throws IOException {
    String token = "Authorization: Bearer " + READ;
    assertThat(get("/api/v1/exhausts", "Host: localhost", token))
        .startsWith("HTTP/1.1 503")
        .contains("no memory");
    assertThat(get("/api/v1/small", "Host: localhost", token)).startsWith("HTTP/1.1 200");
  }

  @Test
  void anAddressThatNamesAnotherHostIsRefused() throws IOException {
    String token = "Authorization: Bearer " + READ;
    assertThat(get("http://evil.example/api/v1/small", "Host: localhost", token))
        .startsWith("HTTP/1.1 403");
    assertThat(get("http://localhost/api/v1/small", "Host: localhost", token))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void whatIsAnnouncedToBeTooLongIsNotWaitedFor() throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(4_000); // it is waited 5 s for what is shorter
      socket
          .getOutputStream()
          .write(
              ("POST /api/v1/set HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      + "Authorization: Bearer "
                      + ADMIN
                      + "\r\nContent-Length: 99999999999999\r\n\r\nabc")
                  .getBytes());
      byte[] begin = socket.getInputStream().readNBytes(12);
      assertThat(begin).asString().isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void thePageIsPackedForWhoTakesThat() throws IOException {
    String plain = get("/", "Host: localhost");
    String asset = plain.replaceAll("(?s).*src=\"\\.(/assets/[^\"]+)\".*", "$1");
    String whole = get(asset, "Host: localhost");
    assertThat(get(asset, "Host: localhost", "Accept-Encoding: br, gzip"))
        .contains("Content-encoding: gzip")
        .hasSizeLessThan(whole.length() / 2);
    assertThat(get(asset, "Host: localhost", "Accept-Encoding: gzip;q=0, br"))
        .doesNotContain("Content-encoding");
  }

  @Test
  void whoKeepsAThreadToHimselfKeepsNobodyWaiting() throws Exception {
    String request = "GET /api/v1/busy HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ";
    List<Socket> busy = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        busy.add(connect());
        busy.getLast().getOutputStream().write((request + READ + "\r\n\r\n").getBytes());
      }
      for (Socket _ : busy) {
        begun.acquire();
      }
      aTokenIsNeededAndAWrongOneIsNone();
    } finally {
      isEnough = true;
      for (Socket one : busy) {
        one.close();
      }
    }
  }

  @Test
  void whatMayBeAnsweredLaterSaysWhen() throws IOException {
    String token = "Authorization: Bearer " + READ;
    assertThat(get("/api/v1/exhausts", "Host: localhost", token)).contains("Retry-after: 2\r\n");
    assertThat(get("/api/v1/fails", "Host: localhost", token)).doesNotContain("Retry-after");
  }

  @Test
  void theWrongMethodIsToldWhichIsRight() throws IOException {
    assertThat(ask("DELETE /api/v1/small HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405")
        .contains("Allow: GET");
  }

  @Test
  void aThousandSlowClientsHinderNobody() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW; i++) {
        Socket socket = connect();
        slow.add(socket);
        String request = "GET /api/v1/large HTTP/1.1\r\nHost: localhost\r\n";
        String rest = "Authorization: Bearer " + READ + "\r\n\r\n";
        // Some take nothing of the answer, others never end their question; both hold a thread. The
        // former are fewer: each costs this machine the copying of 3 MB, and it has other work.
        socket.getOutputStream().write((i % 10 == 0 ? request + rest : request).getBytes());
      }
      for (int i = 0; i < 20; i++) {
        aTokenIsNeededAndAWrongOneIsNone();
      }
      long begin = System.nanoTime();
      Thread.sleep(SlowClients.ANSWER_MILLIS_MAX + 6_000);
      for (Socket one : List.of(slow.getFirst(), slow.getLast())) {
        String taken = readAll(one);
        assertThat(taken.length()).as("cut off in the middle").isLessThan(LARGE.length);
      }
      assertThat((System.nanoTime() - begin) / 1_000_000_000).isLessThan(30);
      aTokenIsNeededAndAWrongOneIsNone();
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void whatIsRefusedIsLoggedOnceAndThenCounted() {
    List<String> lines = new ArrayList<>();
    RefusalLog log = new RefusalLog(lines::add);
    Refusal wrongToken = new Refusal(401, "UNAUTHENTICATED", "that is\nnot a token", "");
    for (int i = 0; i < 1000; i++) {
      log.log("192.0.2.1", wrongToken);
      log.log("192.0.2.2", wrongToken);
    }
    assertThat(lines)
        .containsExactly(
            "refused client=192.0.2.1 status=401 that is?not a token",
            "refused client=192.0.2.2 status=401 that is?not a token");
    for (int i = 0; i < 10_000; i++) {
      log.log("2001:db8::" + Integer.toHexString(i), wrongToken);
    }
    assertThat(lines).as("nobody fills the log by many addresses").hasSizeLessThan(1000);
  }
}
