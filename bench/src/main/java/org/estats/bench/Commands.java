package org.estats.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Whole commands, from start to end, as people wait for them: lists to a file beside `ss`, and
/// what is short beside a Java program that does nothing.
final class Commands implements Section {
  private static final double TARGET_LIST = 1;
  private static final double TARGET_JSON = 2;
  private static final double TARGET_OWNERS = 0.333;
  private static final double TARGET_GET = 4;
  private static final double TARGET_VERSION = 2;
  private static final int TARGETS_FROM = 50_000;
  private static final double NANOS_PER_MILLI = 1_000_000;

  /// The command line of this checkout; see `bench/run`.
  private static final String COMMAND = System.getProperty("estats.bench.command");

  @Override
  public String name() {
    return "commands";
  }

  @Override
  public String about() {
    return "whole commands, beside ss and an empty Java program";
  }

  @Override
  public void measure(Plan plan, Optional<Floor> floor, Report report) throws IOException {
    if (floor.isEmpty() || COMMAND == null) {
      report.note("commands: left out, they need a C compiler and to be started by bench/run");
      return;
    }
    shortOnes(plan, floor.get(), report);
    for (int size : plan.crowds()) {
      floor.get().crowd(size / 2);
      try {
        lists(plan, floor.get(), size, report);
        if (size == plan.crowds().getLast()) {
          new FullScreen(COMMAND).measure(report);
        }
      } finally {
        floor.get().crowd(0);
      }
    }
  }

  private static void shortOnes(Plan plan, Floor floor, Report report) throws IOException {
    String connection = floor.pair().client().toString();
    Samples empty = new Samples();
    Samples version = new Samples();
    Samples get = new Samples();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String nothing = java + " -cp " + classes() + " " + EmptyMain.class.getName();
    floor.commandNanos(COMMAND + " enable " + connection + " 2>/dev/null");
    for (int round = 0; round < plan.rounds(); round++) {
      empty.add(floor.commandNanos(nothing) / NANOS_PER_MILLI);
      version.add(floor.commandNanos(COMMAND + " --version") / NANOS_PER_MILLI);
      get.add(floor.commandNanos(COMMAND + " get " + connection) / NANOS_PER_MILLI);
    }
    report.add(Row.of("an empty Java program", empty, "ms"));
    report.add(
        Row.of("estats --version", version, "ms")
            .beside(empty, "empty")
            .atMostTimes(TARGET_VERSION, empty));
    report.add(
        Row.of("estats get, one connection", get, "ms")
            .beside(empty, "empty")
            .atMostTimes(TARGET_GET, empty));
  }

  private static Path classes() {
    return Path.of(EmptyMain.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private static void lists(Plan plan, Floor floor, int size, Report report) throws IOException {
    Samples ss = new Samples();
    Samples ssOwners = new Samples();
    Samples list = new Samples();
    Samples json = new Samples();
    for (int round = 0; round < plan.rounds(); round++) {
      ss.add(toFile(floor, "ss -tin"));
      list.add(toFile(floor, COMMAND + " list"));
      json.add(toFile(floor, COMMAND + " list --json"));
      ssOwners.add(toFile(floor, "ss -tinp"));
    }
    String among = "%,d: ".formatted(size);
    report.add(Row.of(among + "ss -tin", ss, "ms"));
    report.add(Row.of(among + "ss -tinp", ssOwners, "ms").beside(ss, "ss -tin"));
    String listing = among + "estats list";
    Row beside = Row.of(listing, list, "ms").beside(ss, "ss -tin");
    Row besideOwners = Row.of(listing, list, "ms").beside(ssOwners, "ss -tinp");
    Row besideJson = Row.of(listing + " --json", json, "ms").beside(ss, "ss -tin");
    boolean isCrowd = size >= TARGETS_FROM;
    report.add(isCrowd ? beside.atMostTimes(TARGET_LIST, ss) : beside);
    report.add(isCrowd ? besideOwners.atMostTimes(TARGET_OWNERS, ssOwners) : besideOwners);
    report.add(isCrowd ? besideJson.atMostTimes(TARGET_JSON, ss) : besideJson);
  }

  private static double toFile(Floor floor, String command) throws IOException {
    List<String> line = List.of("sh -c", "'exec " + command + " >/run/estats-bench.out'");
    return floor.commandNanos(String.join(" ", line)) / NANOS_PER_MILLI;
  }
}
