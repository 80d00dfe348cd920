package org.estats.cli.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.Endpoint;
import org.estats.TcpState;
import org.junit.jupiter.api.Test;

class ConnectionOrderTest {

  private final ConnectionColumns rows = new ConnectionColumns();

  @Test
  void stateThenPortThenAddressesByNumber() throws UnknownHostException {
    add(TcpState.LISTEN, "0.0.0.0", 22, "0.0.0.0", 0);
    add(TcpState.ESTABLISHED, "10.0.0.1", 443, "10.0.0.10", 40_000);
    add(TcpState.ESTABLISHED, "::1", 443, "::1", 40_000);
    add(TcpState.ESTABLISHED, "10.0.0.1", 443, "10.0.0.9", 40_000);
    add(TcpState.ESTABLISHED, "10.0.0.1", 443, "10.0.0.9", 9_999);
    add(TcpState.ESTABLISHED, "200.0.0.1", 443, "10.0.0.9", 1);
    add(TcpState.ESTABLISHED, "10.0.0.1", 80, "10.0.0.9", 40_000);
    add(TcpState.TIME_WAIT, "10.0.0.1", 22, "10.0.0.9", 40_000);
    assertThat(inOrder())
        .containsExactly(
            "10.0.0.1:80-10.0.0.9:40000",
            "10.0.0.1:443-10.0.0.9:9999",
            "10.0.0.1:443-10.0.0.9:40000",
            "10.0.0.1:443-10.0.0.10:40000",
            "200.0.0.1:443-10.0.0.9:1",
            "[::1]:443-[::1]:40000",
            "10.0.0.1:22-10.0.0.9:40000",
            "0.0.0.0:22-0.0.0.0:0");
  }

  @Test
  void textsAreThoseOfTheConnectionsHoweverManyThereAre() throws UnknownHostException {
    String[] addresses = {"0.0.0.0", "9.10.99.100", "255.255.255.255", "2001:db8::1"};
    int[] ports = {0, 9, 10, 99, 100, 999, 1000, 9_999, 10_000, 65_535};
    for (int i = 0; i < 3_000; i++) {
      String address = addresses[i % addresses.length];
      add(TcpState.ESTABLISHED, address, ports[i % ports.length], address, i);
    }
    for (int row = 0; row < rows.size(); row++) {
      String address = addresses[row % addresses.length];
      Endpoint local = endpoint(address, ports[row % ports.length]);
      Connection connection = new Connection(local, endpoint(address, row));
      assertThat(rows.text(row)).isEqualTo(connection.toString());
      assertThat(rows.localText(row)).isEqualTo(local.toString());
    }
  }

  private List<String> inOrder() {
    return Arrays.stream(ConnectionOrder.of(rows)).mapToObj(rows::text).toList();
  }

  private void add(TcpState state, String local, int localPort, String remote, int remotePort)
      throws UnknownHostException {
    Connection connection =
        new Connection(endpoint(local, localPort), endpoint(remote, remotePort));
    rows.add(new ConnectionRow(connection, state, 0, 0, 0, 0));
  }

  private static Endpoint endpoint(String address, int port) throws UnknownHostException {
    return new Endpoint(InetAddress.getByName(address), port);
  }
}
