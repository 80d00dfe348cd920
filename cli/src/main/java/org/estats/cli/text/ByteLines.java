package org.estats.cli.text;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Long results, put together as bytes: no object a line.
public final class ByteLines implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int DIGITS_MAX = 20;

  private final PrintStream out;
  private byte[] bytes = new byte[BUFFER_BYTES];
  private int used;
  private int start;

  /// Lines of a result.
  public ByteLines(Output output) {
    out = output.result();
  }

  /// Adds text.
  public ByteLines text(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return text(encoded, 0, encoded.length);
  }

  /// Adds text, as UTF-8.
  public ByteLines text(byte[] text, int from, int to) {
    makeRoom(to - from);
    System.arraycopy(text, from, bytes, used, to - from);
    used += to - from;
    return this;
  }

  /// Adds text, followed by blanks up to a width.
  public ByteLines left(byte[] text, int from, int to, int width) {
    return text(text, from, to).blanks(width - (to - from));
  }

  /// Adds a number, with blanks before it up to a width.
  public ByteLines right(long number, int width) {
    int digits = digits(number);
    blanks(width - digits);
    makeRoom(digits);
    if (number < 0) {
      return text(Long.toString(number));
    }
    long rest = number;
    for (int at = used + digits - 1; at >= used; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    used += digits;
    return this;
  }

  /// Adds text, with blanks before it up to a width.
  public ByteLines right(String text, int width) {
    return blanks(width - text.length()).text(text);
  }

  /// Adds blanks.
  public ByteLines blanks(int count) {
    makeRoom(count);
    for (int i = 0; i < count; i++) {
      bytes[used++] = ' ';
    }
    return this;
  }

  /// Ends the line; blanks at its end are left out.
  public void end() {
    while (used > start && bytes[used - 1] == ' ') {
      used--;
    }
    makeRoom(1);
    bytes[used++] = '\n';
    start = used;
    if (used >= BUFFER_BYTES / 2) {
      flush();
    }
  }

  /// How many characters a number has.
  public static int digits(long number) {
    if (number < 0) {
      return Long.toString(number).length();
    }
    long limit = 10;
    int digits = 1;
    while (number >= limit && digits < DIGITS_MAX - 1) {
      limit *= 10;
      digits++;
    }
    return digits;
  }

  private void makeRoom(int count) {
    if (bytes.length - used < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + count));
    }
  }

  private void flush() {
    out.write(bytes, 0, used);
    used = 0;
    start = 0;
  }

  /// Hands over what is left.
  @Override
  public void close() {
    flush();
  }
}
