package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Switch;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.diag.TcpInfoField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Connections of every kind: found by their ends, and counted to the last unit.
@ExtendWith(LoadedCollector.class)
class FamiliesLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();

  @AfterEach
  void settle() {
    source.close();
  }

  /// Switches both ends on, lets data flow, and compares with the kernel's counts.
  private void assertCounted(Pair pair, Connection client, Connection server) throws IOException {
    KernelCounts clientBefore = KernelCounts.of(client);
    KernelCounts serverBefore = KernelCounts.of(server);
    source.set(client, ALL, NONE);
    source.set(server, ALL, NONE);
    pair.traffic();
    Snapshot there = source.get(server);
    Snapshot here = source.get(client);
    KernelCounts.of(client).assertEqual(here, clientBefore);
    KernelCounts.of(server).assertEqual(there, serverBefore);
    assertThat(here.data().dataBytesIn()).isEqualTo(there.data().dataBytesOut());
    assertThat(there.data().dataBytesIn()).isEqualTo(here.data().dataBytesOut());
    assertThat(here.path().countRtt().get()).isPositive();
    assertThat(here.state()).isEqualTo(TcpState.ESTABLISHED);
    assertThat(here.connection().local()).isEqualTo(client.local());
    assertThat(here.connection().remote()).isEqualTo(client.remote());
  }

  @ParameterizedTest
  @EnumSource(Pair.Family.class)
  void everyFamilyIsFoundAndCounted(Pair.Family family) throws Exception {
    try (Pair pair = Pair.open(family)) {
      assertCounted(pair, pair.clientEnd(), pair.serverEnd());
      assertThat(source.get(pair.clientEnd()).connection().local().isIpv4())
          .isEqualTo(family != Pair.Family.IPV6);
    }
  }

  @Test
  void aMappedSocketMayTalkToOneThatIsNot() throws Exception {
    try (ServerSocketChannel listener = Pair.Family.MAPPED.listen();
        Pair pair = Pair.open(Pair.Family.IPV4, listener)) {
      assertCounted(pair, pair.clientEnd(), pair.serverEnd());
    }
  }

  @Test
  void aSocketBoundToADeviceIsFoundWithAndWithoutTheDevice() throws Exception {
    for (Pair.Family family : Pair.Family.values()) {
      try (Pair pair = Pair.open(family)) {
        RawSocket.of(pair.client()).bindToDevice("lo");
        Connection client = pair.clientEnd();
        int loopback;
        try (SockDiag diag = SockDiag.open()) {
          loopback = diag.find(client).orElseThrow().row().connection().device();
        }
        assertThat(loopback).as("the index of lo").isPositive();
        assertCounted(pair, client, pair.serverEnd());
        Connection onDevice = new Connection(client.local(), client.remote(), 0, loopback, 0);
        Snapshot s = source.get(onDevice);
        assertThat(s.on()).isEqualTo(ALL);
        assertThat(s.connection().device()).isEqualTo(loopback);
        source.set(onDevice, NONE, ALL);
        assertThat(source.get(client).on()).isEmpty();
      }
    }
  }

  static List<String> congestionControls() throws IOException {
    return List.of(
        Files.readString(Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control"))
            .strip()
            .split(" "));
  }

  @ParameterizedTest
  @MethodSource("congestionControls")
  void underEveryCongestionControlCountsAreTheKernels(String name) throws Exception {
    try (Pair pair = Pair.open()) {
      RawSocket.of(pair.client()).congestionControl(name);
      RawSocket.of(pair.server()).congestionControl(name);
      try (SockDiag diag = SockDiag.open()) {
        assertThat(diag.find(pair.clientEnd()).orElseThrow().congestionControl()).isEqualTo(name);
      }
      assertCounted(pair, pair.clientEnd(), pair.serverEnd());
    }
  }

  @Test
  void segmentsAreThoseOfTheWireWhenTheKernelSendsThemInOnePiece() throws Exception {
    int payload = 1000;
    int bytes = 8_000_000;
    try (ServerSocketChannel listener = Pair.Family.MAPPED.listen()) {
      RawSocket.of(listener).largestSegment(payload);
      try (Pair pair = Pair.open(Pair.Family.MAPPED, listener)) {
        source.set(pair.clientEnd(), ALL, NONE);
        source.set(pair.serverEnd(), ALL, NONE);
        KernelCounts clientBefore = KernelCounts.of(pair.clientEnd());
        KernelCounts serverBefore = KernelCounts.of(pair.serverEnd());
        pair.toServer(bytes);
        pair.quiet();
        Snapshot here = source.get(pair.clientEnd());
        Snapshot there = source.get(pair.serverEnd());
        KernelCounts.of(pair.clientEnd()).assertEqual(here, clientBefore);
        KernelCounts.of(pair.serverEnd()).assertEqual(there, serverBefore);
        assertThat(there.data().dataBytesIn()).isEqualTo(here.data().dataBytesOut());
        assertThat(there.data().thruBytesReceived().get()).isEqualTo(bytes);
        assertThat(there.data().dataSegsIn().get()).isGreaterThanOrEqualTo(bytes / payload);
        assertThat(here.data().dataSegsOut()).isEqualTo(there.data().dataSegsIn());
        assertThat(here.path().curMss().get()).isLessThanOrEqualTo(payload);
        assertThat(here.data().segsIn().get())
            .as("ACKs: were every wire segment handed up alone, there would be one for two")
            .isLessThan(bytes / payload / 4);
      }
    }
  }

  @Test
  void thePiecesThatAreHandedOverHoldSixtyFourKilobytes() throws Exception {
    try (Pair pair = Pair.open()) {
      source.set(pair.serverEnd(), ALL, NONE);
      KernelCounts before = KernelCounts.of(pair.clientEnd());
      pair.toServer(20_000_000);
      pair.quiet();
      Snapshot s = source.get(pair.serverEnd());
      KernelCounts now = KernelCounts.of(pair.clientEnd());
      assertThat(KernelCounts.of(pair.clientEnd()).get(TcpInfoField.SND_MSS)).isGreaterThan(60_000);
      assertThat(s.data().dataBytesIn().get())
          .isEqualTo(now.since(before, TcpInfoField.BYTES_SENT));
      assertThat(s.data().thruBytesReceived().get()).isEqualTo(20_000_000);
      assertThat(s.data().dataBytesIn().get() / s.data().dataSegsIn().get()).isGreaterThan(30_000);
    }
  }

  @Test
  void theIteratorsTellWhatASingleReadingTells() throws Exception {
    try (Pair four = Pair.open(Pair.Family.MAPPED);
        Pair six = Pair.open(Pair.Family.IPV6)) {
      for (Pair pair : new Pair[] {four, six}) {
        source.set(pair.clientEnd(), ALL, NONE);
        pair.traffic();
      }
      for (boolean onlyOn : new boolean[] {true, false}) {
        for (Pair pair : new Pair[] {four, six}) {
          Connection end = pair.clientEnd();
          Snapshot alone = source.get(end);
          Snapshot[] found = new Snapshot[1];
          source.forEach(
              onlyOn,
              s -> {
                if (s.connection().local().equals(end.local())) {
                  found[0] = s;
                }
              });
          assertThat(found[0]).as("in the walk, only those on: " + onlyOn).isNotNull();
          assertThat(found[0].connection()).isEqualTo(alone.connection());
          assertSameMembers(found[0], alone);
          assertIsListed(pair.serverEnd(), !onlyOn, onlyOn);
        }
      }
    }
  }

  private static void assertSameMembers(Snapshot one, Snapshot other) {
    for (var member : org.estats.catalogue.Catalogue.members()) {
      assertThat(one.exact(member)).as(member.qualifiedName()).isEqualTo(other.exact(member));
    }
  }

  private void assertIsListed(Connection end, boolean expected, boolean onlyOn) {
    boolean[] found = new boolean[1];
    source.forEach(onlyOn, s -> found[0] |= s.connection().local().equals(end.local()));
    assertThat(found[0]).as("a connection that is off, in the walk").isEqualTo(expected);
  }
}
