package org.estats.cli.top;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.estats.Connection;
import org.estats.Owner;
import org.estats.cli.text.Quantity;
import org.estats.cli.text.Shortening;
import org.estats.cli.text.Style;
import org.estats.cli.text.Times;
import org.estats.cli.top.Population.Rate;
import org.estats.diagnosis.Diagnosis;

/// The table, and the verdict on the connection that is chosen.
final class TableScreen {

  private static final int HEAD_LINES = 4;
  private static final int VERDICT_LINES = 4;
  private static final int FOOT_LINES = VERDICT_LINES + 1;

  private static final int CONNECTION_MIN = 28;
  private static final int CONNECTION_MAX = 45;
  private static final int VERDICT_MIN = 12;
  private static final int VERDICT_MAX = 18;
  private static final int PROCESS_MIN = 8;
  private static final int PROCESS_MAX = 18;
  private static final int SPARK_MIN = 10;
  private static final String KEYS =
      "q quit ? help / filter s sort r turn Enter open g groups e enable space pause";

  private final Scene scene;
  private final View view;

  TableScreen(Scene scene, View view) {
    this.scene = scene;
    this.view = view;
  }

  /// How many rows fit on a screen.
  static int rowsOn(int screenRows) {
    return Math.max(1, screenRows - HEAD_LINES - FOOT_LINES);
  }

  void draw(Paper paper) {
    head(paper);
    Layout layout = Layout.of(paper.columns());
    paper.line(Style.HEADING, layout.heading(view));
    int chosen = Math.max(0, scene.rowOf(view.chosen));
    int rows = rowsOn(paper.rows());
    for (int i = view.offset; i < Math.min(scene.slots().length, view.offset + rows); i++) {
      String row = (i == chosen ? ">" : " ") + row(layout, scene.slots()[i]);
      if (i == chosen) {
        paper.line(Style.CHOSEN, row);
      } else {
        paper.line(row);
      }
    }
    if (scene.slots().length == 0) {
      paper.line(" " + nothing());
    }
    paper.leave(FOOT_LINES);
    if (scene.slots().length > 0) {
      verdict(paper, scene.slots()[Math.min(chosen, scene.slots().length - 1)]);
    }
    paper.leave(1);
    paper.line(Style.DIM, KEYS);
  }

  private String nothing() {
    return scene.filter().terms().isEmpty()
        ? "no established connections here; 'netns=all' looks into every namespace"
        : "no connection matches " + scene.filter();
  }

  private void head(Paper paper) {
    String of = Quantity.of(scene.slots().length, "connection"); // the others are not read
    String own =
        Double.isNaN(scene.ownShare())
            ? ""
            : "  own " + Figures.percent(scene.ownShare()) + " % of a core";
    paper.line(
        Style.HEADING,
        "estats top  " + Times.clock(scene.taken(), scene.every()) + "  " + of + own + paused());
    paper.line(totals());
    paper.line(filterLine());
  }

  private String paused() {
    return view.isPaused ? "  PAUSED: space or 0 goes on" : "";
  }

  private String totals() {
    double out = 0;
    double in = 0;
    int receiver = 0;
    int network = 0;
    int sender = 0;
    int sentAgain = 0;
    for (int slot : scene.slots()) {
      float rate = scene.all().rate(Rate.OUT, slot);
      if (Float.isNaN(rate)) {
        continue;
      }
      out += rate;
      in += scene.all().rate(Rate.IN, slot);
      receiver += scene.all().rate(Rate.RECEIVER, slot) > Limits.LEAST ? 1 : 0;
      network += scene.all().rate(Rate.NETWORK, slot) > Limits.LEAST ? 1 : 0;
      sender += scene.all().rate(Rate.SENDER, slot) > Limits.LEAST ? 1 : 0;
      sentAgain += scene.all().rate(Rate.RESENT, slot) > 0 ? 1 : 0;
    }
    return "%sbit/s out, %sbit/s in; limited: %d receiver, %d network, %d sender; %d resend"
        .formatted(Figures.si(out), Figures.si(in), receiver, network, sender, sentAgain);
  }

  private String filterLine() {
    if (view.typing != null) {
      String tells = view.message.isEmpty() ? "Enter takes it, Esc leaves it" : view.message;
      return "filter: " + view.typing + "_   (" + tells + ")";
    }
    if (!view.message.isEmpty()) {
      return view.message;
    }
    String waiting = scene.waiting() == 0 ? "" : "  (" + scene.waiting() + " not looked at yet)";
    return scene.filter().terms().isEmpty() ? "" : "filter: " + scene.filter() + waiting;
  }

