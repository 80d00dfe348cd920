package org.estats.server.http;

import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the JDK's server refuses by itself, such as a request line that is none: it tells nobody
/// but its own log, and of that only what it did, not to whom.
final class OwnRefusals extends Handler {

  /// Held for as long as it is listened to: what is set of a logger that nobody holds is lost.
  private static final Logger SERVER = Logger.getLogger("com.sun.net.httpserver");

  /// The end of what it tells of an answer: with a reason if it made the answer itself.
  private static final Pattern REFUSED = Pattern.compile("\\[([45]\\d\\d) [^\\]]*\\] \\((.+)\\)$");

  private final Consumer<Refusal> out;

  private OwnRefusals(Consumer<Refusal> out) {
    this.out = out;
    setLevel(Level.FINE);
  }

  /// Begins to listen.
  ///
  /// @param out takes what is refused
  static OwnRefusals listen(Consumer<Refusal> out) {
    OwnRefusals listening = new OwnRefusals(out);
    SERVER.setUseParentHandlers(false);
    SERVER.setLevel(Level.FINE);
    SERVER.addHandler(listening);
    return listening;
  }

  @Override
  public void publish(LogRecord told) {
    Matcher refused = REFUSED.matcher(String.valueOf(told.getMessage()));
    if (refused.find()) {
      int status = Integer.parseInt(refused.group(1));
      out.accept(new Refusal(status, "MALFORMED", refused.group(2), ""));
    }
  }

  @Override
  public void flush() {
    // nothing is kept
  }

  @Override
  public void close() {
    SERVER.removeHandler(this);
  }
}
