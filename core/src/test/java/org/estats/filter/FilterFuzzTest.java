package org.estats.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.estats.Connection;
import org.estats.ConnectionText;
import org.estats.EstatsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Whatever is typed: a filter, or EstatsException with kind INVALID; and what was read as a filter
/// reads back the same from its own print.
///
/// `-Dfuzz.seed=N` replays a run, `-Dfuzz.times=N` makes it so many times longer.
final class FilterFuzzTest {

  private static final long SEED = Long.getLong("fuzz.seed", 4898);
  private static final int INPUTS = 100_000 * Integer.getInteger("fuzz.times", 1);

  private static final long GROWTH_BYTES_MAX = 64 << 20;

  private static final List<String> SEEDS =
      List.of(
          "local=10.0.0.0/8",
          "remote=[2001:db8::1]:443",
          "remote=2001:db8::/32",
          "local=::ffff:10.0.0.0/104",
          "local=fe80::1%2",
          "port=443",
          "lport=22",
          "rport=65535",
          "state=fin-wait-1",
          "state=ESTAB",
          "pid=4711",
          "process=kafka.Kafka",
          "uid=1000",
          "netns=net:[4026531840]",
          "127.0.0.1:1-127.0.0.1:2",
          "[fe80::1%2]:443-[fe80::2%2]:50000",
          "Path.PktsRetrans>0",
          "FineRtt.SumRtt<=18446744073709551615",
          "SynOpts.ActiveOpen!=true");

  private static final String ALPHABET =
      "0123456789abcdefxLPS.:[]%/-=<>!_ ,'\"\\\t\n\u0000\u001b\u202e\uD83Dé٣";

  private final Random random = new Random(SEED);

  @Test
  @Timeout(value = 3600, threadMode = ThreadMode.SEPARATE_THREAD) // 100,000 take 1 s
  void onlyInvalidEverComesOut() {
    int read = 0;
    for (int i = 0; i < INPUTS; i++) {
      String input = mutated();
      long before = heapBytes();
      try {
        Filter filter = Filter.parse(List.of(input));
        assertReadsBack(filter);
        read++;
      } catch (EstatsException e) {
        assertThat(e.kind()).isEqualTo(EstatsException.Kind.INVALID);
        assertThat(e.remedy()).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + SEED + ", input " + i + ": '" + input + "'", e);
      }
      assertThat(heapBytes() - before).as("memory for " + input).isLessThan(GROWTH_BYTES_MAX);
    }
    // If hardly anything or nearly all were accepted, the mutations would test little.
    assertThat(read).isBetween(INPUTS / 100, INPUTS / 2);
  }

  @Test
  @Timeout(value = 3600, threadMode = ThreadMode.SEPARATE_THREAD) // 100,000 take 1 s
  void connectionsAreReadOrInvalidToo() {
    for (int i = 0; i < INPUTS; i++) {
      String input = mutated();
      try {
        Connection connection = ConnectionText.parse(input);
        assertThat(ConnectionText.parse(connection.toString())).isEqualTo(connection);
      } catch (EstatsException e) {
        assertThat(e.kind()).isEqualTo(EstatsException.Kind.INVALID);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + SEED + ", input " + i + ": '" + input + "'", e);
      }
    }
  }

  private static long heapBytes() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void assertReadsBack(Filter filter) {
    List<String> printed = filter.terms().stream().map(Term::toString).toList();
    assertThat(Filter.parse(printed).terms()).isEqualTo(filter.terms());
  }

  private String mutated() {
    StringBuilder text = new StringBuilder(seed());
    int mutations = random.nextInt(5);
    for (int i = 0; i < mutations; i++) {
      mutate(text);
    }
    return text.toString();
  }

  private void mutate(StringBuilder text) {
    int at = text.isEmpty() ? 0 : random.nextInt(text.length());
    char letter = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    switch (random.nextInt(7)) {
      case 0 -> text.insert(at, letter);
      case 1 -> text.append(letter);
      case 2 -> text.setLength(at);
      case 3 -> text.delete(0, at);
      case 4 -> text.insert(at, seed());
      case 5 -> {
        if (!text.isEmpty()) {
          text.deleteCharAt(at);
        }
      }
      default -> {
        if (!text.isEmpty()) {
          text.setCharAt(at, letter);
        }
      }
    }
  }

  private String seed() {
    return SEEDS.get(random.nextInt(SEEDS.size()));
  }
}
