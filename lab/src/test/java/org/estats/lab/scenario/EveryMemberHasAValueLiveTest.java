package org.estats.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.List;
import org.estats.Absence;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.lab.Direction;
import org.estats.lab.Lab;
import org.estats.lab.OpenableLab;
import org.estats.lab.Side;
import org.estats.lab.fault.BurstLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A connection that has seen everything has a value for every member; one on which nothing has
/// happened says of what it lacks that there is no sample yet.
@ExtendWith(OpenableLab.class)
final class EveryMemberHasAValueLiveTest {

  private static final long BYTES = 2_000_000;
  private static final int CHUNK_BYTES = 65_536;

  @Test
  void afterBurstLossInBothDirectionsNothingIsAbsent() throws Exception {
    Scenario scenario = Scenarios.named("burst-loss").orElseThrow();
    EstatsSource source = Estats.system();
    try (Lab lab = Lab.open(scenario.link(), scenario.client(), scenario.server());
        Stage stage = Stage.open(lab, scenario, source, EnumSet.copyOf(source.collectable()))) {
      stage.before(new BurstLoss(0.004, 8, 4));
      lab.link().beforeBottleneck(Direction.TO_CLIENT, new BurstLoss(0.004, 8, 5));
      Thread reader = Thread.ofPlatform().start(() -> read(stage.client(), BYTES));
      Thread writer = Thread.ofPlatform().start(() -> write(stage.server(), BYTES));
      stage.send(BYTES);
      writer.join();
      reader.join();
      stage.settle();
      Reading end = stage.read(Evidence.END);
      for (Side side : Side.values()) {
        assertThat(absent(end.of(side))).as(side.name()).isEmpty();
      }
    }
  }

  @Test
  void whatAnIdleConnectionLacksHasNoSampleYet() throws Exception {
    Scenario scenario = Scenarios.named("idle").orElseThrow();
    EstatsSource source = Estats.system();
    try (Lab lab = Lab.open(scenario.link(), scenario.client(), scenario.server());
        Stage stage = Stage.open(lab, scenario, source, EnumSet.copyOf(source.collectable()))) {
      Reading begin = stage.evidence().reading(Evidence.BEGIN);
      for (Side side : Side.values()) {
        List<Member> absent = absent(begin.of(side));
        assertThat(absent).as(side.name()).isNotEmpty();
        assertThat(absent)
            .allSatisfy(member ->
                assertThat(begin.of(side).value(member))
                    .isEqualTo(new Value.Absent(Absence.NO_SAMPLE_YET)));
      }
    }
  }

  private static List<Member> absent(Snapshot snapshot) {
    return Catalogue.members().stream()
        .filter(member -> !snapshot.value(member).isPresent())
        .toList();
  }

  private static void read(SocketChannel from, long bytes) {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    try {
      for (long left = bytes; left > 0; left -= chunk.position()) {
        from.read(chunk.clear());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(SocketChannel to, long bytes) {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    try {
      for (long left = bytes; left > 0; left -= chunk.limit()) {
        chunk.clear().limit((int) Math.min(left, CHUNK_BYTES));
        while (chunk.hasRemaining()) {
          to.write(chunk);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
