package org.estats.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A daemon in which one thread of its own finds no memory any more, once it has begun to serve.
final class Exhausting {

  private Exhausting() {}

  static void main(String[] args) throws InterruptedException {
    Serving serving =
        new Serving(
            Optional.empty(),
            List.of("listen=127.0.0.1:0", "watch=nothing", "every=1m"),
            "test",
            note -> {
              if (note.contains("serving")) {
                Thread.ofPlatform().daemon().start(Exhausting::fill);
              }
            });
    serving.run();
  }

  private static void fill() {
    List<byte[]> all = new ArrayList<>();
    while (!all.contains(null)) {
      all.add(new byte[1 << 20]);
    }
  }
}
