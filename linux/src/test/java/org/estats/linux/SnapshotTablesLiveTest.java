package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.KernelFigure;
import org.estats.Snapshot;
import org.estats.Switched;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Group;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.Switch;
import org.estats.table.Changes;
import org.estats.table.Scope;
import org.estats.table.SnapshotTable;
import org.estats.table.TableReader;
import org.estats.table.TableRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tables of the kernel's records, beside what one connection's reading says.
@ExtendWith(LoadedCollector.class)
final class SnapshotTablesLiveTest {

  private static final EstatsSource SOURCE = Estats.system();
  private static final Set<Switch> ALL = EnumSet.allOf(Switch.class);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private static int rowOf(SnapshotTable table, Connection wanted) {
    for (int row = 0; row < table.size(); row++) {
      Connection c = table.connection(row);
      if (c.local().equals(wanted.local()) && c.remote().equals(wanted.remote())) {
        return row;
      }
    }
    return -1;
  }

  private static void say(Pair pair, int bytes) throws Exception {
    pair.client().write(ByteBuffer.allocate(bytes));
    ByteBuffer taken = ByteBuffer.allocate(bytes);
    while (taken.hasRemaining()) {
      pair.server().read(taken);
    }
    pair.quiet();
  }

  @Test
  void aRowSaysWhatOneReadingSays() throws Exception {
    for (Pair.Family family : Pair.Family.values()) {
      try (Pair pair = Pair.open(family);
          TableReader reader = TableReader.of(SOURCE, TableRequest.of(Scope.SWITCHED_ON))) {
        Connection client = Connection.of(pair.client());
        SOURCE.set(client, ALL, NONE);
        say(pair, 5_000);
        SnapshotTable table = reader.read();
        int row = rowOf(table, client);
        Snapshot one = SOURCE.get(client);
        Snapshot of = table.snapshot(row);
        assertThat(of.on()).isEqualTo(ALL);
        assertThat(table.isIpv4(row)).isEqualTo(client.local().isIpv4());
        assertThat(table.localPort(row)).isEqualTo(client.local().port());
        assertThat(table.exact(row, DataMember.DATA_BYTES_OUT)).isEqualTo(5_000);
        for (Member member : Catalogue.members()) {
          if (!member.estatsName().startsWith("SndLimTime")) { // time goes by
            assertThat(of.exact(member)).as(member.qualifiedName()).isEqualTo(one.exact(member));
          }
        }
      }
    }
  }

  @Test
  void whatIsOffHasWhatTcpInfoGives() throws Exception {
    try (Pair pair = Pair.open();
        TableReader reader = TableReader.of(SOURCE, TableRequest.of(Scope.STATISTICS))) {
      say(pair, 3_000);
      for (Connection end : List.of(Connection.of(pair.client()), Connection.of(pair.server()))) {
        SnapshotTable table = reader.read();
        int row = rowOf(table, end);
        Snapshot expected = LinuxSource.fromTcpInfo(end);
        assertThat(table.isOfTcpInfo(row)).isTrue();
        for (Member member : Catalogue.members()) {
          boolean isMore = member.qualifiedName().equals("SynOpts.MssRcvd"); // the socket knows it
          if (!isMore) {
            assertThat(Value.ofRaw(table.exact(row, member)))
                .as("%s of %s", member.qualifiedName(), end)
                .isEqualTo(expected.exact(member));
          }
        }
        table.close();
      }
    }
  }

  @Test
  void whatWasNotAskedForIsAbsent() throws Exception {
    TableRequest request =
        TableRequest.of(Scope.SWITCHED_ON).withGroups(EnumSet.of(Group.DATA, Group.FINE_RTT));
    try (Pair pair = Pair.open();
        TableReader reader = TableReader.of(SOURCE, request)) {
      Connection client = Connection.of(pair.client());
      SOURCE.set(client, ALL, NONE);
      say(pair, 100);
      SnapshotTable table = reader.read();
      Snapshot of = table.snapshot(rowOf(table, client));
      Snapshot one = SOURCE.get(client);
      for (Member member : Catalogue.members()) {
        boolean isAsked = request.groups().contains(member.group());
        assertThat(of.exact(member))
            .as(member.qualifiedName())
            .isEqualTo(isAsked ? one.exact(member) : new Value.Absent(Absence.NOT_COLLECTED));
      }
    }
  }

  @Test
  void everyStateHasListenersWithTheirInode() throws Exception {
    TableRequest request =
        TableRequest.of(Scope.EVERY_STATE).withGroups(EnumSet.noneOf(Group.class)).withInodes();
    try (Pair pair = Pair.open();
        TableReader reader = TableReader.of(SOURCE, request)) {
      Endpoint listening = Connection.of(pair.server()).local();
      SnapshotTable table = reader.read();
      List<TcpState> states = new ArrayList<>();
      for (int row = 0; row < table.size(); row++) {
        if (table.localPort(row) == listening.port()) {
          states.add(table.state(row));
          assertThat(table.inode(row)).isPositive();
          assertThat(SOURCE.connections().stream().map(r -> r.inode())).contains(table.inode(row));
        }
      }
      assertThat(states).containsExactlyInAnyOrder(TcpState.LISTEN, TcpState.ESTABLISHED);
    }
  }

