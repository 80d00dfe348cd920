package org.estats.cli.top;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.estats.Connection;
import org.estats.EstatsSource;
import org.estats.Owner;
import org.estats.cli.json.JsonArray;
import org.estats.cli.text.Column;
import org.estats.cli.text.Output;
import org.estats.cli.text.Quantity;
import org.estats.cli.text.Style;
import org.estats.cli.text.Table;
import org.estats.cli.top.Population.Rate;
import org.estats.diagnosis.Diagnosis;
import org.estats.filter.Filter;
import tools.jackson.core.JsonGenerator;

/// What the screen would show first, once, for pipes and plain terminals.
public final class Listing {

  /// What is written.
  public enum Form {
    TEXT,
    JSON,
    CSV
  }

  private static final String HEADINGS =
      "connection,netns,state,pid,process,outBitsPerSecond,inBitsPerSecond,resentShare,"
          + "rttMicros,limitedByReceiver,limitedByNetwork,limitedBySender,"
          + "receiveQueueBytes,sendQueueBytes,verdict,nature,confidence";

  private final Scene scene;
  private final Output output;

  /// Those that are written.
  private final int[] slots;

  private Listing(Scene scene, Output output, int[] slots) {
    this.scene = scene;
    this.output = output;
    this.slots = slots;
  }

  /// Reads three times, to have rates and then verdicts of what the rates put first, and writes.
  ///
  /// @param rows how many connections; 0 for all
  /// @return how many connections passed the filter
  public static int write(
      EstatsSource source,
      Output output,
      Filter filter,
      String sort,
      Duration every,
      int rows,
      Form form)
      throws InterruptedException {
    Readings readings = new Readings(source, filter, () -> {});
    View view = new View();
    view.order = Order.named(sort);
    readings.read(view);
    Thread.sleep(every);
    readings.read(view);
    int watched = rows == 0 ? Integer.MAX_VALUE : rows;
    long[] first = cookies(readings.scene(every), watched);
    readings.watch(first);
    Thread.sleep(every);
    readings.read(view);
    readings.watch(first);
    Scene scene = readings.scene(every);
    int[] slots = Arrays.stream(first).mapToInt(scene.all()::slotOf).filter(s -> s >= 0).toArray();
    Listing listing = new Listing(scene, output, slots);
    switch (form) {
      case TEXT -> listing.writeText();
      case JSON -> listing.writeJson();
      case CSV -> listing.writeCsv();
    }
    return listing.scene.slots().length;
  }

  private static long[] cookies(Scene scene, int rows) {
    return Arrays.stream(scene.slots())
        .limit(rows)
        .mapToLong(slot -> scene.all().connection(slot).cookie())
        .toArray();
  }

  private void writeText() {
    Table table =
        new Table(
            List.of(
                new Column("CONNECTION", Column.Kind.CONNECTION, 3, 23),
                Column.number("OUT"),
                Column.number("IN"),
                Column.number("RET%"),
                Column.number("RTTms"),
                Column.number("LIM%"),
                new Column("VERDICT", Column.Kind.TEXT, 2, 12),
                new Column("PROCESS", Column.Kind.TEXT, 1, 8)));
    Population all = scene.all();
    for (int slot : slots) {
      double limited =
          all.rate(Rate.RECEIVER, slot)
              + all.rate(Rate.NETWORK, slot)
              + all.rate(Rate.SENDER, slot);
      table.add(
          List.of(
              all.connection(slot).toString(),
              Figures.si(all.rate(Rate.OUT, slot)),
              Figures.si(all.rate(Rate.IN, slot)),
              Figures.percent(all.rate(Rate.RESENT, slot)),
              Figures.millis(all.rttMicros(slot)),
              Figures.percent(Math.min(1, limited)),
              diagnosis(slot).map(d -> d.nature().text()).orElse(Figures.UNKNOWN),
              scene.holders().of(all.inode(slot)).map(Owner::name).orElse(Figures.UNKNOWN)));
    }
    table.write(output);
    if (slots.length > 0) {
      worst(slots[0]);
    }
    int more = scene.slots().length - slots.length;
    if (more > 0) {
      output.note("and " + Quantity.of(more, "more connection"));
    }
  }

