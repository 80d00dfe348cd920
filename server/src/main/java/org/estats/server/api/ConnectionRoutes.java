package org.estats.server.api;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.Absence;
import org.estats.EstatsException;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Switch;
import org.estats.diagnosis.Diagnosis;
import org.estats.linux.LinuxSource;
import org.estats.notation.Json;
import org.estats.notation.MembersJson;
import org.estats.notation.Moments;
import org.estats.server.http.Answer;
import org.estats.server.http.EventStream;
import org.estats.server.http.Question;
import org.estats.server.http.Refusal;
import org.estats.server.http.Route;
import org.estats.server.sample.Board;
import org.estats.server.sample.EndedLog;
import org.estats.server.sample.Line;
import org.estats.server.sample.Live;
import org.estats.server.series.Column;
import org.estats.server.series.Columns;
import org.estats.server.series.SeriesStore;
import org.estats.server.series.Track;
import tools.jackson.core.JsonGenerator;

/// The table, one connection, its series, and the machine in one line.
final class ConnectionRoutes {

  private static final int POINTS = 900;
  private static final int POINTS_MAX = 2000;

  /// So many figures of a series are told while a row of the table is.
  private static final int FIGURES_OF_ROW = 50;

  private static final long KEPT_MILLIS = 15 * 60 * 1000L;

  private final Live live;
  private final SeriesStore series;
  private final EndedLog ended;
  private final PageCache pages;
  private final Written written;

