package org.estats.server.api;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntSupplier;
import org.estats.EstatsException;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.CollectorStatus;
import org.estats.linux.collector.Hook;
import org.estats.linux.proc.Rights;
import org.estats.linux.proc.Rights.Capability;
import org.estats.notation.Json;
import org.estats.notation.Moments;
import org.estats.server.config.Configuration;
import org.estats.server.history.History;
import org.estats.server.host.Alarms.Alarm;
import org.estats.server.host.Host;
import org.estats.server.host.OwnCost;
import org.estats.server.http.Answer;
import org.estats.server.http.Guard;
import org.estats.server.http.Question;
import org.estats.server.http.Route;
import org.estats.server.sample.Board;
import tools.jackson.core.JsonGenerator;

/// What works, what does not, and what it costs.
final class HealthRoutes {

  private final Parts parts;
  private final IntSupplier streams;

  HealthRoutes(Parts parts, IntSupplier streams) {
    this.parts = parts;
    this.streams = streams;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/health", (q, n, a) -> health(q, a)),
        Route.get("/api/v1/cost", (q, n, a) -> cost(q, a)));
  }

  private void health(Question question, Answer answer) throws IOException {
    question.allow(Set.of());
    answer.json(json -> health(json, question.rights()));
  }

  /// Writes the state of the daemon.
  void health(JsonGenerator json, Guard.Rights rights) {
    CollectorStatus collector = KernelCollector.status();
    List<Alarm> alarms = parts.alarms().standing();
    json.writeStringProperty("status", alarms.isEmpty() ? "ok" : "degraded");
    json.writeArrayPropertyStart("alarms");
    alarms.forEach(a -> alarm(json, a));
    json.writeEndArray();
    json.writeStringProperty("version", parts.version());
    json.writeStringProperty("started", Moments.text(parts.started()));
    json.writeStringProperty("host", Host.name());
    json.writeStringProperty("kernel", System.getProperty("os.version"));
    boolean isCollected = collector.generation().isPresent() && collector.isThisVersion();
    json.writeStringProperty("source", isCollected ? "bpf" : "sock_diag");
    sources(json, collector);
    json.writeObjectPropertyStart("rights");
    json.writeBooleanProperty("read", rights.read());
    json.writeBooleanProperty("set", rights.set());
    json.writeEndObject();
    privileges(json);
    sampling(json);
    stores(json);
    json.writeArrayPropertyStart("hooks");
    collector.hooks().forEach(h -> hook(json, h));
    json.writeEndArray();
    rules(json, isCollected);
    json.writeNumberProperty("closedMissed", parts.ended().missed());
    json.writeNumberProperty("streams", streams.getAsInt());
  }

  /// Null where this user may not see them.
  private static void rules(JsonGenerator json, boolean isCollected) {
    try {
      json.writeNumberProperty("rules", isCollected ? KernelCollector.rules().size() : 0);
    } catch (EstatsException e) {
      json.writeNullProperty("rules");
    }
  }

  private static void alarm(JsonGenerator json, Alarm alarm) {
    json.writeStartObject();
    json.writeStringProperty("name", alarm.name());
    json.writeStringProperty("since", Moments.text(alarm.since()));
    json.writeStringProperty("message", alarm.message());
    json.writeStringProperty("remedy", alarm.remedy());
    json.writeEndObject();
  }

  private static void sources(JsonGenerator json, CollectorStatus collector) {
    boolean isLoaded = collector.generation().isPresent();
    String why =
        !isLoaded
            ? "the collector is not loaded"
            : collector.isThisVersion() ? "" : "another version of Estats is loaded";
    json.writeArrayPropertyStart("sources");
    source(
        json,
        "collector",
        why,
        why.isEmpty() ? "" : "run as root: estats serve; what this machine gives: estats doctor");
    long detached = collector.hooks().stream().filter(h -> !h.isAttached()).count();
    source(
        json,
        "hooks",
        isLoaded && detached > 0
            ? "not attached: "
                + String.join(
                    ", ",
                    collector.hooks().stream()
                        .filter(h -> !h.isAttached())
                        .map(Hook::name)
                        .toList())
            : isLoaded ? "" : "the collector is not loaded",
        detached > 0 ? "estats enable FILTER attaches what it needs" : "");
    source(json, "tcp_info", "", "");
    json.writeEndArray();
  }

  private static void source(JsonGenerator json, String name, String why, String remedy) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeBooleanProperty("works", why.isEmpty());
    json.writeStringProperty("why", why);
    json.writeStringProperty("remedy", remedy);
    json.writeEndObject();
  }

  private static void privileges(JsonGenerator json) {
    Rights own = Rights.own();
    json.writeObjectPropertyStart("privileges");
    json.writeNumberProperty("uid", own.uid());
    json.writeArrayPropertyStart("capabilities");
    Arrays.stream(Capability.values())
        .filter(own::has)
        .map(Capability::name)
        .forEach(json::writeString);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void sampling(JsonGenerator json) {
    Board board = parts.live().board();
    json.writeObjectPropertyStart("sampling");
    Json.number(json, "everySeconds", parts.series().everyMillis() / 1e3);
    json.writeNumberProperty("tick", board.tick());
    json.writeStringProperty("at", Moments.text(board.taken()));
    json.writeNumberProperty("connections", board.lines().size());
    Json.number(json, "lastMillis", parts.sampler().stats().sampleMillis());
    json.writeNumberProperty("late", parts.sampler().stats().late());
    json.writeEndObject();
  }

  private void stores(JsonGenerator json) {
    long now = parts.live().board().taken().toEpochMilli();
    json.writeObjectPropertyStart("series");
    json.writeNumberProperty("bytes", parts.series().bytes());
    json.writeNumberProperty("bytesMax", parts.series().bytesMax());
    Json.number(json, "heldSeconds", parts.series().heldSeconds(now));
    json.writeEndObject();
    Optional<History> history = parts.history();
    Optional<History.State> state = history.map(History::state);
    json.writeObjectPropertyStart("history");
    json.writeStringProperty(
        "state",
        state
            .map(s -> s.isRecording() || s.reason().isEmpty() ? "recording" : "stopped")
            .orElse("off"));
    Json.text(json, "path", history.map(h -> h.file().toString()).orElse(null));
    Json.whole(json, "bytes", state.map(History.State::bytes).orElse(OptionalLong.empty()));
    Json.whole(
        json,
        "bytesMax",
        parts.configuration().history().map(Configuration.History::bytesMax).stream()
            .mapToLong(Long::longValue)
            .findFirst());
    Json.text(json, "reason", state.flatMap(History.State::reason).orElse(null));
    json.writeEndObject();
  }

  private static void hook(JsonGenerator json, Hook hook) {
    json.writeStartObject();
    json.writeStringProperty("name", hook.name());
    json.writeBooleanProperty("attached", hook.isAttached());
    json.writeName("runs");
    hook.runs().ifPresentOrElse(json::writeNumber, json::writeNull);
    json.writeName("skipped");
    hook.skipped().ifPresentOrElse(json::writeNumber, json::writeNull);
    json.writeEndObject();
  }

  private void cost(Question question, Answer answer) throws IOException {
    question.allow(Set.of());
    answer.json(this::cost);
  }

  /// Writes what the daemon costs.
  void cost(JsonGenerator json) {
    Optional<History.State> state = parts.history().map(History::state);
    Json.number(json, "cpuShare", parts.cost().cpuShare());
    Json.number(json, "cpuSeconds", OwnCost.cpuNanos() / 1e9);
    json.writeNumberProperty("rssBytes", OwnCost.residentBytes());
    json.writeNumberProperty("heapBytes", OwnCost.heapBytes());
    json.writeNumberProperty("seriesBytes", parts.series().bytes());
    Json.whole(json, "historyBytes", state.map(History.State::bytes).orElse(OptionalLong.empty()));
    Json.number(json, "sampleMillis", parts.sampler().stats().sampleMillis());
    Json.number(json, "diagnoseMillis", parts.sampler().stats().judgeMillis());
    Json.number(json, "historyMillis", state.map(History.State::batchMillis).orElse(0.0));
    OptionalLong runs =
        KernelCollector.status().hooks().stream()
            .flatMap(h -> h.runs().stream())
            .mapToLong(Long::longValue)
            .filter(n -> n > 0) // else run-time statistics are not enabled
            .reduce(Long::sum);
    json.writeObjectPropertyStart("kernel");
    Json.whole(json, "runs", runs);
    json.writeNullProperty("nanos");
    json.writeEndObject();
  }
}
