package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.estats.linux.proc.FreshNetns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Segments whose options lie: what the kernel does not believe is not counted.
@ExtendWith(LoadedCollector.class)
class ForgedOptionsLiveTest {

  private static final Set<Switch> ON = EnumSet.of(Switch.DATA, Switch.PATH);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  /// Of numbers that were never sent, so that nothing else comes of it.
  private static final String BLOCK = "0000000500000009";

  private final LinuxSource source = new LinuxSource();

  private void assertCounts(CProgram forge, Pair pair, String options, long sacks, long blocks)
      throws Exception {
    Connection here = pair.clientEnd();
    Connection there = pair.serverEnd();
    Snapshot before = source.get(here);
    Snapshot sender = source.get(there);
    Process process =
        forge.start(
            there.local().port(),
            there.remote().port(),
            sender.data().sndNxt().get(),
            sender.data().rcvNxt().get(),
            options);
    assertThat(process.waitFor()).isZero();
    Live.await(
        "the segment",
        () -> source.get(here).data().segsIn().get() == before.data().segsIn().get() + 1);
    Snapshot after = source.get(here);
    assertThat(after.path().sacksRcvd().get() - before.path().sacksRcvd().get())
        .as("SACK options of " + options)
        .isEqualTo(sacks);
    assertThat(after.path().sackBlocksRcvd().get() - before.path().sackBlocksRcvd().get())
        .as("SACK blocks of " + options)
        .isEqualTo(blocks);
  }

  @Test
  void sackBlocksThatAreNotInTheHeaderAreNotCounted() throws Throwable {
    FreshNetns.run(() -> {
      try (CProgram forge = CProgram.compile("forge");
          Pair pair = Pair.open(Pair.Family.IPV4)) {
        source.set(pair.clientEnd(), ON, NONE);
        source.set(pair.serverEnd(), ON, NONE);
        source.close();
        pair.toServer(10);
        pair.quiet();
        assertCounts(forge, pair, "0101" + "050a" + BLOCK, 1, 1);
        assertCounts(forge, pair, "0101" + "0512" + BLOCK + BLOCK, 1, 2);
        assertCounts(forge, pair, "0101" + "05ff", 0, 0);
        assertCounts(forge, pair, "0101" + "0512" + BLOCK, 0, 0);
        assertCounts(forge, pair, "01" + "050b" + BLOCK + "00", 0, 0);
      }
    });
  }
}
