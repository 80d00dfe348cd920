package org.estats.filter;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.estats.ConnectionText;

/// A range of addresses: those that agree with a given one in the leading bits.
///
/// A prefix with an IPv6 scope holds only addresses of that scope; one without holds all.
///
/// @param address an address of the range; the bits after the prefix are set to 0
/// @param bits how many leading bits count: up to 32 for IPv4, up to 128 for IPv6
public record Prefix(InetAddress address, int bits) {

  /// Checks the number of bits and clears those that do not count.
  public Prefix {
    if (bits < 0 || bits > bitsOf(address)) {
      throw new IllegalArgumentException(bits + " bits of " + address);
    }
    address = masked(address, bits);
  }

  /// The range of one address.
  public Prefix(InetAddress address) {
    this(address, bitsOf(address));
  }

  /// How many bits an address of this family has.
  static int bitsOf(InetAddress address) {
    return address instanceof Inet4Address ? Integer.SIZE : 4 * Integer.SIZE;
  }

  /// Whether an address lies in the range. Addresses of the other family never do.
  public boolean contains(InetAddress other) {
    if (bitsOf(other) != bitsOf(address)) {
      return false;
    }
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    int whole = bits / Byte.SIZE;
    int rest = bits % Byte.SIZE;
    return Arrays.equals(mine, 0, whole, theirs, 0, whole)
        && (rest == 0 || (mine[whole] ^ theirs[whole]) >> Byte.SIZE - rest == 0)
        && (scopeOf(address) == 0 || scopeOf(address) == scopeOf(other));
  }

  /// `10.0.0.0/8`, or the address alone if all its bits count.
  @Override
  public String toString() {
    String text = ConnectionText.of(address);
    return bits == bitsOf(address) ? text : text + "/" + bits;
  }

  // InetAddress.equals leaves the scope out.
  @Override
  public boolean equals(Object other) {
    return other instanceof Prefix(InetAddress theirs, int theirBits)
        && bits == theirBits
        && address.equals(theirs)
        && scopeOf(address) == scopeOf(theirs);
  }

  @Override
  public int hashCode() {
    return 31 * address.hashCode() + bits;
  }

  private static int scopeOf(InetAddress address) {
    return address instanceof Inet6Address six ? six.getScopeId() : 0;
  }

  private static InetAddress masked(InetAddress address, int bits) {
    byte[] bytes = address.getAddress();
    for (int bit = bits; bit < bytes.length * Byte.SIZE; bit++) {
      bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
    }
    try {
      int scope = scopeOf(address);
      return scope == 0
          ? InetAddress.getByAddress(bytes)
          : Inet6Address.getByAddress(null, bytes, scope);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the bytes of an address are an address", e);
    }
  }
}
