package org.estats.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.estats.ConnectionText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrefixTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0,      8, 10.255.255.255,     true",
    "10.0.0.0,      8, 11.0.0.0,           false",
    "10.0.0.0,      8, 9.255.255.255,      false",
    "128.0.0.0,     1, 255.1.2.3,          true",
    "128.0.0.0,     1, 127.255.255.255,    false",
    "0.0.0.0,       0, 203.0.113.9,        true",
    "0.0.0.0,       0, ::1,                false",
    "::,            0, 203.0.113.9,        false",
    "::,            0, 2001:db8::1,        true",
    "192.168.1.128, 25, 192.168.1.255,     true",
    "192.168.1.128, 25, 192.168.1.127,     false",
    "192.0.2.1,     32, 192.0.2.1,         true",
    "192.0.2.1,     32, 192.0.2.0,         false",
    "2001:db8::,    32, 2001:db8:ffff::1,  true",
    "2001:db8::,    32, 2001:db9::,        false",
    "2001:db8::,    33, 2001:db8:7fff::1,  true",
    "2001:db8::,    33, 2001:db8:8000::1,  false",
    "fe80::1%2,     128, fe80::1%2,        true",
    "fe80::1%2,     128, fe80::1%3,        false",
    "fe80::1,       128, fe80::1%3,        true",
    "fe80::%2,      10, fe80::5%2,         true",
    "fe80::%2,      10, fe80::5%3,         false",
  })
  void holdsWhatAgreesInTheLeadingBits(String start, int bits, String address, boolean held) {
    Prefix prefix = new Prefix(ConnectionText.parseAddress(start), bits);
    assertThat(prefix.contains(ConnectionText.parseAddress(address))).isEqualTo(held);
  }

  @Test
  void agreesWithBitByBitComparison() throws UnknownHostException {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] mine = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(mine);
      byte[] theirs = mine.clone();
      int changed = random.nextInt(theirs.length * 8);
      theirs[changed / 8] ^= (byte) (0x80 >> changed % 8);
      int bits = random.nextInt(mine.length * 8 + 1);
      Prefix prefix = new Prefix(InetAddress.getByAddress(mine), bits);
      assertThat(prefix.contains(InetAddress.getByAddress(theirs))).isEqualTo(changed >= bits);
    }
  }

  @Test
  void bitsThatDoNotCountAreCleared() {
    Prefix prefix = new Prefix(ConnectionText.parseAddress("10.1.2.3"), 8);
    assertThat(prefix)
        .isEqualTo(new Prefix(ConnectionText.parseAddress("10.0.0.0"), 8))
        .hasToString("10.0.0.0/8");
  }

  @Test
  void lengthsOfTheOtherFamilyAreRefused() {
    InetAddress four = ConnectionText.parseAddress("10.0.0.0");
    assertThatThrownBy(() -> new Prefix(four, 33)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Prefix(four, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
