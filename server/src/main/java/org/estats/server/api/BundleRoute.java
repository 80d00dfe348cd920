package org.estats.server.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.estats.notation.Json;
import org.estats.notation.MembersJson;
import org.estats.notation.Moments;
import org.estats.server.host.Addresses;
import org.estats.server.http.Answer;
import org.estats.server.http.Guard;
import org.estats.server.http.Question;
import org.estats.server.http.Route;
import org.estats.server.sample.Board;
import org.estats.server.sample.Ended;
import org.estats.server.sample.Line;
import tools.jackson.core.JsonGenerator;

/// What helps those who are asked for help: the daemon's state, the connections with all members,
/// and those that ended last. Addresses are hashed with a key that is thrown away, so that the same
/// address is the same word throughout and nobody can tell which it was. Names of processes and of
/// this host are left out.
final class BundleRoute {

  private static final int CONNECTIONS_MAX = 500;
  private static final int CLOSED_MAX = 500;

  /// With all members one is as long as so many rows.
  private static final int MEMBERS_ROWS = 10;

  private final Parts parts;
  private final HealthRoutes health;

  BundleRoute(Parts parts, HealthRoutes health) {
    this.parts = parts;
    this.health = health;
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/api/v1/bundle", Route.Right.SET, (q, n, a) -> bundle(q, a)));
  }

  private void bundle(Question question, Answer answer) throws IOException {
    question.allow(Set.of());
    int rows = (CONNECTIONS_MAX + CLOSED_MAX) * MEMBERS_ROWS;
    answer.atLength(rows, rows, () -> send(answer));
  }

  private void send(Answer answer) throws IOException {
    Addresses addresses = new Addresses();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, "README.txt", readMe());
      add(
          zip,
          "health.json",
          hashed(addresses, j -> health.health(j, new Guard.Rights(true, true))));
      add(zip, "cost.json", hashed(addresses, health::cost));
      add(zip, "connections.json", hashed(addresses, this::connections));
      add(zip, "closed.json", hashed(addresses, this::closed));
    }
    answer.header("Content-Disposition", "attachment; filename=\"estats-bundle.zip\"");
    answer.send(200, "application/zip", bytes.toByteArray());
  }

  private static byte[] readMe() {
    return """
    A support bundle of Estats. Addresses are hashed with a key that was thrown away: the same
    address is the same word in all files. Names of processes and of the host are left out, and
    files are told without their folders. Ports stay.
    """
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hashed(Addresses addresses, Consumer<JsonGenerator> members) {
    String json = new String(Json.object(members), StandardCharsets.UTF_8);
    return addresses.hashIn(json).getBytes(StandardCharsets.UTF_8);
  }

  private void connections(JsonGenerator json) {
    Board board = parts.live().board();
    json.writeStringProperty("at", Moments.text(board.taken()));
    json.writeNumberProperty("total", board.lines().size());
    json.writeArrayPropertyStart("connections");
    board.lines().stream()
        .sorted(Order.parse(Order.WORST))
        .limit(CONNECTIONS_MAX)
        .forEach(l -> connection(json, l));
    json.writeEndArray();
  }

  private static void connection(JsonGenerator json, Line line) {
    json.writeStartObject();
    json.writeStringProperty("connection", line.identity().text());
    json.writeStringProperty("state", line.state().toString());
    line.snapshot().ifPresent(s -> MembersJson.write(json, s));
    line.diagnosis()
        .filter(d -> line.snapshot().isPresent())
        .ifPresent(d -> {
          json.writeStringProperty("nature", d.nature().text());
          Json.number(json, "confidence", d.confidence());
          json.writeStringProperty("summary", d.summary());
        });
    json.writeEndObject();
  }

  private void closed(JsonGenerator json) {
    json.writeArrayPropertyStart("closed");
    for (Ended one : parts.ended().newestFirst().stream().limit(CLOSED_MAX).toList()) {
      json.writeStartObject();
      json.writeStringProperty("connection", one.identity().text());
      json.writeStringProperty("ended", Moments.text(one.last().ended()));
      json.writeStringProperty("how", one.last().how().toString());
      MembersJson.write(json, one.last().last());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) {
    try {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(bytes);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
