package org.estats.linux.terminal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// A terminal that a descriptor of this process leads to: its size, and whether it hands over keys
/// as they are pressed.
public final class TerminalDevice {

  private static final long TCGETS = 0x5401;
  private static final long TCSETSW = 0x5403;
  private static final long TIOCGWINSZ = 0x5413;

  /// The kernel's `struct termios`: four words of flags, the line discipline, 19 characters.
  private static final int TERMIOS_BYTES = 36;

  private static final int LOCAL_FLAGS = 12;
  private static final int CHARACTERS = 17;

  private static final int ICANON = 2;
  private static final int ECHO = 8;

  private static final int VTIME = 5;
  private static final int VMIN = 6;
  private static final int VSUSP = 10;

  private static final int SIGSTOP = 19;

  private final int fd;

  /// The terminal behind a descriptor, if one is.
  ///
  /// @param fd 0 for standard input, 1 for standard output
  public static Optional<TerminalDevice> of(int fd) {
    TerminalDevice device = new TerminalDevice(fd);
    return device.settings().map(s -> device);
  }

  private TerminalDevice(int fd) {
    this.fd = fd;
  }

  /// How many rows and columns it shows.
  ///
  /// @param rows 0 if the terminal does not say
  /// @param columns 0 if the terminal does not say
  public record Size(int rows, int columns) {}

  /// Its size at this moment.
  public Size size() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(8, 2);
      LibC.ioctl(fd, TIOCGWINSZ, size, "ask for the size of the terminal");
      return new Size(
          Short.toUnsignedInt(size.get(JAVA_SHORT, 0)),
          Short.toUnsignedInt(size.get(JAVA_SHORT, 2)));
    } catch (NativeException e) {
      return new Size(0, 0);
    }
  }

  /// How it is set, to be given back to [#restore]; empty if it is gone.
  public Optional<byte[]> settings() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS_BYTES, 4);
      LibC.ioctl(fd, TCGETS, termios, "ask how the terminal is set");
      return Optional.of(termios.toArray(JAVA_BYTE));
    } catch (NativeException e) {
      return Optional.empty();
    }
  }

  /// Sets it as it was.
  public void restore(byte[] settings) {
    try (Arena arena = Arena.ofConfined()) {
      LibC.ioctl(fd, TCSETSW, arena.allocateFrom(JAVA_BYTE, settings), "set the terminal");
    } catch (NativeException e) {
      // The terminal is gone: nobody sees it any more.
    }
  }

  /// Whether it hands over whole lines, as terminals do until they are told otherwise, and again
  /// after a shell had them while this process was stopped.
  public boolean isLineByLine() {
    return settings()
        .map(s -> (MemorySegment.ofArray(s).get(INT, LOCAL_FLAGS) & ICANON) != 0)
        .orElse(false);
  }

  private static final java.lang.foreign.ValueLayout.OfInt INT = JAVA_INT.withByteAlignment(1);

  /// Has it hand over each key as it is pressed and show none. Ctrl-C ends the process as always;
  /// Ctrl-Z becomes a key, for a full screen has to be left first.
  public void keyByKey() {
    settings()
        .ifPresent(s -> {
          MemorySegment termios = MemorySegment.ofArray(s);
          termios.set(INT, LOCAL_FLAGS, termios.get(INT, LOCAL_FLAGS) & ~(ICANON | ECHO));
          s[CHARACTERS + VSUSP] = 0;
          s[CHARACTERS + VMIN] = 1;
          s[CHARACTERS + VTIME] = 0;
          restore(s);
        });
  }

  /// Stops this process until somebody lets it go on.
  public static void stopHere() {
    LibC.raise(SIGSTOP);
  }
}
