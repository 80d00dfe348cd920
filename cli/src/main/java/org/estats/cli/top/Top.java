package org.estats.cli.top;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.catalogue.Switch;
import org.estats.cli.text.Output;
import org.estats.filter.Filter;

/// The full screen: reads, paints, and does what the keys say, until it is told to quit.
public final class Top {

  private static final Duration FIRST_READING_AFTER = Duration.ofMillis(300);
  private static final Duration FASTEST = Duration.ofMillis(250);
  private static final Duration SLOWEST = Duration.ofMinutes(1);

  private final EstatsSource source;
  private final Output output;
  private final FullScreen screen;
  private final Readings readings;
  private final View view = new View();
  private Duration every;
  private boolean hasQuit;
  private boolean isReading;
  private boolean isToReadAgain;

  private Top(EstatsSource source, Output output, FullScreen screen, Filter filter, Order order) {
    this.source = source;
    this.output = output;
    this.screen = screen;
    readings = new Readings(source, filter, this::answer);
    view.order = order;
  }

  /// Runs it on the terminal that shows standard output.
  ///
  /// @param sort the name of an order
  /// @return false if there is no terminal to run it on; nothing is done then
  /// @throws EstatsException INVALID if there is no such order
  public static boolean run(
      EstatsSource source, Output output, Filter filter, String sort, Duration every)
      throws InterruptedException {
    Order order = Order.named(sort);
    Optional<FullScreen> opened = output.isTerminal() ? FullScreen.open() : Optional.empty();
    if (opened.isEmpty()) {
      return false;
    }
    try (FullScreen screen = opened.get()) {
      Top top = new Top(source, output, screen, filter, order);
      top.every = every;
      top.run();
    }
    return true;
  }

  private void run() throws InterruptedException {
    long due = System.nanoTime() + FIRST_READING_AFTER.toNanos();
    read();
    while (!hasQuit) {
      paint();
      long left = due - System.nanoTime();
      Optional<Key> key =
          left > 0
              ? screen.key(Duration.ofNanos(Math.min(left, every.toNanos())))
              : Optional.empty();
      if (key.isPresent()) {
        view.message = "";
        press(key.get());
      } else if (System.nanoTime() >= due) {
        if (!view.isPaused) {
          read();
        }
        due = Math.max(due, System.nanoTime() - every.toNanos()) + every.toNanos();
      }
    }
  }

