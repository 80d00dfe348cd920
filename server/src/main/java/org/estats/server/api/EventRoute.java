package org.estats.server.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.estats.notation.Json;
import org.estats.notation.Moments;
import org.estats.server.http.Answer;
import org.estats.server.http.EventStream;
import org.estats.server.http.Question;
import org.estats.server.http.Refusal;
import org.estats.server.http.Route;
import org.estats.server.sample.Board;
import org.estats.server.sample.Ended;
import org.estats.server.sample.EndedLog;
import org.estats.server.sample.Line;
import org.estats.server.sample.Live;
import tools.jackson.core.JsonGenerator;

/// Live changes: a thread a client, which waits for the next board and writes what has changed. A
/// slow client misses boards and is given the difference to the newest.
final class EventRoute {

  private static final int STREAMS_MAX = 2048;
  private static final int RETRY_MILLIS = 2000;
  private static final long WAIT_MILLIS = 15_000;
  private static final Set<String> PARAMETERS =
      Set.of("filter", "search", "sort", "limit", "all", "spark", "lastEventId");

  private final Live live;
  private final EndedLog ended;
  private final ConnectionRoutes connections;
  private final Resumption resumption = new Resumption();
  private final PageCache pages;
  private final AtomicInteger streams = new AtomicInteger();

  EventRoute(Live live, EndedLog ended, ConnectionRoutes connections, PageCache pages) {
    this.pages = pages;
    this.live = live;
    this.ended = ended;
    this.connections = connections;
  }

  List<Route> routes() {
    return List.of(Route.get("/api/v1/events", (q, n, a) -> follow(q, a)));
  }

  /// How many clients follow.
  int streams() {
    return streams.get();
  }

  private void follow(Question question, Answer answer) throws IOException {
    question.allow(PARAMETERS);
    TableQuery query = TableQuery.of(question);
    Optional<String> last = question.header("Last-Event-ID").or(() -> question.text("lastEventId"));
    if (streams.incrementAndGet() > STREAMS_MAX) {
      streams.decrementAndGet();
      throw Refusal.tooMany("more than " + STREAMS_MAX + " clients follow already");
    }
    try {
      Following following = last.flatMap(id -> resumption.take(id, query)).orElse(null);
      stream(answer.stream(), query, following == null ? resumption.begin(query) : following);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the daemon ends
    } finally {
      streams.decrementAndGet();
    }
  }

  private void stream(EventStream out, TableQuery query, Following following)
      throws IOException, InterruptedException {
    out.retryMillis(RETRY_MILLIS);
    Board board = live.board();
    if (following.isNew()) {
      TableQuery.Page page = pages.of(board, query);
      following.showed(board, page.lines(), ended.count());
      Board first = board;
      out.event(
          "snapshot",
          following.eventId(),
          Json.object(json -> connections.write(json, first, query, page)));
      totals(out, following, board);
    }
    while (!live.isEnded()) {
      Board next = live.after(following.tick(), WAIT_MILLIS);
      if (next.tick() > following.tick()) {
        change(out, query, following, next);
        totals(out, following, next);
        closed(out, query, following);
      }
    }
    out.event("bye", "", Json.object(j -> j.writeStringProperty("reason", "the daemon stops")));
  }

  private void change(EventStream out, TableQuery query, Following following, Board board)
      throws IOException {
    TableQuery.Page page = pages.of(board, query);
    Following.Change change = following.showed(board, page.lines(), following.endedNumber());
    byte[] data =
        Json.object(json -> {
          json.writeNumberProperty("tick", board.tick());
          json.writeStringProperty("at", Moments.text(board.taken()));
          json.writeNumberProperty("total", page.total());
          json.writeNumberProperty("matched", page.matched());
          json.writeArrayPropertyStart("rows");
          change.rows().forEach(line -> row(json, line));
          json.writeEndArray();
          json.writeArrayPropertyStart("gone");
          change.gone().forEach(json::writeString);
          json.writeEndArray();
        });
    out.event("delta", following.eventId(), data);
  }

  private static void row(JsonGenerator json, Line line) {
    json.writeStartObject();
    RowJson.write(json, line);
    json.writeEndObject();
  }

  private void totals(EventStream out, Following following, Board board) throws IOException {
    out.event(
        "totals", following.eventId(), Json.object(json -> TotalsJson.write(json, board, ended)));
  }

  private void closed(EventStream out, TableQuery query, Following following) throws IOException {
    for (Ended one : ended.after(following.endedNumber())) {
      following.toldEnded(one.number());
      if (ClosedRoute.matches(query.filter(), query.search(), one)) {
        out.event(
            "closed",
            following.eventId(),
            Json.object(json -> ClosedRoute.write(json, one, false)));
      }
    }
  }
}
