package org.estats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:1-127.0.0.1:2",
        "0.0.0.0:22-0.0.0.0:0",
        "255.255.255.255:65535-1.2.3.4:0",
        "[::1]:1-[::1]:2",
        "[2001:db8::1]:443-[2001:db8::2]:50000",
        "[fe80::1%2]:443-[fe80::2%2]:50000",
      })
  void readsWhatConnectionsPrint(String text) {
    assertThat(ConnectionText.parse(text)).hasToString(text);
  }

  @Test
  void readsBackConnectionsOfAllKinds() throws UnknownHostException {
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      int bytes = random.nextBoolean() ? 4 : 16;
      int scope = random.nextInt(3);
      Connection connection =
          new Connection(endpoint(random, bytes, scope), endpoint(random, bytes, scope));
      Connection read = ConnectionText.parse(connection.toString());
      assertThat(read).isEqualTo(connection).hasToString(connection.toString());
    }
  }

  private static Endpoint endpoint(Random random, int bytes, int scope)
      throws UnknownHostException {
    byte[] address = new byte[bytes];
    random.nextBytes(address);
    InetAddress ip =
        bytes == 16 && scope > 0
            ? Inet6Address.getByAddress(null, address, scope)
            : InetAddress.getByAddress(address);
    return new Endpoint(ip, random.nextInt(0x10000));
  }

  @Test
  void mappedAddressesAreIpv4() {
    assertThat(ConnectionText.parse("[::ffff:192.0.2.1]:80-192.0.2.2:81"))
        .hasToString("192.0.2.1:80-192.0.2.2:81");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "www.example.org:80-10.0.0.1:1       | 'www.example.org' is not an IP address",
        "my-host:80-10.0.0.1:1               | 'my-host' is not an IP address",
        "localhost:80-localhost:81           | 'localhost' is not an IP address",
        "10.0.0.1:80                         | names one end",
        "10.0.0.1-10.0.0.2                   | '10.0.0.1' has no port",
        "10.0.0.1:1-10.0.0.2                 | '10.0.0.2' has no port",
        "10.0.0.1:1-[::1]:2                  | not of one family",
        "10.0.0.1:1-10.0.0.2:65536           | '65536' is not a port",
        "10.0.0.1:1-10.0.0.2:                | '' is not a port",
        "10.0.0.1:1-10.0.0.2:-2              | '-2' is not a port",
        "10.0.0.1:1-10.0.0.2:99999999999999  | '99999999999999' is not a port",
        "10.0.0:1-10.0.0.2:2                 | '10.0.0' is not an IP address",
        "10.0.0.256:1-10.0.0.2:2             | '10.0.0.256' is not an IP address",
        "10.0.0.1.:1-10.0.0.2:2              | '10.0.0.1.' is not an IP address",
        "167772161:1-10.0.0.2:2              | '167772161' is not an IP address",
        "0x7f.0.0.1:1-10.0.0.2:2             | '0x7f.0.0.1' is not an IP address",
        "010.0.0.1:1-10.0.0.2:2              | '010.0.0.1' is not an IP address",
        "[::ffff:010.0.0.1]:1-10.0.0.2:2     | '::ffff:010.0.0.1' is not an IP address",
        "::1:1-::1:2                         | needs brackets",
        "[::1]-[::1]:2                       | '[::1]' has no port",
        "[::1:1-[::1]:2                      | closing bracket",
        "[::1]x:1-[::1]:2                    | closing bracket",
        "[10.0.0.1]:1-10.0.0.2:2             | only IPv6 addresses stand in brackets",
        "[::g]:1-[::1]:2                     | '::g' is not an IP address",
        "[1::2::3]:1-[::1]:2                 | '1::2::3' is not an IP address",
        "[fe80::1%eth0]:1-[fe80::2]:2        | 'eth0' is not a scope",
        "[fe80::1%]:1-[fe80::2]:2            | '' is not a scope",
        "[fe80::1%4294967296]:1-[fe80::2]:2  | is not a scope",
        "[::ffff:1.2.3.4%2]:1-1.2.3.4:2      | has no scope",
        "10.0.0.1%2:1-1.2.3.4:2              | has no scope",
        "-                                   | has no port",
        "``                                  | names one end",
      })
  void saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> ConnectionText.parse(text))
        .isInstanceOfSatisfying(
            EstatsException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(EstatsException.Kind.INVALID);
              assertThat(e).hasMessageContaining(message);
              assertThat(e.remedy()).isNotEmpty();
            });
  }
}
