package org.estats.server.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.estats.server.api.EventRoute.Following;

/// What clients had been shown when their stream broke.
///
/// A client that comes back has had the event whose id it names, so the difference to that is what
/// it needs. That is known of the newest event only: one that has missed events begins anew.
final class Resumption {

  private static final int KEPT_MAX = 4096;

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
    int hyphen = eventId.indexOf('-');
    Kept before = hyphen < 0 ? null : kept.remove(eventId.substring(0, hyphen));
    boolean isFit =
        before != null
            && before.query().equals(query.text())
            && before.following().eventId().equals(eventId);
    if (!isFit) {
      return Optional.empty();
    }
    last++;
    Following copy = before.following().copy(Long.toHexString(last));
    kept.put(copy.key(), new Kept(copy, before.query()));
    return Optional.of(copy);
  }
}
