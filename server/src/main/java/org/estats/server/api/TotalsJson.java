package org.estats.server.api;

import java.util.OptionalLong;
import org.estats.notation.DiagnosisJson;
import org.estats.notation.Json;
import org.estats.notation.Moments;
import org.estats.server.host.ListenOverflows;
import org.estats.server.sample.Board;
import org.estats.server.sample.EndedLog;
import org.estats.server.sample.Totals;
import tools.jackson.core.JsonGenerator;

/// The machine in one line.
final class TotalsJson {

  private TotalsJson() {}

  static void write(JsonGenerator json, Board board, EndedLog ended) {
    Totals totals = board.totals();
    json.writeNumberProperty("tick", board.tick());
    json.writeStringProperty("at", Moments.text(board.taken()));
    json.writeObjectPropertyStart("states");
    totals.states().forEach((s, n) -> json.writeNumberProperty(s.toString(), n));
    json.writeEndObject();
    Json.number(json, "outBitsPerSecond", totals.outBitsPerSecond());
    Json.number(json, "inBitsPerSecond", totals.inBitsPerSecond());
    Json.number(json, "retransShare", totals.retransShare());
    quantiles(json, "rttMicros", totals.rtt());
    DiagnosisJson.shares(json, totals.shares());
    json.writeObjectPropertyStart("verdicts");
    totals.verdicts().forEach((v, n) -> json.writeNumberProperty(v.text(), n));
    json.writeEndObject();
    natures(json, totals);
    json.writeNumberProperty("on", totals.on());
    json.writeNumberProperty("closed", ended.count());
    json.writeNumberProperty("resets", ended.resets());
    OptionalLong overflows = ListenOverflows.read();
    Json.whole(json, "listenOverflows", overflows);
  }

  static void natures(JsonGenerator json, Totals totals) {
    json.writeObjectPropertyStart("natures");
    totals.natures().forEach((n, count) -> json.writeNumberProperty(n.text(), count));
    json.writeEndObject();
  }

  static void quantiles(JsonGenerator json, String name, Totals.Quantiles quantiles) {
    json.writeObjectPropertyStart(name);
    Json.number(json, "p50", quantiles.p50());
    Json.number(json, "p90", quantiles.p90());
    Json.number(json, "p99", quantiles.p99());
    json.writeEndObject();
  }
}
