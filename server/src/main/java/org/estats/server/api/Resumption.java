package org.estats.server.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What clients had been shown when their stream broke, so that those who come back soon are told
/// the difference; others begin anew.
final class Resumption {

  private static final int KEPT_MAX = 512;
  private static final Pattern EVENT_ID = Pattern.compile("([0-9a-f]{1,16})-([0-9]{1,15})");

  private record Kept(Following following, String query) {}

  private final Map<String, Kept> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > KEPT_MAX;
        }
      };
  private long last = System.nanoTime() & 0xFFFFFF;

  /// A stream that begins.
  synchronized Following begin(TableQuery query) {
    last++;
    Following following = new Following(Long.toHexString(last));
    kept.put(following.key(), new Kept(following, query.text()));
    return following;
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
    copy.ifPresent(c -> kept.put(c.key(), new Kept(c, query.text())));
    return copy;
  }
}
