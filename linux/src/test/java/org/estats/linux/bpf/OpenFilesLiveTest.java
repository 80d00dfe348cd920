package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Pair;
import org.estats.linux.Rules;
import org.estats.linux.ffi.OpenFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A program with as many files open as it may have: what cannot be asked is no answer.
@ExtendWith(Island.class)
class OpenFilesLiveTest {

  private static final Set<Switch> DATA = EnumSet.of(Switch.DATA);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  /// Enough for what a JVM needs, few enough to be used up at once.
  private static final int FILES = 200;

  /// With so many left every call has what it takes.
  private static final int ENOUGH = 8;

  private final LinuxSource source = new LinuxSource();
  private final Deque<FileInputStream> held = new ArrayDeque<>();

  private static void limitFiles() throws Exception {
    Process limiter =
        new ProcessBuilder(
                "prlimit", "--pid", "" + ProcessHandle.current().pid(), "--nofile=" + FILES)
            .start();
    assertThat(limiter.waitFor()).isZero();
  }

  private void useUp() throws Exception {
    assertThat(OpenFiles.left()).isBetween(1, FILES - 1);
    assertThat(OpenFiles.usedUp("load its classes")).hasMessageContaining("no more files");
    try {
      while (true) {
        held.push(new FileInputStream("/dev/null"));
      }
    } catch (FileNotFoundException e) {
      assertThat(e).hasMessageContaining("Too many open files");
    }
  }

  private static void assertAnswerOrTold(Callable<?> question, Object answer) throws Exception {
    try {
      assertThat(question.call()).isEqualTo(answer);
    } catch (EstatsException e) {
      assertThat(e.kind()).as(e.getMessage()).isEqualTo(EstatsException.Kind.FAILED);
      assertThat(e).hasMessageMatching(".*(may open no more files|Too many open files).*");
    }
  }

  private int countThoseOn() {
    AtomicInteger count = new AtomicInteger();
    source.forEach(true, s -> count.incrementAndGet());
    return count.get();
  }

  private void askEverything(Connection end) throws Exception {
    assertAnswerOrTold(() -> source.get(end).on(), DATA);
    assertAnswerOrTold(this::countThoseOn, 1);
    assertAnswerOrTold(() -> KernelCollector.rules().size(), 1);
    assertAnswerOrTold(() -> KernelCollector.status().isMounted(), true);
    assertAnswerOrTold(() -> KernelCollector.status().leftovers().size(), 0);
    assertAnswerOrTold(
        () -> {
          KernelCollector.ensureRunning();
          return Generation.current().orElseThrow().number();
        },
        1);
  }

  private static long mounts() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains(" " + MountPoint.PATH + " "))
        .count();
  }

  @Test
  void whatIsLoadedIsNeverTakenForNotLoaded() throws Exception {
    try (Pair pair = Pair.open()) {
      source.set(pair.clientEnd(), DATA, NONE);
      source.close();
      KernelCollector.addRule(Rules.forAllHere());
      Connection end = pair.clientEnd();
      askEverything(end); // classes are loaded from files too
      limitFiles();
      useUp();
      for (int free = 0; free <= ENOUGH; free++) {
        askEverything(end);
        held.pop().close();
      }
      assertThat(countThoseOn()).isEqualTo(1);
      while (!held.isEmpty()) {
        held.pop().close();
      }
      assertThat(mounts()).isEqualTo(1);
      assertThat(KernelCollector.status().generation()).contains(1);
      askEverything(end);
    }
  }

  @Test
  void aLoadingThatFindsTooFewIsToldSo() throws Exception {
    KernelCollector.ensureRunning(); // classes
    KernelCollector.unload();
    limitFiles();
    useUp();
    for (int free = 0; free < ENOUGH; free++) {
      assertAnswerOrTold(
          () -> {
            KernelCollector.ensureRunning();
            return "loaded with " + ENOUGH + " files";
          },
          "refused");
      held.pop().close();
    }
    while (!held.isEmpty()) {
      held.pop().close();
    }
    KernelCollector.ensureRunning();
    assertThat(KernelCollector.status().leftovers()).isEmpty();
    assertThat(mounts()).isEqualTo(1);
  }
}
