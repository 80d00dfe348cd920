package org.estats.server.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.estats.ConnectionRow;
import org.estats.Owner;
import org.estats.catalogue.PathMember;
import org.estats.diagnosis.Diagnosis;
import org.estats.notation.DiagnosisJson;
import org.estats.notation.Json;
import org.estats.notation.Moments;
import org.estats.notation.SwitchNames;
import org.estats.server.sample.Line;
import org.estats.server.series.Column;
import org.estats.server.series.Columns;
import org.estats.server.series.MemberColumns;
import org.estats.server.series.SeriesStore;
import tools.jackson.core.JsonGenerator;

/// A connection in a listing.
final class RowJson {

  private static final List<Column> SPARKS =
      List.of(
          column("Data.DataBytesOut"),
          column("Data.ThruBytesReceived"),
          column("FineRtt.SumRtt"),
          column("Path.PktsRetrans"));

  private static final List<String> SPARK_NAMES = List.of("out", "in", "rtt", "retrans");

  private RowJson() {}

  private static Column column(String name) {
    return MemberColumns.COLUMNS.stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Writes the members of the object.
  static void write(JsonGenerator json, Line line) {
    writeEnds(json, line);
    json.writeArrayPropertyStart("on");
    SwitchNames.of(line.on()).forEach(json::writeString);
    json.writeEndArray();
    Json.text(json, "since", line.since().map(Moments::text).orElse(null));
    Json.number(json, "outBitsPerSecond", line.rates().outBitsPerSecond());
    Json.number(json, "inBitsPerSecond", line.rates().inBitsPerSecond());
    Json.number(json, "rttMicros", line.rttMicros());
    Json.number(json, "retransShare", line.retransShare());
    Json.number(json, "retransPerSecond", line.rates().retransPerSecond());
    Json.number(json, "pktsRetrans", line.exact(PathMember.PKTS_RETRANS));
    Json.whole(json, "receiveQueueBytes", known(line.receiveQueueBytes()));
    Json.whole(json, "sendQueueBytes", known(line.sendQueueBytes()));
    Optional<Diagnosis> diagnosis = line.diagnosis();
    DiagnosisJson.shares(json, diagnosis.flatMap(Diagnosis::shares));
    Json.text(json, "verdict", diagnosis.map(d -> d.verdict().text()).orElse(null));
    Json.text(json, "nature", diagnosis.map(d -> d.nature().text()).orElse(null));
    Json.number(json, "confidence", diagnosis.map(Diagnosis::confidence).orElse(Double.NaN));
    Json.text(json, "summary", diagnosis.map(Diagnosis::summary).orElse(null));
  }

  private static void writeEnds(JsonGenerator json, Line line) {
    json.writeStringProperty("id", line.identity().id());
    json.writeStringProperty("connection", line.identity().text());
    json.writeStringProperty("local", line.identity().local());
    json.writeStringProperty("remote", line.identity().remote());
    json.writeNumberProperty("netns", line.identity().connection().netns());
    json.writeStringProperty("state", line.state().toString());
    json.writeNumberProperty("uid", Integer.toUnsignedLong(line.uid()));
    owner(json, line.owner());
  }

  /// Writes who holds a socket.
  static void owner(JsonGenerator json, Optional<Owner> owner) {
    json.writeName("pid");
    owner.map(Owner::pid).ifPresentOrElse(json::writeNumber, json::writeNull);
    Json.text(json, "process", owner.map(Owner::process).orElse(null));
    Json.text(json, "owner", owner.map(Owner::name).orElse(null));
  }

  private static OptionalLong known(long bytes) {
    return bytes == ConnectionRow.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /// Writes the newest samples.
  static void spark(JsonGenerator json, SeriesStore series, Line line, int samples, long now) {
    json.writeObjectPropertyStart("spark");
    Optional<Columns> columns =
        series
            .track(line.identity().id())
            .map(t ->
                series.columns(
                    t, SPARKS, now - samples * series.everyMillis(), now, Integer.MAX_VALUE));
    for (int i = 0; i < SPARK_NAMES.size(); i++) {
      json.writeArrayPropertyStart(SPARK_NAMES.get(i));
      if (columns.isPresent()) {
        double[] shown = columns.get().shown()[i];
        for (int p = Math.max(0, shown.length - samples); p < shown.length; p++) {
          Json.number(json, shown[p]);
        }
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
