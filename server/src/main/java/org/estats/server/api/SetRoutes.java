package org.estats.server.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.collector.Rule;
import org.estats.linux.collector.RuleTerms;
import org.estats.notation.SwitchNames;
import org.estats.server.config.Switches;
import org.estats.server.http.Answer;
import org.estats.server.http.Body;
import org.estats.server.http.Question;
import org.estats.server.http.Refusal;
import org.estats.server.http.Route;
import org.estats.server.sample.Board;
import org.estats.server.sample.Line;
import org.estats.server.sample.Live;
import org.estats.server.sample.Watching;
import tools.jackson.core.JsonGenerator;

/// Switching, and the rules by which connections are switched on when they begin.
final class SetRoutes {

  private static final int ONE_IN_MAX = 1_000_000;

  private final Live live;
  private final EstatsSource source;
  private final Watching watching;

  /// A connection that could not be switched.
  private record Failed(Line line, EstatsException why) {}

  /// What has become of a request.
  private static final class Done {
    private int changed;
    private int unchanged;
    private final List<Failed> failed = new ArrayList<>();
  }

  SetRoutes(Live live, EstatsSource source, Watching watching) {
    this.live = live;
    this.source = source;
    this.watching = watching;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/api/v1/set", Route.Right.SET, (q, n, a) -> set(q, a)),
        Route.get("/api/v1/rules", (q, n, a) -> rules(q, a)),
        new Route("POST", "/api/v1/rules", Route.Right.SET, (q, n, a) -> addRule(q, a)),
        new Route("DELETE", "/api/v1/rules/", Route.Right.SET, this::removeRule));
  }

  private void set(Question question, Answer answer) throws IOException {
    question.allow(Set.of());
    Body body = Body.parse(question.body(), Set.of("filter", "ids", "on", "off"));
    if (body.has("filter") == body.has("ids")) {
      throw Refusal.invalid("either filter or ids says which connections", "");
    }
    Set<Switch> on = Switches.named(body.texts("on"));
    Set<Switch> off = Switches.named(body.texts("off"));
    if (on.isEmpty() && off.isEmpty()) {
      throw Refusal.invalid("neither on nor off names a group", "");
    }
    if (on.stream().anyMatch(off::contains)) {
      throw Refusal.invalid("a group is both in on and in off", "");
    }
    List<Line> meant =
        body.has("ids") ? byIds(body.texts("ids")) : byFilter(body.text("filter").orElseThrow());
    Done done = apply(meant, on, off);
    answer.json(json -> write(json, done));
  }

  private List<Line> byIds(List<String> ids) {
    Board board = live.board();
    return ids.stream()
        .map(id ->
            board.line(id).orElseThrow(() -> Refusal.notFound("there is no connection " + id, "")))
        .toList();
  }

  private List<Line> byFilter(String text) {
    Filter filter = Filter.parse(text).requireJudgeable();
    List<Line> meant =
        live.board().lines().stream()
            .filter(l -> l.state().isSynchronised() && TableQuery.matches(filter, "", l))
            .toList();
    if (meant.isEmpty()) {
      throw Refusal.notFound("no connection matches " + filter, "");
    }
    return meant;
  }

  /// Namespaces belong to platform threads; this one may be virtual.
  private Done apply(List<Line> lines, Set<Switch> on, Set<Switch> off) {
    Done done = new Done();
    TreeMap<Long, List<Line>> byNamespace = new TreeMap<>();
    for (Line line : lines) {
      long netns = line.identity().connection().netns();
      byNamespace.computeIfAbsent(netns, n -> new ArrayList<>()).add(line);
    }
    byNamespace.forEach((netns, inside) ->
        LinuxSource.in(
            netns,
            () -> {
              inside.forEach(l -> apply(l, on, off, done));
              return null;
            }));
    source.close(); // what was put off is done before the answer says so
    return done;
  }

  private void apply(Line line, Set<Switch> on, Set<Switch> off, Done done) {
    Connection connection = line.identity().connection();
    try {
      Set<Switch> before = source.get(connection).on();
      source.set(connection, on, off);
      boolean isSame = before.containsAll(on) && off.stream().noneMatch(before::contains);
      done.changed += isSame ? 0 : 1;
      done.unchanged += isSame ? 1 : 0;
    } catch (EstatsException e) {
      if (e.kind() == EstatsException.Kind.ACCESS_DENIED) {
        throw e; // the next would fare no better
      }
      done.failed.add(new Failed(line, e));
    }
  }

  private static void write(JsonGenerator json, Done done) {
    json.writeNumberProperty("changed", done.changed);
    json.writeNumberProperty("unchanged", done.unchanged);
    json.writeArrayPropertyStart("failed");
    for (Failed failed : done.failed) {
      json.writeStartObject();
      json.writeStringProperty("id", failed.line().identity().id());
      json.writeStringProperty("connection", failed.line().identity().text());
      json.writeStringProperty("kind", failed.why().kind().name());
      json.writeStringProperty("message", failed.why().getMessage());
      json.writeStringProperty("remedy", failed.why().remedy());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void rules(Question question, Answer answer) throws IOException {
    question.allow(Set.of());
    List<Rule> rules = KernelCollector.rules();
    answer.json(json -> {
      json.writeArrayPropertyStart("rules");
      for (Rule rule : rules) {
        json.writeStartObject();
        write(json, rule);
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private void write(JsonGenerator json, Rule rule) {
    json.writeNumberProperty("id", rule.id());
    json.writeStringProperty("filter", RuleTerms.toText(rule));
    json.writeArrayPropertyStart("groups");
    SwitchNames.of(rule.switches()).forEach(json::writeString);
    json.writeEndArray();
    json.writeNumberProperty("oneIn", rule.oneIn());
    json.writeNumberProperty("matched", rule.matched());
    json.writeBooleanProperty("ours", watching.isOurs(rule));
  }

  private void addRule(Question question, Answer answer) throws IOException {
    question.allow(Set.of());
    Body body = Body.parse(question.body(), Set.of("filter", "groups", "oneIn"));
    Filter filter =
        Filter.parse(
            body.text("filter").orElseThrow(() -> Refusal.invalid("filter is missing", "")));
    Set<Switch> switches =
        body.has("groups") ? Switches.named(body.texts("groups")) : Set.of(Switch.values());
    int oneIn = Switches.oneIn(body.text("oneIn").orElse("1"), ONE_IN_MAX);
    Rule rule = KernelCollector.addRule(RuleTerms.toRule(filter, switches, oneIn));
    answer.json(json -> write(json, rule));
  }

  private void removeRule(Question question, String number, Answer answer) throws IOException {
    question.allow(Set.of());
    Optional<Integer> id =
        number.matches("[0-9]{1,9}") ? Optional.of(Integer.parseInt(number)) : Optional.empty();
    if (id.isEmpty() || !KernelCollector.removeRule(id.get())) {
      throw Refusal.notFound("there is no rule " + number, "see /api/v1/rules");
    }
    answer.empty(204);
  }
}
