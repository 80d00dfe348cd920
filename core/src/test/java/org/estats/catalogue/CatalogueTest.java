package org.estats.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CatalogueTest {

  @Test
  void everyGroupHasAsManyMembersAsItsStructures() {
    Map<Group, Integer> counts = new EnumMap<>(Group.class);
    for (Group group : Group.values()) {
      counts.put(group, Catalogue.members(group).size());
    }
    assertThat(counts)
        .isEqualTo(
            Map.of(
                Group.SYN_OPTS, 3,
                Group.DATA, 14,
                Group.SND_CONG, 19,
                Group.PATH, 40,
                Group.SEND_BUFF, 4,
                Group.REC, 14,
                Group.OBS_REC, 4,
                Group.BANDWIDTH, 6,
                Group.FINE_RTT, 4));
  }

  @Test
  void indexesRunThroughTheGroupsInOrder() {
    List<Member> expected = new ArrayList<>();
    for (Group group : Group.values()) {
      expected.addAll(Catalogue.members(group));
    }
    assertThat(Catalogue.members()).isEqualTo(expected).hasSize(108);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(expected.get(i).index()).isEqualTo(i);
    }
  }

  @Test
  void membersKnowTheirGroup() {
    for (Group group : Group.values()) {
      assertThat(Catalogue.members(group)).allMatch(member -> member.group() == group);
    }
  }

  @Test
  void everyMemberIsFoundByItsNameInAnyCase() {
    for (Member member : Catalogue.members()) {
      assertThat(Catalogue.named(member.qualifiedName())).contains(member);
      assertThat(Catalogue.named(member.qualifiedName().toUpperCase())).contains(member);
      assertThat(Catalogue.named(member.qualifiedName().toLowerCase())).contains(member);
    }
    assertThat(Catalogue.named("Path.PktsRetran")).isEmpty();
    assertThat(Catalogue.named("PktsRetrans")).isEmpty();
    assertThat(Catalogue.named("")).isEmpty();
  }

  @Test
  void noTwoMembersShareAName() {
    Set<String> names = new HashSet<>();
    for (Member member : Catalogue.members()) {
      assertThat(names.add(member.qualifiedName())).as(member.qualifiedName()).isTrue();
    }
  }

  @Test
  void constantsTurnIntoEstatsNames() {
    assertThat(Catalogue.camelCase("FAST_RETRAN")).isEqualTo("FastRetran");
    assertThat(Catalogue.camelCase("CUR_APP_W_QUEUE")).isEqualTo("CurAppWQueue");
    assertThat(Catalogue.camelCase("SND_UNA")).isEqualTo("SndUna");
    assertThat(PathMember.NON_RECOV_DA_EPISODES.qualifiedName())
        .isEqualTo("Path.NonRecovDaEpisodes");
  }

  @Test
  void objectIdentifiersAreColumnsOfTheTcpEstatsMib() {
    for (Member member : Catalogue.members()) {
      member
          .rfc()
          .ifPresent(rfc -> {
            assertThat(rfc.oid())
                .as(member.qualifiedName())
                .matches("1\\.3\\.6\\.1\\.2\\.1\\.156\\.1\\.1\\.[3-7]\\.1\\.[1-9][0-9]?");
            assertThat(rfc.name()).matches("tcpEStats(Perf|Path|Stack|App|Tune)[A-Z]\\w+");
            assertThat(rfc.oid().split("\\.")[9])
                .as("table of " + rfc.name())
                .isEqualTo(tableOf(rfc.name()));
          });
    }
  }

  private static String tableOf(String descriptor) {
    Map<String, String> tables =
        Map.of("Perf", "3", "Path", "4", "Stack", "5", "App", "6", "Tune", "7");
    return tables.entrySet().stream()
        .filter(table -> descriptor.startsWith("tcpEStats" + table.getKey()))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  @Test
  void onlyTheTwoDocumentedObjectsAreCarriedTwice() {
    Map<String, List<Member>> byOid = new TreeMap<>();
    for (Member member : Catalogue.members()) {
      member
          .rfc()
          .ifPresent(rfc -> byOid.computeIfAbsent(rfc.oid(), _ -> new ArrayList<>()).add(member));
    }
    assertThat(byOid.values())
        .filteredOn(members -> members.size() > 1)
        .containsExactlyInAnyOrder(
            List.of(PathMember.ECE_RCVD, RecMember.CE_RCVD),
            List.of(PathMember.SND_DUP_ACK_EPISODES, RecMember.DUP_ACK_EPISODES));
  }

  @Test
  void membersThatTheRfcLacksAreTheseOnly() {
    assertThat(Catalogue.members().stream().filter(m -> m.rfc().isEmpty()))
        .filteredOn(m -> m.group() != Group.BANDWIDTH && m.group() != Group.FINE_RTT)
        .containsExactly(
            SndCongMember.SND_LIM_BYTES_RWIN,
            SndCongMember.SND_LIM_BYTES_CWND,
            SndCongMember.SND_LIM_BYTES_SND,
            PathMember.QUENCH_RCVD,
            PathMember.ACK_AFTER_FR,
            RecMember.MIN_RWIN_SENT,
            RecMember.ECN_SENT,
            RecMember.ECN_NONCES_RCVD,
            ObsRecMember.MIN_RWIN_RCVD);
  }

  @Test
  void eachDirectionOfBandwidthHasItsOwnSwitch() {
    for (BandwidthMember member : BandwidthMember.values()) {
      Switch expected =
          member.name().startsWith("OUT") ? Switch.BANDWIDTH_OUT : Switch.BANDWIDTH_IN;
      assertThat(member.collectedBy()).contains(expected);
    }
  }

  @Test
  void allOtherMembersAreCollectedByTheSwitchOfTheirGroup() {
    for (Member member : Catalogue.members()) {
      if (member.group() != Group.BANDWIDTH) {
        Optional<Switch> expected = Switch.named(member.group().estatsName());
        assertThat(member.collectedBy()).isEqualTo(expected);
        assertThat(expected.isEmpty()).isEqualTo(member.group() == Group.SYN_OPTS);
      }
    }
  }

  @Test
  void kindsAndUnitsFitTogether() {
    for (Member member : Catalogue.members()) {
      boolean sequence = member.kind() == Kind.SEQUENCE;
      assertThat(sequence)
          .as(member.qualifiedName())
          .isEqualTo(member.unit() == Unit.SEQUENCE_NUMBER);
      assertThat(member.unit() == Unit.BOOLEAN)
          .as(member.qualifiedName())
          .isEqualTo(member.width() == Width.BOOLEAN);
      if (member.name().startsWith("MAX_")) {
        assertThat(member.kind()).as(member.qualifiedName()).isEqualTo(Kind.MAXIMUM);
      }
      if (member.name().startsWith("MIN_")) {
        assertThat(member.kind()).as(member.qualifiedName()).isEqualTo(Kind.MINIMUM);
      }
      if (member.name().startsWith("CUR_")) {
        assertThat(member.kind()).as(member.qualifiedName()).isEqualTo(Kind.GAUGE);
      }
    }
  }

  @Test
  void definitionsAreSentences() {
    for (Member member : Catalogue.members()) {
      assertThat(member.definition())
          .as(member.qualifiedName())
          .matches("[A-Z].{11,}\\.")
          .doesNotContain("  ");
    }
  }

  @Test
  void extremesSaySinceWhen() {
    for (Member member : Catalogue.members()) {
      if (member.kind() == Kind.MAXIMUM || member.kind() == Kind.MINIMUM) {
        assertThat(member.definition())
            .as(member.qualifiedName())
            .contains("since the group was switched on");
      }
    }
  }
}
