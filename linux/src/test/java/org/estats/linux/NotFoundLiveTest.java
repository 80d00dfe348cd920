package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.EnumSet;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.EstatsException;
import org.estats.TcpState;
import org.estats.catalogue.Switch;
import org.estats.linux.diag.SockDiag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What has no statistics is not found, neither to read nor to switch, and is not changed.
@ExtendWith(LoadedCollector.class)
class NotFoundLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();

  @AfterEach
  void settle() {
    source.close();
  }

  private void assertNotFound(Connection connection) {
    assertKind(EstatsException.Kind.NOT_FOUND, () -> source.get(connection));
    assertKind(EstatsException.Kind.NOT_FOUND, () -> source.set(connection, ALL, NONE));
    assertKind(EstatsException.Kind.NOT_FOUND, () -> source.set(connection, NONE, ALL));
  }

  private static void assertKind(EstatsException.Kind kind, ThrowingCallable call) {
    EstatsException e = catchThrowableOfType(EstatsException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
  }

  @Test
  void aListenerIsNotFoundByItsOwnEndsNorByThoseOfAStranger() throws Exception {
    for (Pair.Family family : Pair.Family.values()) {
      try (ServerSocketChannel listener = family.listen()) {
        Endpoint here = Endpoint.of((InetSocketAddress) listener.getLocalAddress());
        Endpoint stranger = new Endpoint(here.address(), 9);
        Endpoint nobody = new Endpoint(anyOf(here), 0);
        assertNotFound(new Connection(here, stranger));
        assertNotFound(new Connection(here, nobody));
        try (Pair pair = Pair.open(family, listener)) {
          assertThat(source.get(pair.serverEnd()).on())
              .as("what comes out of a listener that somebody tried to switch on")
              .isEmpty();
        }
      }
    }
  }

  private static java.net.InetAddress anyOf(Endpoint end) throws Exception {
    return java.net.InetAddress.getByName(end.isIpv4() ? "0.0.0.0" : "::");
  }

  @Test
  void whatDoesNotExistIsNotFound() throws Exception {
    Endpoint one = new Endpoint(java.net.InetAddress.getByName("192.0.2.1"), 1);
    Endpoint other = new Endpoint(java.net.InetAddress.getByName("192.0.2.2"), 2);
    assertNotFound(new Connection(one, other));
  }

  @Test
  void endsTheWrongWayRoundAreNotFound() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection client = pair.clientEnd();
      Endpoint elsewhere = new Endpoint(client.remote().address(), client.remote().port() - 1);
      assertNotFound(new Connection(client.local(), elsewhere));
    }
  }

  @Test
  void timeWaitIsNotFound() throws Exception {
    Connection closed;
    try (Pair pair = Pair.open()) {
      closed = pair.clientEnd();
      source.set(closed, ALL, NONE);
      pair.client().close();
      pair.server().close();
      Live.await("TIME-WAIT", () -> stateOf(closed) == TcpState.TIME_WAIT);
    }
    assertNotFound(closed);
  }

  private static TcpState stateOf(Connection connection) {
    try (SockDiag diag = SockDiag.open()) {
      return diag.find(connection).orElseThrow().row().state();
    }
  }

  @Test
  void anotherCookieIsAnotherConnection() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection client = pair.clientEnd();
      long cookie;
      try (SockDiag diag = SockDiag.open()) {
        cookie = diag.find(client).orElseThrow().row().connection().cookie();
      }
      assertNotFound(new Connection(client.local(), client.remote(), 0, 0, cookie + 1));
      assertThat(source.get(client).on()).isEmpty();
      Connection exact = new Connection(client.local(), client.remote(), 0, 0, cookie);
      source.set(exact, ALL, NONE);
      assertThat(source.get(exact).on()).isEqualTo(ALL);
      assertThat(source.get(client).connection().cookie()).isEqualTo(cookie);
    }
  }

  @Test
  void aDeviceThatIsNotThereHoldsNoConnection() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection client = pair.clientEnd();
      assertNotFound(new Connection(client.local(), client.remote(), 0, 9_999, 0));
    }
  }

  @Test
  void aNamespaceThatIsNotThereHoldsNoConnection() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection client = pair.clientEnd();
      assertNotFound(new Connection(client.local(), client.remote(), 7, 0, 0));
    }
  }
}
