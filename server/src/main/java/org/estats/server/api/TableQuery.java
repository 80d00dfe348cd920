package org.estats.server.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.estats.filter.Filter;
import org.estats.server.http.Question;
import org.estats.server.sample.Board;
import org.estats.server.sample.Line;

/// Which connections somebody wants to see, and in what order.
///
/// @param filter the terms they must meet
/// @param search what must be found in their texts; empty for anything
/// @param order in which order
/// @param sort the text of the order
/// @param limit how many at most
/// @param offset how many are passed over
/// @param isAll whether those without statistics too
/// @param spark so many of the newest samples with each
record TableQuery(
    Filter filter,
    String search,
    Comparator<Line> order,
    String sort,
    int limit,
    int offset,
    boolean isAll,
    int spark) {

  /// The names of the parameters.
  static final Set<String> PARAMETERS =
      Set.of("filter", "search", "sort", "limit", "offset", "all", "spark");

  static final int LIMIT_MAX = 20_000;
  static final int LIMIT = 100;
  private static final int SPARK_MAX = 120;

  /// So many samples are as long as the rest of a row.
  private static final int SAMPLES_OF_ROW = 10;

  /// So many connections are searched, put to a filter and brought in order while a row is written.
  private static final int SEARCHED_OF_ROW = 15;

  private static final int FILTERED_OF_ROW = 50;
  private static final int LOOKED_OF_ROW = 100;

  /// A part of so many is picked out, a larger one sorted.
  private static final int FEW_OF = 4;

  /// What of a board is meant. Who is slow to take it holds these lines, not the board.
  ///
  /// @param tick the number of the board
  /// @param taken when it was taken
  /// @param total how many there are before the filter
  /// @param matched how many meet it
  /// @param lines those of the page
  record Page(long tick, Instant taken, int total, int matched, List<Line> lines) {}

  /// The first rows of everything, the worst first, without their samples.
  static TableQuery worst(int limit) {
    return new TableQuery(
        Filter.all(), "", Order.parse(Order.WORST), Order.WORST, limit, 0, false, 0);
  }

  static TableQuery of(Question question) {
    String sort = question.text("sort").orElse(Order.WORST);
    return new TableQuery(
        filter(question),
        search(question),
        Order.parse(sort),
        sort,
        question.number("limit", 0, LIMIT_MAX, LIMIT),
        question.number("offset", 0, Integer.MAX_VALUE, 0),
        question.flag("all"),
        question.number("spark", 0, SPARK_MAX, 0));
  }

  static Filter filter(Question question) {
    return question.text("filter").map(Filter::parse).orElse(Filter.all()).requireJudgeable();
  }

  static String search(Question question) {
    return question.text("search").orElse("").strip().toLowerCase(Locale.ROOT);
  }

  /// How long an answer is at most, in rows without samples.
  ///
  /// @param all how many connections there are
  int weight(int all) {
    return Math.min(limit, all) * (1 + spark / SAMPLES_OF_ROW);
  }

  /// The work of going through connections for those that are meant, in rows that could be written
  /// meanwhile.
  static int work(int connections, Filter filter, String search) {
    int ofRow =
        !search.isEmpty()
            ? SEARCHED_OF_ROW
            : !filter.terms().isEmpty() ? FILTERED_OF_ROW : LOOKED_OF_ROW;
    return connections / ofRow;
  }

  /// What tells this query from others.
  String text() {
    return String.join("\n", filter.toString(), search, sort, limit + " " + offset + " " + isAll);
  }

  /// The page of a board.
  Page of(Board board) {
    List<Line> found = new ArrayList<>();
    int total = 0;
    for (Line line : board.lines()) {
      if (isAll || line.state().isSynchronised()) {
        total++;
        if (matches(filter, search, line)) {
          found.add(line);
        }
      }
    }
    int from = Math.min(offset, found.size());
    int to = (int) Math.min((long) from + limit, found.size());
    List<Line> lines = List.copyOf(first(found, to).subList(from, to));
    return new Page(board.tick(), board.taken(), total, found.size(), lines);
  }

  /// The first so many in order: of ten thousand a page shows a hundred, so most need not be
  /// sorted.
  private List<Line> first(List<Line> found, int count) {
    if (count > found.size() / FEW_OF) {
      found.sort(order);
      return found;
    }
    PriorityQueue<Line> kept = new PriorityQueue<>(count + 1, order.reversed());
    for (Line line : found) {
      if (kept.size() < count) {
        kept.add(line);
      } else if (count > 0 && order.compare(line, kept.peek()) < 0) {
        kept.poll();
        kept.add(line);
      }
    }
    List<Line> sorted = new ArrayList<>(kept);
    sorted.sort(order);
    return sorted;
  }

  static boolean matches(Filter filter, String search, Line line) {
    boolean isMeant =
        filter.terms().isEmpty()
            || filter.matches(
                line.row(),
                () -> line.owner().map(List::of).orElse(List.of()),
                () -> line.snapshot());
    return isMeant && (search.isEmpty() || isFound(search, line));
  }

  private static boolean isFound(String search, Line line) {
    return has(line.identity().text(), search)
        || has(line.state().toString(), search)
        || line.owner()
            .map(o ->
                has(o.name(), search)
                    || has(o.process(), search)
                    || Integer.toString(o.pid()).equals(search))
            .orElse(false)
        || line.diagnosis()
            .map(d -> has(d.nature().text(), search) || has(d.verdict().text(), search))
            .orElse(false);
  }

  private static boolean has(String text, String search) {
    return text.toLowerCase(Locale.ROOT).contains(search);
  }

  /// The worst, if there is any.
  static Optional<Line> worst(List<Line> lines) {
    return lines.stream().min(Order.parse(Order.WORST));
  }
}