  private void worst(int slot) {
    diagnosis(slot)
        .ifPresent(d -> {
          output.line("");
          String connection = scene.all().connection(slot).toString();
          Style style = d.isLimited() ? Style.BAD : Style.GOOD;
          output.line(
              connection + ": " + output.styled(style, Limits.verdict(d)) + ": " + d.summary());
        });
  }

  private Optional<Diagnosis> diagnosis(int slot) {
    return scene.watched().diagnosis(scene.all().connection(slot));
  }

  private void writeJson() {
    try (JsonArray array = new JsonArray(output.result())) {
      for (int slot : slots) {
        write(array.generator(), slot);
      }
    }
  }

  private void write(JsonGenerator json, int slot) {
    Population all = scene.all();
    Connection connection = all.connection(slot);
    Optional<Owner> owner = scene.holders().of(all.inode(slot));
    json.writeStartObject();
    json.writeStringProperty("connection", connection.toString());
    json.writeNumberProperty("netns", connection.netns());
    json.writeStringProperty("state", all.state(slot).toString());
    json.writeName("pid");
    owner.ifPresentOrElse(o -> json.writeNumber(o.pid()), json::writeNull);
    json.writeName("process");
    owner.ifPresentOrElse(o -> json.writeString(o.name()), json::writeNull);
    number(json, "outBitsPerSecond", all.rate(Rate.OUT, slot));
    number(json, "inBitsPerSecond", all.rate(Rate.IN, slot));
    number(json, "resentShare", all.rate(Rate.RESENT, slot));
    json.writeNumberProperty("rttMicros", all.rttMicros(slot));
    json.writeObjectPropertyStart("limitedBy");
    number(json, "receiver", all.rate(Rate.RECEIVER, slot));
    number(json, "network", all.rate(Rate.NETWORK, slot));
    number(json, "sender", all.rate(Rate.SENDER, slot));
    json.writeEndObject();
    json.writeNumberProperty("receiveQueueBytes", all.receiveQueueBytes(slot));
    json.writeNumberProperty("sendQueueBytes", all.sendQueueBytes(slot));
    Optional<Diagnosis> found = diagnosis(slot);
    text(json, "verdict", found.map(d -> d.verdict().text()));
    text(json, "nature", found.map(d -> d.nature().text()));
    number(json, "confidence", found.map(Diagnosis::confidence).orElse(Double.NaN));
    text(json, "summary", found.map(Diagnosis::summary));
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, Optional<String> text) {
    json.writeName(name);
    text.ifPresentOrElse(json::writeString, json::writeNull);
  }

  private static void number(JsonGenerator json, String name, double number) {
    json.writeName(name);
    if (Double.isNaN(number)) {
      json.writeNull();
    } else {
      json.writeNumber(rounded(number));
    }
  }

  private static double rounded(double number) {
    return Math.round(number * 10_000) / 10_000.0;
  }

  private void writeCsv() {
    output.line(HEADINGS);
    Population all = scene.all();
    for (int slot : slots) {
      Connection connection = all.connection(slot);
      Optional<Owner> owner = scene.holders().of(all.inode(slot));
      Optional<Diagnosis> found = diagnosis(slot);
      output.line(
          String.join(
              ",",
              connection.toString(),
              Long.toString(connection.netns()),
              all.state(slot).toString(),
              owner.map(o -> Integer.toString(o.pid())).orElse(""),
              quoted(owner.map(Owner::name).orElse("")),
              number(all.rate(Rate.OUT, slot)),
              number(all.rate(Rate.IN, slot)),
              number(all.rate(Rate.RESENT, slot)),
              Long.toString(all.rttMicros(slot)),
              number(all.rate(Rate.RECEIVER, slot)),
              number(all.rate(Rate.NETWORK, slot)),
              number(all.rate(Rate.SENDER, slot)),
              Long.toString(all.receiveQueueBytes(slot)),
              Long.toString(all.sendQueueBytes(slot)),
              found.map(d -> d.verdict().text()).orElse(""),
              found.map(d -> d.nature().text()).orElse(""),
              number(found.map(Diagnosis::confidence).orElse(Double.NaN))));
    }
  }

  private static String number(double number) {
    return Double.isNaN(number) ? "" : String.format(Locale.ROOT, "%.4f", number);
  }

  private static String quoted(String text) {
    return text.matches("[\\w.:/@+-]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
