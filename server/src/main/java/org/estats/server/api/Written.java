package org.estats.server.api;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.estats.notation.Json;
import tools.jackson.core.JsonGenerator;

/// What has been written of the newest board: a thousand who follow the same are sent the same
/// bytes, and while they take their time, these stand in memory once.
final class Written {

  /// What has more rows is made for each who asks, as it is taken.
  static final int ROWS_MAX = 1_000;

  private static final int BYTES_MAX = 8 << 20;

  private record Newest(long tick, Map<String, byte[]> texts, AtomicInteger bytes) {
    Newest(long tick) {
      this(tick, new ConcurrentHashMap<>(), new AtomicInteger());
    }
  }

  private volatile Newest newest = new Newest(-1);

  /// The bytes of a short object that tells of a tick.
  ///
  /// @param key what it is; whoever gives the same would write the same
  /// @param members writes its members
  byte[] object(long tick, String key, Consumer<JsonGenerator> members) {
    return shared(tick, key, members).orElseGet(() -> Json.object(members));
  }

  /// The same, if there is room to keep it for others.
  Optional<byte[]> shared(long tick, String key, Consumer<JsonGenerator> members) {
    Newest now = newest;
    if (now.tick() < tick) {
      now = new Newest(tick);
      newest = now;
    }
    if (now.tick() > tick) {
      return Optional.empty();
    }
    byte[] known = now.texts().get(key);
    if (known == null && now.bytes().get() <= BYTES_MAX) {
      AtomicInteger bytes = now.bytes();
      known =
          now.texts()
              .computeIfAbsent(
                  key,
                  _ -> {
                    byte[] made = Json.object(members);
                    bytes.addAndGet(made.length);
                    return made;
                  });
    }
    return Optional.ofNullable(known);
  }
}
