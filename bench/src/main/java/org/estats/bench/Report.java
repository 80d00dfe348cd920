package org.estats.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The table, as Markdown that is laid out to be read as it is, and what is to be said below it.
final class Report {
  private static final List<String> HEAD =
      List.of("what", "median", "lowest to highest", "beside", "target");

  private final List<Row> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
  }

  /// Something to know about the figures, or why some are missing.
  void note(String sentence) {
    if (!notes.contains(sentence)) {
      notes.add(sentence);
    }
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  String text() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEAD);
    rows.forEach(r -> lines.add(List.of(r.what(), r.median(), r.range(), r.beside(), r.target())));
    int[] widths =
        IntStream.range(0, HEAD.size())
            .map(i -> lines.stream().mapToInt(line -> line.get(i).length()).max().orElse(0))
            .toArray();
    lines.add(1, IntStream.of(widths).mapToObj("-"::repeat).toList());
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line(line, widths)).append('\n'));
    notes.forEach(note -> text.append("\n- ").append(note));
    return notes.isEmpty() ? text.toString() : text.append('\n').toString();
  }

  private static String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> cells.get(i) + " ".repeat(widths[i] - cells.get(i).length()))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
