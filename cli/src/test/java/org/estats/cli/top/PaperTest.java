package org.estats.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.estats.cli.text.Output;
import org.estats.cli.text.Style;
import org.junit.jupiter.api.Test;

class PaperTest {

  /// A pane that is being drawn up may be as narrow as a column.
  @Test
  void nothingIsWiderOrLongerThanTheScreenHoweverSmall() {
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
    for (int columns = 1; columns <= 30; columns++) {
      for (int rows = 1; rows <= 4; rows++) {
        Paper paper = new Paper(new Output(nowhere, nowhere, columns, false), rows, columns);
        paper.line(Style.HEADING, "127.0.0.1:1-127.0.0.1:2  ESTABLISHED");
        paper.text(Style.BAD, "receiver, small-window", ": the peer reads too slowly", 2);
        int width = columns;
        assertThat(paper.lines()).hasSize(rows).allMatch(line -> line.length() <= width);
      }
    }
  }
}
