package org.estats.cli.top;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.estats.linux.terminal.TerminalDevice;

/// The whole terminal, taken over until it is closed. However the process ends, but for a signal
/// that nobody can catch, the terminal is given back as it was.
final class FullScreen implements AutoCloseable {

  private static final int ROWS_USUAL = 24;
  private static final int COLUMNS_USUAL = 80;
  private static final int STANDARD_OUTPUT = 1;

  private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J";
  private static final String LEAVE = "\u001b[0m\u001b[?25h\u001b[?1049l";

  /// What ends the stream of keys.
  private static final int NO_MORE = -1;

  private static final long ESCAPE_WAIT_MILLIS = 30;

  private final TerminalDevice device;
  private final byte[] settings;
  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
  private final BlockingQueue<Integer> typed = new LinkedBlockingQueue<>();
  private final Thread hook = new Thread(this::leave, "estats-terminal");
  private List<String> painted = List.of();
  private TerminalDevice.Size paintedSize = new TerminalDevice.Size(0, 0);
  private boolean isLeft;
  private boolean isDeaf;

  private FullScreen(TerminalDevice device, byte[] settings) {
    this.device = device;
    this.settings = settings;
  }

  /// Takes over the terminal that shows standard output.
  ///
  /// @return the screen; empty if there is no terminal, or one on which nothing can be placed
  static Optional<FullScreen> open() {
    String kind = System.getenv().getOrDefault("TERM", "dumb");
    Optional<TerminalDevice> device = TerminalDevice.of(STANDARD_OUTPUT);
    Optional<byte[]> settings = device.flatMap(TerminalDevice::settings);
    if (kind.equals("dumb") || kind.isEmpty() || settings.isEmpty()) {
      return Optional.empty();
    }
    FullScreen screen = new FullScreen(device.get(), settings.get());
    Runtime.getRuntime().addShutdownHook(screen.hook); // first: from here on all is undone
    screen.device.keyByKey();
    screen.write(ENTER);
    screen.listen();
    return Optional.of(screen);
  }

  /// The controlling terminal is asked, so that standard input may be something else.
  private void listen() {
    Thread.ofPlatform()
        .name("estats-keys")
        .daemon()
        .start(() -> {
          try (InputStream keys = keys()) {
            int key;
            do {
              key = keys.read();
              typed.add(key);
            } while (key != NO_MORE);
          } catch (IOException e) {
            typed.add(NO_MORE);
          }
        });
  }

  private static InputStream keys() {
    try {
      return new FileInputStream("/dev/tty");
    } catch (IOException e) {
      return new FileInputStream(FileDescriptor.in);
    }
  }

  /// How many rows there are.
  int rows() {
    int rows = device.size().rows();
    return rows > 0 ? rows : ROWS_USUAL;
  }

  /// How many columns there are.
  int columns() {
    int columns = device.size().columns();
    return columns > 0 ? columns : COLUMNS_USUAL;
  }

  /// Shows lines, the first at the top. Only what has changed is written.
  ///
  /// @param lines as many as there are rows, none wider than the screen
  synchronized void paint(List<String> lines) {
    if (isLeft) {
      return;
    }
    StringBuilder text = new StringBuilder();
    if (device.isLineByLine()) { // a shell had the terminal while this process was stopped
      device.keyByKey();
      text.append(ENTER);
      painted = List.of();
    }
    TerminalDevice.Size size = device.size();
    if (!size.equals(paintedSize)) {
      text.append("\u001b[2J");
      painted = List.of();
      paintedSize = size;
    }
    for (int i = 0; i < lines.size(); i++) {
      if (i >= painted.size() || !painted.get(i).equals(lines.get(i))) {
        text.append("\u001b[").append(i + 1).append(";1H").append(lines.get(i)).append("\u001b[K");
      }
    }
    if (painted.size() > lines.size()) {
      text.append("\u001b[").append(lines.size() + 1).append(";1H\u001b[J");
    }
    painted = new ArrayList<>(lines);
    if (!text.isEmpty()) {
      write(text.toString());
    }
  }

  /// Has everything be written at the next painting.
  synchronized void forget() {
    painted = List.of();
    paintedSize = new TerminalDevice.Size(0, 0);
  }

  /// Stops this process, as Ctrl-Z does, with the terminal as it was; goes on when it is told to.
  void suspend() {
    synchronized (this) {
      device.restore(settings);
      write(LEAVE);
    }
    TerminalDevice.stopHere();
    synchronized (this) {
      if (!isLeft) {
        device.keyByKey();
        write(ENTER);
        forget();
      }
    }
  }

  /// The next key, if one is pressed in time.
  ///
  /// @throws InterruptedException if this thread is to end
  Optional<Key> key(Duration patience) throws InterruptedException {
    if (isDeaf) {
      TimeUnit.NANOSECONDS.sleep(Math.max(0, patience.toNanos()));
      return Optional.empty();
    }
    Integer first = typed.poll(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
    if (first == null) {
      return Optional.empty();
    }
    if (first == NO_MORE) {
      isDeaf = true;
      return Optional.of(Key.of(Key.Kind.GONE));
    }
    return Optional.of(
        Key.read(
            first,
            () -> {
              Integer more = typed.poll(ESCAPE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
              return more == null ? NO_MORE : more;
            }));
  }

  private void write(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The terminal is gone: nobody sees it any more.
    }
  }

  private synchronized void leave() {
    if (!isLeft) {
      isLeft = true;
      write(LEAVE);
      device.restore(settings);
    }
  }

  @Override
  public void close() {
    leave();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending, which is why this was closed
    }
  }
}