  @Test
  void aListenerAtAMappedAddressIsIpv4() throws Exception {
    TableRequest request = TableRequest.of(Scope.EVERY_STATE);
    try (ServerSocketChannel dual = ServerSocketChannel.open();
        TableReader reader = TableReader.of(SOURCE, request)) {
      dual.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) dual.getLocalAddress()).getPort();
      SnapshotTable table = reader.read();
      int row = 0;
      while (table.localPort(row) != port) {
        row++;
      }
      assertThat(table.connection(row).local()).hasToString("127.0.0.1:" + port);
      assertThat(table.connection(row).remote()).hasToString("0.0.0.0:0");
    }
  }

  @Test
  void aSnapshotThatSharesWithAnEarlierSaysTheSame() throws Exception {
    try (Pair pair = Pair.open();
        TableReader reader = TableReader.of(SOURCE, TableRequest.of(Scope.STATISTICS))) {
      Connection client = Connection.of(pair.client());
      SOURCE.set(client, ALL, NONE);
      Snapshot earlier;
      try (SnapshotTable table = reader.read()) {
        earlier = table.snapshot(rowOf(table, client));
      }
      say(pair, 700);
      assertSameWith(earlier, reader, client);
      SOURCE.set(client, NONE, ALL);
      SOURCE.set(client, ALL, NONE);
      assertSameWith(earlier, reader, client);
      SOURCE.set(client, NONE, EnumSet.of(Switch.PATH));
      assertSameWith(earlier, reader, client);
    }
  }

  private static void assertSameWith(Snapshot earlier, TableReader reader, Connection client) {
    try (SnapshotTable table = reader.read()) {
      int row = rowOf(table, client);
      Snapshot shared = table.snapshot(row, earlier);
      Snapshot own = table.snapshot(row);
      assertThat(shared.taken()).isEqualTo(own.taken());
      assertThat(shared.uptimeNanos()).isEqualTo(own.uptimeNanos());
      assertThat(shared.on()).isEqualTo(own.on());
      for (Switch s : own.on()) { // dated by two clocks, and by how long the reading took
        assertThat(Duration.between(shared.since(s).orElseThrow(), own.since(s).orElseThrow()))
            .isBetween(Duration.ofMillis(-200), Duration.ofMillis(200));
        assertThat(shared.since(s).orElseThrow().isAfter(earlier.taken()))
            .isEqualTo(own.since(s).orElseThrow().isAfter(earlier.taken()));
      }
      for (Member member : Catalogue.members()) {
        assertThat(shared.exact(member)).isEqualTo(own.exact(member));
        if (member.kind() == Kind.COUNTER) {
          assertThat(shared.difference(member, earlier)).isEqualTo(own.difference(member, earlier));
        }
      }
      for (KernelFigure figure : KernelFigure.values()) {
        assertThat(shared.figure(figure)).isEqualTo(own.figure(figure));
      }
    }
  }

  @Test
  void aLaterTableKnowsTheConnectionsOfAnEarlier() throws Exception {
    try (Pair pair = Pair.open();
        TableReader reader = TableReader.of(SOURCE, TableRequest.of(Scope.SWITCHED_ON))) {
      Connection client = Connection.of(pair.client());
      SOURCE.set(client, ALL, NONE);
      try (SnapshotTable before = reader.read()) {
        say(pair, 700);
        try (SnapshotTable now = reader.read()) {
          Changes changes = new Changes(before, now);
          int row = rowOf(now, client);
          assertThat(changes.before(row)).isEqualTo(rowOf(before, client));
          assertThat(changes.difference(row, DataMember.DATA_BYTES_OUT)).isEqualTo(700);
          assertThat(changes.rate(row, PathMember.PKTS_RETRANS)).isZero();
        }
      }
    }
  }

  @Test
  void manyAreSwitchedTogether() throws Exception {
    List<Pair> pairs = new ArrayList<>();
    long onElsewhere = KernelCollector.countOn(); // on the whole machine
    try {
      List<Connection> ends = new ArrayList<>();
      for (int i = 0; i < 2_500; i++) { // more than are read by the iterator for few
        Pair pair = Pair.open();
        pairs.add(pair);
        ends.add(Connection.of(pair.client()));
        ends.add(Connection.of(pair.server()));
      }
      Connection gone = new Connection(ends.get(0).local(), ends.get(2).remote());
      List<Connection> asked = new ArrayList<>(ends);
      asked.add(40, gone);
      Switched done = SOURCE.set(asked, ALL, NONE);
      assertThat(done.changed()).isEqualTo(5_000);
      assertThat(done.gone()).hasSize(1);
      assertThat(done.failed()).isEmpty();
      assertThat(SOURCE.set(asked, ALL, NONE).unchanged()).isEqualTo(5_000);
      assertThat(KernelCollector.countOn()).isGreaterThanOrEqualTo(5_000);
      try (TableReader reader = TableReader.of(SOURCE, TableRequest.of(Scope.SWITCHED_ON));
          SnapshotTable table = reader.read()) {
        Set<String> wanted = ends.stream().map(Connection::toString).collect(Collectors.toSet());
        int found = 0;
        for (int row = 0; row < table.size(); row++) {
          if (wanted.contains(table.connection(row).toString())) {
            assertThat(table.on(row)).isEqualTo(0x1ff);
            found++;
          }
        }
        assertThat(found).isEqualTo(5_000);
      }
      assertThat(SOURCE.set(asked, NONE, ALL).changed()).isEqualTo(5_000);
      assertThat(KernelCollector.countOn()).isLessThanOrEqualTo(onElsewhere);
    } finally {
      for (Pair pair : pairs) {
        pair.close();
      }
    }
  }
}
