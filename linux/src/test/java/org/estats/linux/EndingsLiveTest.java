package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.estats.Connection;
import org.estats.Ending;
import org.estats.FinalRecord;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.Switch;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.proc.FreshNetns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every way in which a connection can end: one final record, and how it ended. Each test is alone
/// in a network namespace of its own.
@ExtendWith(LoadedCollector.class)
class EndingsLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();

  @FunctionalInterface
  private interface Story {
    void tell(Pair pair, Connection client, Connection server, LastWords words) throws Exception;
  }

  /// A connection with everything on at both ends, and some traffic behind it.
  private void told(Story story) throws Throwable {
    told(Pair.Family.MAPPED, story);
  }

  private void told(Pair.Family family, Story story) throws Throwable {
    FreshNetns.run(() -> {
      try (LastWords words = new LastWords(source);
          Pair pair = Pair.open(family)) {
        Connection client = pair.clientEnd();
        Connection server = pair.serverEnd();
        source.set(client, ALL, NONE);
        source.set(server, ALL, NONE);
        source.close(); // settled
        pair.toServer(1000);
        pair.toClient(500);
        pair.quiet(); // else what comes next may overtake the last ACK
        story.tell(pair, client, server, words);
      }
    });
  }

  private static void assertEnded(FinalRecord last, Ending how, TcpState state) {
    assertThat(last.how()).as(last.last().connection().toString()).isEqualTo(how);
    assertThat(last.last().state()).isEqualTo(state);
    assertThat(last.last().on()).isEqualTo(ALL);
  }

  private static void assertCounts(FinalRecord last, long sent, long received) {
    Snapshot s = last.last();
    assertThat(s.data().thruBytesAcked()).isEqualTo(new Value.Present(sent));
    assertThat(s.data().dataBytesOut()).isEqualTo(new Value.Present(sent));
    assertThat(s.data().thruBytesReceived()).isEqualTo(new Value.Present(received));
    assertThat(s.data().dataBytesIn()).isEqualTo(new Value.Present(received));
    assertThat(s.path().countRtt().get()).isPositive();
  }

  private static void readToEnd(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    while (channel.read(bytes.clear()) >= 0) {
      // until the peer's FIN
    }
  }

  @Test
  void bothFinsWithTheClientFirst() throws Throwable {
    told((pair, client, server, words) -> {
      Instant before = Instant.now();
      pair.client().shutdownOutput();
      readToEnd(pair.server());
      pair.server().close();
      readToEnd(pair.client());
      assertEnded(words.of(client), Ending.FIN, TcpState.FIN_WAIT_2);
      assertEnded(words.of(server), Ending.FIN, TcpState.LAST_ACK);
      assertCounts(words.of(client), 1000, 500);
      assertCounts(words.of(server), 500, 1000);
      assertThat(words.of(client).ended()).isBetween(before.minusMillis(2), Instant.now());
      assertThat(words.of(client).last().since(Switch.DATA).orElseThrow()).isBefore(before);
      words.assertThese(client, server);
    });
  }

  @Test
  void bothFinsWithTheServerFirst() throws Throwable {
    told((pair, client, server, words) -> {
      pair.server().shutdownOutput();
      readToEnd(pair.client());
      pair.client().close();
      assertEnded(words.of(server), Ending.FIN, TcpState.FIN_WAIT_2);
      assertEnded(words.of(client), Ending.FIN, TcpState.LAST_ACK);
      assertCounts(words.of(server), 500, 1000);
      assertCounts(words.of(client), 1000, 500);
      words.assertThese(client, server);
    });
  }

  @Test
  void anIpv6ConnectionKeepsItsAddressesAndPorts() throws Throwable {
    told(
        Pair.Family.IPV6,
        (pair, client, server, words) -> {
          pair.client().close();
          pair.server().close();
          assertCounts(words.of(client), 1000, 500);
          assertCounts(words.of(server), 500, 1000);
          words.assertThese(client, server);
        });
  }

  /// What a closed socket in FIN_WAIT_2 waits for, the kernel leaves to a small remnant.
  @Test
  void anOrphanEndsWhenItsFinIsAcknowledged() throws Throwable {
    told((pair, client, server, words) -> {
      pair.client().close();
      assertEnded(words.of(client), Ending.FIN, TcpState.FIN_WAIT_2);
      assertCounts(words.of(client), 1000, 500);
      words.assertThese(client);
      pair.server().close();
      assertEnded(words.of(server), Ending.FIN, TcpState.LAST_ACK);
      words.assertThese(client, server);
    });
  }

  /// Both FINs are under way at once: those that are sent again after both were lost.
  @Test
  void finsThatCross() throws Throwable {
    told((pair, client, server, words) -> {
      RawSocket here = RawSocket.of(pair.client());
      RawSocket there = RawSocket.of(pair.server());
      here.lose(1);
      there.lose(1);
      pair.client().shutdownOutput();
      pair.server().shutdownOutput();
      here.loseNothing();
      there.loseNothing();
      FinalRecord one = words.of(client);
      FinalRecord other = words.of(server);
      assertThat(one.how()).isEqualTo(Ending.FIN);
      assertThat(other.how()).isEqualTo(Ending.FIN);
      assertThat(EnumSet.of(one.last().state(), other.last().state())).contains(TcpState.CLOSING);
      assertCounts(one, 1000, 500);
      assertCounts(other, 500, 1000);
      words.assertThese(client, server);
    });
  }

  @Test
  void closedWithoutLingering() throws Throwable {
    told((pair, client, server, words) -> {
      pair.client().setOption(StandardSocketOptions.SO_LINGER, 0);
      pair.client().close();
      assertEnded(words.of(client), Ending.RESET_BY_US, TcpState.ESTABLISHED);
      assertEnded(words.of(server), Ending.RESET_BY_THEM, TcpState.ESTABLISHED);
      assertCounts(words.of(client), 1000, 500);
      assertCounts(words.of(server), 500, 1000);
      words.assertThese(client, server);
    });
  }

  @Test
  void closedWithUnreadData() throws Throwable {
    told((pair, client, server, words) -> {
      pair.client().write(ByteBuffer.allocate(200));
      pair.quiet();
      pair.server().close();
      assertEnded(words.of(server), Ending.RESET_BY_US, TcpState.ESTABLISHED);
      assertEnded(words.of(client), Ending.RESET_BY_THEM, TcpState.ESTABLISHED);
      assertCounts(words.of(client), 1200, 500);
      words.assertThese(client, server);
    });
  }

  /// The peer has closed, and is told that nobody reads any more.
  @Test
  void aResetAfterThePeersFin() throws Throwable {
    told((pair, client, server, words) -> {
      pair.client().shutdownOutput();
      readToEnd(pair.server());
      pair.server().setOption(StandardSocketOptions.SO_LINGER, 0);
      pair.server().close();
      assertEnded(words.of(server), Ending.RESET_BY_US, TcpState.CLOSE_WAIT);
      assertThat(words.of(client).how()).isEqualTo(Ending.RESET_BY_THEM);
      words.assertThese(client, server);
    });
  }

  @Test
  void aProcessKilledWithUnreadData() throws Throwable {
    FreshNetns.run(() -> {
      try (LastWords words = new LastWords(source);
          ServerSocketChannel listener = Pair.Family.IPV4.listen()) {
        int port = listener.socket().getLocalPort();
        Process process =
            new ProcessBuilder(
                    "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + port + "; exec sleep 60")
                .start();
        try (SocketChannel server = listener.accept()) {
          Connection end = Connection.of(server);
          Connection client = end.reversed();
          source.set(client, ALL, NONE);
          source.set(end, ALL, NONE);
          source.close();
          server.write(ByteBuffer.allocate(300));
          Live.await("the data", () -> source.get(client).data().thruBytesReceived().get() == 300);
          process.destroyForcibly();
          assertEnded(words.of(client), Ending.RESET_BY_US, TcpState.ESTABLISHED);
          assertEnded(words.of(end), Ending.RESET_BY_THEM, TcpState.ESTABLISHED);
          words.assertThese(client, end);
        }
      }
    });
  }

  @Test
  void endedFromOutside() throws Throwable {
    told((pair, client, server, words) -> {
      Process ss =
          new ProcessBuilder("ss", "-K", "-H", "sport", "=", ":" + client.local().port())
              .redirectErrorStream(true)
              .start();
      ss.getInputStream().readAllBytes();
      assertThat(ss.waitFor()).isZero();
      assertEnded(words.of(client), Ending.ABORTED, TcpState.ESTABLISHED);
      assertEnded(words.of(server), Ending.RESET_BY_THEM, TcpState.ESTABLISHED);
      words.assertThese(client, server);
    });
  }

  @Test
  void retransmissionGivenUp() throws Throwable {
    told((pair, client, server, words) -> {
      Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_retries2"), "2");
      RawSocket.of(pair.server()).lose(1);
      pair.client().write(ByteBuffer.allocate(100));
      assertEnded(words.of(client), Ending.TIMEOUT, TcpState.ESTABLISHED);
      assertThat(words.of(client).last().path().timeouts().get()).isEqualTo(1);
      assertThat(words.of(client).last().path().subsequentTimeouts().get()).isPositive();
      words.assertThese(client);
    });
  }

  @Test
  void theUserTimeout() throws Throwable {
    told((pair, client, server, words) -> {
      RawSocket.of(pair.client()).userTimeout(400);
      RawSocket.of(pair.server()).lose(1);
      pair.client().write(ByteBuffer.allocate(100));
      assertEnded(words.of(client), Ending.TIMEOUT, TcpState.ESTABLISHED);
      words.assertThese(client);
    });
  }

  @Test
  void keepAliveWithoutAnAnswer() throws Throwable {
    told((pair, client, server, words) -> {
      RawSocket.of(pair.client()).keepAlive();
      RawSocket.of(pair.server()).lose(1);
      assertEnded(words.of(client), Ending.TIMEOUT, TcpState.ESTABLISHED);
      words.assertThese(client);
    });
  }

  @Test
  void anOrphanWhoseFinNobodyAcknowledges() throws Throwable {
    told((pair, client, server, words) -> {
      Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_orphan_retries"), "1");
      RawSocket.of(pair.server()).lose(1);
      pair.client().close();
      assertEnded(words.of(client), Ending.TIMEOUT, TcpState.FIN_WAIT_1);
      words.assertThese(client);
    });
  }

  /// The kernel answers with a reset and keeps the error of one that was received.
  @Test
  void dataAfterClosing() throws Throwable {
    told((pair, client, server, words) -> {
      RawSocket there = RawSocket.of(pair.server());
      there.lose(1); // so the FIN stays unacknowledged
      pair.client().close();
      there.loseNothing();
      pair.server().write(ByteBuffer.allocate(100));
      assertEnded(words.of(client), Ending.RESET_BY_US, TcpState.FIN_WAIT_1);
      assertThat(words.of(server).how()).isEqualTo(Ending.RESET_BY_THEM);
      words.assertThese(client, server);
    });
  }

  /// With a long wait for the peer's FIN the kernel keeps the whole socket for a while.
  @Test
  void dataAfterClosingThatWasAcknowledged() throws Throwable {
    told((pair, client, server, words) -> {
      Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_fin_timeout"), "120");
      pair.client().close();
      Live.await("the ACK", () -> source.get(client).state() == TcpState.FIN_WAIT_2);
      pair.server().write(ByteBuffer.allocate(100));
      assertEnded(words.of(client), Ending.RESET_BY_US, TcpState.FIN_WAIT_2);
      assertEnded(words.of(server), Ending.RESET_BY_THEM, TcpState.CLOSE_WAIT);
      words.assertThese(client, server);
    });
  }

  @Test
  void notWaitedForAfterClosing() throws Throwable {
    told((pair, client, server, words) -> {
      RawSocket.of(pair.client()).noWaitAfterClosing();
      pair.client().close();
      assertEnded(words.of(client), Ending.RESET_BY_US, TcpState.FIN_WAIT_2);
      assertEnded(words.of(server), Ending.RESET_BY_THEM, TcpState.CLOSE_WAIT);
      words.assertThese(client, server);
    });
  }

  @FunctionalInterface
  private interface Attempt {
    void goesOn(SocketChannel client, ServerSocketChannel listener) throws Exception;
  }

  /// Switched on while nobody answers; the last word of what never came about.
  private void opening(Ending how, Attempt attempt) throws Throwable {
    FreshNetns.run(() -> {
      Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_syn_retries"), "1");
      try (LastWords words = new LastWords(source);
          ServerSocketChannel listener = Pair.Family.IPV4.listen();
          SocketChannel client = SocketChannel.open()) {
        RawSocket.of(listener).lose(1);
        client.configureBlocking(false);
        client.connect(listener.getLocalAddress());
        Connection end = inSynSent();
        source.set(end, ALL, NONE);
        attempt.goesOn(client, listener);
        assertEnded(words.of(end), how, TcpState.SYN_SENT);
        words.assertThese(end);
      }
    });
  }

  private static Connection inSynSent() {
    try (SockDiag diag = SockDiag.open()) {
      return diag.connections().stream()
          .filter(r -> r.state() == TcpState.SYN_SENT)
          .findFirst()
          .orElseThrow()
          .connection();
    }
  }

  @Test
  void openingGivenUpByTheProgram() throws Throwable {
    opening(Ending.ABORTED, (client, listener) -> client.close());
  }

  @Test
  void openingThatNobodyAnswers() throws Throwable {
    opening(Ending.TIMEOUT, (client, listener) -> {});
  }

  @Test
  void openingThatIsRefused() throws Throwable {
    opening(Ending.RESET_BY_THEM, (client, listener) -> listener.close());
  }

  /// Each life of a socket has a record of its own.
  @Test
  void aSocketThatIsUsedAgain() throws Throwable {
    FreshNetns.run(() -> {
      try (LastWords words = new LastWords(source);
          ServerSocketChannel listener = Pair.Family.IPV4.listen();
          Pair pair = Pair.open(Pair.Family.IPV4, listener)) {
        Connection first = pair.clientEnd();
        RawSocket socket = RawSocket.of(pair.client());
        source.set(first, ALL, NONE);
        source.close();
        pair.toServer(1000);
        socket.disconnect();
        assertEnded(words.of(first), Ending.RESET_BY_US, TcpState.ESTABLISHED);
        assertThat(words.of(first).last().data().thruBytesAcked().get()).isEqualTo(1000);
        socket.connect(listener.socket().getLocalPort());
        try (SocketChannel again = listener.accept()) {
          Connection end = Connection.of(again);
          Connection second = end.reversed();
          assertThat(source.get(second).on()).as("the second life").isEmpty();
          source.set(second, ALL, NONE);
          source.close();
          again.write(ByteBuffer.allocate(70));
          Live.await("the data", () -> source.get(second).data().thruBytesReceived().get() == 70);
          socket.disconnect();
          assertEnded(words.of(second), Ending.RESET_BY_US, TcpState.ESTABLISHED);
          assertThat(words.of(second).last().data().dataBytesIn().get()).isEqualTo(70);
          words.assertThese(first, second);
        }
      }
    });
  }

  @Test
  void whatIsOffHasNone() throws Throwable {
    told((pair, client, server, words) -> {
      source.set(client, NONE, ALL);
      pair.client().close();
      pair.server().close();
      words.of(server);
      words.assertThese(server);
    });
  }

  /// Any number may read, each at its own pace; the collector keeps them for those to come.
  @Test
  void everyReaderSeesEveryRecord() throws Throwable {
    told((pair, client, server, words) -> {
      try (LastWords others = new LastWords(source)) {
        pair.client().setOption(StandardSocketOptions.SO_LINGER, 0);
        pair.client().close();
        FinalRecord one = words.of(client);
        FinalRecord other = others.of(client);
        assertThat(other.how()).isEqualTo(one.how());
        assertThat(other.last().uptimeNanos()).isEqualTo(one.last().uptimeNanos()).isPresent();
      }
    });
  }
}
