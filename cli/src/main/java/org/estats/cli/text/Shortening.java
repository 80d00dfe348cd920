package org.estats.cli.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes text fit by leaving something out of its middle.
public final class Shortening {

  private static final String GAP = "..";
  private static final Pattern FIRST_END = Pattern.compile(":\\d+-");

  private Shortening() {}

  /// The text if it fits, else its beginning and its end.
  public static String middle(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    if (width <= GAP.length()) {
      return text.substring(0, Math.max(0, width));
    }
    int kept = width - GAP.length();
    int head = kept / 2;
    return text.substring(0, head) + GAP + text.substring(text.length() - (kept - head));
  }

  /// A connection: each end is shortened by itself, so that both ports stay.
  public static String connection(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    Matcher end = FIRST_END.matcher(text);
    if (!end.find()) {
      return middle(text, width);
    }
    String local = text.substring(0, end.end() - 1);
    String remote = text.substring(end.end());
    int both = width - 1;
    int half = both / 2;
    int forLocal = Math.min(local.length(), Math.max(half, both - remote.length()));
    return middle(local, forLocal) + "-" + middle(remote, both - forLocal);
  }
}
