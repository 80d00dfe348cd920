package org.estats.server.api;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.estats.EstatsException;
import org.estats.notation.Json;
import org.estats.server.history.History;
import org.estats.server.http.Answer;
import org.estats.server.http.Body;
import org.estats.server.http.Question;
import org.estats.server.http.Refusal;
import org.estats.server.http.Route;
import org.estats.server.query.QueryResult;
import tools.jackson.core.JsonGenerator;

/// SQL over the history.
public final class QueryRoute {

  private static final int SQL_CHARACTERS_MAX = 32 << 10;

  /// An answer is held until it is taken, so those who take their time count too.
  private static final int AT_ONCE_MAX = 4;

  private final Semaphore atOnce = new Semaphore(AT_ONCE_MAX);
  private final Optional<History> history;

  QueryRoute(Optional<History> history) {
    this.history = history;
  }

  List<Route> routes() {
    return List.of(new Route("POST", "/api/v1/query", Route.Right.READ, (q, n, a) -> query(q, a)));
  }

  private void query(Question question, Answer answer) throws IOException {
    question.allow(Set.of());
    String sql =
        Body.parse(question.body(), Set.of("sql"))
            .text("sql")
            .filter(s -> s.length() <= SQL_CHARACTERS_MAX)
            .orElseThrow(() -> Refusal.invalid("sql is missing, or too long", ""));
    History asked =
        history.orElseThrow(() ->
            new Refusal(
                503,
                "NOT_SUPPORTED",
                "this daemon keeps no history",
                "set it in the configuration: history = /var/lib/estats/history.duckdb"));
    if (!atOnce.tryAcquire()) {
      throw Refusal.tooMany("others are asking the history already");
    }
    try {
      answer.apart(() -> {
        QueryResult result = asked.query(sql);
        answer.json(json -> write(json, result));
      });
    } catch (EstatsException e) {
      boolean isBusy = e.kind() == EstatsException.Kind.BUSY;
      throw isBusy ? new Refusal(429, "TOO_MANY", e.getMessage(), e.remedy()) : e;
    } finally {
      atOnce.release();
    }
  }

  /// Writes the members of the object.
  public static void write(JsonGenerator json, QueryResult result) {
    json.writeArrayPropertyStart("columns");
    for (QueryResult.Column column : result.columns()) {
      json.writeStartObject();
      json.writeStringProperty("name", column.name());
      json.writeStringProperty("type", column.type());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("rows");
    for (List<Object> row : result.rows()) {
      json.writeStartArray();
      row.forEach(v -> value(json, v));
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeBooleanProperty("truncated", result.isTruncated());
    Json.number(json, "millis", result.millis());
  }

  private static void value(JsonGenerator json, Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Boolean flag -> json.writeBoolean(flag);
      case BigInteger whole -> json.writeNumber(whole);
      case Double real -> Json.number(json, real);
      case Float real -> Json.number(json, real);
      case java.math.BigDecimal decimal -> json.writeNumber(decimal);
      case Number whole -> json.writeNumber(whole.longValue());
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(v -> value(json, v));
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((name, v) -> {
          json.writeName(name.toString());
          value(json, v);
        });
        json.writeEndObject();
      }
      default -> json.writeString(value.toString());
    }
  }
}
