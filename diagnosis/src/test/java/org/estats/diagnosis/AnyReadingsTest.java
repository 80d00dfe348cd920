package org.estats.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.estats.Absence;
import org.estats.Snapshot;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.SendBuffMember;
import org.junit.jupiter.api.Test;

/// Whatever is in the readings, and whatever is absent, an answer comes, and it reads well.
class AnyReadingsTest {

  private static final int DRAWS = 20_000;
  private static final double FULL_SECONDS = 10;

  private static final int CONNECTIONS = 10_000;

  private static Told drawn(SplittableRandom random) {
    Told told = Told.quiet(FULL_SECONDS);
    if (random.nextBoolean()) {
      told.sending(random.nextLong(1_000, 100_000_000));
    }
    for (Member member : Catalogue.members()) {
      if (random.nextInt(4) == 0 && member.kind() != Kind.RESERVED) {
        int bits = random.nextInt(1, 34);
        told.with(
            member,
            random.nextInt(5) == 0
                ? Absence.values()[random.nextInt(Absence.values().length)].code()
                : random.nextLong(1L << bits));
      }
    }
    if (random.nextBoolean()) {
      double receiver = random.nextDouble();
      double network = random.nextDouble() * (1 - receiver);
      told.limitedBy(receiver, network, 1 - receiver - network);
    }
    return random.nextInt(4) == 0 ? told.fromTcpInfo() : told;
  }

  @Test
  void everyAnswerIsWhole() {
    Set<Nature> seen = EnumSet.noneOf(Nature.class);
    for (long seed = 0; seed < DRAWS; seed++) {
      Diagnosis d = Diagnostician.diagnose(drawn(new SplittableRandom(seed)).readings());
      seen.add(d.nature());
      List<String> texts = new ArrayList<>();
      texts.addAll(List.of(d.summary(), d.advice(), d.wouldChange()));
      d.evidence().forEach(e -> texts.add(e.text()));
      assertThat(texts)
          .as("seed %d: %s", seed, d)
          .noneMatch(t -> t.contains("NaN") || t.contains("Infinity") || t.contains("%s"));
      assertThat(d.summary()).as("seed %d", seed).isNotBlank();
      assertThat(d.advice()).as("seed %d", seed).isNotBlank();
      assertThat(d.confidence()).as("seed %d", seed).isBetween(0.0, 1.0);
      assertThat(d.evidence().isEmpty()).as("seed %d", seed).isEqualTo(!d.isLimited());
    }
    assertThat(seen).as("the draw is wide").hasSizeGreaterThan(18);
  }

  /// A machine of the ordinary kind: nine in ten do nothing, most others are well.
  @Test
  void ofTenThousandConnectionsThoseAreFoundThatAreLimited() {
    List<Snapshot> idle = Told.quiet(FULL_SECONDS).readings();
    List<Snapshot> chat = chat().readings();
    List<Snapshot> busy =
        Told.quiet(FULL_SECONDS).sending(10_000_000).limitedBy(0.2, 0.6, 0.2).readings();
    int limited = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
      List<Snapshot> readings = i % 100 == 0 ? busy : i % 10 == 0 ? chat : idle;
      limited += Diagnostician.diagnose(readings).isLimited() ? 1 : 0;
    }
    assertThat(limited).isEqualTo(CONNECTIONS / 100);
  }

  private static Told chat() {
    return Told.quiet(FULL_SECONDS)
        .with(DataMember.DATA_BYTES_OUT, 4_000)
        .with(DataMember.THRU_BYTES_ACKED, 4_000)
        .with(DataMember.DATA_SEGS_OUT, 20)
        .with(DataMember.DATA_SEGS_IN, 20)
        .with(SendBuffMember.MAX_RETX_QUEUE, 200);
  }
}
