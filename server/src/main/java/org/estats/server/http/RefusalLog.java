package org.estats.server.http;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Logs what was refused: the first of a kind from an address at once, the others as a number, so
/// that nobody can fill the log.
final class RefusalLog {

  private static final System.Logger LOG = System.getLogger("org.estats.server");
  private static final int KEYS_MAX = 256;
  private static final long AGAIN_NANOS = 60_000_000_000L;

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Consumer<String> out;
  private long droppedUntil;

  private static final class Entry {
    private long loggedNanos = System.nanoTime();
    private long since;
  }

  RefusalLog() {
    this(line -> LOG.log(Level.INFO, line));
  }

  /// @param out takes the lines
  RefusalLog(Consumer<String> out) {
    this.out = out;
  }

  synchronized void log(String address, Refusal refusal) {
    String key = address + " " + refusal.status() + " " + refusal.kind();
    long now = System.nanoTime();
    Entry entry = entries.get(key);
    if (entry == null) {
      if (entries.size() >= KEYS_MAX && now < droppedUntil) {
        return;
      }
      if (entries.size() >= KEYS_MAX) {
        entries.clear();
        droppedUntil = now + AGAIN_NANOS;
      }
      entries.put(key, new Entry());
      write(address, refusal, "");
    } else if (now - entry.loggedNanos > AGAIN_NANOS) {
      write(address, refusal, " and " + entry.since + " more like it");
      entry.loggedNanos = now;
      entry.since = 0;
    } else {
      entry.since++;
    }
  }

  private void write(String address, Refusal refusal, String more) {
    out.accept(
        "refused client="
            + address
            + " status="
            + refusal.status()
            + " "
            + printable(refusal.getMessage())
            + more);
  }

  private static String printable(String message) {
    String cut = message.length() > 200 ? message.substring(0, 200) + "..." : message;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
