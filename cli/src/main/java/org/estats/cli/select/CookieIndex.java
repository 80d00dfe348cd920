package org.estats.cli.select;

/// Finds a number, such as the slot of a connection, by the cookie of its socket.
public final class CookieIndex {

  private static final int LENGTH_FIRST = 4096;
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  /// By open addressing; where the place is 0, it is free.
  private long[] cookies = new long[LENGTH_FIRST];

  private int[] places = new int[LENGTH_FIRST];
  private int count;

  /// The number; -1 if the cookie is not known.
  public int find(long cookie) {
    return places[place(cookie)] - 1;
  }

  /// Adds a cookie that is not there.
  ///
  /// @param slot the number, 0 or more
  public void put(long cookie, int slot) {
    int at = place(cookie);
    cookies[at] = cookie;
    places[at] = slot + 1;
    if (++count > cookies.length / 2) {
      grow();
    }
  }

  /// Forgets all.
  ///
  /// @param expected how many will come
  public void clear(int expected) {
    int length = Math.max(LENGTH_FIRST, Integer.highestOneBit(Math.max(1, expected)) * 4);
    cookies = new long[length];
    places = new int[length];
    count = 0;
  }

  /// Whether there is none.
  public boolean isEmpty() {
    return count == 0;
  }

  private int place(long cookie) {
    int mask = cookies.length - 1;
    int at = (int) (cookie * SPREAD >>> Integer.SIZE) & mask;
    while (places[at] != 0 && cookies[at] != cookie) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldCookies = cookies;
    int[] oldPlaces = places;
    cookies = new long[oldCookies.length * 2];
    places = new int[cookies.length];
    for (int i = 0; i < oldCookies.length; i++) {
      if (oldPlaces[i] != 0) {
        int at = place(oldCookies[i]);
        cookies[at] = oldCookies[i];
        places[at] = oldPlaces[i];
      }
    }
  }
}
