package org.estats.linux.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.estats.win32.WinError.ERROR_INSUFFICIENT_BUFFER;
import static org.estats.win32.WinError.ERROR_INVALID_PARAMETER;
import static org.estats.win32.WinError.ERROR_INVALID_USER_BUFFER;
import static org.estats.win32.WinError.ERROR_NOT_FOUND;
import static org.estats.win32.WinError.ERROR_NOT_SUPPORTED;
import static org.estats.win32.WinError.NO_ERROR;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;
import org.estats.linux.LinuxSource;
import org.estats.linux.LoadedCollector;
import org.estats.linux.Pair;
import org.estats.linux.win32.FamilyCalls.Given;
import org.estats.win32.Family;
import org.estats.win32.Structure;
import org.estats.win32.TcpEstats;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every row of the tables of errors, for each type and both families, on real connections: the
/// code, and that nothing is switched by a call that fails.
@ExtendWith(LoadedCollector.class)
final class ErrorTableLiveTest {

  private static final Given NOTHING = Given.NOTHING;
  private static final MemorySegment NULL = MemorySegment.NULL;
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();
  private final Arena arena = Arena.ofAuto();

  /// A call, and the code that it is to end with.
  private record Row(String name, int code, IntSupplier call) {}

  @AfterEach
  void settle() {
    source.close();
  }

