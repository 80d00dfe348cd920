package org.estats.linux.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.EstatsException;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;
import org.estats.linux.proc.NetworkNamespace;
import org.junit.jupiter.api.Test;

class RuleTermsTest {

  private static final Set<Switch> PATH = EnumSet.of(Switch.PATH);

  @Test
  void aRuleSaysWhatWasTyped() {
    for (String typed :
        List.of(
            "port=443 netns=all",
            "lport=80 netns=4711",
            "rport=443 uid=1000 netns=all",
            "local=10.0.0.0/8 remote=192.0.2.1:443 netns=all",
            "local=[2001:db8::/32]:80 netns=all",
            "remote=2001:db8::1 lport=5 netns=all",
            "uid=0 netns=all",
            "rport=443 process=nginx netns=all",
            "uid=33 process=a-b.c cgroup=461168601842738790 netns=all")) {
      assertThat(RuleTerms.toText(rule(typed))).isEqualTo(typed);
    }
  }

  @Test
  void withoutAWordOnItARuleIsOfThisNamespace() {
    assertThat(rule("port=1").netns()).hasValue(NetworkNamespace.ownInode());
    assertThat(rule("port=1 netns=all").netns()).isEmpty();
  }

  @Test
  void groupsBecomeAMask() {
    Rule rule = RuleTerms.toRule(Filter.parse("port=1"), EnumSet.of(Switch.DATA, Switch.PATH), 1);
    assertThat(rule.switches()).containsExactlyInAnyOrder(Switch.DATA, Switch.PATH);
  }

  @Test
  void whatARuleCannotHoldIsRefusedAndNothingIsLeftOutSilently() {
    for (String typed :
        List.of(
            "state=established",
            "pid=1",
            "process=java process=nginx",
            "process=nginx-of-a-long-name-",
            "cgroup=/no/such/group",
            "cgroup=1 cgroup=2",
            "Path.PktsRetrans>0",
            "192.0.2.1:1-192.0.2.2:2",
            "port=0",
            "port=1 port=2",
            "local=10.0.0.1:80 lport=81",
            "remote=0.0.0.0/0",
            "remote=fe80::1%2",
            "local=10.0.0.1 remote=2001:db8::1",
            "uid=4294967295",
            "netns=1 netns=all")) {
      assertThatThrownBy(() -> rule(typed))
          .as(typed)
          .isInstanceOfSatisfying(
              EstatsException.class,
              e -> assertThat(e.kind()).isEqualTo(EstatsException.Kind.INVALID));
    }
  }

  private static Rule rule(String typed) {
    return RuleTerms.toRule(Filter.parse(typed), PATH, 1);
  }
}
