package org.estats.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.estats.linux.proc.Rights.Capability;
import org.junit.jupiter.api.Test;

class RightsTest {

  @Test
  void theEffectiveUserAndCapabilitiesCount() {
    Rights rights =
        Rights.parse(
            List.of(
                "Name:\tjava",
                "Uid:\t1000\t0\t1000\t1000",
                "CapPrm:\tffffffffffffffff",
                "CapEff:\t0000000000001000"));
    assertThat(rights.isRoot()).isTrue();
    assertThat(rights.has(Capability.CAP_NET_ADMIN)).isTrue();
    assertThat(rights.lackedForLoading())
        .containsExactly(Capability.CAP_BPF, Capability.CAP_PERFMON);
  }

  @Test
  void theOldAllPowerfulCapabilityStandsForTheNewerOnes() {
    Rights rights = new Rights(1000, 1L << 21 | 1L << 12);
    assertThat(rights.lackedForLoading()).isEmpty();
    assertThat(rights.canMount()).isTrue();
  }

  @Test
  void thisProcessHasRights() {
    assertThat(Rights.own().uid()).isNotNegative();
  }
}
