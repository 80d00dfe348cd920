package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.Value;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Live;
import org.estats.linux.Meanwhile;
import org.estats.linux.Pair;
import org.estats.linux.Rules;
import org.estats.linux.collector.CollectorStatus;
import org.estats.linux.collector.Hook;
import org.estats.linux.collector.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Several that change what is loaded at once. They lock each other out by files, so threads of one
/// process stand for processes.
@ExtendWith(Island.class)
class LoadingTogetherLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final int LOADERS = 4;
  private static final int SPREAD = 32;

  private final LinuxSource source = new LinuxSource();

  private static void together(int threads, Runnable work) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(threads);
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(
          Meanwhile.start(() -> {
            barrier.await();
            work.run();
            return null;
          }));
    }
    for (FutureTask<Void> task : tasks) {
      task.get();
    }
  }

  private static void assertLoadedOnce() throws Exception {
    CollectorStatus status = KernelCollector.status();
    assertThat(LoadingLiveTest.mounts()).as("mounts").hasSize(1);
    assertThat(status.leftovers()).isEmpty();
    assertThat(status.hooks()).hasSize(5).allMatch(Hook::isAttached);
  }

  @Test
  void severalThatLoadAtOnceLoadOnce() throws Exception {
    for (int round = 0; round < 10; round++) {
      together(LOADERS, KernelCollector::ensureRunning);
      assertLoadedOnce();
      assertThat(KernelCollector.status().generation()).contains(1);
      KernelObjects ours = KernelObjects.of(Generation.current().orElseThrow());
      KernelCollector.unload();
      assertThat(LoadingLiveTest.mounts()).as("mounts").isEmpty();
      Live.await("nothing", () -> ours.thatAreStillThere().isEmpty());
    }
  }

  @Test
  void loadingAndUnloadingAtOnceNeverFails() throws Exception {
    for (int round = 0; round < 10; round++) {
      boolean[] loads = {round % 2 == 0};
      together(
          LOADERS,
          () -> {
            boolean mine;
            synchronized (loads) {
              mine = loads[0];
              loads[0] = !mine;
            }
            for (int i = 0; i < 3; i++) {
              if (mine) {
                KernelCollector.ensureRunning();
              } else {
                KernelCollector.unload();
              }
            }
          });
      KernelCollector.ensureRunning();
      assertLoadedOnce();
    }
  }

  @Test
  void whatSetReportsAsDoneIsDoneWhileOthersDetachWhatIsIdle() throws Exception {
    KernelCollector.ensureRunning();
    try (Meanwhile _ = Meanwhile.again(KernelCollector::detachIfIdle);
        Pair pair = Pair.open()) {
      Connection end = pair.serverEnd();
      for (int i = 0; i < 300; i++) {
        source.set(end, ALL, NONE);
        assertThat(source.get(end).on()).as("after set, the %dth time", i).isEqualTo(ALL);
        if (i % 2 == 0) {
          KernelCollector.detachIfIdle(); // returns once a detachment under way is over
          assertThat(KernelCollector.status().hooks())
              .filteredOn(hook -> !hook.name().equals(Pin.ON_TCP_READ.fileName()))
              .as("hooks of what is on, the %dth time", i)
              .allMatch(Hook::isAttached);
        }
        pair.toServer(100);
        assertThat(source.get(end).data().dataBytesIn()).isEqualTo(new Value.Present(100));
        source.set(end, NONE, ALL);
        LockSupport.parkNanos(i % SPREAD * 10_000L); // idle for some of the time
      }
    } finally {
      source.close();
    }
  }

  @Test
  void aRuleThatStandsIsWatchedForWhileOthersDetachWhatIsIdle() throws Exception {
    KernelCollector.ensureRunning();
    try (Meanwhile _ = Meanwhile.again(KernelCollector::detachIfIdle)) {
      for (int i = 0; i < 100; i++) {
        Rule rule =
            KernelCollector.addRule(Rules.of(EnumSet.of(Switch.DATA), 1, "netns=all port=1"));
        assertThat(KernelCollector.status().hooks())
            .as("hooks while a rule stands, the %dth time", i)
            .allMatch(Hook::isAttached);
        assertThat(
                Collector.control(Generation.current().orElseThrow())
                    .is(ControlWord.Field.ATTACHED))
            .isTrue();
        assertThat(KernelCollector.removeRule(rule.id())).isTrue();
      }
    }
  }

  /// Switches while others unload: either it is said to be done, or why it is not.
  @Test
  void whoSwitchesWhileOthersUnloadIsToldTheTruth() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    FutureTask<Void> unloader =
        Meanwhile.start(() -> {
          for (int i = 0; i < 15; i++) {
            KernelCollector.unload();
            Thread.sleep(i);
          }
          isOver.set(true);
          return null;
        });
    try (Pair pair = Pair.open()) {
      Connection end = pair.serverEnd();
      while (!isOver.get()) {
        try {
          source.set(end, ALL, NONE);
          source.get(end);
          source.set(end, NONE, ALL);
        } catch (EstatsException e) {
          assertThat(e.kind()).as(e.getMessage()).isEqualTo(EstatsException.Kind.BUSY);
        }
      }
      unloader.get();
      source.set(end, ALL, NONE);
      assertThat(source.get(end).on()).isEqualTo(ALL);
      assertLoadedOnce();
    } finally {
      source.close();
    }
  }
}