  ConnectionRoutes(
      Live live, SeriesStore series, EndedLog ended, PageCache pages, Written written) {
    this.live = live;
    this.series = series;
    this.ended = ended;
    this.pages = pages;
    this.written = written;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/connections", (q, n, a) -> connections(q, a)),
        Route.get("/api/v1/connections/", this::connection),
        Route.get("/api/v1/series", (q, n, a) -> series(q, a)),
        Route.get("/api/v1/totals", (q, n, a) -> totals(q, a)));
  }

  private void connections(Question question, Answer answer) throws IOException {
    question.allow(TableQuery.PARAMETERS);
    TableQuery query = TableQuery.of(question);
    Board board = live.board();
    pages.inTurn(
        answer,
        board,
        query,
        query.weight(board.lines().size()),
        () -> {
          TableQuery.Page page = pages.of(live.board(), query);
          Optional<byte[]> text = written(query, page);
          if (text.isPresent()) {
            answer.json(text.get());
          } else {
            answer.json(json -> write(json, query, page));
          }
        });
  }

  /// Sends a page of the table as the first event of a stream.
  void snapshot(EventStream out, String eventId, TableQuery query, TableQuery.Page page)
      throws IOException {
    Optional<byte[]> text = written(query, page);
    if (text.isPresent()) {
      out.event("snapshot", eventId, text.get());
    } else {
      out.event("snapshot", eventId, json -> write(json, query, page));
    }
  }

  /// The text of a page that others may ask for too; empty if it is to be made as it is taken.
  private Optional<byte[]> written(TableQuery query, TableQuery.Page page) {
    if (query.weight(page.lines().size()) > Written.ROWS_MAX) {
      return Optional.empty();
    }
    String key = "page " + query.spark() + "\n" + query.text();
    return written.shared(page.tick(), key, json -> write(json, query, page));
  }

  /// Writes a page of the table.
  void write(JsonGenerator json, TableQuery query, TableQuery.Page page) {
    json.writeNumberProperty("tick", page.tick());
    json.writeStringProperty("at", Moments.text(page.taken()));
    Json.number(json, "everySeconds", series.everyMillis() / 1e3);
    json.writeNumberProperty("total", page.total());
    json.writeNumberProperty("matched", page.matched());
    json.writeNumberProperty("offset", query.offset());
    json.writeNumberProperty("limit", query.limit());
    json.writeArrayPropertyStart("connections");
    for (Line line : page.lines()) {
      json.writeStartObject();
      row(json, line, query.spark(), page.taken());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void row(JsonGenerator json, Line line, int spark, Instant taken) {
    RowJson.write(json, line);
    if (spark > 0) {
      RowJson.spark(json, series, line, spark, taken.toEpochMilli());
    }
  }

  private void connection(Question question, String id, Answer answer) throws IOException {
    question.allow(Set.of("spark"));
    int spark = question.number("spark", 0, 120, 0);
    Board board = live.board();
    Line line =
        board
            .line(id)
            .orElseThrow(() ->
                Refusal.notFound(
                    "there is no connection " + id, "it may have ended: see /api/v1/closed"));
    Optional<Snapshot> life = lifetime(line);
    answer.json(json -> {
      row(json, line, spark, board.taken());
      json.writeNumberProperty("tick", board.tick());
      json.writeStringProperty("at", Moments.text(board.taken()));
      members(json, line, life);
      Optional<Diagnosis> diagnosis = line.snapshot().flatMap(s -> line.diagnosis());
      if (diagnosis.isPresent()) {
        json.writeObjectPropertyStart("diagnosis");
        VerdictRoute.write(json, line, diagnosis.get());
        json.writeEndObject();
      } else {
        json.writeNullProperty("diagnosis");
      }
    });
  }

  private static void members(JsonGenerator json, Line line, Optional<Snapshot> life) {
    if (line.snapshot().isPresent() && !line.on().isEmpty()) {
      MembersJson.write(json, line.snapshot().get());
    } else {
      MembersJson.Part nothing =
          new MembersJson.Part(List.of(), Catalogue::members, Set.of(Switch.values()));
      MembersJson.write(json, nothing, m -> new Value.Absent(Absence.OFF));
    }
    if (life.isPresent()) {
      json.writeObjectPropertyStart("lifetime");
      MembersJson.writeKnown(json, life.get());
      json.writeEndObject();
    } else {
      json.writeNullProperty("lifetime");
    }
  }

  /// What `tcp_info` has, where not everything is collected.
  private static Optional<Snapshot> lifetime(Line line) {
    boolean isAllOn = line.on().size() == Switch.values().length;
    if (isAllOn || line.snapshot().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          line.on().isEmpty()
              ? line.snapshot().get()
              : LinuxSource.fromTcpInfo(line.identity().connection()));
    } catch (EstatsException e) {
      return Optional.empty(); // it has ended meanwhile
    }
  }

  private void series(Question question, Answer answer) throws IOException {
    question.allow(Set.of("id", "series", "from", "to", "points"));
    String id =
        question.text("id").orElseThrow(() -> Refusal.invalid("id= is missing", "or id=totals"));
    Track track =
        series
            .track(id)
            .orElseThrow(() ->
                Refusal.notFound("nothing is kept of a connection " + id, "see /api/v1/closed"));
    List<Column> wanted = wanted(track, question.text("series"));
    long now = live.board().taken().toEpochMilli();
    long from = question.moment("from", now, now - KEPT_MILLIS);
    long to = question.moment("to", now, Math.max(from, now));
    if (from > to) {
      throw Refusal.invalid("from= is after to=", "");
    }
    int points = question.number("points", 1, POINTS_MAX, POINTS);
    int work = (int) Math.min(points, KEPT_MILLIS / series.everyMillis()) * wanted.size();
    answer.atLength(
        work / FIGURES_OF_ROW,
        work / FIGURES_OF_ROW,
        () -> {
          Columns columns = series.columns(track, wanted, from, to, points);
          answer.json(json -> write(json, id, columns, now));
        });
  }

  private static List<Column> wanted(Track track, Optional<String> names) {
    if (names.isEmpty()) {
      return track.columns();
    }
    List<Column> wanted = new ArrayList<>();
    for (String name : names.get().split(",")) {
      Column column =
          track.columns().stream()
              .filter(c -> c.name().equalsIgnoreCase(name.strip()))
              .findFirst()
              .orElseThrow(() ->
                  Refusal.invalid(
                      "no series is kept of '" + name + "'",
                      "there are "
                          + String.join(
                              ", ", track.columns().stream().map(Column::name).toList())));
      if (!wanted.contains(column)) {
        wanted.add(column);
      }
    }
    return wanted;
  }

  private void write(JsonGenerator json, String id, Columns columns, long now) {
    json.writeStringProperty("id", id);
    Json.number(json, "everySeconds", columns.everySeconds());
    Json.number(json, "heldSeconds", series.heldSeconds(now));
    json.writeArrayPropertyStart("t");
    for (double t : columns.t()) {
      Json.number(json, t);
    }
    json.writeEndArray();
    double[][] none = new double[0][];
    columns(json, "series", columns, columns.shown());
    columns(json, "high", columns, columns.isReduced() ? columns.high() : none);
    columns(json, "low", columns, columns.isReduced() ? columns.low() : none);
    json.writeObjectPropertyStart("units");
    columns.columns().forEach(c -> json.writeStringProperty(c.name(), c.unit()));
    json.writeEndObject();
  }

  private static void columns(
      JsonGenerator json, String name, Columns columns, double[][] figures) {
    json.writeObjectPropertyStart(name);
    for (int c = 0; c < figures.length; c++) {
      json.writeArrayPropertyStart(columns.columns().get(c).name());
      for (double figure : figures[c]) {
        Json.number(json, figure);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void totals(Question question, Answer answer) throws IOException {
    question.allow(Set.of());
    Board board = live.board();
    answer.json(
        written.object(board.tick(), "totals", json -> TotalsJson.write(json, board, ended)));
  }
}
