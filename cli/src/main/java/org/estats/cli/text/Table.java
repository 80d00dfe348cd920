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

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /// A table without rows.
  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /// Adds a row, with one text a column.
  public void add(List<String> row) {
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(row.size() + " cells for " + columns.size() + " columns");
    }
    rows.add(List.copyOf(row));
  }

  /// Writes headings and rows.
  public void write(Output output) {
    int[] widths = widths(output.columns());
    List<String> titles = columns.stream().map(Column::title).toList();
    output.line(output.styled(Style.HEADING, cut(line(titles, widths), output.columns())));
    for (List<String> row : rows) {
      output.line(cut(line(row, widths), output.columns()));
    }
  }

  /// On a terminal too narrow even for what cannot be shortened, the end is missing.
  private static String cut(String line, int limit) {
    return limit == Output.UNLIMITED || line.length() <= limit ? line : line.substring(0, limit);
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      Column column = columns.get(i);
      String cell = column.fit(cells.get(i), widths[i]);
      String padding = " ".repeat(Math.max(0, widths[i] - cell.length()));
      line.append(i == 0 ? "" : GAP).append(column.isRight() ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  private int[] widths(int limit) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int at = i;
      widths[i] =
          IntStream.concat(
                  IntStream.of(columns.get(i).title().length()),
                  rows.stream().mapToInt(row -> row.get(at).length()))
              .max()
              .orElse(0);
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
