package org.estats.server.api;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.estats.Owner;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Severity;
import org.estats.server.http.Refusal;
import org.estats.server.sample.Line;

/// The orders of the connection table.
final class Order {

  /// What is to be looked at first.
  static final String WORST = "worst";

  private static final int COLUMNS_MAX = 8;

  private static final Comparator<Line> WORST_FIRST =
      Comparator.comparing(
              (Line l) -> l.diagnosis().orElse(null), Comparator.nullsLast(Severity.WORST_FIRST))
          .thenComparingDouble(l -> -known(l.rates().outBitsPerSecond()))
          .thenComparingInt(l -> l.state().isSynchronised() ? 0 : 1);

  private static final Comparator<Line> BY_ID = Comparator.comparing(l -> l.identity().id());

  private static final Map<String, ToDoubleFunction<Line>> NUMBERS = numbers();
  private static final Map<String, Function<Line, String>> TEXTS = texts();

  private Order() {}

  private static Map<String, ToDoubleFunction<Line>> numbers() {
    Map<String, ToDoubleFunction<Line>> all = new LinkedHashMap<>();
    all.put("pid", l -> l.owner().map(Owner::pid).map(Integer::doubleValue).orElse(Double.NaN));
    all.put("uid", l -> Integer.toUnsignedLong(l.uid()));
    all.put("outBitsPerSecond", l -> l.rates().outBitsPerSecond());
    all.put("inBitsPerSecond", l -> l.rates().inBitsPerSecond());
    all.put("rttMicros", Line::rttMicros);
    all.put("retransShare", Line::retransShare);
    all.put("retransPerSecond", l -> l.rates().retransPerSecond());
    all.put("pktsRetrans", l -> l.exact(PathMember.PKTS_RETRANS));
    all.put("receiveQueueBytes", Line::receiveQueueBytes);
    all.put("sendQueueBytes", Line::sendQueueBytes);
    all.put(
        "since",
        l -> l.since().map(Instant::toEpochMilli).map(Long::doubleValue).orElse(Double.NaN));
    all.put("confidence", l -> l.diagnosis().map(Diagnosis::confidence).orElse(Double.NaN));
    return all;
  }

  private static Map<String, Function<Line, String>> texts() {
    Map<String, Function<Line, String>> all = new LinkedHashMap<>();
    all.put("connection", l -> l.identity().text());
    all.put("local", l -> l.identity().local());
    all.put("remote", l -> l.identity().remote());
    all.put("state", l -> l.state().toString());
    all.put("process", l -> l.owner().map(Owner::name).orElse(null));
    all.put("nature", l -> l.diagnosis().map(d -> d.nature().text()).orElse(null));
    return all;
  }

  private static double known(double number) {
    return Double.isNaN(number) ? -1 : number;
  }

  /// Reads an order: columns separated by commas, `-` before those that descend. What is absent
  /// comes last either way.
  ///
  /// @throws Refusal if there is no such column
  static Comparator<Line> parse(String text) {
    Comparator<Line> order = null;
    String[] columns = text.split(",");
    if (columns.length > COLUMNS_MAX) {
      throw Refusal.invalid("sort= names more than " + COLUMNS_MAX + " columns", "");
    }
    for (String column : columns) {
      boolean isDescending = column.startsWith("-");
      Comparator<Line> next = one(isDescending ? column.substring(1) : column, isDescending);
      order = order == null ? next : order.thenComparing(next);
    }
    return order == null ? WORST_FIRST : order.thenComparing(BY_ID);
  }

  private static Comparator<Line> one(String name, boolean isDescending) {
    if (name.equals(WORST)) {
      return isDescending ? WORST_FIRST.reversed() : WORST_FIRST;
    }
    Function<Line, String> text = TEXTS.get(name);
    if (text != null) {
      Comparator<String> direction =
          isDescending ? Comparator.reverseOrder() : Comparator.naturalOrder();
      return Comparator.comparing(text, Comparator.nullsLast(direction));
    }
    ToDoubleFunction<Line> number = NUMBERS.get(name);
    if (number == null) {
      Optional<Member> member = Catalogue.named(name);
      number =
          member
              .<ToDoubleFunction<Line>>map(m -> l -> l.exact(m))
              .orElseThrow(() ->
                  Refusal.invalid(
                      "there is no column '" + name + "'",
                      "the columns are worst, "
                          + String.join(", ", TEXTS.keySet())
                          + ", "
                          + String.join(", ", NUMBERS.keySet())
                          + ", and any Group.Member"));
    }
    return byNumber(number, isDescending);
  }

  private static Comparator<Line> byNumber(ToDoubleFunction<Line> of, boolean isDescending) {
    return Comparator.comparingDouble(l -> {
      double number = of.applyAsDouble(l);
      return Double.isNaN(number) ? Double.POSITIVE_INFINITY : isDescending ? -number : number;
    });
  }
}
