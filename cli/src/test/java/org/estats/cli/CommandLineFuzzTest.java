package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.estats.EstatsException;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.text.Output;
import org.estats.cli.text.Times;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Whatever is typed is read, or told to be wrong in two lines with exit code 2. Nothing of it is
/// carried out.
///
/// `-Dfuzz.times=N` makes it so many times longer, `-Dfuzz.seed=N` replays a run.
class CommandLineFuzzTest {

  private static final int INPUTS = 2_000 * Integer.getInteger("fuzz.times", 1);
  private static final long SEED = Long.getLong("fuzz.seed", 4898);
  private static final long GROWTH_BYTES_MAX = 64 << 20;

  private static final List<String> SEEDS =
      List.of(
          "doctor --json",
          "list state=established --json",
          "enable --group Path,Bandwidth.out --new --sample 1/100 port=443 process=nginx",
          "enable 127.0.0.1:1-127.0.0.1:2",
          "disable --all",
          "disable -g Path lport=22",
          "rules remove 17",
          "rules --json",
          "get Path.PktsRetrans>0 -g=Path --json",
          "watch port=1 --every 500ms --count 3",
          "diagnose rport=5001 --for 5s --follow --by remote",
          "closed --follow netns=all",
          "setup --readers games --admins=root",
          "demo one-loss --table --list",
          "unload",
          "help enable",
          "--version",
          "-h");

  private static final String ALPHABET =
      "0123456789abcdefgPR.:[]%/-=<>!_ ,'\"\\@\t\n\u0000\u001b\u202e\uD83Dé٣";

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  @Timeout(value = 3600, threadMode = ThreadMode.SEPARATE_THREAD) // 2,000 take 2 s
  void aLineIsReadOrToldToBeWrong() {
    int read = 0;
    for (int i = 0; i < INPUTS; i++) {
      String[] args = mutated();
      String which = "line " + i + " with -Dfuzz.seed=" + SEED + ": " + Arrays.toString(args);
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      long before = heapBytes();
      int code;
      try (PrintStream text = new PrintStream(err, false, StandardCharsets.UTF_8);
          PrintStream out = new PrintStream(new ByteArrayOutputStream())) {
        code = Commands.read(args, new Output(out, text, Output.UNLIMITED, false));
      } catch (RuntimeException e) {
        throw new AssertionError(which, e);
      }
      String said = err.toString(StandardCharsets.UTF_8);
      assertThat(code).as(which + said).isIn(ExitCode.DONE, ExitCode.USAGE);
      assertThat(said.lines().count()).as(which + said).isEqualTo(code == ExitCode.USAGE ? 2 : 0);
      assertThat(said).as(which).doesNotContain("Exception", "\u001b", "\u202e");
      assertThat(heapBytes() - before).as("memory for " + which).isLessThan(GROWTH_BYTES_MAX);
      read += code == ExitCode.DONE ? 1 : 0;
    }
    // If hardly anything or nearly all were accepted, the mutations would test little.
    assertThat(read).isBetween(INPUTS / 50, INPUTS * 9 / 10);
  }

  private interface Reader {
    Object read(String text);
  }

  @Test
  void aValueIsReadOrInvalid() {
    List<Reader> readers =
        List.of(
            Times::interval,
            Sampling::parse,
            text -> Numbers.positive(text, "a number"),
            text -> GroupChoice.parse(List.of(text.split(",", -1))));
    for (int i = 0; i < INPUTS; i++) {
      for (String text : mutated()) {
        for (Reader reader : readers) {
          try {
            assertThat(reader.read(text)).isNotNull();
          } catch (EstatsException e) {
            assertThat(e.kind()).as(text).isEqualTo(EstatsException.Kind.INVALID);
          }
        }
      }
    }
  }

  private String[] mutated() {
    List<String> words = new ArrayList<>(List.of(seed().split(" ")));
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(words.size() + 1);
      switch (random.nextInt(4)) {
        case 0 -> words.add(at, seed().split(" ")[0]);
        case 1 -> words.addAll(at, List.of(seed().split(" ")));
        default -> words.set(at % words.size(), mutated(words.get(at % words.size())));
      }
    }
    return words.toArray(new String[0]);
  }

  private String mutated(String word) {
    StringBuilder text = new StringBuilder(word);
    int at = text.isEmpty() ? 0 : random.nextInt(text.length());
    char letter = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    switch (random.nextInt(4)) {
      case 0 -> text.insert(at, letter);
      case 1 -> text.setLength(at);
      case 2 -> text.delete(0, at);
      default -> text.append(letter);
    }
    return text.toString();
  }

  private String seed() {
    return SEEDS.get(random.nextInt(SEEDS.size()));
  }

  private static long heapBytes() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
