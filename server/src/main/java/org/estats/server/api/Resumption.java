package org.estats.server.api;

import java.security.SecureRandom;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What clients had been shown when their stream broke, so that those who come back soon are told
/// the difference; others begin anew.
final class Resumption {

  private static final int KEPT_MAX = 1024;
  private static final int ROWS_MAX = 100_000;
  private static final Pattern EVENT_ID = Pattern.compile("([0-9a-f]{1,16})-([0-9]{1,15})");

  private record Kept(Following following, String query, int rows) {}

  /// By the key of each, the one that was asked for the longest ago first.
  private final Map<String, Kept> kept = new LinkedHashMap<>(64, 0.75f, true);

  /// Another run begins elsewhere: an id of one must not be taken for one of the other.
  private long last = new SecureRandom().nextLong(1L << 48);

  private long rows;

  /// A stream that begins.
  synchronized Following begin(TableQuery query) {
    last++;
    Following following = new Following(Long.toHexString(last));
    keep(following, query);
    return following;
  }

  private void keep(Following following, TableQuery query) {
    kept.put(following.key(), new Kept(following, query.text(), query.limit()));
    rows += query.limit();
    Iterator<Kept> eldest = kept.values().iterator();
    while (kept.size() > KEPT_MAX || kept.size() > 1 && rows > ROWS_MAX) {
      rows -= eldest.next().rows();
      eldest.remove();
    }
  }

  /// The stream that a client goes on with; empty if it must begin anew.
  synchronized Optional<Following> take(String eventId, TableQuery query) {
    Matcher id = EVENT_ID.matcher(eventId);
    Kept before = id.matches() ? kept.get(id.group(1)) : null;
    if (before == null || !before.query().equals(query.text())) {
      return Optional.empty();
    }
    last++;
    Optional<Following> copy =
        before.following().asOf(Long.parseLong(id.group(2)), Long.toHexString(last));
    copy.ifPresent(c -> keep(c, query));
    return copy;
  }
}
