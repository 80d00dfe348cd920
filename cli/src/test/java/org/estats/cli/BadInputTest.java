package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What makes no sense gets one clear line, a hint and the exit code of the contract.
class BadInputTest {

  private record Case(String typed, int code, String message) {}

  private static final String NOWHERE = "192.0.2.1:1-192.0.2.2:2";

  private static final List<Case> CASES =
      List.of(
          new Case("lsit", 2, "no command 'lsit'; did you mean list?"),
          new Case("xyzzy", 2, "no command 'xyzzy'"),
          new Case("--jsno", 2, "no option --jsno"),
          new Case("enable --nwe port=1", 2, "no option --nwe; did you mean --new?"),
          new Case("enable", 2, "enable needs to know which connections"),
          new Case("enable --new", 2, "enable --new needs to know which connections"),
          new Case("disable", 2, "disable needs to know which connections"),
          new Case("disable --all port=1", 2, "--all is everything"),
          new Case("disable --all --group Path", 2, "--all is everything"),
          new Case("get", 2, "get needs to know which connections"),
          new Case("get --group Pth port=1", 2, "no group 'Pth'; did you mean Path?"),
          new Case("get --group", 2, "--group lacks its value"),
          new Case("enable --group Bandwith.out port=1", 2, "did you mean Bandwidth.out?"),
          new Case("enable --group SynOpts port=1", 2, "SynOpts has no switch"),
          new Case("list prot=1", 2, "no term prot; did you mean port=?"),
          new Case("list port=70000", 2, "'70000' is not a port"),
          new Case("list local=localhost", 2, "'localhost' is not an IP address"),
          new Case("list remote=10.0.0.0/40", 2, "'40' is not the length of a prefix"),
          new Case("list state=estblished", 2, "did you mean ESTABLISHED?"),
          new Case("get Path.PktRetrans>0", 2, "did you mean Path.PktsRetrans?"),
          new Case("get 192.0.2.1:80", 2, "is not a term; did you mean remote=192.0.2.1:80?"),
          new Case("get 192.0.2.1:80-[::1]:80", 2, "are not of one family"),
          new Case("get " + NOWHERE, 3, "no connection " + NOWHERE),
          new Case("get local=192.0.2.1", 3, "no connection matches local=192.0.2.1"),
          new Case("list local=192.0.2.1", 3, "no connection matches local=192.0.2.1"),
          new Case("watch local=192.0.2.1", 3, "no connection matches local=192.0.2.1"),
          new Case("disable local=192.0.2.1", 3, "no connection matches local=192.0.2.1"),
          new Case("enable " + NOWHERE, 3, "no connection " + NOWHERE),
          new Case("list netns=1", 3, "no network namespace 1"),
          new Case("watch port=1 --every 5", 2, "'5' is not an interval"),
          new Case("watch port=1 --every 0s", 2, "'0s' is not an interval"),
          new Case("watch port=1 --count 0", 2, "'0' is not a number of intervals"),
          new Case("enable --new state=established", 2, "a rule cannot hold state=ESTABLISHED"),
          new Case("enable --new pid=1", 2, "a rule cannot hold pid=1"),
          new Case("enable --new Path.PktsRetrans>0", 2, "a rule cannot hold Path.PktsRetrans>0"),
          new Case("enable --new port=0", 2, "no connection has port 0"),
          new Case("enable --new port=1 port=2", 2, "beside another term of its kind"),
          new Case("rules remove x", 2, "'x' is not the number of a rule"),
          new Case("rules remove", 2, "remove needs N"),
          new Case("rules rm 1", 2, "rules does not take 'rm'"),
          new Case("setup", 2, "setup needs --readers GROUP"),
          new Case("setup --readers no-such-group", 2, "there is no group no-such-group"),
          new Case("doctor port=1", 2, "doctor does not take 'port=1'"),
          new Case("help lsit", 2, "no command 'lsit'; did you mean list?"));

  @TestFactory
  List<DynamicTest> isToldInOneLine() {
    return CASES.stream().map(c -> DynamicTest.dynamicTest(c.typed(), () -> check(c))).toList();
  }

  private static void check(Case c) {
    Ran ran = Ran.command(c.typed().split(" "));
    assertThat(ran.code()).as(ran.err()).isEqualTo(c.code());
    assertThat(ran.errLines().getFirst()).startsWith("estats: ").contains(c.message());
    assertThat(ran.errLines()).as("the line, and a hint").hasSize(2);
    assertThat(ran.errLines().getLast()).matches("  (try|see): .+");
    assertThat(ran.err()).doesNotContain("\tat ", "Exception");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void anEmptyTermSelectsNothingRatherThanAll() {
    Ran ran = Ran.command("enable", "");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("the term is empty");
  }

  @Test
  void anArgumentThatLooksLikeAFileOfArgumentsIsNone() {
    Ran ran = Ran.command("list", "@/etc/hostname");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("'@/etc/hostname' is not a term");
  }

  @Test
  void whatIsNotFoundIsAnEmptyArrayInJson() {
    for (String command : List.of("list", "get")) {
      Ran ran = Ran.command(command, "local=192.0.2.1", "--json");
      assertThat(ran.code()).isEqualTo(3);
      assertThat(ran.out()).isEqualTo("[]\n");
    }
  }

  @Test
  void controlCharactersOfAnArgumentDoNotReachTheTerminal() {
    Ran ran = Ran.command("list", "\u001b[31mport=1");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).doesNotContain("\u001b");
    assertThat(Ran.command("rules", "--json\u001b").err()).contains("no option --json\\u001b;");
  }
}
