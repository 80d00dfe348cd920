package org.estats.cli.text;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Where a command writes: results to one stream, all else to the other.
public final class Output {

  /// The columns of something that is no terminal: lines are as long as they are.
  public static final int UNLIMITED = 0;

  private static final int BUFFER_BYTES = 1 << 16;

  /// How the kernel says that whoever read has gone, as `| head` does: that is no failure.
  private static final String NOBODY_READS = "Broken pipe";

  private final PrintStream out;
  private final PrintStream err;
  private final int columns;
  private final boolean isColoured;
  private Optional<Sink> sink = Optional.empty();

  /// Output to any two streams.
  ///
  /// @param columns how wide the terminal is that shows `out`; [#UNLIMITED] if none does
  /// @param isColoured whether text may be coloured
  public Output(PrintStream out, PrintStream err, int columns, boolean isColoured) {
    this.out = out;
    this.err = err;
    this.columns = columns;
    this.isColoured = isColoured;
  }

  /// Output to the standard streams of this process.
  public static Output standard() {
    Sink sink = new Sink();
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(sink, BUFFER_BYTES), false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    Output output =
        Terminal.isOnStandardOutput()
            ? new Output(out, err, Terminal.columns(), Terminal.hasColours())
            : new Output(out, err, UNLIMITED, false);
    output.sink = Optional.of(sink);
    return output;
  }

  /// Standard output, which remembers what [PrintStream] forgets: why writing failed.
  private static final class Sink extends OutputStream {
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private String failure = "";

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        if (failure.isEmpty() && !NOBODY_READS.equals(e.getMessage())) {
          failure = String.valueOf(e.getMessage());
        }
        throw e;
      }
    }
  }

  /// Why results could not be written; empty if they were, or nobody wanted them any more.
  public String failure() {
    return sink.isPresent() ? sink.get().failure : "";
  }

  /// Writes a line of the result.
  public void line(String text) {
    out.print(text);
    out.print('\n');
  }

  /// Writes lines of the result that are ready, each with its end.
  public void text(CharSequence lines) {
    out.append(lines);
  }

  /// Writes a line for people, after all of the result so far.
  public void note(String text) {
    out.flush();
    err.print(text + '\n');
    err.flush();
  }

  /// Where results go, for those who write more than lines.
  public PrintStream result() {
    return out;
  }

  /// Hands over what is written so far.
  ///
  /// @return whether anyone still reads: not after `| head` has had enough
  public boolean flush() {
    return !out.checkError(); // which flushes
  }

  /// Whether results go to a terminal.
  public boolean isTerminal() {
    return columns != UNLIMITED;
  }

  /// How wide a line may be, or [#UNLIMITED].
  public int columns() {
    return columns;
  }

  /// Text in a style, or as it is where there are no colours.
  public String styled(Style style, String text) {
    return isColoured ? style.on() + text + Style.OFF : text;
  }

  /// Whether text may be coloured.
  public boolean isColoured() {
    return isColoured;
  }
}
