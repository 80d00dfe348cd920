package org.estats.server.api;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Member;
import org.estats.diagnosis.Diagnosis;
import org.estats.filter.Filter;
import org.estats.notation.Json;
import org.estats.notation.MembersJson;
import org.estats.notation.Moments;
import org.estats.server.http.Answer;
import org.estats.server.http.Question;
import org.estats.server.http.Route;
import org.estats.server.sample.Ended;
import org.estats.server.sample.EndedLog;
import org.estats.server.sample.Line;
import tools.jackson.core.JsonGenerator;

/// Connections that have ended.
final class ClosedRoute {

  private final EndedLog ended;

  /// With all members one is as long as so many rows.
  private static final int MEMBERS_ROWS = 10;

  private final BooleanSupplier isRecording;

  ClosedRoute(EndedLog ended, BooleanSupplier isRecording) {
    this.ended = ended;
    this.isRecording = isRecording;
  }

  List<Route> routes() {
    return List.of(Route.get("/api/v1/closed", (q, n, a) -> list(q, a)));
  }

  private void list(Question question, Answer answer) throws IOException {
    question.allow(Set.of("filter", "search", "from", "to", "limit", "offset", "members"));
    Filter filter = TableQuery.filter(question);
    String search = TableQuery.search(question);
    int limit = question.number("limit", 0, TableQuery.LIMIT_MAX, TableQuery.LIMIT);
    int offset = question.number("offset", 0, Integer.MAX_VALUE, 0);
    boolean withMembers = question.flag("members");
    long now = System.currentTimeMillis();
    long from = question.moment("from", now, Long.MIN_VALUE);
    long to = question.moment("to", now, Long.MAX_VALUE);
    int rows = Math.min(limit, ended.size()) * (withMembers ? MEMBERS_ROWS : 1);
    answer.atLength(
        rows + TableQuery.work(ended.size(), filter, search),
        rows,
        () -> {
          List<Ended> all = ended.newestFirst();
          List<Ended> found = new ArrayList<>();
          for (Ended one : all) {
            long millis = one.last().ended().toEpochMilli();
            if (millis >= from && millis <= to && matches(filter, search, one)) {
              found.add(one);
            }
          }
          int first = Math.min(offset, found.size());
          int end = (int) Math.min((long) first + limit, found.size());
          List<Ended> page = List.copyOf(found.subList(first, end));
          int matched = found.size();
          answer.json(json -> {
            json.writeNumberProperty("total", all.size());
            json.writeNumberProperty("matched", matched);
            json.writeNumberProperty("offset", offset);
            json.writeNumberProperty("limit", limit);
            json.writeNumberProperty("missed", ended.missed());
            json.writeBooleanProperty("recording", isRecording.getAsBoolean());
            write(json, page, withMembers);
          });
        });
  }

  private static void write(JsonGenerator json, List<Ended> page, boolean withMembers) {
    json.writeArrayPropertyStart("closed");
    for (Ended one : page) {
      json.writeStartObject();
      write(json, one, withMembers);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /// Whether a record is meant; who held the connection is known as far as the daemon saw it.
  static boolean matches(Filter filter, String search, Ended one) {
    return TableQuery.matches(filter, search, one.line());
  }

  /// Writes the members of the object.
  static void write(JsonGenerator json, Ended one, boolean withMembers) {
    Line line = one.line();
    Snapshot last = one.last().last();
    Connection connection = last.connection();
    json.writeNumberProperty("number", one.number());
    boolean isNamed = connection.cookie() != Connection.UNKNOWN_COOKIE;
    Json.text(json, "id", isNamed ? one.identity().id() : null);
    json.writeStringProperty("connection", one.identity().text());
    json.writeStringProperty("local", one.identity().local());
    json.writeStringProperty("remote", one.identity().remote());
    json.writeNumberProperty("netns", connection.netns());
    json.writeNumberProperty("uid", Integer.toUnsignedLong(one.last().uid()));
    json.writeStringProperty("state", last.state().toString());
    Json.text(json, "since", line.since().map(Moments::text).orElse(null));
    json.writeStringProperty("ended", Moments.text(one.last().ended()));
    json.writeStringProperty("how", one.last().how().toString());
    RowJson.owner(json, one.owner());
    Json.number(json, "outBytes", number(last, DataMember.DATA_BYTES_OUT));
    Json.number(json, "inBytes", number(last, DataMember.THRU_BYTES_RECEIVED));
    Json.number(json, "retransShare", line.retransShare());
    Json.number(json, "rttMicros", line.rttMicros());
    double seconds =
        line.since()
            .map(s -> Duration.between(s, one.last().ended()).toMillis() / 1e3)
            .orElse(Double.NaN);
    Json.number(json, "seconds", seconds);
    Json.text(json, "verdict", one.diagnosis().map(d -> d.verdict().text()).orElse(null));
    Json.text(json, "nature", one.diagnosis().map(d -> d.nature().text()).orElse(null));
    Json.number(json, "confidence", one.diagnosis().map(Diagnosis::confidence).orElse(Double.NaN));
    Json.text(json, "summary", one.diagnosis().map(Diagnosis::summary).orElse(null));
    if (withMembers) {
      MembersJson.write(json, last);
    }
  }

  private static double number(Snapshot last, Member member) {
    return last.exact(member) instanceof Value.Present(long number) ? number : Double.NaN;
  }
}
