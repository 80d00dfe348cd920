package org.estats.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Rows under headings. On a terminal no line is wider than it: columns that allow it are
/// shortened.
public final class Table {

  private static final String GAP = " ";

  /// Long tables are written in pieces of this many characters.
  private static final int CHUNK = 1 << 15;

  private final List<Column> columns;
  private final List<String[]> rows = new ArrayList<>();

  /// A table without rows.
  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /// Adds a row, with one text a column.
  public void add(List<String> row) {
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(row.size() + " cells for " + columns.size() + " columns");
    }
    rows.add(row.toArray(String[]::new));
  }

  /// Writes headings and rows.
  public void write(Output output) {
    int[] widths = widths(output.columns());
    String[] titles = columns.stream().map(Column::title).toArray(String[]::new);
    StringBuilder text = new StringBuilder();
    append(text, titles, widths, output.columns());
    output.line(output.styled(Style.HEADING, text.toString()));
    text.setLength(0);
    for (String[] row : rows) {
      append(text, row, widths, output.columns());
      text.append('\n');
      if (text.length() >= CHUNK) {
        output.text(text);
        text.setLength(0);
      }
    }
    output.text(text);
  }

  /// Appends a line. On a terminal too narrow even for what cannot be shortened, its end is
  /// missing.
  private void append(StringBuilder text, String[] cells, int[] widths, int limit) {
    int start = text.length();
    for (int i = 0; i < cells.length; i++) {
      Column column = columns.get(i);
      String cell = column.fit(cells[i], widths[i]);
      int padding = Math.max(0, widths[i] - cell.length());
      text.append(i == 0 ? "" : GAP);
      if (column.isRight()) {
        text.repeat(' ', padding).append(cell);
      } else {
        text.append(cell).repeat(' ', padding);
      }
    }
    int end = text.length();
    while (end > start && text.charAt(end - 1) == ' ') {
      end--;
    }
    text.setLength(limit == Output.UNLIMITED ? end : Math.min(end, start + limit));
  }

  private int[] widths(int limit) {
    int[] widths = columns.stream().mapToInt(c -> c.title().length()).toArray();
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    if (limit != Output.UNLIMITED) {
      shrink(widths, limit);
    }
    return widths;
  }

  /// Takes what is too much from the columns in the order in which they give way, down to what each
  /// needs at least.
  private void shrink(int[] widths, int limit) {
    int excess = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - limit;
    List<Integer> order =
        IntStream.range(0, widths.length)
            .boxed()
            .filter(i -> columns.get(i).givesWay() > 0)
            .sorted(Comparator.comparingInt(i -> columns.get(i).givesWay()))
            .toList();
    for (int i : order) {
      int taken = Math.clamp(widths[i] - columns.get(i).widthMin(), 0, Math.max(0, excess));
      widths[i] -= taken;
      excess -= taken;
    }
  }
}
