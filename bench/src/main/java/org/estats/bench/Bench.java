package org.estats.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.estats.EstatsException;
import org.estats.linux.KernelCollector;

/// `bench/run [--quick] [--rounds N] [SECTION..]`: measures, and prints one table.
public final class Bench {
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;
  private static final String QUICK = "--quick";
  private static final String ROUNDS = "--rounds";

  private static final List<Section> SECTIONS =
      List.of(
          new OneConnection(),
          new ManyConnections(),
          new Crowd(),
          new Commands(),
          new SegmentCost(),
          new Throughput(),
          new KernelMemory());

  private Bench() {}

  /// Ends with 0 whether or not targets are reached, 1 if something could not be measured, 2 on bad
  /// usage.
  public static void main(String[] args) throws IOException {
    List<String> words = new ArrayList<>(List.of(args));
    Plan plan = words.remove(QUICK) ? Plan.quick() : Plan.full();
    int rounds = words.indexOf(ROUNDS);
    if (rounds >= 0 && rounds + 1 < words.size() && words.get(rounds + 1).matches("[1-9][0-9]?")) {
      plan = plan.withRounds(Integer.parseInt(words.remove(rounds + 1)));
      words.remove(rounds);
    }
    if (words.remove("--help")) {
      System.out.print(usage());
      return;
    }
    for (String word : words) {
      if (SECTIONS.stream().noneMatch(s -> s.name().equals(word))) {
        System.err.println("estats: no section " + word + " of the measurements\n" + usage());
        System.exit(BAD_USAGE);
      }
    }
    if (KernelCollector.status().isMounted()) {
      System.err.println(
          "estats: a collector is in use here, and would be unloaded: start this by bench/run");
      System.exit(FAILED);
    }
    List<Section> sections =
        SECTIONS.stream().filter(s -> words.isEmpty() || words.contains(s.name())).toList();
    // Namespaces keep two runs apart; a lock file would only be left over after a crash.
    System.setProperty("jmh.ignoreLock", "true");
    try {
      System.out.println(run(plan, sections));
    } catch (EstatsException | IOException e) {
      System.err.println("estats: " + e.getMessage());
      System.exit(FAILED);
    }
  }

  private static String run(Plan plan, List<Section> sections) throws IOException {
    Report report = new Report();
    String machine = Machine.text();
    String loadBefore = Machine.load();
    Path folder = Files.createTempDirectory("estats-bench");
    try (Work _ = new Work(folder)) {
      Optional<String> compiler = Compiler.find();
      if (compiler.isEmpty()) {
        report.note("no floors: there is no C compiler (apt-get install gcc libc6-dev)");
        measure(plan, sections, Optional.empty(), report);
      } else {
        try (Floor floor = Floor.start(Compiler.compile(compiler.get(), folder))) {
          measure(plan, sections, Optional.of(floor), report);
        }
      }
    }
    if (Machine.keepsStatistics()) {
      report.note(
          "kernel.bpf_stats_enabled is 1: all figures hold the cost of the kernel's statistics");
    }
    return "%sload average %s before, %s after%n%n%s"
        .formatted(machine, loadBefore, Machine.load(), report.text());
  }

  private static void measure(
      Plan plan, List<Section> sections, Optional<Floor> floor, Report report) throws IOException {
    for (Section section : sections) {
      System.err.println("estats: measuring " + section.name() + ": " + section.about());
      section.measure(plan, floor, report);
    }
  }

  /// The folder of the C program, and the collector: both are gone afterwards.
  private record Work(Path folder) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      KernelCollector.unload();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static String usage() {
    return "usage: bench/run [--quick] [--rounds N] [SECTION..]\n"
        + SECTIONS.stream()
            .map(s -> "  %-10s  %s%n".formatted(s.name(), s.about()))
            .collect(Collectors.joining());
  }
}
