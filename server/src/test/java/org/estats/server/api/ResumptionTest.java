package org.estats.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is remembered of streams, and for how long.
class ResumptionTest {

  private static Following shown(Resumption resumption, TableQuery query) {
    Following following = resumption.begin(query);
    following.showed(new TableQuery.Page(1, Instant.EPOCH, 0, 0, List.of()), 0);
    return following;
  }

  @Test
  void aStreamThatBreaksIsResumedByTheSameQuestion() {
    Resumption resumption = new Resumption();
    Following first = shown(resumption, TableQuery.worst(100));
    assertThat(resumption.take(first.eventId(), TableQuery.worst(100))).isPresent();
    assertThat(resumption.take(first.eventId(), TableQuery.worst(99))).isEmpty();
    assertThat(new Resumption().take(first.eventId(), TableQuery.worst(100)))
        .as("an id of another run")
        .isEmpty();
  }

  @Test
  void whoFollowsManyRowsAgainAndAgainDoesNotFillTheMemory() {
    Resumption resumption = new Resumption();
    TableQuery all = TableQuery.worst(20_000);
    Following first = shown(resumption, all);
    Following last = first;
    for (int i = 0; i < 10; i++) {
      last = shown(resumption, all);
    }
    assertThat(resumption.take(first.eventId(), all)).as("the oldest").isEmpty();
    assertThat(resumption.take(last.eventId(), all)).as("the newest").isPresent();
  }

  @Test
  void anAnswerIsAsLongAsThereAreConnectionsForIt() {
    TableQuery page = TableQuery.worst(100);
    assertThat(page.weight(10_000)).isEqualTo(100);
    assertThat(page.weight(30)).isEqualTo(30);
    assertThat(withSamples(page, 60).weight(10_000)).isEqualTo(700);
    assertThat(withSamples(page, 60).weight(10_000)).isLessThanOrEqualTo(Written.ROWS_MAX);
    assertThat(withSamples(TableQuery.worst(1000), 60).weight(10_000))
        .isGreaterThan(Written.ROWS_MAX);
  }

  private static TableQuery withSamples(TableQuery q, int samples) {
    return new TableQuery(
        q.filter(), q.search(), q.order(), q.sort(), q.limit(), q.offset(), q.isAll(), samples);
  }

  @Test
  void manyWhoAskTheSameAreGivenTheSameBytes() {
    Written written = new Written();
    byte[] first = written.object(7, "totals", json -> json.writeNumberProperty("tick", 7));
    assertThat(written.object(7, "totals", json -> json.writeNumberProperty("tick", 0)))
        .isSameAs(first);
    assertThat(written.object(8, "totals", json -> json.writeNumberProperty("tick", 8)))
        .asString()
        .contains("8");
    assertThat(written.object(7, "totals", json -> json.writeNumberProperty("tick", 9)))
        .as("who is late is told what it asked for, and keeps nothing")
        .asString()
        .contains("9");
  }
}
