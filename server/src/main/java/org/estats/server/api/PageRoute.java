package org.estats.server.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.server.http.Answer;
import org.estats.server.http.Pages;
import org.estats.server.http.Question;
import org.estats.server.http.Route;
import org.estats.server.sample.Board;
import org.estats.server.sample.EndedLog;
import org.estats.server.sample.Live;

/// The page, with the rows of its first screen in it for whoever may read: they are drawn at once,
/// not after a second question. They are data that the page reads; nothing runs them.
final class PageRoute {

  /// More than a screen holds; the rest comes by the stream.
  private static final int ROWS = 40;

  private static final String END = "</body>";

  private final Pages pages;
  private final Live live;
  private final EndedLog ended;
  private final ConnectionRoutes connections;
  private final PageCache cache;
  private final Written written;

  PageRoute(
      Pages pages,
      Live live,
      EndedLog ended,
      ConnectionRoutes connections,
      PageCache cache,
      Written written) {
    this.pages = pages;
    this.live = live;
    this.ended = ended;
    this.connections = connections;
    this.cache = cache;
    this.written = written;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/", Route.Right.NONE, (q, n, a) -> page(q, a)),
        new Route("GET", "/index.html", Route.Right.NONE, (q, n, a) -> page(q, a)));
  }

  private void page(Question question, Answer answer) throws IOException {
    question.allow(Set.of());
    byte[] page = pages.file("/index.html").orElseThrow();
    Optional<Board> board = question.rights().read() ? live.newest() : Optional.empty();
    byte[] whole = board.isEmpty() ? page : with(page, first(board.get()));
    answer.send(200, "text/html; charset=utf-8", whole);
  }

  private byte[] first(Board board) {
    TableQuery query = TableQuery.worst(ROWS);
    TableQuery.Page page = cache.of(board, query);
    byte[] json =
        written.object(
            page.tick(),
            "first rows",
            all -> {
              all.writeObjectPropertyStart("connections");
              connections.write(all, query, page);
              all.writeEndObject();
              all.writeObjectPropertyStart("totals");
              TotalsJson.write(all, board, ended);
              all.writeEndObject();
            });
    // A process may be called what would end the element.
    String inert = new String(json, StandardCharsets.UTF_8).replace("<", "\\u003c");
    String element =
        "<script type=\"application/json\" id=\"first-rows\">" + inert + "</script>\n  ";
    return element.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] with(byte[] page, byte[] element) {
    int end = new String(page, StandardCharsets.ISO_8859_1).lastIndexOf(END);
    byte[] whole = new byte[page.length + element.length];
    System.arraycopy(page, 0, whole, 0, end);
    System.arraycopy(element, 0, whole, end, element.length);
    System.arraycopy(page, end, whole, end + element.length, page.length - end);
    return whole;
  }
}
