package org.estats.cli.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import org.estats.EstatsException;
import org.estats.catalogue.BandwidthMember;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;
import org.estats.notation.SwitchNames;
import org.junit.jupiter.api.Test;

class GroupChoiceTest {

  @Test
  void noNamesMeanEveryGroup() {
    GroupChoice all = GroupChoice.parse(List.of());
    assertThat(all.groups()).containsExactly(Group.values());
    assertThat(all.switches()).containsExactly(Switch.values());
  }

  @Test
  void namesAreReadInAnyCase() {
    assertThat(GroupChoice.parse(List.of("path", "FINERTT")).switches())
        .containsExactly(Switch.PATH, Switch.FINE_RTT);
  }

  @Test
  void bandwidthIsBothOfItsHalvesAndEachMayBeNamed() {
    assertThat(GroupChoice.parse(List.of("Bandwidth")).switches())
        .containsExactly(Switch.BANDWIDTH_OUT, Switch.BANDWIDTH_IN);
    GroupChoice out = GroupChoice.parse(List.of("Bandwidth.out"));
    assertThat(out.switches()).containsExactly(Switch.BANDWIDTH_OUT);
    assertThat(out.members(Group.BANDWIDTH).stream().map(Object.class::cast))
        .containsExactly(
            BandwidthMember.OUTBOUND_BANDWIDTH,
            BandwidthMember.OUTBOUND_INSTABILITY,
            BandwidthMember.OUTBOUND_BANDWIDTH_PEAKED);
  }

  @Test
  void synOptsHasMembersAndNoSwitch() {
    GroupChoice choice = GroupChoice.parse(List.of("SynOpts"));
    assertThat(choice.switches()).isEmpty();
    assertThat(choice.members(Group.SYN_OPTS)).hasSize(3);
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> GroupChoice.parse(List.of("FineRt")))
        .isInstanceOf(EstatsException.class)
        .hasMessage("no group 'FineRt'; did you mean FineRtt?");
    assertThatThrownBy(() -> GroupChoice.parse(List.of("elephant")))
        .hasMessage("no group 'elephant'");
  }

  @Test
  void switchesAreNamedByGroupWhereAllOfItAreMeant() {
    assertThat(SwitchNames.of(EnumSet.allOf(Switch.class)))
        .containsExactly(
            "Data", "SndCong", "Path", "SendBuff", "Rec", "ObsRec", "Bandwidth", "FineRtt");
    assertThat(SwitchNames.of(EnumSet.of(Switch.BANDWIDTH_IN))).containsExactly("Bandwidth.in");
  }
}
