package org.estats.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.estats.EstatsException;
import org.estats.server.query.QueryResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SQL of strangers over a real, empty history.
class QueryTest {

  private Database database;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    database = Database.open(folder.resolve("h.duckdb"));
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private QueryResult ask(String sql) {
    return Query.run(database::another, sql);
  }

  @Test
  void whatIsMisspelledIsNamed() {
    assertThatThrownBy(() -> ask("SELECT nope FROM samples"))
        .isInstanceOf(EstatsException.class)
        .hasMessageContaining("\"nope\" not found");
    assertThatThrownBy(() -> ask("SELECT * FROM read_csv('/etc/passwd')"))
        .hasMessageContaining("file system operations are disabled");
  }

  @Test
  void oneThatGrowsWithoutEndIsCancelled() {
    assertThatThrownBy(() -> ask("SELECT list(x) FROM range(2000000000) t(x)"))
        .hasMessage("it takes more memory than a question may");
    assertThat(ask("SELECT count(*) FROM samples").rows().getFirst().getFirst()).isEqualTo(0L);
  }

  @Test
  void ofALongAnswerTheBeginningIsGiven() {
    QueryResult result = ask("SELECT repeat('x', 10000) FROM range(5000)");
    assertThat(result.isTruncated()).isTrue();
    assertThat(result.rows()).hasSize((16 << 20) / 10_000 + 1);
  }
}
