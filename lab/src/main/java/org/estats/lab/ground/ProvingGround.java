package org.estats.lab.ground;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.estats.EstatsSource;
import org.estats.linux.KernelCollector;

/// Plays many trials, several at once where their rates allow: mostly they wait.
public final class ProvingGround {

  /// So many labs at once: each has a thread that runs before all others while packets are due.
  private static final int LABS = 14;

  /// So many Mbit/s at once, by what the paths would carry; of that a sick connection uses a part.
  /// With 240 the labs took 0.4 of one processor.
  private static final int LOAD = 400;

  private final EstatsSource source;
  private final Semaphore load = new Semaphore(LOAD, true);

  private ProvingGround(EstatsSource source) {
    this.source = source;
  }

  /// The names of all scenarios.
  public static List<String> scenarios() {
    return ScenarioFile.all().stream().map(GroundScenario::name).toList();
  }

  /// Plays a plan.
  ///
  /// @param progress told a line whenever a trial is done; called by one thread at a time
  /// @throws org.estats.EstatsException without the rights that lab and collector need
  /// @throws IllegalArgumentException if a scenario of that name does not exist
  public static Scoreboard play(GroundPlan plan, EstatsSource source, Consumer<String> progress)
      throws IOException, InterruptedException {
    KernelCollector.ensureRunning();
    List<Played> played = new ProvingGround(source).play(trials(plan), progress);
    if (plan.recording().isPresent()) {
      Recording.write(plan.recording().get(), played);
    }
    return judged(played);
  }

  /// Judges what was played and recorded, by the rules as they are now.
  ///
  /// @throws IOException also if another version recorded it
  public static Scoreboard judge(Path recording) throws IOException {
    return judged(Recording.read(recording, ScenarioFile.all()));
  }

  private static Scoreboard judged(List<Played> played) {
    return new Scoreboard(played.stream().map(Trial::judge).toList());
  }

  private static List<Trial> trials(GroundPlan plan) {
    List<GroundScenario> chosen = chosen(plan.only());
    List<Trial> trials = new ArrayList<>();
    if (plan.replay().isPresent()) {
      chosen.forEach(scenario -> trials.add(new Trial(scenario, plan.replay().getAsLong())));
      return trials;
    }
    SplittableRandom seeds = new SplittableRandom(plan.seed());
    add(trials, chosen.stream().filter(s -> s.isImpaired()).toList(), plan.impairedRuns(), seeds);
    add(trials, chosen.stream().filter(s -> !s.isImpaired()).toList(), plan.healthyRuns(), seeds);
    Collections.shuffle(trials, new Random(plan.seed())); // fast ones and slow ones side by side
    return trials;
  }

  private static List<GroundScenario> chosen(List<String> names) {
    List<GroundScenario> all = ScenarioFile.all();
    for (String name : names) {
      if (all.stream().noneMatch(scenario -> scenario.name().equals(name))) {
        throw new IllegalArgumentException(
            "no scenario " + name + "; there are: " + String.join(", ", scenarios()));
      }
    }
    return all.stream().filter(s -> names.isEmpty() || names.contains(s.name())).toList();
  }

  private static void add(
      List<Trial> to, List<GroundScenario> scenarios, int runs, SplittableRandom seeds) {
    for (int i = 0; i < runs && !scenarios.isEmpty(); i++) {
      to.add(new Trial(scenarios.get(i % scenarios.size()), seeds.nextInt(1, Integer.MAX_VALUE)));
    }
  }

  private List<Played> play(List<Trial> trials, Consumer<String> progress)
      throws IOException, InterruptedException {
    ExecutorService labs = Executors.newFixedThreadPool(LABS);
    try {
      var done = new ExecutorCompletionService<Played>(labs);
      List<Future<Played>> futures =
          trials.stream().map(trial -> done.submit(() -> alone(trial))).toList();
      for (int number = 1; number <= trials.size(); number++) {
        progress.accept(GroundReport.line(Trial.judge(done.take().get()), number, trials.size()));
      }
      List<Played> played = new ArrayList<>();
      for (Future<Played> future : futures) {
        played.add(future.get());
      }
      return played;
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      labs.shutdownNow();
    }
  }

  /// Plays a trial while the machine has room for it.
  private Played alone(Trial trial) throws IOException, InterruptedException {
    int share = Math.clamp(trial.load(), 1, LOAD);
    load.acquire(share);
    try {
      return trial.play(source);
    } finally {
      load.release(share);
    }
  }

  private static IOException rethrown(Throwable cause) {
    return switch (cause) {
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      case IOException e -> e;
      default -> new IOException(cause);
    };
  }
}