  @TestFactory
  List<DynamicTest> everyRowForEachTypeAndFamily() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Family family : Family.values()) {
      for (Group group : Group.values()) {
        tests.add(
            DynamicTest.dynamicTest(
                family + " " + group.estatsName(),
                () -> check(new FamilyCalls(source, family), group)));
      }
    }
    return tests;
  }

  private void check(FamilyCalls calls, Group group) throws Exception {
    Pair.Family sockets = calls.family() == Family.IPV4 ? Pair.Family.IPV4 : Pair.Family.IPV6;
    try (Pair pair = Pair.open(sockets)) {
      Connection client = pair.clientEnd();
      MemorySegment row = calls.row(arena, client);
      Set<Switch> before = calls.collectable(Group.DATA);
      source.set(client, before, NONE);
      List<Row> rows = new ArrayList<>(ofGet(calls, group, row));
      rows.addAll(ofSet(calls, group, row));
      rows.addAll(ofConnections(calls, group, pair));
      for (Row r : rows) {
        assertThat(r.call().getAsInt()).as(r.name()).isEqualTo(r.code());
        assertThat(source.get(client).on()).as("what is on after " + r.name()).isEqualTo(before);
      }
      assertThat(source.get(pair.serverEnd()).on()).isEmpty();
    }
  }

  private List<Row> ofSet(FamilyCalls calls, Group group, MemorySegment row) {
    int type = group.ordinal();
    Given one = Given.of(filled(TcpEstats.rw(group), 1));
    boolean hasSwitch = !group.switches().isEmpty();
    int size = one.size();
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("set, row NULL", 87, () -> calls.set(NULL, type, one, 0)));
    rows.add(new Row("set, row null", 87, () -> calls.set(null, type, one, 0)));
    rows.add(
        new Row(
            "set, row NULL and all else wrong", 87, () -> calls.set(NULL, 99, with(one, 3, 0), 7)));
    rows.add(new Row("set, version 1", 50, () -> calls.set(row, type, with(one, 1, size), 0)));
    rows.add(new Row("set, version 1, size 0", 50, () -> calls.set(row, type, with(one, 1, 0), 0)));
    rows.add(new Row("set, offset 1", 50, () -> calls.set(row, type, one, 1)));
    rows.add(new Row("set, offset -1, no such type", 50, () -> calls.set(row, 9, one, -1)));
    rows.add(new Row("set, size 0", NO_ERROR, () -> calls.set(row, type, with(one, 0, 0), 0)));
    rows.add(new Row("set, size 0, NULL", NO_ERROR, () -> calls.set(row, type, NOTHING, 0)));
    rows.add(new Row("set, size 0, no such type", NO_ERROR, () -> calls.set(row, 9, NOTHING, 0)));
    rows.add(
        new Row("set, rw NULL", 1784, () -> calls.set(row, type, new Given(NULL, 0, size), 0)));
    rows.add(
        new Row("set, rw null", 1784, () -> calls.set(row, type, new Given(null, 0, size), 0)));
    rows.add(
        new Row(
            "set, rw NULL, no such type", 1784, () -> calls.set(row, 9, new Given(NULL, 0, 1), 0)));
    rows.add(new Row("set, no such type", 87, () -> calls.set(row, 9, one, 0)));
    rows.add(new Row("set, type -1", 87, () -> calls.set(row, -1, one, 0)));
    if (!hasSwitch) {
      rows.add(
          new Row("set, no switch", ERROR_INVALID_PARAMETER, () -> calls.set(row, type, one, 0)));
      return rows;
    }
    for (int small = 1; small < size; small++) {
      Given given = with(one, 0, small);
      rows.add(new Row("set, size " + small, 122, () -> calls.set(row, type, given, 0)));
    }
    if (group == Group.BANDWIDTH) {
      for (int value : new int[] {2, -2, 255, Integer.MIN_VALUE}) {
        Given odd = Given.of(filled(TcpEstats.rw(group), value));
        rows.add(new Row("set, value " + value, 87, () -> calls.set(row, type, odd, 0)));
      }
      Given unchanged = Given.of(filled(TcpEstats.rw(group), -1));
      rows.add(new Row("set, both unchanged", NO_ERROR, () -> calls.set(row, type, unchanged, 0)));
    }
    return rows;
  }

  private List<Row> ofGet(FamilyCalls calls, Group group, MemorySegment row) {
    int type = group.ordinal();
    List<Row> rows = new ArrayList<>();
    Given rod = Given.of(arena.allocate(200));
    rows.add(new Row("get, row NULL", 87, () -> calls.get(NULL, type, NOTHING, NOTHING, NOTHING)));
    rows.add(new Row("get, row null", 87, () -> calls.get(null, 9, with(rod, 1, 9), rod, rod)));
    for (int none : new int[] {-1, 9, 10, Integer.MAX_VALUE}) {
      rows.add(
          new Row("get, type " + none, 87, () -> calls.get(row, none, NOTHING, NOTHING, NOTHING)));
      rows.add(
          new Row(
              "get, type and version",
              87,
              () -> calls.get(row, none, NOTHING, with(NOTHING, 1, 0), NOTHING)));
    }
    rows.add(
        new Row("get, nothing", NO_ERROR, () -> calls.get(row, type, NOTHING, NOTHING, NOTHING)));
    List<Structure> structures = structures(group);
    for (int part = 0; part < 3; part++) {
      int at = part;
      Structure structure = structures.get(part);
      int size = structure == null ? 1 : structure.byteSize();
      Given good = Given.of(arena.allocate(size));
      rows.add(
          new Row(
              "get, version 1 of part " + at,
              ERROR_NOT_SUPPORTED,
              () -> get(calls, row, type, at, with(good, 1, size))));
      rows.add(
          new Row(
              "get, version -1 of part " + at,
              ERROR_NOT_SUPPORTED,
              () -> get(calls, row, type, at, with(NOTHING, -1, size))));
      rows.add(
          new Row(
              "get, part NULL " + at,
              ERROR_INVALID_USER_BUFFER,
              () -> get(calls, row, type, at, with(NOTHING, 0, size))));
      rows.add(
          new Row(
              "get, part null " + at,
              ERROR_INVALID_USER_BUFFER,
              () -> get(calls, row, type, at, new Given(null, 0, size))));
      int code = structure == null ? ERROR_INVALID_PARAMETER : NO_ERROR;
      rows.add(new Row("get, part " + at, code, () -> get(calls, row, type, at, good)));
      rows.add(new Row("get, larger part " + at, code, () -> get(calls, row, type, at, rod)));
      for (int small = 1; structure != null && small < size; small++) {
        Given given = with(good, 0, small);
        rows.add(
            new Row(
                "get, size " + small + " of part " + at,
                ERROR_INSUFFICIENT_BUFFER,
                () -> get(calls, row, type, at, given)));
      }
    }
    return rows;
  }

  /// Listeners and what has ended have no statistics, whatever the rest of the call says.
  private List<Row> ofConnections(FamilyCalls calls, Group group, Pair pair) throws Exception {
    int type = group.ordinal();
    Endpoint listening = Endpoint.of((InetSocketAddress) pair.listener().getLocalAddress());
    Endpoint nobody = new Endpoint(listening.address(), 9);
    Connection client = pair.clientEnd();
    Connection elsewhere =
        new Connection(client.local(), new Endpoint(client.remote().address(), 1));
    List<Row> rows = new ArrayList<>();
    for (Connection none : List.of(new Connection(listening, nobody), elsewhere)) {
      MemorySegment row = calls.row(arena, none);
      rows.add(
          new Row(
              "get of none",
              ERROR_NOT_FOUND,
              () -> calls.get(row, type, NOTHING, NOTHING, NOTHING)));
      for (int value : new int[] {0, 1}) {
        Given rw = Given.of(filled(TcpEstats.rw(group), value));
        boolean isCollected = calls.collectable(group).equals(group.switches());
        int code = isCollected || value == 0 ? ERROR_NOT_FOUND : ERROR_NOT_SUPPORTED;
        if (!group.switches().isEmpty()) {
          rows.add(new Row("set of none to " + value, code, () -> calls.set(row, type, rw, 0)));
        }
      }
    }
    return rows;
  }

  private int get(FamilyCalls calls, MemorySegment row, int type, int part, Given given) {
    return calls.get(
        row,
        type,
        part == 0 ? given : NOTHING,
        part == 1 ? given : NOTHING,
        part == 2 ? given : NOTHING);
  }

  private static List<Structure> structures(Group group) {
    List<Structure> structures = new ArrayList<>();
    for (String part : List.of("RW", "ROS", "ROD")) {
      String name = "TCP_ESTATS_" + group.name() + "_" + part + "_v0";
      structures.add(
          TcpEstats.structures().stream()
              .filter(s -> s.name().equals(name))
              .findFirst()
              .orElse(null));
    }
    return structures;
  }

  private static Given with(Given given, int version, int size) {
    return new Given(given.at(), version, size);
  }

  private MemorySegment filled(Optional<Structure> structure, int value) {
    MemorySegment filled = arena.allocate(structure.map(Structure::byteSize).orElse(1));
    structure.ifPresent(s -> s.members().forEach(member -> s.set(filled, member, value)));
    return filled;
  }
}
