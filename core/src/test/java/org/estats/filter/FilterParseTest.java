package org.estats.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.estats.Connection;
import org.estats.ConnectionText;
import org.estats.EstatsException;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterParseTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local=10.0.0.0/8",
        "local=192.0.2.1",
        "remote=192.0.2.1:443",
        "remote=10.0.0.0/8:443",
        "remote=2001:db8::/32",
        "remote=[2001:db8::1]:443",
        "remote=[2001:db8::/32]:443",
        "local=fe80::1%2",
        "port=443",
        "lport=0",
        "rport=65535",
        "state=TIME-WAIT",
        "pid=1",
        "process=kafka.Kafka",
        "uid=4294967295",
        "netns=4026531840",
        "netns=all",
        "127.0.0.1:1-127.0.0.1:2",
        "[::1]:1-[::1]:2",
        "Path.PktsRetrans>0",
        "Data.DataBytesOut>=18446744073709551615",
        "FineRtt.SumRtt!=7",
      })
  void termsPrintAsTheyAreRead(String text) {
    Filter filter = Filter.parse(List.of(text));
    assertThat(filter).hasToString(text);
    assertThat(Filter.parse(filter.toString()).terms()).isEqualTo(filter.terms());
  }

  @ParameterizedTest
  @CsvSource({
    "LOCAL=10.1.2.3/8,                local=10.0.0.0/8",
    "remote=[2001:DB8:0::1],          remote=2001:db8::1",
    "remote=[::ffff:10.0.0.0/104]:80, remote=10.0.0.0/8:80",
    "state=estab,                     state=ESTABLISHED",
    "state=Fin_Wait_1,                state=FIN-WAIT-1",
    "netns=net:[4026531840],          netns=4026531840",
    "path.pktsretrans > 5,            Path.PktsRetrans>5",
    "SynOpts.ActiveOpen=TRUE,         SynOpts.ActiveOpen=1",
    "Path.PktsRetrans>007,            Path.PktsRetrans>7",
  })
  void formsThatAreTakenToo(String text, String printed) {
    assertThat(Filter.parse(List.of(text))).hasToString(printed);
  }

  @Test
  void everyMemberCanBeCompared() {
    for (Member member : Catalogue.members()) {
      assertThat(Filter.parse(member.qualifiedName() + "<1").terms())
          .containsExactly(new MemberTerm(member, Comparison.LESS, 1));
    }
  }

  @Test
  void termsKeepTheirOrderAndMayHoldSpacesOneByOne() {
    assertThat(Filter.parse(List.of("process=Web Content", "port=443")).terms())
        .containsExactly(new OwnerTerm.Process("Web Content"), new RowTerm.Port(Side.EITHER, 443));
    assertThat(Filter.parse("  port=443\t state=listen ").terms())
        .containsExactly(new RowTerm.Port(Side.EITHER, 443), new RowTerm.State(TcpState.LISTEN));
    assertThat(Filter.parse(" ").terms()).isEmpty();
  }

  @Test
  void tellsWhatTheCallerCanUse() {
    Connection connection = ConnectionText.parse("127.0.0.1:1-127.0.0.1:2");
    assertThat(Filter.parse("127.0.0.1:1-127.0.0.1:2").connection()).contains(connection);
    assertThat(Filter.parse("port=1").connection()).isEmpty();
    assertThat(Filter.parse("netns=all").allNamespaces()).isTrue();
    assertThat(Filter.parse("netns=all").namespace()).isEmpty();
    assertThat(Filter.parse("netns=5").allNamespaces()).isFalse();
    assertThat(Filter.parse("netns=5").namespace()).hasValue(5);
    assertThat(Filter.parse("port=1").needsOwner()).isFalse();
    assertThat(Filter.parse("port=1").needsSnapshot()).isFalse();
    assertThat(Filter.of(new MemberTerm(PathMember.MAX_RTT, Comparison.LESS, 1)).needsSnapshot())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Path.PktRetrans>0    | no member Path.PktRetrans; did you mean Path.PktsRetrans?",
        "Path.PktRetrans      | did you mean Path.PktsRetrans?",
        "PktsRetrans>0        | no term PktsRetrans; did you mean Path.PktsRetrans?",
        "Pth.PktsRetrans>0    | did you mean Path.PktsRetrans?",
        "Path.MssSent>0       | did you mean SynOpts.MssSent?",
        "FineRt.SumRtt>0      | did you mean FineRtt.SumRtt?",
        "path.smoothedrt>0    | did you mean Path.SmoothedRtt?",
        "lprot=1              | no term lprot; did you mean lport=?",
        "prot=1               | did you mean port=?",
        "stat=listen          | did you mean state=?",
        "state=etsablished    | no state etsablished; did you mean ESTABLISHED?",
        "state=timewiat       | did you mean TIME-WAIT?",
        "443                  | '443' is not a term; did you mean port=443?",
        "10.0.0.1             | did you mean remote=10.0.0.1?",
        "10.0.0.0/8           | did you mean remote=10.0.0.0/8?",
        "10.0.0.1:443         | did you mean remote=10.0.0.1:443?",
        "2001:db8::1          | did you mean remote=2001:db8::1?",
        "established          | did you mean state=established?",
      })
  void namesWhatWasProbablyMeant(String text, String message) {
    assertRefused(text, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                           | the term is empty",
        "`   `                        | the term is empty",
        "local                        | 'local' lacks a value",
        "local=                       | 'local=' lacks a value",
        "local=localhost              | host names",
        "local=localhost              | 'localhost' is not an IP address",
        "local=www.example.org:443    | 'www.example.org' is not an IP address",
        "local=10.0.0.0/33            | '33' is not the length of a prefix",
        "local=10.0.0.0/33            | a number from 0 to 32",
        "local=10.0.0.0/              | '' is not the length of a prefix",
        "local=10.0.0.0/8/8           | '8/8' is not the length of a prefix",
        "local=2001:db8::/129         | a number from 0 to 128",
        "local=::ffff:10.0.0.0/8      | a number from 96 to 128",
        "local=[::1                   | a bracket stands alone",
        "local=::1]:80                | a bracket stands alone",
        "local=[::1]80                | after ']' stands a port or nothing",
        "local=[::1]:                 | '' is not a port",
        "local=10.0.0.1:http          | 'http' is not a port",
        "local=:443                   | '' is not an IP address",
        "port=65536                   | '65536' is not a port",
        "port=-1                      | from 0 to 65535",
        "port=https                   | 'https' is not a port",
        "port>1024                    | 'port' is followed by = only",
        "state!=listen                | 'state' is followed by = only",
        "state=up                     | no state up",
        "state=up                     | the states are CLOSED, LISTEN",
        "pid=0                        | '0' is not a number from 1 to 2147483647",
        "pid=self                     | 'self' is not a number",
        "uid=root                     | id -u NAME",
        "uid=4294967296               | is not a number from 0 to 4294967295",
        "netns=blue                   | 'blue' is not a network namespace",
        "netns=blue                   | lsns -t net",
        "10.0.0.1:1-10.0.0.2          | '10.0.0.2' has no port",
        "a-host:1-10.0.0.2:2          | 'a-host' is not an IP address",
        "Path.PktsRetrans             | 'Path.PktsRetrans' is not compared",
        "Path.PktsRetrans             | write Path.PktsRetrans>0",
        "Path.PktsRetrans>            | '' is no value of Path.PktsRetrans",
        "Path.PktsRetrans>-1          | '-1' is no value of Path.PktsRetrans",
        "Path.SmoothedRtt>1.5         | a whole number from 0, in ms",
        "Path.SmoothedRtt>20ms        | '20ms' is no value",
        "Path.PktsRetrans>18446744073709551616 | is no value of Path.PktsRetrans",
        "SynOpts.ActiveOpen=yes       | SynOpts.ActiveOpen is true or false",
        "Path.PktsRetrans==1          | '==' is not an operator",
        "Path.PktsRetrans=>1          | '=>' is not an operator",
        "Path.PktsRetrans!1           | the operators are > >= < <= = !=",
        "Path.PktsRetrans<>1          | '<>' is not an operator",
        "=1                           | nothing stands before the operator",
        "frobnicate=1                 | no term frobnicate",
        "frobnicate                   | 'frobnicate' is not a term",
        "frobnicate                   | terms are local=, remote=",
        "Frob.Nicate>1                | the groups are SynOpts, Data",
      })
  void saysWhatIsWrongAndWhatIsAccepted(String text, String message) {
    assertRefused(text, message);
  }

  @Test
  void doesNotGuessWildly() {
    for (String text : new String[] {"frobnicate", "frobnicate=1", "Frob.Nicate>1", "x>1"}) {
      assertThatThrownBy(() -> Filter.parse(List.of(text))).hasMessageNotContaining("did you mean");
    }
  }

  private static void assertRefused(String text, String part) {
    assertThatThrownBy(() -> Filter.parse(List.of("port=1", text)))
        .isInstanceOfSatisfying(
            EstatsException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(EstatsException.Kind.INVALID);
              assertThat(e.getMessage()).startsWith("in '" + text + "': ");
              assertThat(e.getMessage() + "; " + e.remedy()).contains(part);
              assertThat(e.remedy()).isNotEmpty();
            });
  }
}
