package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.Part;
import org.estats.catalogue.Switch;
import org.estats.catalogue.Width;
import org.estats.win32.Family;
import org.estats.win32.IpHlpApi;
import org.estats.win32.Structure;
import org.estats.win32.TcpEstats;
import org.estats.win32.TcpRow;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Windows' structures and `get --json` show the same numbers of the same connection.
@ExtendWith(BorrowedCollector.class)
class SameNumbersLiveTest {

  private static final int LOOKS = 20;
  private static final int BYTES = 700_000;

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void everyNumberIsTheSame(String address) throws Exception {
    EstatsSource source = Estats.system();
    try (LoopbackPair pair = LoopbackPair.open(address);
        Arena arena = Arena.ofConfined()) {
      for (Connection end : List.of(Connection.of(pair.client()), Connection.of(pair.server()))) {
        // What some version does not collect is off in both.
        source.set(end, source.collectable(), EnumSet.noneOf(Switch.class));
        source.get(end);
      }
      pair.send(BYTES);
      compareQuiet(arena, Connection.of(pair.client()), pair.clientText());
      compareQuiet(arena, Connection.of(pair.server()), pair.serverText());
    }
  }

  /// A number may move between two looks, by a late ACK or because it is a clock; so the command's
  /// is taken between two of the structures', and has to be one of theirs or lie between them.
  private static void compareQuiet(Arena arena, Connection end, String text) throws Exception {
    List<Look> wrong = new ArrayList<>();
    for (int i = 0; i < LOOKS; i++) {
      Map<Group, Shown> before = structures(arena, end);
      Ran ran = Ran.command("get", text, "--json");
      assertThat(ran.code()).as(ran.err()).isZero();
      Map<Group, Shown> after = structures(arena, end);
      Map<String, Object> json = Json.objects(ran.out()).getFirst();
      wrong = compare(before, after, json);
      if (wrong.isEmpty()) {
        return;
      }
    }
    assertThat(wrong).as("members that differ at the last look, of " + text).isEmpty();
  }

  /// One member that is not the same.
  private record Look(String member, Object json, long before, long after) {}

  /// A group as the structures show it.
  private record Shown(Set<Switch> on, Map<String, Long> numbers) {}

  private static List<Look> compare(
      Map<Group, Shown> before, Map<Group, Shown> after, Map<String, Object> json) {
    Map<String, Object> groups = Json.object(json.get("groups"));
    List<Look> wrong = new ArrayList<>();
    int compared = 0;
    for (Group group : Group.values()) {
      Shown then = before.get(group);
      Shown now = after.get(group);
      boolean isShown = group.switches().isEmpty() || !now.on().isEmpty();
      assertThat(groups.containsKey(group.estatsName())).as(group.estatsName()).isEqualTo(isShown);
      if (isShown) {
        Map<String, Object> members = Json.object(groups.get(group.estatsName()));
        for (Member member : Catalogue.members(group)) {
          compared++;
          long first = then.numbers().get(member.estatsName());
          long last = now.numbers().get(member.estatsName());
          long given = asStructure(member, members.get(member.estatsName()), now.on());
          if (given != first && given != last && !isBetween(first, given, last)) {
            wrong.add(
                new Look(member.qualifiedName(), members.get(member.estatsName()), first, last));
          }
        }
      }
    }
    assertThat(compared).as("members compared").isGreaterThan(55);
    return wrong;
  }

  private static boolean isBetween(long first, long given, long last) {
    return Math.min(first, last) <= given && given <= Math.max(first, last);
  }

  /// What a structure has to show for a value of the command: all ones for none, zero for what is
  /// off.
  private static long asStructure(Member member, Object value, Set<Switch> on) {
    int bits = member.width().bytes() * Byte.SIZE;
    long mask = bits == Long.SIZE ? -1 : (1L << bits) - 1;
    boolean isOn = member.collectedBy().map(on::contains).orElse(true);
    return switch (value) {
      case Boolean b -> b ? 1 : 0;
      case Long number -> number & mask;
      case BigInteger number -> number.longValue() & mask;
      case null -> isOn && member.width() != Width.BOOLEAN ? mask : 0;
      default -> throw new IllegalArgumentException(member + " is " + value);
    };
  }

  private static Map<Group, Shown> structures(Arena arena, Connection end) {
    Map<Group, Shown> shown = new EnumMap<>(Group.class);
    for (Group group : Group.values()) {
      shown.put(group, structures(arena, end, group));
    }
    return shown;
  }

  private static Shown structures(Arena arena, Connection end, Group group) {
    Family family = end.local().isIpv4() ? Family.IPV4 : Family.IPV6;
    MemorySegment row = arena.allocate(family.row().layout());
    TcpRow.of(end, TcpState.ESTABLISHED, 0).write(family.row(), row);
    Optional<Structure> rw = TcpEstats.rw(group);
    Optional<Structure> ros = TcpEstats.readOnly(group, Part.ROS);
    Optional<Structure> rod = TcpEstats.readOnly(group, Part.ROD);
    MemorySegment rwAt = allocate(arena, rw);
    MemorySegment rosAt = allocate(arena, ros);
    MemorySegment rodAt = allocate(arena, rod);
    int code =
        family == Family.IPV4
            ? IpHlpApi.GetPerTcpConnectionEStats(
                row, group.ordinal(), rwAt, 0, size(rw), rosAt, 0, size(ros), rodAt, 0, size(rod))
            : IpHlpApi.GetPerTcp6ConnectionEStats(
                row, group.ordinal(), rwAt, 0, size(rw), rosAt, 0, size(ros), rodAt, 0, size(rod));
    assertThat(code).as(IpHlpApi.FormatMessage(code)).isZero();
    Set<Switch> on = EnumSet.noneOf(Switch.class);
    group.switches().stream()
        .filter(s -> rw.orElseThrow().get(rwAt, TcpEstats.memberOf(s)) == 1)
        .forEach(on::add);
    Map<String, Long> numbers = new HashMap<>();
    ros.ifPresent(s -> s.members().forEach(m -> numbers.put(m, s.get(rosAt, m))));
    rod.ifPresent(s -> s.members().forEach(m -> numbers.put(m, s.get(rodAt, m))));
    return new Shown(on, numbers);
  }

  private static MemorySegment allocate(Arena arena, Optional<Structure> structure) {
    return structure
        .map(s -> arena.allocate(s.layout()).fill((byte) 0x5A))
        .orElse(MemorySegment.NULL);
  }

  private static int size(Optional<Structure> structure) {
    return structure.map(Structure::byteSize).orElse(0);
  }
}
