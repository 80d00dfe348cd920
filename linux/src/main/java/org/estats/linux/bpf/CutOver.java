package org.estats.linux.bpf;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.estats.EstatsException;
import org.estats.linux.bpf.ControlWord.Field;
import org.estats.linux.collector.Rule;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.HeldNamespace;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.NetworkNamespaces;

/// One loading takes over from another. Works under the [CollectorLock].
///
/// Where both have the same layouts the new one goes on with the maps of the old, and every event
/// is counted by one of them: the order of the steps is that of `generation.h`. Where they have
/// not, counts begin anew, and what is switched on and the rules are carried over.
final class CutOver {

  /// Beyond the grace period of the kernel, for kernels that run the hooks of one event in several.
  private static final long UNDER_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private CutOver() {}

  /// Loads this version's half in place of what is loaded, if anything is.
  static Generation from(Optional<Generation> old) {
    int number = 1 + Generation.all().stream().mapToInt(Generation::number).max().orElse(0);
    Optional<Generation> kept = old.filter(CutOver::canGoOnWith);
    if (kept.isEmpty() && old.isPresent()) {
      return anew(number, old.get());
    }
    Generation made = Loader.load(number, kept);
    Hooks.attach(
        made, Collector.control(made).is(Field.READS_ATTACHED)); // the word was taken over as well
    made.makeCurrent();
    ProgramLease.renewAll();
    finish(made);
    return made;
  }

  /// Whether the counts of a loading go on in one of this version.
  static boolean canGoOnWith(Generation old) {
    return KernelObject.shipped().canTakeOver(old.identity()) && old.hasMaps();
  }

  /// Makes the generation in use the one that counts, if it is not yet, and removes all others.
  static void finish(Generation made) {
    ControlWord word = Collector.control(made);
    if (word.get(Field.GENERATION) != made.number()) {
      boolean isOverlap =
          Generation.all().stream()
              .anyMatch(g -> g.number() == word.get(Field.GENERATION) && Hooks.isAnyAttached(g));
      int previous = isOverlap ? word.get(Field.GENERATION) : 0;
      Collector.changeControl(made, w -> w.with(Field.PREVIOUS, previous));
      Collector.changeControl(
          made, w -> w.with(Field.GENERATION, made.number()).with(Field.ATTACHED, true));
    }
    if (Collector.control(made).is(Field.PREVIOUS)) {
      awaitEvents();
      Collector.changeControl(made, w -> w.with(Field.PREVIOUS, 0));
    }
    for (Generation other : Generation.all()) {
      if (other.number() != made.number() && !canGoOnWith(other)) {
        carryOver(other, made); // by a command that was interrupted
      }
    }
    removeOthers(made);
  }

  /// Waits until no event is under way that began before.
  private static void awaitEvents() {
    try {
      LibC.awaitProcessors();
    } catch (NativeException e) {
      LockSupport.parkNanos(10 * UNDER_WAY_NANOS); // the call is not allowed here
    }
    LockSupport.parkNanos(UNDER_WAY_NANOS);
  }

  private static void removeOthers(Generation kept) {
    for (Generation other : Generation.all()) {
      if (other.number() != kept.number()) {
        other.remove();
      }
    }
    Generation.removeDirectory(Generation.LOADING);
  }

  /// Old and new count apart from each other, each in maps of its own.
  private static Generation anew(int number, Generation old) {
    Optional<Standing> standing = Standing.in(old);
    Generation made = Loader.load(number, Optional.empty());
    boolean withReads = standing.map(s -> Collector.needsReads(s.mask())).orElse(false);
    standing.ifPresent(s -> carryRules(made, s.rules(), s.thinning()));
    Hooks.attach(made, withReads);
    made.makeCurrent();
    Collector.changeControl(
        made,
        w ->
            w.with(Field.GENERATION, number)
                .with(Field.ATTACHED, true)
                .with(Field.READS_ATTACHED, withReads)
                .with(Field.CALLBACK_ATTACHED, Hooks.isAttached(made, Pin.ON_SOCK_OPS)));
    ProgramLease.renewAll();
    carryOver(old, made);
    removeOthers(made);
    return made;
  }

  /// What is on in the old goes on in the new. First the old refuses to switch anything, then it is
  /// asked what is on: what others have switched on through it meanwhile, and were told is done, is
  /// among that, or they try again and find the new.
  private static void carryOver(Generation old, Generation made) {
    boolean isClosed = Standing.in(old).map(s -> s.close(old)).orElse(false);
    if (isClosed) {
      awaitEvents();
    }
    Standing.in(old)
        .ifPresent(standing -> {
          if (Collector.needsReads(standing.mask())) {
            Hooks.attach(made, true);
            Collector.changeControl(made, w -> w.with(Field.READS_ATTACHED, true));
          }
          if (isClosed) {
            release(old, standing);
          }
          carrySwitches(standing.on());
        });
  }

  private static void carryRules(Generation made, List<Rule> rules, int thinning) {
    boolean byProcess = rules.stream().anyMatch(r -> r.process().isPresent());
    Collector.withMap(
        made,
        Pin.RULES,
        fd -> {
          RuleTable table = new RuleTable(fd);
          for (int slot = 0; slot < rules.size(); slot++) {
            table.write(slot, rules.get(slot));
          }
          return null;
        });
    Collector.changeControl(
        made,
        w ->
            w.with(Field.RULES, rules.size())
                .with(Field.BY_PROCESS, byProcess)
                .with(Field.THINNING, thinning));
    rules.stream()
        .filter(r -> r.process().isPresent())
        .forEach(r -> Collector.nameListeners(made, r.netns()));
  }

  /// Takes the flags of the old loading, which was closed, off sockets, lest the new one takes them
  /// for somebody else's.
  static void release(Generation old, Standing standing) {
    Set<Long> namespaces = new LinkedHashSet<>();
    standing.on().forEach(o -> namespaces.add(o.connection().netns()));
    inEach(namespaces, _ -> Iteration.run(old.pathOf(Pin.SETTLE)));
  }

  private static void carrySwitches(List<Standing.On> on) {
    Set<Long> namespaces = new LinkedHashSet<>();
    on.forEach(o -> namespaces.add(o.connection().netns()));
    inEach(
        namespaces,
        netns -> {
          List<Standing.On> here = new ArrayList<>(on);
          here.removeIf(o -> o.connection().netns() != netns);
          here.forEach(CutOver::carry);
          Collector.settle();
        });
  }

  private static void carry(Standing.On on) {
    try {
      OneConnection.set(on.connection(), on.mask(), 0);
    } catch (EstatsException e) {
      warn(on.connection() + " is not switched on any more: " + e.getMessage());
    }
  }

  private interface NamespaceWork {
    void in(long netns);
  }

  private static void inEach(Set<Long> namespaces, NamespaceWork work) {
    NetworkNamespaces known = NetworkNamespaces.find();
    for (long netns : namespaces) {
      Optional<NetworkNamespace> found =
          known.withInode(netns).or(() -> HeldNamespace.withInode(netns));
      try {
        if (found.isPresent()) {
          found
              .get()
              .call(() -> {
                work.in(netns);
                return null;
              });
        } else {
          warn("network namespace " + netns + " cannot be found; nothing is on there any more");
        }
      } catch (EstatsException e) {
        warn(e.getMessage());
      }
    }
  }

  private static void warn(String what) {
    System.getLogger("org.estats.linux").log(System.Logger.Level.WARNING, what);
  }
}
