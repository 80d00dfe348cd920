package org.estats.cli.text;

import java.util.regex.Pattern;

/// Text of others, such as what was typed, as a terminal may have it: it must not move the cursor
/// or turn the text around.
public final class Printable {

  /// Control and format characters, and halves of characters.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}]");

  private Printable() {}

  /// The text with its control characters escaped, as in JSON.
  public static String of(String text) {
    return UNPRINTABLE
        .matcher(text)
        .replaceAll(m -> "\\\\u%04x".formatted((int) m.group().charAt(0)));
  }
}
