package org.estats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class EndpointTest {

  private static final InetAddress FOUR = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress SIX = InetAddress.ofLiteral("2001:db8::1");

  @Test
  void printsAddressAndPort() {
    assertThat(new Endpoint(FOUR, 443)).hasToString("192.0.2.1:443");
    assertThat(new Endpoint(SIX, 443)).hasToString("[2001:db8::1]:443");
  }

  @Test
  void leavesOutTheNameOfAnAddress() throws UnknownHostException {
    InetAddress named = InetAddress.getByAddress("www.example.org", FOUR.getAddress());
    assertThat(new Endpoint(named, 80))
        .hasToString("192.0.2.1:80")
        .isEqualTo(new Endpoint(FOUR, 80));
  }

  @Test
  void takesPortsOfSixteenBits() {
    assertThat(new Endpoint(FOUR, 0).port()).isZero();
    assertThat(new Endpoint(FOUR, 65535).port()).isEqualTo(65535);
    assertThatThrownBy(() -> new Endpoint(FOUR, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Endpoint(FOUR, 65536))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65536");
  }

  @Test
  void mappedAddressesAreIpv4() throws UnknownHostException {
    byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffffc0000201");
    Inet6Address six = Inet6Address.getByAddress(null, mapped, -1);
    Endpoint endpoint = new Endpoint(six, 443);
    assertThat(endpoint.isIpv4()).isTrue();
    assertThat(endpoint.address()).isInstanceOf(Inet4Address.class);
    assertThat(endpoint).isEqualTo(new Endpoint(FOUR, 443)).hasToString("192.0.2.1:443");
  }

  @Test
  void addressesThatOnlyLookMappedStayIpv6() {
    for (String text :
        new String[] {"::192.0.2.1", "64:ff9b::192.0.2.1", "::fffe:c000:201", "::"}) {
      assertThat(new Endpoint(InetAddress.ofLiteral(text), 1).isIpv4()).as(text).isFalse();
    }
  }

  @Test
  void refusesWhatWouldHaveToBeLookedUp() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("www.example.org", 80);
    assertThatThrownBy(() -> Endpoint.of(unresolved)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bothEndsOfAConnectionAreOfOneFamily() {
    Endpoint four = new Endpoint(FOUR, 1);
    Endpoint six = new Endpoint(SIX, 2);
    assertThatThrownBy(() -> new Connection(four, six))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("families");
  }

  @Test
  void aConnectionPrintsBothEnds() {
    Connection connection = new Connection(new Endpoint(FOUR, 1), new Endpoint(FOUR, 2));
    assertThat(connection).hasToString("192.0.2.1:1-192.0.2.1:2");
    assertThat(connection.reversed()).hasToString("192.0.2.1:2-192.0.2.1:1");
  }
}
