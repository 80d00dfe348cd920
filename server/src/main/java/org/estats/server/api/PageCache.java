package org.estats.server.api;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.estats.server.sample.Board;

/// The pages of the newest board: many clients that ask the same are answered with one search.
final class PageCache {

  /// Who asks ever different things is not to fill the memory.
  private static final int KEPT_MAX = 64;

  private record Newest(long tick, Map<String, TableQuery.Page> pages) {}

  private volatile Newest newest = new Newest(-1, Map.of());

  /// The work of finding a page, none where it was found already.
  int work(Board board, TableQuery query) {
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
