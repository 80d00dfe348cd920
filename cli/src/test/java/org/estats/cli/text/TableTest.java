package org.estats.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.estats.cli.text.Column.Kind;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final String LONG =
      "[2001:db8:85a3:1234:5678:8a2e:370:7334]:65535-[2001:db8:ffff:eeee:dddd:cccc:bbbb:aaaa]:443";

  @Test
  void aTableThatFitsIsNotShortened() {
    assertThat(write(80, "10.0.0.1:1-10.0.0.2:2", "nginx.service"))
        .containsExactly(
            "STATE       CONNECTION            RECV-Q OWNER",
            "ESTABLISHED 10.0.0.1:1-10.0.0.2:2  12345 nginx.service");
  }

  @Test
  void whatIsTooWideIsShortenedInTheMiddleAndBothPortsStay() {
    List<String> lines = write(80, LONG, "org.example.orders.service.OrderServiceApplication");
    assertThat(lines).allMatch(line -> line.length() <= 80);
    assertThat(lines.getLast()).contains(":65535-[2001:").contains("..", ":443 ").endsWith("tion");
  }

  @Test
  void pipedNothingIsShortened() {
    assertThat(write(Output.UNLIMITED, LONG, "x".repeat(60)).getLast())
        .isEqualTo("ESTABLISHED " + LONG + "  12345 " + "x".repeat(60));
  }

  private static List<String> write(int columns, String connection, String owner) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Table table =
        new Table(
            List.of(
                Column.of("STATE"),
                new Column("CONNECTION", Kind.CONNECTION, 2, 23),
                Column.number("RECV-Q"),
                new Column("OWNER", Kind.TEXT, 1, 10)));
    table.add(List.of("ESTABLISHED", connection, "12345", owner));
    table.write(new Output(stream, stream, columns, false));
    stream.flush();
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
