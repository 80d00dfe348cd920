package org.estats.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.estats.filter.Rows.given;
import static org.estats.filter.Rows.meets;
import static org.estats.filter.Rows.notAsked;
import static org.estats.filter.Rows.row;
import static org.estats.filter.Rows.snapshot;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.estats.Absence;
import org.estats.ConnectionRow;
import org.estats.Owner;
import org.estats.TcpState;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.SynOptsMember;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilterMatchTest {

  private static final String V4 = "10.1.2.3:5000-192.0.2.2:443";
  private static final String V6 = "[2001:db8::1]:5000-[2001:db8:ffff::2]:443";

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3,                true",
    "10.1.2.4,                false",
    "10.0.0.0/8,              true",
    "11.0.0.0/8,              false",
    "10.1.2.3:5000,           true",
    "10.1.2.3:443,            false",
    "10.0.0.0/8:5000,         true",
    "::ffff:10.1.2.3,         true",
    "::ffff:10.0.0.0/104,     true",
    "::ffff:11.0.0.0/104,     false",
    "[::ffff:10.1.2.3]:5000,  true",
    "[::ffff:10.1.2.3]:5001,  false",
    "::/0,                    false",
    "0.0.0.0/0,               true",
  })
  void localAddresses(String value, boolean met) {
    assertThat(meets(V4, "local=" + value)).isEqualTo(met);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:ffff::2,            true",
    "[2001:db8:ffff::2],          true",
    "2001:db8:ffff::3,            false",
    "2001:db8::/32,               true",
    "2001:db9::/32,               false",
    "[2001:db8:ffff::2]:443,      true",
    "[2001:db8:ffff::2]:444,      false",
    "[2001:db8::/32]:443,         true",
    "0.0.0.0/0,                   false",
  })
  void remoteAddresses(String value, boolean met) {
    assertThat(meets(V6, "remote=" + value)).isEqualTo(met);
  }

  @Test
  void ports() {
    assertThat(meets(V4, "port=5000")).isTrue();
    assertThat(meets(V4, "port=443")).isTrue();
    assertThat(meets(V4, "port=80")).isFalse();
    assertThat(meets(V4, "lport=5000")).isTrue();
    assertThat(meets(V4, "lport=443")).isFalse();
    assertThat(meets(V4, "rport=443")).isTrue();
    assertThat(meets(V4, "rport=5000")).isFalse();
  }

  @Test
  void statesUsersAndNamespaces() {
    ConnectionRow row = row(V4, TcpState.FIN_WAIT_1, -2);
    assertThat(Filter.parse("state=fin-wait-1").matchesRow(row)).isTrue();
    assertThat(Filter.parse("state=FIN_WAIT_1").matchesRow(row)).isTrue();
    assertThat(Filter.parse("state=fin-wait-2").matchesRow(row)).isFalse();
    assertThat(Filter.parse("uid=4294967294").matchesRow(row)).isTrue();
    assertThat(Filter.parse("uid=0").matchesRow(row)).isFalse();
    assertThat(Filter.parse("netns=4026531840").matchesRow(row)).isTrue();
    assertThat(Filter.parse("netns=net:[4026531840]").matchesRow(row)).isTrue();
    assertThat(Filter.parse("netns=4026531841").matchesRow(row)).isFalse();
    assertThat(Filter.parse("netns=all").matchesRow(row)).isTrue();
  }

  @Test
  void aConnectionAsItPrints() {
    assertThat(meets(V4, V4)).isTrue();
    assertThat(meets(V6, V6)).isTrue();
    assertThat(meets(V4, "192.0.2.2:443-10.1.2.3:5000")).as("the peer's view").isFalse();
    assertThat(meets(V4, "10.1.2.3:5001-192.0.2.2:443")).isFalse();
    assertThat(meets("[fe80::1%2]:1-[fe80::2%2]:2", "[fe80::1]:1-[fe80::2]:2")).isTrue();
    assertThat(meets("[fe80::1%2]:1-[fe80::2%2]:2", "[fe80::1%3]:1-[fe80::2%3]:2")).isFalse();
  }

  @Test
  void allTermsMustHold() {
    assertThat(meets(V4, "rport=443 local=10.0.0.0/8 state=estab uid=1000")).isTrue();
    assertThat(meets(V4, "rport=443 local=10.0.0.0/8 state=estab uid=1001")).isFalse();
    assertThat(meets(V4, "")).as("no terms").isTrue();
    assertThat(Filter.all().matches(row(V4), notAsked(), notAsked())).isTrue();
  }

  @Test
  void processesByNumberAndByEitherName() {
    Owner kafka = new Owner(12, "kafka.Kafka", "java");
    assertThat(ownedBy("pid=12", kafka)).isTrue();
    assertThat(ownedBy("pid=13", kafka)).isFalse();
    assertThat(ownedBy("process=java", kafka)).isTrue();
    assertThat(ownedBy("process=kafka.kafka", kafka)).isTrue();
    assertThat(ownedBy("process=Kafka", kafka)).isFalse();
    assertThat(ownedBy("process=java")).as("nobody is known to hold it").isFalse();
  }

  @Test
  void aSharedSocketBelongsToEachWhoHoldsIt() {
    Owner master = new Owner(1, "nginx.service", "nginx");
    Owner worker = new Owner(2, "nginx.service", "nginx-worker");
    assertThat(ownedBy("pid=1", master, worker)).isTrue();
    assertThat(ownedBy("pid=2", master, worker)).isTrue();
    assertThat(ownedBy("pid=2 process=nginx-worker", master, worker)).isTrue();
    assertThat(ownedBy("pid=1 process=nginx-worker", master, worker))
        .as("no one process is both")
        .isFalse();
  }

  @Test
  void aNameThatLinuxCutIsFoundByTheWholeName() {
    Owner cut = new Owner(1, "exporter", "prometheus-node");
    assertThat(ownedBy("process=prometheus-node-exporter", cut)).isTrue();
    assertThat(ownedBy("process=prometheus-push-gateway", cut)).isFalse();
    assertThat(ownedBy("process=nginx-worker", new Owner(1, "x", "nginx"))).isFalse();
  }

  private static boolean ownedBy(String terms, Owner... owners) {
    Filter filter = Filter.parse(terms);
    assertThat(filter.needsOwner()).isTrue();
    return filter.matches(row(V4), () -> List.of(owners), notAsked());
  }

  @ParameterizedTest
  @CsvSource({
    ">,  4, true", ">,  5, false", ">,  6, false",
    ">=, 4, true", ">=, 5, true", ">=, 6, false",
    "<,  4, false", "<,  5, false", "<,  6, true",
    "<=, 4, false", "<=, 5, true", "<=, 6, true",
    "=,  4, false", "=,  5, true", "=,  6, false",
    "!=, 4, true", "!=, 5, false", "!=, 6, true",
  })
  void comparisonsOnAMember(String operator, long number, boolean met) {
    Filter filter = Filter.parse("Path.PktsRetrans" + operator + number);
    assertThat(filter.needsSnapshot()).isTrue();
    assertThat(filter.matches(row(V4), notAsked(), given(snapshot(PathMember.PKTS_RETRANS, 5))))
        .isEqualTo(met);
  }

  @Test
  void numbersAreUnsigned() {
    Filter filter = Filter.parse("Data.DataBytesOut>9223372036854775807");
    assertThat(matches(filter, DataMember.DATA_BYTES_OUT, Long.MIN_VALUE)).isTrue();
    assertThat(matches(filter, DataMember.DATA_BYTES_OUT, 1)).isFalse();
  }

  @Test
  void timesCompareAsTheyAreShown() {
    Filter filter = Filter.parse("Path.SmoothedRtt>=2");
    assertThat(matches(filter, PathMember.SMOOTHED_RTT, 1_500)).isTrue();
    assertThat(matches(filter, PathMember.SMOOTHED_RTT, 1_499)).isFalse();
  }

  @Test
  void truthIsWrittenAsSuchOrAsANumber() {
    for (String term : new String[] {"SynOpts.ActiveOpen=true", "synopts.activeopen=1"}) {
      assertThat(matches(Filter.parse(term), SynOptsMember.ACTIVE_OPEN, 1)).isTrue();
      assertThat(matches(Filter.parse(term), SynOptsMember.ACTIVE_OPEN, 0)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({">0", ">=0", "<99", "<=99", "=0", "!=0"})
  void anAbsentMemberMeetsNothing(String comparison) {
    Filter filter = Filter.parse("Path.MinRtt" + comparison);
    for (Absence why : Absence.values()) {
      assertThat(matches(filter, PathMember.MIN_RTT, why.code())).isFalse();
    }
    assertThat(filter.matches(row(V4), notAsked(), Optional::empty)).isFalse();
  }

  private static boolean matches(Filter filter, org.estats.catalogue.Member member, long number) {
    return filter.matches(row(V4), notAsked(), given(snapshot(member, number)));
  }

  @Test
  void whatCostsIsAskedForLastAndOnce() {
    Filter filter = Filter.parse("Path.PktsRetrans>0 Path.PktsRetrans<9 pid=1 process=x rport=443");
    AtomicInteger owners = new AtomicInteger();
    AtomicInteger snapshots = new AtomicInteger();
    assertThat(filter.matches(row("10.0.0.1:1-10.0.0.2:80"), notAsked(), notAsked())).isFalse();
    assertThat(filter.matches(row(V4), List::of, notAsked())).isFalse();
    boolean met =
        filter.matches(
            row(V4),
            () -> {
              owners.incrementAndGet();
              return List.of(new Owner(1, "x", "x"));
            },
            () -> {
              snapshots.incrementAndGet();
              return Optional.of(snapshot(PathMember.PKTS_RETRANS, 5));
            });
    assertThat(met).isTrue();
    assertThat(owners).hasValue(1);
    assertThat(snapshots).hasValue(1);
  }
}
