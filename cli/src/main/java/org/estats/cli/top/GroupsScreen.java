package org.estats.cli.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.estats.Connection;
import org.estats.cli.text.Shortening;
import org.estats.cli.text.Style;
import org.estats.cli.top.Population.Rate;

/// Connections folded by process, by the network of the other end, or by the port of the service.
final class GroupsScreen {

  private static final int IPV4_PREFIX = 24;
  private static final int IPV6_PREFIX = 64;
  private static final String KEYS =
      "Esc back  g other groups  j/k choose  Enter its connections  q quit";

  private final Scene scene;
  private final View view;

  GroupsScreen(Scene scene, View view) {
    this.scene = scene;
    this.view = view;
  }

  /// Connections that have something in common.
  static final class Fold {
    private final String name;
    private final String term;
    private int count;
    private int limited;
    private int resending;
    private double out;
    private double in;
    private double hurt;

    private Fold(String name, String term) {
      this.name = name;
      this.term = term;
    }

    /// The term of a filter that selects them; empty if none does.
    String term() {
      return term;
    }

    private void add(Population all, int slot) {
      count++;
      float rate = all.rate(Rate.OUT, slot);
      if (Float.isNaN(rate)) {
        return;
      }
      out += rate;
      in += all.rate(Rate.IN, slot);
      double limit =
          all.rate(Rate.RECEIVER, slot)
              + all.rate(Rate.NETWORK, slot)
              + all.rate(Rate.SENDER, slot);
      limited += limit > Limits.LEAST ? 1 : 0;
      resending += all.rate(Rate.RESENT, slot) > 0 ? 1 : 0;
      hurt += all.rate(Rate.HURT, slot);
    }
  }

  /// The groups, the worst first.
  List<Fold> folds() {
    Map<Long, Fold> folds = new HashMap<>();
    Population all = scene.all();
    for (int slot : scene.slots()) {
      folds.computeIfAbsent(key(slot), k -> fold(slot)).add(all, slot);
    }
    List<Fold> sorted = new ArrayList<>(folds.values());
    sorted.sort(
        Comparator.<Fold>comparingDouble(f -> -f.hurt)
            .thenComparingInt(f -> -f.count)
            .thenComparing(f -> f.name));
    return sorted;
  }

  private long key(int slot) {
    Connection connection = scene.all().connection(slot);
    return switch (view.fold) {
      case PROCESS -> scene.holders().of(scene.all().inode(slot)).map(o -> o.pid()).orElse(0);
      case PORT -> servicePort(connection);
      case REMOTE -> {
        byte[] address = connection.remote().address().getAddress();
        int kept = (address.length == Integer.BYTES ? IPV4_PREFIX : IPV6_PREFIX) / Byte.SIZE;
        long key = address.length;
        for (int i = 0; i < kept; i++) {
          key = key * 257 + (address[i] & 0xFF) + 1;
        }
        yield key;
      }
    };
  }

  private Fold fold(int slot) {
    Connection connection = scene.all().connection(slot);
    return switch (view.fold) {
      case PROCESS ->
          scene
              .holders()
              .of(scene.all().inode(slot))
              .map(o -> new Fold(o.name() + " (pid " + o.pid() + ")", "pid=" + o.pid()))
              .orElse(new Fold("(not known)", ""));
      case PORT -> {
        int port = servicePort(connection);
        yield new Fold("port " + port, "port=" + port);
      }
      case REMOTE -> {
        String address = connection.remote().toString();
        boolean isIpv4 = connection.remote().isIpv4();
        String bare =
            isIpv4
                ? address.substring(0, address.lastIndexOf(':'))
                : address.substring(1, address.indexOf(']'));
        String prefix = prefix(bare, isIpv4);
        yield new Fold(prefix, "remote=" + prefix);
      }
    };
  }

  private static String prefix(String address, boolean isIpv4) {
    return isIpv4
        ? address.substring(0, address.lastIndexOf('.')) + ".0/" + IPV4_PREFIX
        : address + "/" + IPV6_PREFIX;
  }

  /// Services listen on low ports, and callers get high ones.
  private static int servicePort(Connection connection) {
    return Math.min(connection.local().port(), connection.remote().port());
  }

  void draw(Paper paper) {
    List<Fold> folds = folds();
    view.chosenGroup = Math.clamp(view.chosenGroup, 0, Math.max(0, folds.size() - 1));
    String by = view.fold.name().toLowerCase(Locale.ROOT);
    paper.line(Style.HEADING, "estats top  " + folds.size() + " groups by " + by);
    int name = Math.max(20, paper.columns() - 47);
    String format = "%s%-" + name + "s %7s %7s %7s %9s %9s";
    paper.line(
        Style.HEADING,
        format.formatted(
            " ", by.toUpperCase(Locale.ROOT), "CONNS", "OUT", "IN", "LIMITED", "RESENDING"));
    int rows = paper.left() - 2;
    int from = Math.clamp(view.chosenGroup - rows + 1L, 0, Integer.MAX_VALUE);
    for (int i = from; i < Math.min(folds.size(), from + rows); i++) {
      Fold f = folds.get(i);
      String line =
          format.formatted(
              i == view.chosenGroup ? ">" : " ",
              Shortening.middle(f.name, name),
              f.count,
              Figures.si(f.out),
              Figures.si(f.in),
              f.limited,
              f.resending);
      if (i == view.chosenGroup) {
        paper.line(Style.CHOSEN, line);
      } else {
        paper.line(line);
      }
    }
    paper.leave(1);
    paper.line(Style.DIM, KEYS);
  }
}
