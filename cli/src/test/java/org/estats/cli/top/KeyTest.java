package org.estats.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/// The keys, as terminals send them.
class KeyTest {

  private static Key key(String bytes) throws InterruptedException {
    Deque<Integer> left = new ArrayDeque<>();
    for (byte b : bytes.getBytes(StandardCharsets.ISO_8859_1)) {
      left.add(b & 0xFF);
    }
    Key key = Key.read(left.poll(), () -> left.isEmpty() ? -1 : left.poll());
    assertThat(left).as("bytes of one key that were taken for another").isEmpty();
    return key;
  }

  @Test
  void lettersAreThemselvesAndOtherKeysHaveNames() throws Exception {
    assertThat(key("j")).isEqualTo(new Key(Key.Kind.CHARACTER, 'j'));
    assertThat(key(">").character()).isEqualTo('>');
    assertThat(key("\r").kind()).isEqualTo(Key.Kind.ENTER);
    assertThat(key("\u007f").kind()).isEqualTo(Key.Kind.BACKSPACE);
    assertThat(key("\u001a").kind()).isEqualTo(Key.Kind.SUSPEND);
  }

  @Test
  void escapeAloneIsEscapeAndBeforeMoreIsAnArrow() throws Exception {
    assertThat(key("\u001b").kind()).isEqualTo(Key.Kind.ESCAPE);
    assertThat(key("\u001b[A").kind()).isEqualTo(Key.Kind.UP);
    assertThat(key("\u001bOB").kind()).isEqualTo(Key.Kind.DOWN);
    assertThat(key("\u001b[5~").kind()).isEqualTo(Key.Kind.PAGE_UP);
    assertThat(key("\u001b[6~").kind()).isEqualTo(Key.Kind.PAGE_DOWN);
    assertThat(key("\u001b[1~").kind()).isEqualTo(Key.Kind.HOME);
    assertThat(key("\u001b[F").kind()).isEqualTo(Key.Kind.END);
  }

  @Test
  void whatMeansNothingHereIsTakenWhole() throws Exception {
    assertThat(key("\u001b[1;5C").kind()).isEqualTo(Key.Kind.OTHER);
    assertThat(key("\u001b[15~").kind()).isEqualTo(Key.Kind.OTHER);
    assertThat(key("\u00e4").kind()).isEqualTo(Key.Kind.OTHER);
  }
}
