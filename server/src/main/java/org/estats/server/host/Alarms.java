package org.estats.server.host;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What does not work at the moment. Each is logged once when it begins and once when it is over.
public final class Alarms {

  /// Nothing is recorded any more.
  public static final String HISTORY_STOPPED = "history-stopped";

  /// Final records were overwritten before they were read.
  public static final String CLOSED_MISSED = "closed-missed";

  /// Connections of some namespaces are not seen.
  public static final String NAMESPACES_NOT_ENTERED = "namespaces-not-entered";

  /// Samples are missing.
  public static final String SAMPLING_LATE = "sampling-late";

  /// Only `tcp_info` tells of connections.
  public static final String COLLECTOR_MISSING = "collector-missing";

  /// A configuration was not taken over.
  public static final String CONFIGURATION_REFUSED = "configuration-refused";

  private static final System.Logger LOG = System.getLogger("org.estats.server");

  private final Map<String, Alarm> standing = new ConcurrentHashMap<>();

  /// An alarm.
  ///
  /// @param name a word for programs
  /// @param since when it began
  /// @param message what does not work
  /// @param remedy what would mend it; empty if nothing is known
  public record Alarm(String name, Instant since, String message, String remedy) {}

  /// Says that something does not work.
  public void raise(String name, String message, String remedy) {
    if (put(name, message, remedy) == null) {
      log(name, message, remedy);
    }
  }

  /// The same of what somebody has just asked for, who is to hear of it each time.
  public void renew(String name, String message, String remedy) {
    put(name, message, remedy);
    log(name, message, remedy);
  }

  private Alarm put(String name, String message, String remedy) {
    Alarm before = standing.get(name);
    Instant since = before == null ? Instant.now() : before.since();
    return standing.put(name, new Alarm(name, since, message, remedy));
  }

  private static void log(String name, String message, String remedy) {
    String mended = remedy.isEmpty() ? "" : " (" + remedy + ")";
    LOG.log(Level.WARNING, "alarm={0} {1}{2}", name, message, mended);
  }

  /// Says that it works again.
  public void clear(String name) {
    if (standing.remove(name) != null) {
      LOG.log(Level.INFO, "alarm={0} is over", name);
    }
  }

  /// Those that stand, the oldest first.
  public List<Alarm> standing() {
    return standing.values().stream().sorted(Comparator.comparing(Alarm::since)).toList();
  }
}
