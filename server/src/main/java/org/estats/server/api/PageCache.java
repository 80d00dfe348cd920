package org.estats.server.api;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.estats.server.http.Answer;
import org.estats.server.http.Turns;
import org.estats.server.sample.Board;

/// The pages of the newest board: many clients that ask the same are answered with one search.
final class PageCache {

  /// Who asks ever different things is not to fill the memory.
  private static final int KEPT_MAX = 64;

  private record Newest(long tick, Map<String, TableQuery.Page> pages) {}

  private volatile Newest newest = new Newest(-1, Map.of());

  /// Answers with a page when its turn comes: it takes as much work as the page is long, and as
  /// much as finding it does.
  ///
  /// @param rows how long the answer is at most
  void inTurn(Answer answer, Board board, TableQuery query, int rows, Turns.Work what)
      throws IOException {
    answer.atLength(rows + work(board, query), rows, what);
  }

  /// The work of finding a page, none where it was found already.
  private int work(Board board, TableQuery query) {
    Newest pages = newest;
    boolean isKnown = pages.tick() == board.tick() && pages.pages().containsKey(query.text());
    return isKnown ? 0 : TableQuery.work(board.lines().size(), query.filter(), query.search());
  }

  TableQuery.Page of(Board board, TableQuery query) {
    Newest pages = newest;
    if (pages.tick() != board.tick()) {
      pages = new Newest(board.tick(), new ConcurrentHashMap<>());
      newest = pages;
    }
    TableQuery.Page known = pages.pages().get(query.text());
    if (known == null && pages.pages().size() < KEPT_MAX) {
      return pages.pages().computeIfAbsent(query.text(), text -> query.of(board));
    }
    return known == null ? query.of(board) : known;
  }
}
