package org.estats.server.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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

  private static final int STREAMS_MAX = 1024;
  private static final int ROWS_MAX = 200_000;
  private static final int RETRY_MILLIS = 2000;
  private static final long WAIT_MILLIS = 15_000;
  private static final Set<String> PARAMETERS =
      Set.of("filter", "search", "sort", "limit", "all", "spark", "lastEventId");

  private final Live live;
  private final EndedLog ended;
  private final ConnectionRoutes connections;
  private final Resumption resumption = new Resumption();
  private final PageCache pages;
  private final Written written;
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger rows = new AtomicInteger();

  EventRoute(
      Live live, EndedLog ended, ConnectionRoutes connections, PageCache pages, Written written) {
    this.live = live;
    this.ended = ended;
    this.connections = connections;
    this.pages = pages;
    this.written = written;
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
    Optional<String> last =
        question
            .header("Last-Event-ID")
            .filter(id -> !id.isEmpty())
            .or(() -> question.text("lastEventId"));
    if (question.method().equals("HEAD")) {
      answer.header("Content-Type", "text/event-stream").empty(200);
      return;
    }
    enter(query);
    try {
      Optional<Following> earlier = last.flatMap(id -> resumption.take(id, query));
      boolean isBroken = last.isPresent() && earlier.isEmpty();
      Following following = earlier.orElseGet(() -> resumption.begin(query));
      stream(answer, query, following, isBroken);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the daemon ends
    } finally {
      streams.decrementAndGet();
      rows.addAndGet(-query.limit());
    }
  }

  /// What has been shown is remembered for each stream, so there is an end to how much is.
  private void enter(TableQuery query) {
    boolean isTooMany = streams.incrementAndGet() > STREAMS_MAX;
    if (rows.addAndGet(query.limit()) > ROWS_MAX || isTooMany) {
      streams.decrementAndGet();
      rows.addAndGet(-query.limit());
      throw Refusal.tooMany(
          isTooMany
              ? "more than " + STREAMS_MAX + " clients follow already"
              : "more than " + ROWS_MAX + " rows are followed already: ask for fewer by limit=");
    }
  }

  private void stream(Answer answer, TableQuery query, Following following, boolean isBroken)
      throws IOException, InterruptedException {
    EventStream out;
    if (following.isNew()) {
      out = begin(answer, query, following, isBroken);
    } else {
      out = answer.stream();
      out.retryMillis(RETRY_MILLIS);
    }
    while (!live.isEnded()) {
      Board next = live.after(following.tick(), WAIT_MILLIS);
      if (next.tick() > following.tick()) {
        follow(answer, out, query, following, next);
      }
    }
    out.event("bye", "", json -> json.writeStringProperty("reason", "the daemon stops"));
  }

  private EventStream begin(Answer answer, TableQuery query, Following following, boolean isBroken)
      throws IOException {
    AtomicReference<EventStream> begun = new AtomicReference<>();
    Board board = live.board();
    pages.inTurn(
        answer,
        board,
        query,
        query.weight(board.lines().size()),
        () -> {
          EventStream out = answer.stream();
          begun.set(out);
          out.retryMillis(RETRY_MILLIS);
          if (isBroken) {
            gap(
                out,
                "too long ago, or of another run: what there is now follows",
                OptionalLong.empty());
          }
          TableQuery.Page page = pages.of(live.board(), query);
          following.showed(page, ended.count());
          connections.snapshot(out, following.eventId(), query, page);
          totals(out, following, live.board());
        });
    return begun.get();
  }

  private void follow(
      Answer answer, EventStream out, TableQuery query, Following following, Board next)
      throws IOException {
    try {
      pages.inTurn(
          answer,
          next,
          query,
          Math.min(query.limit(), next.lines().size()),
          () -> {
            change(out, query, following, pages.of(next, query));
            totals(out, following, next);
            closed(out, query, following);
          });
    } catch (Refusal e) {
      if (!e.isPassing()) {
        throw e;
      }
      // Its turn has not come: the next board tells of this one's changes too.
    }
  }

  /// Says that something is missing that cannot be told any more.
  private static void gap(EventStream out, String reason, OptionalLong closed) throws IOException {
    out.event(
        "gap",
        "",
        json -> {
          json.writeStringProperty("reason", reason);
          Json.whole(json, "closed", closed);
        });
  }

  private void change(EventStream out, TableQuery query, Following following, TableQuery.Page page)
      throws IOException {
    long before = following.tick();
    Following.Change change = following.showed(page, following.endedNumber());
    Consumer<JsonGenerator> members =
        json -> {
          json.writeNumberProperty("tick", page.tick());
          json.writeStringProperty("at", Moments.text(page.taken()));
          json.writeNumberProperty("total", page.total());
          json.writeNumberProperty("matched", page.matched());
          json.writeArrayPropertyStart("rows");
          change.rows().forEach(line -> row(json, line));
          json.writeEndArray();
          json.writeArrayPropertyStart("gone");
          change.gone().forEach(json::writeString);
          json.writeEndArray();
        };
    // Whoever has been told of the tick before was told the same.
    String key = "delta " + before + "\n" + query.text();
    Optional<byte[]> text =
        change.rows().size() > Written.ROWS_MAX
            ? Optional.empty()
            : written.shared(page.tick(), key, members);
    if (text.isPresent()) {
      out.event("delta", following.eventId(), text.get());
    } else {
      out.event("delta", following.eventId(), members);
    }
  }

  private static void row(JsonGenerator json, Line line) {
    json.writeStartObject();
    RowJson.write(json, line);
    json.writeEndObject();
  }

  private void totals(EventStream out, Following following, Board board) throws IOException {
    byte[] data =
        written.object(board.tick(), "totals", json -> TotalsJson.write(json, board, ended));
    out.event("totals", following.eventId(), data);
  }

  private void closed(EventStream out, TableQuery query, Following following) throws IOException {
    EndedLog.News news = ended.after(following.endedNumber());
    if (news.forgotten() > 0) {
      gap(
          out,
          "so many have ended that the first are not kept any more",
          OptionalLong.of(news.forgotten()));
    }
    for (Ended one : news.ended()) {
      following.toldEnded(one.number());
      if (ClosedRoute.matches(query.filter(), query.search(), one)) {
        out.event("closed", following.eventId(), json -> ClosedRoute.write(json, one, false));
      }
    }
  }
}
