package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.estats.Absence;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Live;
import org.estats.linux.Pair;
import org.estats.linux.collector.Hook;
import org.estats.linux.diag.TcpInfoSnapshot;
import org.estats.linux.proc.Cgroups;
import org.estats.linux.provenance.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The steps below the full collector: what each loses is absent, and never a number that has
/// stopped.
@ExtendWith(Island.class)
class LadderLiveTest {

  private static final Set<Switch> ALL = EnumSet.allOf(Switch.class);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();

  private static void takeAwayCgroups() throws Exception {
    while (Cgroups.root().isPresent()) {
      String mount = Cgroups.root().get().toString();
      assertThat(new ProcessBuilder("umount", "--lazy", mount).inheritIO().start().waitFor())
          .isZero();
    }
  }

  private void halfClose(Pair pair) throws Exception {
    pair.client().shutdownOutput();
    Live.await("FIN-WAIT-2", () -> source.get(pair.clientEnd()).state() == TcpState.FIN_WAIT_2);
    pair.toClient(1000);
  }

  @Test
  void withoutSockOpsWhatIsNotWatchedIsAbsentPastEstablished() throws Exception {
    takeAwayCgroups();
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), ALL, NONE);
      source.close();
      assertThat(KernelCollector.status().hooks())
          .filteredOn(h -> !h.isAttached())
          .extracting(Hook::name)
          .containsExactly("on_sock_ops");
      pair.traffic();
      Snapshot established = source.get(pair.clientEnd());
      assertThat(Catalogue.members())
          .as("in ESTABLISHED nothing is lost")
          .noneMatch(m -> established.value(m).equals(absent()));
      halfClose(pair);
      Snapshot after = source.get(pair.clientEnd());
      for (Member member : Catalogue.members()) {
        boolean mayBeLost = Provenance.of(member).absences().contains(Absence.UNWATCHED);
        if (after.value(member).equals(absent())) {
          assertThat(mayBeLost).as(member.qualifiedName()).isTrue();
        }
      }
      assertThat(after.value(DataMember.DATA_BYTES_IN)).isEqualTo(absent());
      assertThat(after.data().thruBytesReceived().get())
          .as("what the kernel counts itself goes on")
          .isEqualTo(established.data().thruBytesReceived().get() + 1000);
    }
  }

  @Test
  void withoutSockOpsALateSwitchIsAbsentToo() throws Exception {
    takeAwayCgroups();
    KernelCollector.ensureRunning();
    try (Pair pair = Pair.open()) {
      halfClose(pair);
      source.set(pair.clientEnd(), EnumSet.of(Switch.DATA), NONE);
      source.close();
      pair.toClient(500);
      assertThat(source.get(pair.clientEnd()).value(DataMember.DATA_BYTES_IN)).isEqualTo(absent());
    }
  }

  @Test
  void withSockOpsTheSameIsCounted() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(Cgroups.wholeRoot().isPresent(), "no cgroup v2");
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), ALL, NONE);
      source.close();
      halfClose(pair);
      assertThat(source.get(pair.clientEnd()).data().dataBytesIn())
          .isEqualTo(new Value.Present(1000));
    }
  }

  @Test
  void ofSockDiagAloneOnlyWhatIsSaidToBeGivenHasAValue() throws Exception {
    Set<Member> given = TcpInfoSnapshot.given();
    assertThat(given).isNotEmpty().doesNotContain(DataMember.DATA_BYTES_IN);
    try (Pair pair = Pair.open()) {
      pair.traffic();
      Snapshot life = LinuxSource.fromTcpInfo(pair.clientEnd());
      assertThat(life.on()).isEmpty();
      for (Member member : Catalogue.members()) {
        if (!given.contains(member)) {
          assertThat(life.exact(member))
              .as(member.qualifiedName())
              .isEqualTo(new Value.Absent(Absence.NOT_IN_TCP_INFO));
        }
      }
      assertThat(KernelCollector.status().isMounted()).as("loaded for it").isFalse();
    }
  }

  private static Value absent() {
    return new Value.Absent(Absence.UNWATCHED);
  }
}
