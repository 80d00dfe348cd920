package org.estats.server.api;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.estats.server.sample.Board;

/// The pages of the newest board: many clients that ask the same are answered with one search.
final class PageCache {

  private record Newest(long tick, Map<String, TableQuery.Page> pages) {}

  private volatile Newest newest = new Newest(-1, Map.of());

  TableQuery.Page of(Board board, TableQuery query) {
    Newest pages = newest;
    if (pages.tick() != board.tick()) {
      pages = new Newest(board.tick(), new ConcurrentHashMap<>());
      newest = pages;
    }
    return pages.pages().computeIfAbsent(query.text(), text -> query.of(board));
  }
}
