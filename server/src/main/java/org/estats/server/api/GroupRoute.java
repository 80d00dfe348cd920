package org.estats.server.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.estats.diagnosis.Diagnosis;
import org.estats.filter.Filter;
import org.estats.notation.DiagnosisJson;
import org.estats.notation.Json;
import org.estats.notation.Moments;
import org.estats.server.http.Answer;
import org.estats.server.http.Question;
import org.estats.server.http.Refusal;
import org.estats.server.http.Route;
import org.estats.server.sample.Board;
import org.estats.server.sample.Fold;
import org.estats.server.sample.Line;
import org.estats.server.sample.Live;
import org.estats.server.sample.Totals;
import tools.jackson.core.JsonGenerator;

/// Connections folded by what they have in common.
final class GroupRoute {

  /// So many connections are folded while a row of the table is written.
  private static final int FOLDED_OF_ROW = 20;

  private final Live live;
  private final Fold.Bits bits;

  /// A group.
  private record Group(String key, List<Line> lines, Optional<Line> worst) {}

  GroupRoute(Live live, Fold.Bits bits) {
    this.live = live;
    this.bits = bits;
  }

  List<Route> routes() {
    return List.of(Route.get("/api/v1/groups", (q, n, a) -> list(q, a)));
  }

  private void list(Question question, Answer answer) throws IOException {
    question.allow(Set.of("by", "filter", "search", "limit"));
    String by = question.text("by").orElse(Fold.PROCESS.text());
    Fold fold =
        Fold.named(by)
            .orElseThrow(() ->
                Refusal.invalid(
                    "'" + by + "' is nothing to fold by",
                    "one of process, remote, port, netns, uid, nature"));
    Filter filter = TableQuery.filter(question);
    String search = TableQuery.search(question);
    int limit = question.number("limit", 0, TableQuery.LIMIT_MAX, TableQuery.LIMIT);
    int lines = live.board().lines().size();
    int rows = Math.min(limit, lines);
    answer.atLength(
        rows + lines / FOLDED_OF_ROW + TableQuery.work(lines, filter, search),
        rows,
        () -> list(fold, filter, search, limit, answer));
  }

  private void list(Fold fold, Filter filter, String search, int limit, Answer answer)
      throws IOException {
    Board board = live.board();
    Map<String, List<Line>> byKey = new LinkedHashMap<>();
    int matched = 0;
    for (Line line : board.lines()) {
      if (line.state().isSynchronised() && TableQuery.matches(filter, search, line)) {
        byKey.computeIfAbsent(fold.key(line, bits), k -> new ArrayList<>()).add(line);
        matched++;
      }
    }
    List<Group> groups = sorted(byKey);
    int all = matched;
    answer.json(json -> {
      json.writeNumberProperty("tick", board.tick());
      json.writeStringProperty("at", Moments.text(board.taken()));
      json.writeStringProperty("by", fold.text());
      json.writeNumberProperty("matched", all);
      json.writeNumberProperty("total", groups.size());
      json.writeArrayPropertyStart("groups");
      groups.stream().limit(limit).forEach(g -> write(json, fold, g));
      json.writeEndArray();
    });
  }

  private static List<Group> sorted(Map<String, List<Line>> byKey) {
    Comparator<Line> worst = Order.parse(Order.WORST);
    return byKey.entrySet().stream()
        .map(e -> new Group(e.getKey(), e.getValue(), e.getValue().stream().min(worst)))
        .sorted(Comparator.comparing(g -> g.worst().orElseThrow(), worst))
        .toList();
  }

  private static void write(JsonGenerator json, Fold fold, Group group) {
    Totals totals = Totals.of(group.lines());
    long limited =
        group.lines().stream()
            .filter(l -> l.diagnosis().map(Diagnosis::isLimited).orElse(false))
            .count();
    json.writeStartObject();
    json.writeStringProperty("key", group.key());
    json.writeStringProperty("filter", fold.filter(group.key()));
    json.writeNumberProperty("connections", group.lines().size());
    Json.number(json, "outBitsPerSecond", totals.outBitsPerSecond());
    Json.number(json, "inBitsPerSecond", totals.inBitsPerSecond());
    Json.number(json, "retransShare", totals.retransShare());
    TotalsJson.quantiles(json, "rttMicros", totals.rtt());
    DiagnosisJson.shares(json, totals.shares());
    TotalsJson.natures(json, totals);
    json.writeNumberProperty("limited", limited);
    json.writeObjectPropertyStart("worst");
    RowJson.write(json, group.worst().orElseThrow());
    json.writeEndObject();
    json.writeEndObject();
  }
}
