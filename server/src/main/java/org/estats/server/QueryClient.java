package org.estats.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.EstatsException;
import org.estats.server.api.QueryRoute;
import org.estats.server.history.Query;
import org.estats.server.http.Json;
import org.estats.server.query.QueryResult;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Asks the history: the daemon that records it, or the file where none does.
public final class QueryClient {

  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final int READ_MILLIS_MAX = 60_000;

  private final URI daemon;
  private final Optional<String> token;

  /// @param daemon where the daemon is
  /// @param token what it wants to be shown
  public QueryClient(URI daemon, Optional<String> token) {
    this.daemon = daemon;
    this.token = token;
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
    Map<String, Object> answer = parse(send("POST", "api/v1/query", body));
    List<QueryResult.Column> columns =
        list(answer.get("columns")).stream()
            .map(QueryClient::map)
            .map(c ->
                new QueryResult.Column(
                    String.valueOf(c.get("name")), String.valueOf(c.get("type"))))
            .toList();
    List<List<Object>> rows = list(answer.get("rows")).stream().map(QueryClient::list).toList();
    return new QueryResult(
        columns,
        rows,
        Boolean.TRUE.equals(answer.get("truncated")),
        answer.get("millis") instanceof Number n ? n.doubleValue() : 0);
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
    } catch (IOException | IllegalArgumentException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED, "cannot ask " + daemon + ": " + e.getMessage());
    }
  }

  private static EstatsException refused(int status, byte[] answer) {
    try {
      Map<String, Object> error = map(parse(answer).get("error"));
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

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private static Map<String, Object> parse(byte[] bytes) {
    JsonFactory factory = JsonFactory.builder().build();
    try (JsonParser json = factory.createParser(ObjectReadContext.empty(), bytes)) {
      json.nextToken();
      return map(value(json));
    }
  }

  private static Object value(JsonParser json) {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = json.currentName();
          json.nextToken();
          members.put(name, value(json));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(json));
        }
        yield elements;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> json.getString();
    };
  }
}
