package org.estats;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Ipv6TextTest {

  @ParameterizedTest
  @CsvSource({
    // RFC 5952, section 4.1: leading zeros go.
    "20010db8000000000000000000000001, 2001:db8::1",
    "20010db8aaaabbbbccccdddd00000001, 2001:db8:aaaa:bbbb:cccc:dddd:0:1",
    // 4.2.1: shortened as much as possible.
    "20010db8000000000000000000020001, 2001:db8::2:1",
    // 4.2.2: one zero group alone is not shortened.
    "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
    "00000001000200030004000500060007, 0:1:2:3:4:5:6:7",
    "00010002000300040005000600070000, 1:2:3:4:5:6:7:0",
    // 4.2.3: the longest run, and the first of two equal ones.
    "20010000000000010000000000000001, 2001:0:0:1::1",
    "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
    // 4.3: lower case.
    "20010db8abcdef000000000000000001, 2001:db8:abcd:ef00::1",
    // At the edges.
    "00000000000000000000000000000000, ::",
    "00000000000000000000000000000001, ::1",
    "00010000000000000000000000000000, 1::",
    "00000000000100020003000400050006, ::1:2:3:4:5:6",
    "00010002000300040005000600000000, 1:2:3:4:5:6::",
    "fe800000000000000202b3fffe1e8329, fe80::202:b3ff:fe1e:8329",
    "ffffffffffffffffffffffffffffffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  })
  void writesWhatRfc5952Asks(String bytes, String text) throws UnknownHostException {
    assertThat(Ipv6Text.of(address(HexFormat.of().parseHex(bytes), 0))).isEqualTo(text);
  }

  @Test
  void addsTheScopeAsANumber() throws UnknownHostException {
    byte[] linkLocal = HexFormat.of().parseHex("fe800000000000000000000000000001");
    assertThat(Ipv6Text.of(address(linkLocal, 3))).isEqualTo("fe80::1%3");
  }

  @Test
  void theJdkReadsBackWhatItWrites() throws UnknownHostException {
    Random random = new Random(5952);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      int zeros = random.nextInt(0x10000);
      for (int group = 0; group < 8; group++) {
        if ((zeros >> group & 1) == 1) {
          bytes[2 * group] = 0;
          bytes[2 * group + 1] = 0;
        }
      }
      String text = Ipv6Text.of(address(bytes, 0));
      assertThat(InetAddress.ofLiteral(text).getAddress()).as(text).isEqualTo(bytes);
      assertThat(text).doesNotContain(":::").doesNotMatch(".*::.*::.*");
    }
  }

  private static Inet6Address address(byte[] bytes, int scope) throws UnknownHostException {
    return Inet6Address.getByAddress(null, bytes, scope);
  }
}
