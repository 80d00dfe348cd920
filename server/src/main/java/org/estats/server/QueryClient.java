package org.estats.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.estats.EstatsException;
import org.estats.notation.Json;
import org.estats.notation.JsonReader;
import org.estats.server.api.QueryRoute;
import org.estats.server.history.Query;
import org.estats.server.http.Certificates;
import org.estats.server.query.QueryResult;

/// Asks the history: the daemon that records it, or the file where none does.
public final class QueryClient {

  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final int READ_MILLIS_MAX = 60_000;

  private final URI daemon;
  private final Optional<String> token;
  private final Optional<SSLContext> trust;

  /// @param daemon where the daemon is
  /// @param token what it wants to be shown
  public QueryClient(URI daemon, Optional<String> token) {
    this(daemon, token, Optional.empty());
  }

  /// @param daemon where the daemon is
  /// @param token what it wants to be shown
  /// @param certificates a PEM file with the certificate of the daemon, or of who certifies it;
  ///   empty to trust whom this JDK trusts
  /// @throws EstatsException INVALID if the file holds no certificate
  public QueryClient(URI daemon, Optional<String> token, Optional<Path> certificates) {
    this.daemon = daemon;
    this.token = token;
    this.trust = certificates.map(Certificates::trusting);
  }

  /// Asks the file itself.
  ///
  /// @throws EstatsException INVALID, FAILED
  public static QueryResult askFile(Path file, String sql) {
    return Query.run(file, sql);
  }

  /// A result as the API writes it.
  public static byte[] json(QueryResult result) {
    return Json.object(json -> QueryRoute.write(json, result));
  }

  /// Asks the daemon.
  ///
  /// @throws EstatsException NOT_FOUND if none listens there; else what it answers
  public QueryResult ask(String sql) {
    byte[] body = Json.object(json -> json.writeStringProperty("sql", sql));
    Map<String, Object> answer = read(send("POST", "api/v1/query", body));
    List<QueryResult.Column> columns =
        JsonReader.list(answer.get("columns")).stream()
            .map(JsonReader::object)
            .map(c ->
                new QueryResult.Column(
                    String.valueOf(c.get("name")), String.valueOf(c.get("type"))))
            .toList();
    List<List<Object>> rows =
        JsonReader.list(answer.get("rows")).stream().map(JsonReader::list).toList();
    return new QueryResult(
        columns,
        rows,
        Boolean.TRUE.equals(answer.get("truncated")),
        answer.get("millis") instanceof Number n ? n.doubleValue() : 0);
  }

  private Map<String, Object> read(byte[] answer) {
    try {
      return JsonReader.object(JsonReader.read(answer));
    } catch (IllegalArgumentException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED,
          "what listens at " + daemon + " does not answer as a daemon does",
          "name the daemon: --url URL");
    }
  }

  /// Fetches a support bundle.
  ///
  /// @throws EstatsException NOT_FOUND if no daemon listens there; else what it answers
  public byte[] bundle() {
    return send("GET", "api/v1/bundle", new byte[0]);
  }

  private byte[] send(String method, String path, byte[] body) {
    try {
      HttpURLConnection http = (HttpURLConnection) daemon.resolve(path).toURL().openConnection();
      if (http instanceof HttpsURLConnection secure) {
        trust.map(SSLContext::getSocketFactory).ifPresent(secure::setSSLSocketFactory);
      }
      http.setConnectTimeout(CONNECT_MILLIS_MAX);
      http.setReadTimeout(READ_MILLIS_MAX);
      http.setRequestMethod(method);
      token.ifPresent(t -> http.setRequestProperty("Authorization", "Bearer " + t));
      if (body.length > 0) {
        http.setRequestProperty("Content-Type", "application/json");
        http.setDoOutput(true);
        try (OutputStream out = http.getOutputStream()) {
          out.write(body);
        }
      }
      int status = http.getResponseCode();
      try (InputStream in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
        byte[] answer = in == null ? new byte[0] : in.readAllBytes();
        if (status >= 400) {
          throw refused(status, answer);
        }
        return answer;
      }
    } catch (ConnectException e) {
      throw new EstatsException(
          EstatsException.Kind.NOT_FOUND,
          "no daemon listens at " + daemon,
          "start one: estats serve --history FILE, or name it: --url URL, or ask the file: --file"
              + " FILE");
    } catch (SSLException e) {
      throw unsure(e);
    } catch (IOException | IllegalArgumentException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED, "cannot ask " + daemon + ": " + e.getMessage());
    }
  }

  private EstatsException unsure(SSLException e) {
    boolean isUnknown = String.valueOf(e.getMessage()).contains("unable to find valid");
    boolean isNamedOtherwise = String.valueOf(e.getMessage()).contains("subject alternative");
    return new EstatsException(
        EstatsException.Kind.FAILED,
        "cannot trust "
            + daemon
            + ": "
            + (isUnknown
                ? "nobody who is trusted certifies it"
                : isNamedOtherwise
                    ? "its certificate is not for the name " + daemon.getHost()
                    : e.getMessage()),
        isUnknown
            ? "name its certificate, or that of who made it: --cacert FILE"
            : isNamedOtherwise ? "ask by the name that stands in the certificate: --url URL" : "");
  }

  private EstatsException refused(int status, byte[] answer) {
    try {
      Map<String, Object> error = JsonReader.object(read(answer).get("error"));
      EstatsException.Kind kind =
          switch (status) {
            case 400, 413 -> EstatsException.Kind.INVALID;
            case 401, 403 -> EstatsException.Kind.ACCESS_DENIED;
            case 404 -> EstatsException.Kind.NOT_FOUND;
            case 429 -> EstatsException.Kind.BUSY;
            default -> EstatsException.Kind.FAILED;
          };
      String remedy =
          status == 401
              ? "name the file that holds it: --token-file FILE"
              : String.valueOf(error.get("remedy"));
      return new EstatsException(kind, String.valueOf(error.get("message")), remedy);
    } catch (RuntimeException e) {
      return new EstatsException(EstatsException.Kind.FAILED, "it answers with status " + status);
    }
  }
}
