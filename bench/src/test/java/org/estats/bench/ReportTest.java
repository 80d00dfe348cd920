package org.estats.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void theTableIsMarkdownInColumns() {
    Report report = new Report();
    Samples java = SamplesTest.of(2, 3, 4);
    Samples floor = SamplesTest.of(1, 2, 2);
    report.add(Row.of("Get, Java", java, "us").beside(floor, "C").atMost(3));
    report.add(Row.of("Get, C", floor, "us"));
    report.note("said once");
    report.note("said once");
    assertThat(report.text())
        .isEqualTo(
            """
            | what      | median | lowest to highest | beside | target                |
            | --------- | ------ | ----------------- | ------ | --------------------- |
            | Get, Java | 3 us   | 2 to 4            | 2 x C  | at most 3 us: reached |
            | Get, C    | 2 us   | 1 to 2            |        |                       |

            - said once
            """);
  }

  @Test
  void aTargetThatIsMissedSaysSo() {
    Row row = Row.of("a", SamplesTest.of(151), "ns");
    assertThat(row.atMost(150).target()).isEqualTo("at most 150 ns: NOT reached");
    assertThat(row.atLeast(152).target()).isEqualTo("at least 152 ns: NOT reached");
    assertThat(row.atLeast(96).target()).isEqualTo("at least 96 ns: reached");
    assertThat(row.atMostTimes(3, SamplesTest.of(50)).target())
        .isEqualTo("at most 3 x: NOT reached");
  }

  @Test
  void numbersShowTheDigitsThatMeanSomething() {
    assertThat(Row.number(1234.56)).isEqualTo("1235");
    assertThat(Row.number(12.345)).isEqualTo("12.3");
    assertThat(Row.number(1.2345)).isEqualTo("1.23");
    assertThat(Row.number(-0.5)).isEqualTo("-0.50");
    assertThat(Row.number(3)).isEqualTo("3");
  }
}
