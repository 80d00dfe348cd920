package org.estats.server.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.estats.diagnosis.Diagnosis;
import org.estats.filter.Filter;
import org.estats.notation.DiagnosisJson;
import org.estats.notation.Moments;
import org.estats.server.http.Answer;
import org.estats.server.http.Question;
import org.estats.server.http.Route;
import org.estats.server.sample.Board;
import org.estats.server.sample.Line;
import org.estats.server.sample.Live;
import org.estats.server.sample.Totals;
import tools.jackson.core.JsonGenerator;

/// What limits connections, the worst first.
final class VerdictRoute {

  private final Live live;

  VerdictRoute(Live live) {
    this.live = live;
  }

  List<Route> routes() {
    return List.of(Route.get("/api/v1/verdicts", (q, n, a) -> list(q, a)));
  }

  private void list(Question question, Answer answer) throws IOException {
    question.allow(Set.of("filter", "search", "limit", "offset", "limited"));
    Filter filter = TableQuery.filter(question);
    String search = TableQuery.search(question);
    int limit = question.number("limit", 0, TableQuery.LIMIT_MAX, TableQuery.LIMIT);
    int offset = question.number("offset", 0, Integer.MAX_VALUE, 0);
    boolean isLimited = question.flag("limited");
    int lines = live.board().lines().size();
    int rows = Math.min(limit, lines);
    answer.atLength(
        rows + TableQuery.work(lines, filter, search),
        rows,
        () -> list(filter, search, limit, offset, isLimited, answer));
  }

  private void list(
      Filter filter, String search, int limit, int offset, boolean isLimited, Answer answer)
      throws IOException {
    Board board = live.board();
    int all = 0;
    List<Line> found = new ArrayList<>();
    for (Line line : board.lines()) {
      if (line.diagnosis().isPresent() && line.snapshot().isPresent()) {
        all++;
        boolean isWanted = !isLimited || line.diagnosis().get().isLimited();
        if (isWanted && TableQuery.matches(filter, search, line)) {
          found.add(line);
        }
      }
    }
    found.sort(Order.parse(Order.WORST));
    int from = Math.min(offset, found.size());
    int end = (int) Math.min((long) from + limit, found.size());
    List<Line> page = List.copyOf(found.subList(from, end));
    Totals counts = Totals.of(found);
    int total = all;
    int matched = found.size();
    answer.json(json -> {
      json.writeNumberProperty("tick", board.tick());
      json.writeStringProperty("at", Moments.text(board.taken()));
      json.writeNumberProperty("total", total);
      json.writeNumberProperty("matched", matched);
      json.writeObjectPropertyStart("verdicts");
      counts.verdicts().forEach((v, n) -> json.writeNumberProperty(v.text(), n));
      json.writeEndObject();
      TotalsJson.natures(json, counts);
      json.writeArrayPropertyStart("diagnoses");
      for (Line line : page) {
        Diagnosis diagnosis = line.diagnosis().orElseThrow();
        json.writeStartObject();
        write(json, line, diagnosis);
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  /// Writes a verdict as the command line does, with the id of its connection before it.
  static void write(JsonGenerator json, Line line, Diagnosis diagnosis) {
    json.writeStringProperty("id", line.identity().id());
    DiagnosisJson.write(json, diagnosis, line.snapshot().orElseThrow(), line.owner());
  }
}