  /// Does what the keys say while a reading is under way: of a hundred thousand it takes a while.
  /// What is shown is then partly of this reading already, each connection as a whole.
  private void answer() {
    try {
      while (!hasQuit) {
        Optional<Key> key = screen.key(Duration.ZERO);
        if (key.isEmpty()) {
          return;
        }
        view.message = "";
        press(key.get());
        paint();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // for whoever waits for a key next
    }
  }

  private void read() {
    isToReadAgain = isReading;
    if (isReading) {
      return; // by another filter now; the one under way may lack what it lets through
    }
    do {
      isToReadAgain = false;
      isReading = true;
      readNow();
      isReading = false;
    } while (isToReadAgain && !hasQuit);
  }

  private void readNow() {
    try {
      readings.read(view);
      keepInView();
      readings.watch(
          view.screen == View.Screen.TABLE ? view.offset : 0,
          view.screen == View.Screen.TABLE ? TableScreen.rowsOn(screen.rows()) : 0,
          chosenOrFirst());
    } catch (EstatsException e) {
      view.message = e.getMessage();
    }
  }

  private long chosenOrFirst() {
    Scene scene = readings.scene(every);
    if (view.chosen != 0 || scene.slots().length == 0) {
      return view.chosen;
    }
    return scene.all().connection(scene.slots()[0]).cookie();
  }

  private void paint() {
    Scene scene = readings.scene(every);
    Paper paper = new Paper(output, screen.rows(), screen.columns());
    switch (view.screen) {
      case TABLE -> new TableScreen(scene, view).draw(paper);
      case CONNECTION -> new ConnectionScreen(scene, view).draw(paper);
      case GROUPS -> new GroupsScreen(scene, view).draw(paper);
      case HELP -> HelpScreen.draw(paper);
    }
    screen.paint(paper.lines());
  }

  private void press(Key key) {
    switch (key.kind()) {
      case GONE -> hasQuit = true;
      case SUSPEND -> screen.suspend();
      case REDRAW -> screen.forget();
      default -> {
        if (view.typing != null) {
          type(key);
        } else if (view.screen == View.Screen.HELP) {
          view.screen = View.Screen.TABLE;
          view.offset = 0;
        } else if (!everywhere(key)) {
          switch (view.screen) {
            case TABLE -> inTable(key);
            case CONNECTION -> inConnection(key);
            case GROUPS -> inGroups(key);
            case HELP -> {}
          }
        }
      }
    }
  }

  private boolean everywhere(Key key) {
    switch (key.character()) {
      case 'q' -> hasQuit = true;
      case '?', 'h' -> view.screen = View.Screen.HELP;
      case ' ' -> view.isPaused = !view.isPaused;
      case '+' -> every = shorterOf(SLOWEST, every.multipliedBy(2));
      case '-' -> every = shorterOf(every, longerOf(FASTEST, every.dividedBy(2)));
      case 'e' -> turn(true);
      case 'd' -> turn(false);
      default -> {
        return false;
      }
    }
    if (key.character() == '+' || key.character() == '-') {
      view.message = "a reading every " + every.toMillis() + " ms";
    }
    return true;
  }

  private static Duration shorterOf(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longerOf(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private void inTable(Key key) {
    switch (key.kind()) {
      case UP -> move(-1);
      case DOWN -> move(1);
      case PAGE_UP -> move(-TableScreen.rowsOn(screen.rows()));
      case PAGE_DOWN -> move(TableScreen.rowsOn(screen.rows()));
      case HOME -> move(Integer.MIN_VALUE / 2);
      case END -> move(Integer.MAX_VALUE / 2);
      case ENTER -> open();
      case ESCAPE -> filter("");
      default -> {
        switch (key.character()) {
          case 'k' -> move(-1);
          case 'j' -> move(1);
          case '/', 'f' -> view.typing = readings.scene(every).filter().toString();
          case 's' -> order(view.order.next());
          case 'r' -> {
            view.isReversed = !view.isReversed;
            order(view.order);
          }
          case 'g' -> {
            view.screen = View.Screen.GROUPS;
            view.chosenGroup = 0;
          }
          case '0' -> {
            view.isPaused = false;
            view.isReversed = false;
            order(Order.WORST);
          }
          default -> {}
        }
      }
    }
  }

  private void order(Order order) {
    view.order = order;
    view.chosen = 0;
    view.offset = 0;
    readings.sort(view);
  }

  private void move(int rows) {
    Scene scene = readings.scene(every);
    if (scene.slots().length == 0) {
      return;
    }
    int from = Math.max(0, scene.rowOf(view.chosen));
    int to = Math.clamp((long) from + rows, 0, scene.slots().length - 1);
    view.chosen = scene.all().connection(scene.slots()[to]).cookie();
    keepInView();
  }

  /// The row that is chosen stays on the screen, wherever its connection goes.
  private void keepInView() {
    if (view.screen != View.Screen.TABLE) {
      return;
    }
    Scene scene = readings.scene(every);
    int rows = TableScreen.rowsOn(screen.rows());
    int row = view.chosen == 0 ? 0 : scene.rowOf(view.chosen);
    if (row < 0) {
      view.chosen = 0; // it has ended
      row = 0;
    }
    view.offset = Math.clamp(view.offset, Math.max(0, row - rows + 1), row);
  }

  private void open() {
    view.chosen = chosenOrFirst();
    if (view.chosen != 0) {
      view.screen = View.Screen.CONNECTION;
      view.offset = 0;
    }
  }

  private void inConnection(Key key) {
    switch (key.kind()) {
      case ESCAPE, BACKSPACE -> {
        view.screen = View.Screen.TABLE;
        keepInView();
      }
      case UP -> view.offset--;
      case DOWN -> view.offset++;
      case PAGE_UP -> view.offset -= screen.rows() - 3;
      case PAGE_DOWN -> view.offset += screen.rows() - 3;
      case HOME -> view.offset = 0;
      default -> view.offset += key.character() == 'j' ? 1 : key.character() == 'k' ? -1 : 0;
    }
    view.offset = Math.max(0, view.offset);
  }

  private void inGroups(Key key) {
    switch (key.kind()) {
      case ESCAPE, BACKSPACE -> view.screen = View.Screen.TABLE;
      case UP -> view.chosenGroup--;
      case DOWN -> view.chosenGroup++;
      case PAGE_UP -> view.chosenGroup -= screen.rows() - 4;
      case PAGE_DOWN -> view.chosenGroup += screen.rows() - 4;
      case HOME -> view.chosenGroup = 0;
      case ENTER -> {
        List<GroupsScreen.Fold> folds = new GroupsScreen(readings.scene(every), view).folds();
        if (!folds.isEmpty() && !folds.get(view.chosenGroup).term().isEmpty()) {
          String before = readings.scene(every).filter().toString();
          view.screen = View.Screen.TABLE;
          filter((before + " " + folds.get(view.chosenGroup).term()).strip());
        }
      }
      default -> {
        switch (key.character()) {
          case 'g' -> {
            view.fold = view.fold.next();
            view.chosenGroup = 0;
          }
          case 'j' -> view.chosenGroup++;
          case 'k' -> view.chosenGroup--;
          default -> {}
        }
      }
    }
    view.chosenGroup = Math.max(0, view.chosenGroup);
  }

  private void type(Key key) {
    switch (key.kind()) {
      case ENTER -> {
        String typed = view.typing;
        view.typing = null;
        filter(typed);
      }
      case ESCAPE -> view.typing = null;
      case BACKSPACE ->
          view.typing = view.typing.substring(0, Math.max(0, view.typing.length() - 1));
      case CHARACTER -> view.typing += key.character();
      default -> {}
    }
  }

  /// A filter that makes no sense is told of, and the table stays as it is.
  private void filter(String text) {
    try {
      readings.use(Filter.parse(text).requireJudgeable());
      view.chosen = 0;
      view.offset = 0;
      read();
    } catch (EstatsException e) {
      view.message = e.getMessage() + (e.remedy().isEmpty() ? "" : ": " + e.remedy());
      view.typing = text;
    }
  }

  private void turn(boolean on) {
    int slot = readings.scene(every).all().slotOf(chosenOrFirst());
    if (slot < 0) {
      return;
    }
    Connection connection = readings.scene(every).all().connection(slot);
    Set<Switch> all = EnumSet.copyOf(source.collectable());
    try {
      source.set(connection, on ? all : Set.of(), on ? Set.of() : all);
      view.message =
          on ? "switched on, until it ends or d switches it off" : "switched off: " + connection;
    } catch (EstatsException e) {
      view.message = e.getMessage() + (e.remedy().isEmpty() ? "" : ": " + e.remedy());
    }
  }
}
