package org.estats.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import jdk.jfr.FlightRecorder;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.estats.Connection;
import org.estats.OwnConnections;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Records this very process, which talks to itself over loopback.
final class TcpEventsLiveTest {

  private static final int BYTES = 10_000;
  private static final Duration PERIOD = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Queue<RecordedEvent> seen = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void begin() {
    Live.begin();
  }

  @AfterAll
  static void end() throws InterruptedException {
    Live.end();
  }

  @Test
  void eventsHaveTheNumbersOfTheGroupsAndTheLastWordOfWhatEnded() throws Exception {
    Live.needsTheCollector();
    try (var _ = TcpEvents.register(OwnConnections.follow().enable(Group.DATA));
        RecordingStream _ = record()) {
      String opened;
      try (var listener = listen();
          var client = SocketChannel.open(listener.getLocalAddress());
          var server = listener.accept()) {
        opened = Connection.of(client).toString();
        await(opened, "estats.Data", e -> e.getLong("ThruBytesAcked") == 0);
        send(client, server);
        await(opened, "estats.Data", e -> e.getLong("ThruBytesAcked") == BYTES);
      }
      RecordedEvent last = await(opened, "estats.Connection", e -> !e.getString("ended").isEmpty());
      assertThat(last.getString("ended")).isEqualTo("FIN");
      assertThat(last.getString("on")).isEqualTo("Data");
      assertThat(last.getBoolean("accepted")).isFalse();
      assertThat(seen).as("a group that is off").noneMatch(e -> isOf(e, opened, "estats.Path"));
    }
  }

  @Test
  void whatIsNotKnownIsNotAvailableAndNeverZero() throws Exception {
    try (var _ = TcpEvents.register();
        RecordingStream _ = record();
        var listener = listen();
        var client = SocketChannel.open(listener.getLocalAddress());
        var server = listener.accept()) {
      send(client, server);
      RecordedEvent path = await(Connection.of(client).toString(), "estats.Path", _ -> true);
      assertThat(path.getLong("PktsRetrans")).isZero();
      assertThat(path.getLong("AbruptTimeouts")).isEqualTo(Long.MIN_VALUE);
      assertThat(path.getString("absent")).contains("AbruptTimeouts: tcp_info does not carry it");
    }
  }

  @Test
  void everyMemberOfTheCatalogueIsAFieldAndClosingTakesTheEventsOut() {
    try (var _ = TcpEvents.register()) {
      for (Group group : Group.values()) {
        assertThat(fields(GroupEvent.nameOf(group)))
            .containsAll(Catalogue.members(group).stream().map(Member::estatsName).toList());
      }
    }
    assertThat(FlightRecorder.getFlightRecorder().getEventTypes())
        .noneMatch(type -> type.getName().equals("estats.Path"));
  }

  private static Set<String> fields(String event) {
    return FlightRecorder.getFlightRecorder().getEventTypes().stream()
        .filter(type -> type.getName().equals(event))
        .flatMap(type -> type.getFields().stream())
        .map(ValueDescriptor::getName)
        .collect(Collectors.toSet());
  }

  private RecordingStream record() {
    RecordingStream stream = new RecordingStream();
    stream.enable("estats.Connection").withPeriod(PERIOD);
    for (Group group : Group.values()) {
      stream.enable(GroupEvent.nameOf(group));
    }
    stream.setReuse(false);
    stream.onEvent(seen::add);
    stream.startAsync();
    return stream;
  }

  /// The first event of a connection that is as wanted, waited for.
  private RecordedEvent await(String connection, String name, Predicate<RecordedEvent> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Optional<RecordedEvent> found =
          seen.stream().filter(e -> isOf(e, connection, name)).filter(wanted).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(PERIOD);
    }
    throw new AssertionError("no such " + name + " of " + connection + " in " + PATIENCE);
  }

  private static boolean isOf(RecordedEvent event, String connection, String name) {
    return event.getEventType().getName().equals(name)
        && event.getString("connection").equals(connection);
  }

  private static void send(SocketChannel client, SocketChannel server) throws IOException {
    client.write(ByteBuffer.allocate(BYTES));
    server.socket().getInputStream().readNBytes(BYTES);
  }

  private static ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
  }
}
