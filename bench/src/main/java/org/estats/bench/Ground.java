package org.estats.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.estats.Estats;
import org.estats.EstatsException;
import org.estats.lab.ground.GroundPlan;
import org.estats.lab.ground.ProvingGround;
import org.estats.lab.ground.Scoreboard;

/// `bench/ground [OPTION..] [SCENARIO..]`: plays the proving ground, and prints its score.
public final class Ground {
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;
  private static final long SEED = 1;
  private static final int IMPAIRED_RUNS = 240;
  private static final int HEALTHY_RUNS = 48;

  private Ground() {}

  private static String usage() {
    return """
    usage: bench/ground [--draw SEED] [--runs N] [--healthy N] [SCENARIO..]
           bench/ground --seed SEED SCENARIO    plays one trial again, as a miss names it
           bench/ground --judge FILE            judges again what --keep kept
      --draw SEED   another draw; the same seed draws the same trials (%d)
      --runs N      trials with an impairment (%d)
      --healthy N   trials without, of several windows each (%d)
      --keep FILE   keeps the readings, for --judge after a change to the rules
    scenarios: %s
    """
        .formatted(SEED, IMPAIRED_RUNS, HEALTHY_RUNS, String.join(", ", ProvingGround.scenarios()));
  }

  /// Ends with 0 whatever the score, 1 if something could not be played, 2 on bad usage.
  public static void main(String[] args) throws InterruptedException {
    List<String> words = new ArrayList<>(Arrays.asList(args));
    if (words.remove("--help")) {
      System.out.print(usage());
      return;
    }
    try {
      Optional<Path> recorded = file(words, "--judge");
      Scoreboard score =
          recorded.isPresent()
              ? ProvingGround.judge(recorded.get())
              : ProvingGround.play(plan(words), Estats.system(), System.err::println);
      System.out.print(score.text());
    } catch (IllegalArgumentException e) {
      System.err.println("estats: " + e.getMessage() + "\n" + usage());
      System.exit(BAD_USAGE);
    } catch (EstatsException | IOException e) {
      System.err.println("estats: " + e.getMessage());
      System.exit(FAILED);
    }
  }

  private static GroundPlan plan(List<String> words) {
    OptionalLong replay = option(words, "--seed");
    long seed = option(words, "--draw").orElse(SEED);
    int runs = (int) option(words, "--runs").orElse(IMPAIRED_RUNS);
    int healthy = (int) option(words, "--healthy").orElse(HEALTHY_RUNS);
    Optional<Path> recording = file(words, "--keep");
    if (replay.isPresent() && words.isEmpty()) {
      throw new IllegalArgumentException("--seed needs a scenario");
    }
    return new GroundPlan(seed, runs, healthy, words, replay, recording);
  }

  /// Takes an option and its number out of the words.
  private static OptionalLong option(List<String> words, String name) {
    int at = words.indexOf(name);
    if (at < 0) {
      return OptionalLong.empty();
    }
    if (at + 1 == words.size() || !words.get(at + 1).matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(name + " needs a number");
    }
    words.remove(at);
    return OptionalLong.of(Long.parseLong(words.remove(at)));
  }

  private static Optional<Path> file(List<String> words, String name) {
    int at = words.indexOf(name);
    if (at < 0) {
      return Optional.empty();
    }
    if (at + 1 == words.size()) {
      throw new IllegalArgumentException(name + " needs a file");
    }
    words.remove(at);
    return Optional.of(Path.of(words.remove(at)).toAbsolutePath());
  }
}
