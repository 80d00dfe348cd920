package org.estats.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappingTest {

  @Test
  void linesBreakBetweenWords() {
    assertThat(Wrapping.lines("one two three", 7)).containsExactly("one two", "three");
    assertThat(Wrapping.lines("a-very-long-word x", 5)).containsExactly("a-very-long-word", "x");
    assertThat(Wrapping.lines("one two three", Output.UNLIMITED)).containsExactly("one two three");
  }
}
