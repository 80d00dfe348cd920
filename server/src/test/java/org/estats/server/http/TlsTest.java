package org.estats.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.estats.EstatsException;
import org.estats.server.QueryClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server behind a certificate that was made for this test, as a site makes its own.
class TlsTest {

  private static final String READ = "read-token-0123456789";
  private static final String ADMIN = "admin-token-0123456789";
  private static final String PASSWORD = "not-secret";

  @TempDir private Path folder;

  private Path certificate;
  private Path key;
  private HttpService service;

  @BeforeEach
  void start() throws Exception {
    certificate = folder.resolve("server.pem");
    key = folder.resolve("server.key");
    makeCertificate();
    InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    List<Route> routes =
        List.of(
            Route.get("/api/v1/small", (q, n, a) -> a.json("{}".getBytes())),
            new Route(
                "POST",
                "/api/v1/query",
                Route.Right.READ,
                (q, n, a) ->
                    a.json(
                        "{\"columns\":[],\"rows\":[],\"truncated\":false,\"millis\":1}"
                            .getBytes())),
            new Route("POST", "/api/v1/set", Route.Right.SET, (q, n, a) -> a.json(q.body())));
    Guard guard = new Guard(Optional.of(READ), Optional.of(ADMIN), listen, List.of());
    service =
        HttpService.bind(
            listen, Optional.of(Certificates.read(certificate, key)), guard, routes, true);
    service.start();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void makeCertificate() throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/keytool",
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                "estats",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD.toCharArray());
    }
    pem(certificate, "CERTIFICATE", made.getCertificate("estats").getEncoded());
    pem(key, "PRIVATE KEY", made.getKey("estats", PASSWORD.toCharArray()).getEncoded());
  }

  private static void pem(Path file, String kind, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, text));
  }

  /// A client that trusts this certificate alone.
  private HttpsURLConnection open(String path, String token) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate read =
          java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in);
      trusted.setCertificateEntry("estats", read);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpsURLConnection http =
        (HttpsURLConnection)
            URI.create("https://localhost:" + service.port() + path).toURL().openConnection();
    http.setSSLSocketFactory(context.getSocketFactory());
    if (!token.isEmpty()) {
      http.setRequestProperty("Authorization", "Bearer " + token);
    }
    return http;
  }

  private int set(String token) throws Exception {
    HttpsURLConnection http = open("/api/v1/set", token);
    http.setRequestMethod("POST");
    http.setDoOutput(true);
    http.setRequestProperty("Content-Type", "application/json");
    try (OutputStream out = http.getOutputStream()) {
      out.write("{}".getBytes(StandardCharsets.UTF_8));
    }
    return http.getResponseCode();
  }

  @Test
  void readingTakesATokenAndSwitchingTheAdminsToken() throws Exception {
    assertThat(open("/api/v1/small", "").getResponseCode()).isEqualTo(401);
    assertThat(open("/api/v1/small", "wrong-token-0123456789").getResponseCode()).isEqualTo(401);
    assertThat(open("/api/v1/small", READ).getResponseCode()).isEqualTo(200);
    assertThat(open("/", "").getResponseCode()).as("the page itself says nothing").isEqualTo(200);
    assertThat(set("")).isEqualTo(401);
    assertThat(set(READ)).isEqualTo(403);
    assertThat(set(ADMIN)).isEqualTo(200);
  }

  @Test
  void whoDoesNotTrustTheCertificateAndWhoSpeaksWithoutTlsLearnNothing() throws Exception {
    HttpsURLConnection untrusting =
        (HttpsURLConnection)
            URI.create("https://localhost:" + service.port() + "/").toURL().openConnection();
    assertThatThrownBy(untrusting::getResponseCode).isInstanceOf(SSLHandshakeException.class);
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
      plain.setSoTimeout(20_000);
      plain
          .getOutputStream()
          .write(
              ("GET /api/v1/small HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                      + READ
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(plain.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).doesNotContain("200 OK");
    }
    assertThat(open("/api/v1/small", READ).getResponseCode()).isEqualTo(200);
  }

  @Test
  void whoAsksTheHistoryNamesTheCertificateThatIsToBeTrusted() throws Exception {
    URI daemon = URI.create("https://localhost:" + service.port() + "/");
    Optional<String> token = Optional.of(READ);
    assertThat(new QueryClient(daemon, token, Optional.of(certificate)).ask("SELECT 1").rows())
        .isEmpty();
    assertThatThrownBy(() -> new QueryClient(daemon, token).ask("SELECT 1"))
        .hasMessageContaining("nobody who is trusted certifies it")
        .extracting(e -> ((EstatsException) e).remedy())
        .asString()
        .contains("--cacert FILE");
    Path text = Files.writeString(folder.resolve("text"), "no certificate");
    assertThatThrownBy(() -> new QueryClient(daemon, token, Optional.of(text)))
        .isInstanceOf(EstatsException.class)
        .hasMessageContaining("holds no certificate");
    assertThatThrownBy(() -> new QueryClient(daemon, token, Optional.of(folder.resolve("none"))))
        .hasMessageContaining("there is no file");
    Files.delete(folder.resolve("store.p12"));
    Path another = Files.move(certificate, folder.resolve("first.pem"));
    makeCertificate(); // another one, of the same names
    assertThatThrownBy(() -> new QueryClient(daemon, token, Optional.of(certificate)).ask("x"))
        .isInstanceOf(EstatsException.class)
        .hasMessageContaining("cannot trust");
    assertThat(another).exists();
  }

  @Test
  void aKeyThatIsNoneOrOfAnotherCertificateIsNamed() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "no key");
    assertThatThrownBy(() -> Certificates.read(certificate, text))
        .isInstanceOf(EstatsException.class)
        .hasMessageContaining("holds no PKCS #8 key");
    assertThatThrownBy(() -> Certificates.read(text, key)).isInstanceOf(EstatsException.class);
    assertThatThrownBy(() -> Certificates.read(folder.resolve("none"), key))
        .hasMessageContaining("cannot read");
    Path own = Files.copy(certificate, folder.resolve("own.pem"));
    Files.delete(folder.resolve("store.p12"));
    makeCertificate(); // another key, under the same names
    assertThatThrownBy(() -> Certificates.read(own, key))
        .as("a certificate of another key")
        .isInstanceOf(EstatsException.class);
  }
}
