package org.estats.linux.win32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.catalogue.Group;
import org.estats.catalogue.Part;
import org.estats.catalogue.Switch;
import org.estats.linux.LinuxSource;
import org.estats.linux.LoadedCollector;
import org.estats.linux.Pair;
import org.estats.linux.win32.FamilyCalls.Given;
import org.estats.win32.Family;
import org.estats.win32.Structure;
import org.estats.win32.TcpEstats;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Calls that no sound program makes: memory that is closed, another thread's, too short, on the
/// heap, unaligned or not to be written, with any version, size, type and row. Each ends with the
/// code that the order of checks says, and only those that succeed change anything.
@ExtendWith(LoadedCollector.class)
final class MalformedCallsLiveTest {

  private static final int CALLS = 3_000;
  private static final long SEED = 4898;
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();
  private final Arena arena = Arena.ofAuto();
  private final List<Memory> pool = new ArrayList<>();

  /// A segment, and how many bytes of it can be used.
  private record Memory(MemorySegment at, boolean isUsable, boolean isReadOnly) {

    boolean reads(long bytes) {
      return isUsable && at.byteSize() >= bytes;
    }

    boolean writes(long bytes) {
      return reads(bytes) && !isReadOnly;
    }
  }

  @AfterEach
  void settle() {
    source.close();
  }

  @Test
  void everyCallEndsWithItsCodeAndChangesNothingUnlessItSucceeds() throws Exception {
    Random random = new Random(SEED);
    for (Family family : Family.values()) {
      FamilyCalls calls = new FamilyCalls(source, family);
      Pair.Family sockets = family == Family.IPV4 ? Pair.Family.IPV4 : Pair.Family.IPV6;
      try (Pair pair = Pair.open(sockets);
          Arena foreign = Arena.ofConfined()) {
        fillPool(foreign);
        int[] codes = new int[2_000];
        Set<Switch> expected = EnumSet.noneOf(Switch.class);
        Thread caller =
            Thread.ofPlatform().unstarted(() -> tryCalls(calls, pair, random, expected, codes));
        Throwable[] failure = new Throwable[1];
        caller.setUncaughtExceptionHandler((_, t) -> failure[0] = t);
        caller.start();
        caller.join();
        assertThat(failure[0]).as("seed " + SEED).isNull();
        for (int code : new int[] {0, 50, 87, 122, 1168, 1784}) {
          assertThat(codes[code]).as("calls that ended with " + code).isGreaterThan(20);
        }
      }
    }
  }

  /// @param foreign an arena of another thread than the one that calls
  private void fillPool(Arena foreign) {
    pool.clear();
    MemorySegment closed;
    try (Arena brief = Arena.ofShared()) {
      closed = brief.allocate(400);
    }
    pool.add(new Memory(MemorySegment.NULL, false, false));
    pool.add(new Memory(null, false, false));
    pool.add(new Memory(MemorySegment.NULL.reinterpret(400), false, false));
    pool.add(new Memory(closed, false, false));
    pool.add(new Memory(foreign.allocate(400), false, false));
    for (int bytes : new int[] {0, 1, 7, 8, 19, 20, 51, 52, 100, 161, 400}) {
      pool.add(new Memory(arena.allocate(bytes + 1).asSlice(1), true, false)); // unaligned
      pool.add(new Memory(MemorySegment.ofArray(new byte[bytes]), true, false));
      pool.add(new Memory(arena.allocate(bytes + 3).asSlice(3).asReadOnly(), true, true));
      pool.add(new Memory(MemorySegment.ofArray(new long[bytes / 8 + 1]), true, false));
    }
  }

