package org.estats.cli.top;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.cli.text.Style;
import org.estats.cli.text.Wrapping;
import org.estats.diagnosis.Diagnosis;

/// One connection: the verdict and why, what held it back over the last minute, four curves, and
/// its members.
final class ConnectionScreen {

  private static final int LABEL = 9;
  private static final double PERCENT = 100;
  private static final String KEYS =
      "Esc back  j/k scroll  e enable  d disable  space pause  ? help  q quit";

  private final Scene scene;
  private final View view;

  ConnectionScreen(Scene scene, View view) {
    this.scene = scene;
    this.view = view;
  }

  void draw(Paper paper) {
    int slot = scene.all().slotOf(view.chosen);
    if (slot < 0) {
      paper.line(Style.HEADING, "the connection has ended");
      paper.line("Esc goes back to the table; 'estats closed' has its last words, if it was on");
      paper.leave(1);
      paper.line(Style.DIM, KEYS);
      return;
    }
    Connection connection = scene.all().connection(slot);
    String holder =
        scene
            .holders()
            .of(scene.all().inode(slot))
            .map(o -> "  " + o.name() + " (pid " + o.pid() + ")")
            .orElse("");
    paper.line(Style.HEADING, connection + "  " + scene.all().state(slot) + holder);
    List<String> lines = lines(connection, paper.columns());
    view.offset = Math.clamp(view.offset, 0, Math.max(0, lines.size() - paper.left() + 1));
    for (int i = view.offset; i < lines.size() && paper.left() > 1; i++) {
      paper.line(lines.get(i));
    }
    paper.leave(1);
    paper.line(Style.DIM, view.message.isEmpty() ? KEYS : view.message);
  }

  private List<String> lines(Connection connection, int columns) {
    List<String> lines = new ArrayList<>();
    scene
        .watched()
        .diagnosis(connection)
        .ifPresentOrElse(
            d -> verdict(lines, d, columns),
            () -> lines.add("the verdict comes with the next reading"));
    List<Watched.Sample> samples = scene.watched().samples(connection);
    lines.add("");
    StringBuilder ribbon = new StringBuilder();
    samples.forEach(s -> ribbon.append(s.limiter()));
    lines.add("limited  " + last(ribbon.toString(), columns - LABEL));
    lines.add("         R receiver, N network, S sender, . not; the last is now");
    curve(lines, "out", "bit/s", samples, Watched.Sample::out, columns);
    curve(lines, "rtt", "us", samples, Watched.Sample::rttMicros, columns);
    curve(lines, "cwnd", "segments", samples, Watched.Sample::windowSegments, columns);
    curve(lines, "resent", "%", samples, s -> s.resent() * PERCENT, columns);
    scene.watched().last(connection).ifPresent(s -> members(lines, s));
    return lines;
  }

  private static void verdict(List<String> lines, Diagnosis d, int columns) {
    labelled(lines, "verdict", Limits.verdict(d) + ": " + d.summary(), columns);
    d.evidence().forEach(e -> labelled(lines, "because", e.text(), columns));
    d.shares()
        .ifPresent(s ->
            labelled(
                lines,
                "time",
                "receiver %.0f %%, network %.0f %%, sender %.0f %%"
                    .formatted(s.receiver() * PERCENT, s.network() * PERCENT, s.sender() * PERCENT),
                columns));
    labelled(lines, "do", d.advice(), columns);
    d.untold().forEach(u -> labelled(lines, "not told", u, columns));
  }

  private static void labelled(List<String> lines, String label, String text, int columns) {
    String start = "%-9s".formatted(label);
    for (String line : Wrapping.lines(text, columns - LABEL)) {
      lines.add(start + line);
      start = " ".repeat(LABEL);
    }
  }

  private static void curve(
      List<String> lines,
      String label,
      String unit,
      List<Watched.Sample> samples,
      ToDoubleFunction<Watched.Sample> of,
      int columns) {
    double[] numbers = samples.stream().mapToDouble(of).toArray();
    double now = numbers.length == 0 ? Double.NaN : numbers[numbers.length - 1];
    int width = Math.min(Watched.SAMPLES, columns - LABEL - 16);
    String shown = Figures.si(now) + " " + unit;
    lines.add("%-9s%s  %s".formatted(label, Figures.spark(numbers, width), shown));
  }

  private static String last(String text, int width) {
    return text.length() <= width ? text : text.substring(text.length() - width);
  }

  private static void members(List<String> lines, Snapshot snapshot) {
    for (Group group : Group.values()) {
      boolean isOn = snapshot.isOn(group);
      lines.add("");
      lines.add(group.estatsName() + (isOn ? "" : " (off: what tcp_info has, of its whole life)"));
      for (Member member : Catalogue.members(group)) {
        Value value = snapshot.value(member);
        if (value.isPresent() || isOn) {
          lines.add("  %-26s %s".formatted(member.estatsName(), value));
        }
      }
    }
  }
}
