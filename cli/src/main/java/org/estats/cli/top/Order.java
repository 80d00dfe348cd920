package org.estats.cli.top;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.estats.EstatsException;
import org.estats.cli.top.Population.Rate;

/// By what the table is sorted; each has its largest first, and `r` turns it round.
enum Order {
  /// What hurts most.
  WORST,
  OUT,
  IN,
  RETR,
  RTT,
  RECVQ,
  SENDQ,
  PORT;

  private static final float HURT_STEPS = 50;

  /// The order of this name.
  ///
  /// @throws EstatsException INVALID
  static Order named(String name) {
    return Arrays.stream(values())
        .filter(o -> o.text().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new EstatsException(
                EstatsException.Kind.INVALID,
                "'" + name + "' is nothing to sort by",
                "one of: "
                    + Arrays.stream(values()).map(Order::text).collect(Collectors.joining(", "))));
  }

  /// The name on the command line.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The order after this one.
  Order next() {
    return values()[(ordinal() + 1) % values().length];
  }

  /// A number by which connections are compared.
  float key(Population all, int slot) {
    float key =
        switch (this) {
          case WORST -> all.rate(Rate.HURT, slot);
          case OUT -> all.rate(Rate.OUT, slot);
          case IN -> all.rate(Rate.IN, slot);
          case RETR -> all.rate(Rate.RESENT, slot);
          case RTT -> all.rttMicros(slot);
          case RECVQ -> all.receiveQueueBytes(slot);
          case SENDQ -> all.sendQueueBytes(slot);
          case PORT -> 0xFFFF - all.connection(slot).local().port();
        };
    return Float.isNaN(key) ? -1 : key;
  }

  /// The slots that are among those shown, first what comes first. Of those that hurt alike the
  /// busier one does, then the older. Rows would change their places all the time if the last bit
  /// decided, so what hurts is rounded, and busier means twice as busy.
  int[] sort(Population all, boolean[] shown, boolean isReversed) {
    long[] keys = new long[all.count()];
    int[] count = {0};
    all.forEach(slot -> {
      if (shown[slot]) {
        int place = this == WORST ? worst(all, slot) : bits(key(all, slot));
        keys[count[0]++] =
            (long) (isReversed ? place : Integer.MAX_VALUE - place) << Integer.SIZE | slot;
      }
    });
    Arrays.sort(keys, 0, count[0]);
    int[] slots = new int[count[0]];
    Arrays.setAll(slots, i -> (int) keys[i]);
    return slots;
  }

  /// The bits of floats from 0 on are in the order of the floats.
  private static int bits(float key) {
    return Float.floatToIntBits(Math.max(0, key));
  }

  private static int worst(Population all, int slot) {
    float hurt = all.rate(Rate.HURT, slot);
    if (Float.isNaN(hurt)) {
      return 0;
    }
    int busy = Math.getExponent(1 + all.rate(Rate.OUT, slot) + all.rate(Rate.IN, slot));
    return 1 + (Math.round(hurt * HURT_STEPS) << Byte.SIZE) + Math.clamp(busy, 0, 0xFF);
  }
}
