package org.estats.server.api;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.estats.notation.Json;
import tools.jackson.core.JsonGenerator;

/// What has been written of the newest board: a thousand who follow the same are sent the same
/// bytes, and while they take their time, these stand in memory once.
final class Written {

  private static final int BYTES_MAX = 8 << 20;

  private record Newest(long tick, Map<String, byte[]> texts, AtomicInteger bytes) {
    Newest(long tick) {
      this(tick, new ConcurrentHashMap<>(), new AtomicInteger());
    }
  }

  private volatile Newest newest = new Newest(-1);

  /// The bytes of an object that tells of a tick.
  ///
  /// @param key what it is; whoever gives the same would write the same
  /// @param members writes its members
  byte[] object(long tick, String key, Consumer<JsonGenerator> members) {
    Newest now = newest;
    if (now.tick() < tick) {
      now = new Newest(tick);
      newest = now;
    }
    if (now.tick() > tick || now.bytes().get() > BYTES_MAX) {
      return Json.object(members);
    }
    AtomicInteger bytes = now.bytes();
    return now.texts()
        .computeIfAbsent(
            key,
            _ -> {
              byte[] made = Json.object(members);
              bytes.addAndGet(made.length);
              return made;
            });
  }
}