  private String row(Layout layout, int slot) {
    Population all = scene.all();
    Connection connection = all.connection(slot);
    double limited =
        all.rate(Rate.RECEIVER, slot) + all.rate(Rate.NETWORK, slot) + all.rate(Rate.SENDER, slot);
    String verdict = scene.watched().diagnosis(connection).map(d -> d.nature().text()).orElse("");
    String process = scene.holders().of(all.inode(slot)).map(Owner::name).orElse("-");
    List<Watched.Sample> samples = scene.watched().samples(connection);
    return layout.row(
        List.of(
            connection.toString(),
            Figures.si(all.rate(Rate.OUT, slot)),
            Figures.si(all.rate(Rate.IN, slot)),
            Figures.percent(all.rate(Rate.RESENT, slot)),
            Figures.millis(all.rttMicros(slot)),
            Figures.percent(Math.min(1, limited)),
            verdict,
            process),
        samples.stream().mapToDouble(Watched.Sample::out).toArray());
  }

  private void verdict(Paper paper, int slot) {
    Connection connection = scene.all().connection(slot);
    String holder =
        scene
            .holders()
            .of(scene.all().inode(slot))
            .map(o -> "  " + o.name() + " (pid " + o.pid() + ")")
            .orElse("");
    paper.line(Style.HEADING, connection + "  " + scene.all().state(slot) + holder);
    Optional<Diagnosis> found = scene.watched().diagnosis(connection);
    if (found.isEmpty()) {
      paper.line("the verdict comes with the next reading");
      return;
    }
    Diagnosis d = found.get();
    boolean isPlain = scene.watched().last(connection).map(s -> s.on().isEmpty()).orElse(true);
    paper.text(
        d.isLimited() ? Style.BAD : Style.GOOD,
        Limits.verdict(d),
        ": " + d.summary() + (isPlain ? " (tcp_info only; e switches statistics on)" : ""),
        VERDICT_LINES - 1);
  }

  /// How wide the columns are.
  private record Layout(int connection, int verdict, int process, int spark) {

    private static final int[] NUMBERS = {5, 5, 4, 6, 4};
    private static final String[] TITLES = {"OUT", "IN", "RET%", "RTTms", "LIM%"};
    private static final Order[] ORDERS = {Order.OUT, Order.IN, Order.RETR, Order.RTT, Order.WORST};

    static Layout of(int columns) {
      int fixed = 1;
      for (int width : NUMBERS) {
        fixed += 1 + width;
      }
      int[] widths = {CONNECTION_MIN, VERDICT_MIN, PROCESS_MIN};
      int[] most = {CONNECTION_MAX, VERDICT_MAX, PROCESS_MAX};
      int left = columns - fixed - CONNECTION_MIN - VERDICT_MIN - PROCESS_MIN - 2;
      for (int i = 0; i < widths.length; i++) {
        int more = Math.clamp(most[i] - widths[i], 0, Math.max(0, left));
        widths[i] += more;
        left -= more;
      }
      int spark = left > SPARK_MIN ? Math.min(Watched.SAMPLES, left - 1) : 0;
      return new Layout(widths[0], widths[1], widths[2], spark);
    }

    String heading(View view) {
      List<String> titles = new ArrayList<>();
      titles.add("CONNECTION");
      for (int i = 0; i < TITLES.length; i++) {
        titles.add(TITLES[i]);
      }
      titles.add("VERDICT");
      titles.add("PROCESS");
      String by = " by " + view.order.text() + (view.isReversed ? ", turned" : "");
      titles.set(0, "CONNECTION" + by);
      for (int i = 0; i < ORDERS.length; i++) {
        if (ORDERS[i] == view.order && TITLES[i].length() < NUMBERS[i]) {
          titles.set(1 + i, "*" + TITLES[i]);
        }
      }
      String line = " " + line(titles);
      return spark == 0 ? line : line + " OUT, THE LAST MINUTE";
    }

    String row(List<String> cells, double[] out) {
      String line = line(cells);
      return spark == 0 ? line : line + " " + Figures.spark(out, spark);
    }

    private String line(List<String> cells) {
      StringBuilder line = new StringBuilder();
      String first = Shortening.connection(cells.getFirst(), connection);
      line.append(first).repeat(' ', connection - first.length());
      for (int i = 0; i < NUMBERS.length; i++) {
        String cell = cells.get(1 + i);
        line.append(' ').repeat(' ', Math.max(0, NUMBERS[i] - cell.length())).append(cell);
      }
      int at = 1 + NUMBERS.length;
      for (int width : new int[] {verdict, process}) {
        String cell = Shortening.middle(cells.get(at++), width);
        line.append(' ').append(cell).repeat(' ', width - cell.length());
      }
      return line.toString();
    }
  }
}