  private void tryCalls(
      FamilyCalls calls, Pair pair, Random random, Set<Switch> expected, int[] codes) {
    try {
      Connection client = pair.clientEnd();
      for (int i = 0; i < CALLS; i++) {
        Memory row = random.nextInt(3) == 0 ? any(random) : row(calls, random, client);
        boolean isNamed = row.reads(calls.family().row().byteSize()) && names(calls, row, client);
        int type = random.nextInt(12) == 0 ? random.nextInt(-3, 14) : random.nextInt(9);
        String what = "call %d with type %d, seed %d".formatted(i, type, SEED);
        int code =
            random.nextBoolean()
                ? trySet(new Call(calls, row, isNamed, type), random, expected, what)
                : tryGet(new Call(calls, row, isNamed, type), random, what);
        codes[code]++;
        if (i % 10 == 0 || code == 0) {
          assertThat(source.get(client).on()).as(what).isEqualTo(expected);
          assertThat(source.get(pair.serverEnd()).on()).as(what).isEmpty();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the two calls have in common.
  private record Call(FamilyCalls calls, Memory row, boolean isNamed, int type) {

    boolean hasRow() {
      return row.reads(calls.family().row().byteSize());
    }

    Group group() {
      return type >= 0 && type < 9 ? Group.values()[type] : null;
    }
  }

  private int trySet(Call call, Random random, Set<Switch> expected, String what) {
    Memory rw = any(random);
    boolean canFill = rw.isUsable() && !rw.isReadOnly() && rw.at().byteSize() > 0;
    int value = random.nextInt(5) - 2;
    if (canFill) {
      for (long at = 0; at + 4 <= rw.at().byteSize(); at += 4) {
        rw.at().set(JAVA_INT_UNALIGNED, at, value);
      }
    }
    int version = random.nextInt(8) == 0 ? random.nextInt(-1, 3) : 0;
    int offset = random.nextInt(8) == 0 ? random.nextInt(-1, 3) : 0;
    int size = size(random, rw, call.group(), "RW");
    boolean isCollected = call.group() != null && isCollected(call);
    int code = setCode(call, rw, new Given(rw.at(), version, size), offset, isCollected);
    int got =
        call.calls().set(call.row().at(), call.type(), new Given(rw.at(), version, size), offset);
    assertThat(got).as("set, " + what).isEqualTo(code);
    if (got == 0 && size != 0) {
      remember(call, rw, expected);
    }
    return got;
  }

  private static boolean isCollected(Call call) {
    return call.calls().collectable(call.group()).equals(call.group().switches());
  }

  /// The order of checks, as it was decided.
  private static int setCode(Call call, Memory rw, Given given, int offset, boolean isCollected) {
    long size = Integer.toUnsignedLong(given.size());
    if (!call.hasRow()) {
      return 87;
    }
    if (given.version() != 0 || offset != 0) {
      return 50;
    }
    if (size == 0) {
      return 0;
    }
    if (!rw.reads(size)) {
      return 1784;
    }
    if (call.group() == null || call.group() == Group.SYN_OPTS) {
      return 87;
    }
    boolean isBandwidth = call.group() == Group.BANDWIDTH;
    if (size < (isBandwidth ? 8 : 1)) {
      return 122;
    }
    if (isBandwidth && (isOdd(rw, 0) || isOdd(rw, 4))) {
      return 87;
    }
    boolean turnsOn =
        isBandwidth ? word(rw, 0) == 1 || word(rw, 4) == 1 : rw.at().get(JAVA_BYTE, 0) != 0;
    if (turnsOn && !isCollected) {
      return 50;
    }
    return call.isNamed() ? 0 : 1168;
  }

  private static boolean isOdd(Memory rw, long at) {
    return word(rw, at) < -1 || word(rw, at) > 1;
  }

  private static int word(Memory rw, long at) {
    return rw.at().get(JAVA_INT_UNALIGNED, at);
  }

  private static void remember(Call call, Memory rw, Set<Switch> expected) {
    int at = 0;
    for (Switch s : call.group().switches()) {
      boolean isBandwidth = call.group() == Group.BANDWIDTH;
      int value = isBandwidth ? word(rw, at) : rw.at().get(JAVA_BYTE, 0) == 0 ? 0 : 1;
      at += 4;
      if (value == 1) {
        expected.add(s);
      } else if (value == 0) {
        expected.remove(s);
      }
    }
  }

  private int tryGet(Call call, Random random, String what) {
    List<Memory> memories = new ArrayList<>();
    List<Given> given = new ArrayList<>();
    for (String part : List.of("RW", "ROS", "ROD")) {
      Memory memory = any(random);
      int version = random.nextInt(20) == 0 ? random.nextInt(-1, 3) : 0;
      int size = random.nextInt(3) == 0 ? size(random, memory, call.group(), part) : 0;
      memories.add(memory);
      given.add(new Given(memory.at(), version, size));
    }
    int code = getCode(call, memories, given);
    int got =
        call.calls().get(call.row().at(), call.type(), given.get(0), given.get(1), given.get(2));
    assertThat(got).as("get, " + what).isEqualTo(code);
    return got;
  }

  private static int getCode(Call call, List<Memory> memories, List<Given> given) {
    if (!call.hasRow() || call.group() == null) {
      return 87;
    }
    if (given.stream().anyMatch(g -> g.version() != 0)) {
      return 50;
    }
    List<Structure> structures = new ArrayList<>();
    structures.add(TcpEstats.rw(call.group()).orElse(null));
    structures.add(TcpEstats.readOnly(call.group(), Part.ROS).orElse(null));
    structures.add(TcpEstats.readOnly(call.group(), Part.ROD).orElse(null));
    int worst = 0;
    for (int i = 0; i < 3; i++) {
      long size = Integer.toUnsignedLong(given.get(i).size());
      if (size != 0) {
        int code =
            !memories.get(i).writes(size)
                ? 1784
                : structures.get(i) == null ? 87 : size < structures.get(i).byteSize() ? 122 : 0;
        worst = rank(code) > rank(worst) ? code : worst;
      }
    }
    return worst != 0 ? worst : call.isNamed() ? 0 : 1168;
  }

  /// A check of all parts comes before the next check of any.
  private static int rank(int code) {
    return switch (code) {
      case 1784 -> 3;
      case 87 -> 2;
      case 122 -> 1;
      default -> 0;
    };
  }

  private Memory any(Random random) {
    return pool.get(random.nextInt(pool.size()));
  }

  private static int size(Random random, Memory memory, Group group, String part) {
    String name = group == null ? "" : "TCP_ESTATS_" + group.name() + "_" + part + "_v0";
    int right =
        TcpEstats.structures().stream()
            .filter(s -> s.name().equals(name))
            .mapToInt(Structure::byteSize)
            .findFirst()
            .orElse(1);
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> random.nextInt(400);
      case 2 -> memory.at() == null ? 1 : (int) memory.at().byteSize();
      case 3 -> random.nextInt(10) == 0 ? -1 : right - 1;
      default -> right;
    };
  }

  /// The true row, the true row with garbage where it does not count, or garbage.
  private Memory row(FamilyCalls calls, Random random, Connection client) {
    Structure shape = calls.family().row();
    MemorySegment row = calls.row(arena, client);
    MemorySegment unaligned = arena.allocate(shape.byteSize() + 1).asSlice(1).copyFrom(row);
    if (random.nextInt(3) == 0) {
      byte[] garbage = new byte[shape.byteSize()];
      random.nextBytes(garbage);
      unaligned.copyFrom(MemorySegment.ofArray(garbage));
    } else {
      shape.set(unaligned, calls.family() == Family.IPV4 ? "dwState" : "State", random.nextInt());
      long upper = (long) random.nextInt() << 16;
      for (String port : List.of("dwLocalPort", "dwRemotePort")) {
        shape.set(unaligned, port, shape.get(row, port) | upper);
      }
    }
    return new Memory(unaligned, true, false);
  }

  /// Whether a row names the connection: state and upper halves of ports do not count.
  private boolean names(FamilyCalls calls, Memory memory, Connection client) {
    Structure shape = calls.family().row();
    MemorySegment right = calls.row(arena, client);
    for (String member : shape.members()) {
      int from = (int) shape.offset(member);
      int bytes = member.endsWith("Port") ? 2 : (int) shape.size(member);
      boolean counts = !member.endsWith("State") && !member.endsWith("ScopeId");
      if (counts && memory.at().asSlice(from, bytes).mismatch(right.asSlice(from, bytes)) != -1) {
        return false;
      }
    }
    return true;
  }

  @Test
  void memoryThatIsClosedInTheMiddleIsACodeAndNoException() throws Exception {
    try (Pair pair = Pair.open(Pair.Family.IPV4)) {
      FamilyCalls calls = new FamilyCalls(source, Family.IPV4);
      MemorySegment row = calls.row(arena, pair.clientEnd());
      int[] codes = new int[2_000];
      for (int i = 0; i < 300; i++) {
        Arena brief = Arena.ofShared();
        Given rod = Given.of(brief.allocate(160));
        Thread closer = Thread.ofPlatform().start(() -> closeSoon(brief));
        int code = 0;
        while (code == 0) {
          code =
              calls.get(row, TcpEstats.TcpConnectionEstatsPath, Given.NOTHING, Given.NOTHING, rod);
        }
        codes[code]++;
        assertThat(Thread.interrupted()).as("interrupted, and by whom").isFalse();
        closer.join();
      }
      assertThat(codes[1784]).as("all that ended otherwise than with 0").isEqualTo(300);
    }
  }

  /// An arena cannot be closed while a copy is under way.
  private static void closeSoon(Arena arena) {
    while (arena.scope().isAlive()) {
      try {
        arena.close();
      } catch (IllegalStateException e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aMappedFileThatWasCutShortIsACodeAndNoException(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("mapped");
    try (Pair pair = Pair.open(Pair.Family.IPV4);
        FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      FamilyCalls calls = new FamilyCalls(source, Family.IPV4);
      MemorySegment row = calls.row(arena, pair.clientEnd());
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096, arena);
      int path = TcpEstats.TcpConnectionEstatsPath;
      Given rod = new Given(mapped, 0, 160);
      assertThat(calls.get(row, path, Given.NOTHING, Given.NOTHING, rod)).isZero();
      channel.truncate(0);
      assertThat(calls.get(row, path, Given.NOTHING, Given.NOTHING, rod)).isEqualTo(1784);
      assertThat(calls.set(row, path, new Given(mapped, 0, 1), 0)).isEqualTo(1784);
      assertThat(calls.set(mapped, path, new Given(mapped, 0, 1), 0)).isIn(1784, 87);
    }
  }

  @Test
  void aFailedGetWritesNothing() throws Exception {
    try (Pair pair = Pair.open(Pair.Family.IPV4)) {
      FamilyCalls calls = new FamilyCalls(source, Family.IPV4);
      MemorySegment row = calls.row(arena, pair.clientEnd());
      MemorySegment rw = arena.allocate(1).fill((byte) 0x5A);
      MemorySegment rod = arena.allocate(160).fill((byte) 0x5A);
      int path = TcpEstats.TcpConnectionEstatsPath;
      Given small = new Given(rod, 0, 159);
      assertThat(calls.get(row, path, Given.of(rw), Given.NOTHING, small)).isEqualTo(122);
      assertThat(rw.get(JAVA_BYTE, 0)).isEqualTo((byte) 0x5A);
      assertThat(calls.get(row, path, Given.of(rw), Given.NOTHING, Given.of(rod))).isZero();
      assertThat(rw.get(JAVA_BYTE, 0)).as("the switch of what is off").isZero();
      assertThat(rod.mismatch(MemorySegment.ofArray(new byte[160])))
          .as("what is off")
          .isEqualTo(-1);
    }
  }

  @Test
  void aBufferThatIsTooLargeIsFilledOnlyAsFarAsTheStructureGoes() throws Exception {
    try (Pair pair = Pair.open(Pair.Family.IPV4)) {
      FamilyCalls calls = new FamilyCalls(source, Family.IPV4);
      source.set(pair.clientEnd(), EnumSet.of(Switch.FINE_RTT), NONE);
      pair.traffic();
      MemorySegment row = calls.row(arena, pair.clientEnd());
      MemorySegment rod = arena.allocate(40).fill((byte) 0x5A);
      int type = TcpEstats.TcpConnectionEstatsFineRtt;
      assertThat(calls.get(row, type, Given.NOTHING, Given.NOTHING, Given.of(rod))).isZero();
      assertThat(rod.asSlice(16).toArray(JAVA_BYTE)).containsOnly(0x5A);
      Snapshot now = source.get(pair.clientEnd());
      assertThat(TcpEstats.TCP_ESTATS_FINE_RTT_ROD_v0.get(rod, "MinRtt"))
          .isPositive()
          .isEqualTo(now.fineRtt().minRtt().get());
    }
  }
}
