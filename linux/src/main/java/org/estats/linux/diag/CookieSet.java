package org.estats.linux.diag;

/// Socket cookies, as many as there are, without an object for each.
final class CookieSet {

  private static final int SLOTS_FIRST = 1 << 10;
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  /// By open addressing; 0, which is no cookie, where a slot is free.
  private long[] slots = new long[SLOTS_FIRST];

  private int count;
  private boolean hasZero;

  /// Adds a cookie.
  ///
  /// @return whether it was not there yet
  boolean add(long cookie) {
    if (cookie == 0) {
      boolean isNew = !hasZero;
      hasZero = true;
      return isNew;
    }
    int slot = slot(slots, cookie);
    if (slots[slot] == cookie) {
      return false;
    }
    slots[slot] = cookie;
    if (++count > slots.length / 2) {
      grow();
    }
    return true;
  }

  private static int slot(long[] slots, long cookie) {
    int mask = slots.length - 1;
    int slot = (int) (cookie * SPREAD >>> Integer.SIZE) & mask;
    while (slots[slot] != 0 && slots[slot] != cookie) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (long cookie : slots) {
      if (cookie != 0) {
        larger[slot(larger, cookie)] = cookie;
      }
    }
    slots = larger;
  }
}
