package org.estats.linux.bpf;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.estats.EstatsException;
import org.estats.catalogue.Switch;
import org.estats.linux.collector.CollectorStatus;
import org.estats.linux.collector.Rule;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.HeldNamespace;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.NetworkNamespaces;
import org.estats.linux.proc.Rights;

/// The kernel-resident collector: loading it, attaching it, and taking it out again. Every change
/// is made under the [CollectorLock].
public final class Collector {

  private Collector() {}

  /// Loads this version's kernel half unless it is loaded, makes it the one that counts, and
  /// attaches its hooks.
  public static void ensureRunning() {
    ensureRunning(0);
  }

  /// The same, with the hooks that some switches need beside those that all need.
  ///
  /// @param on the switches, as a mask
  public static void ensureRunning(int on) {
    LibBpf.requirePresent(); // before anything is changed
    try (CollectorLock _ = CollectorLock.takeMounted()) {
      loadAndAttach(on);
    } catch (NativeException e) {
      throw Loader.explain(e, "run as root, then 'estats doctor' if it persists");
    }
  }

  /// Whether the calling thread has the right to load; tries nothing.
  public static boolean mayLoad() {
    Rights own = Rights.own();
    return own.lackedForLoading().isEmpty() && (own.canMount() || MountPoint.isMounted());
  }

  /// Loads anew what an interrupted command left in pieces. Where nothing is loaded, nothing is.
  ///
  /// @return whether there was anything to mend
  public static boolean mend() {
    try (CollectorLock lock = CollectorLock.takeIfMounted()) {
      if (lock == null || Generation.current().map(Generation::isWhole).orElse(true)) {
        return false;
      }
      loadAndAttach(0);
      return true;
    } catch (NativeException e) {
      throw Loader.explain(e, "run as root");
    }
  }

  private static Generation loadAndAttach(int on) {
    Generation generation = ensureLoaded();
    boolean withReads =
        needsReads(on)
            || control(generation).readsAttached()
            || Hooks.isAttached(generation, Pin.ON_TCP_READ); // by a command that was interrupted
    Hooks.attach(generation, withReads);
    changeControl(
        generation, w -> w.withAttached(true).withReadsAttached(withReads).withClosing(false));
    return generation;
  }

  private static boolean needsReads(int on) {
    return (on & Switch.REC.bit()) != 0;
  }

  private static Generation ensureLoaded() {
    Optional<Generation> current = Generation.current();
    String shipped = KernelObject.shipped().identity();
    if (current.filter(g -> g.identity().equals(shipped) && g.isWhole()).isPresent()) {
      Generation generation = current.get();
      if (control(generation).generation() != generation.number()) {
        changeControl(generation, w -> w.withGeneration(generation.number()));
      }
      removeOthers(generation);
      return generation;
    }
    return cutOver(current);
  }

  /// Old and new are attached together for a moment; the generation in the control word says which
  /// of them counts, and one store changes it.
  private static Generation cutOver(Optional<Generation> old) {
    int number = 1 + Generation.all().stream().mapToInt(Generation::number).max().orElse(0);
    Optional<Generation> kept =
        old.filter(g -> KernelObject.shipped().canTakeOver(g.identity()) && g.hasMaps());
    Generation made = Loader.load(number, kept);
    Hooks.attach(made, control(made).readsAttached()); // the control word is taken over as well
    made.makeCurrent();
    changeControl(made, w -> w.withGeneration(number).withAttached(true));
    removeOthers(made);
    return made;
  }

  private static void removeOthers(Generation kept) {
    for (Generation other : Generation.all()) {
      if (other.number() != kept.number()) {
        other.remove();
      }
    }
    Generation.removeDirectory(Generation.LOADING);
  }

  /// Takes the hooks off if nothing is switched on and no rule stands; the one at each read also
  /// while other things are on, if Rec is not.
  ///
  /// @return whether all are off now
  public static boolean detachIfIdle() {
    try (CollectorLock lock = CollectorLock.takeIfMounted()) {
      Optional<Generation> generation = Generation.current();
      if (lock == null || generation.isEmpty()) {
        return true;
      }
      int needed = inUse();
      if (!needsReads(needed) && control(generation.get()).readsAttached()) {
        detachReads(generation.get());
        needed = inUse();
      }
      if (needed != 0) {
        return false;
      }
      // From here on a set is refused, so nothing can be switched on behind our back.
      changeControl(generation.get(), w -> w.withAttached(false));
      if (inUse() != 0) {
        changeControl(generation.get(), w -> w.withAttached(true));
        return false;
      }
      Hooks.detach(generation.get());
      return true;
    } catch (NativeException e) {
      throw Loader.explain(e, "run as root");
    }
  }

  private static void detachReads(Generation generation) {
    changeControl(generation, w -> w.withReadsAttached(false)); // as above
    if (needsReads(inUse())) {
      changeControl(generation, w -> w.withReadsAttached(true));
    } else {
      Hooks.detachReads(generation);
    }
  }

  /// The switches that are on somewhere, or that a rule turns on, as a mask.
  private static int inUse() {
    int on = Iteration.tally().on();
    for (Rule rule : rules()) {
      on |= rule.mask();
    }
    return on;
  }

  /// Takes everything out of the kernel.
  ///
  /// @return the namespaces, by inode, that could not be entered to clear the flags of sockets
  public static Set<Long> unload() {
    try (CollectorLock lock = CollectorLock.takeIfMounted()) {
      if (lock == null) {
        return Set.of();
      }
      Set<Long> unreached = Set.of();
      Optional<Generation> generation = Generation.current();
      if (generation.isPresent()) {
        unreached = switchAllOff(generation.get());
        Generation.hideCurrent();
        Hooks.detach(generation.get());
      }
      List<Integer> programs = new ArrayList<>();
      for (Generation g : Generation.all()) {
        programs.addAll(ProgramInfo.numbersIn(g));
        g.remove();
      }
      Generation.removeDirectory(Generation.LOADING);
      MountPoint.unmount();
      ProgramInfo.awaitGone(programs);
      return unreached;
    } catch (NativeException e) {
      throw Loader.explain(e, "run as root");
    }
  }

  /// Clears every socket's flag. Of another version's loading only what is surely the same is
  /// touched; a flag that stays does nothing once the programs are gone.
  private static Set<Long> switchAllOff(Generation generation) {
    KernelObject shipped = KernelObject.shipped();
    boolean canSettle = generation.has(Pin.CONTROL) && generation.has(Pin.SETTLE);
    if (!canSettle || !shipped.canTakeOver(generation.identity())) {
      return Set.of();
    }
    changeControl(
        generation, w -> w.withAttached(false).withReadsAttached(false).withClosing(true));
    if (generation.has(Pin.ON) && shipped.canRead(generation.identity())) {
      return settleEverywhere();
    }
    NetworkNamespaces.find().all().forEach(Collector::settleIn);
    return Set.of();
  }

  /// Sets and clears the flags of sockets in every namespace in which anything is switched on.
  ///
  /// @return the namespaces, by inode, that could not be entered
  private static Set<Long> settleEverywhere() {
    Set<Long> wanted = new LinkedHashSet<>();
    RecordLayout layout = Choice.IDENTITY.layout();
    Iteration.forEach(Pin.ON, Choice.IDENTITY, r -> wanted.add(layout.netns(r)));
    if (wanted.isEmpty()) {
      return wanted;
    }
    NetworkNamespaces known = NetworkNamespaces.find();
    wanted.removeIf(inode -> {
      Optional<NetworkNamespace> found =
          known.withInode(inode).or(() -> HeldNamespace.withInode(inode));
      found.ifPresent(Collector::settleIn);
      return found.isPresent();
    });
    return wanted;
  }

  private static void settleIn(NetworkNamespace namespace) {
    namespace.call(() -> {
      Iteration.run(Pin.SETTLE);
      return null;
    });
  }

  /// How many connections have something switched on, in all namespaces.
  public static long countOn() {
    try {
      return Iteration.tally().connections();
    } catch (NativeException e) {
      throw OneConnection.denied(e, "read TCP statistics", "readers");
    }
  }

  /// Adds a rule.
  ///
  /// @return the rule as it stands, with its number
  public static Rule addRule(Rule rule) {
    LibBpf.requirePresent(); // before anything is changed
    try (CollectorLock _ = CollectorLock.takeMounted()) {
      Generation generation = loadAndAttach(rule.mask());
      return withMap(
          generation,
          Pin.RULES,
          fd -> {
            RuleTable table = new RuleTable(fd);
            int slot = table.slotOf(0);
            if (slot < 0) {
              throw new EstatsException(
                  EstatsException.Kind.FAILED,
                  "all " + RuleTable.SLOTS + " rules are in use",
                  "remove one: estats rules remove N");
            }
            if (rule.process().isPresent()) {
              changeControl(generation, w -> w.withByProcess(true));
              nameListeners(generation, rule.netns());
            }
            int id = 1 + table.read().stream().mapToInt(Rule::id).max().orElse(0);
            table.write(slot, rule.withId(id));
            changeControl(generation, w -> w.withRules(Math.max(w.rules(), slot + 1)));
            return rule.withId(id);
          });
    } catch (NativeException e) {
      throw Loader.explain(e, "run as root");
    }
  }

  private static void nameListeners(Generation generation, OptionalLong netns) {
    withMap(
        generation,
        Pin.BIRTHS,
        fd -> {
          ListenerNames.give(fd, netns);
          return null;
        });
  }

  /// Removes a rule.
  ///
  /// @return whether there was such a rule
  public static boolean removeRule(int id) {
    try (CollectorLock lock = CollectorLock.takeIfMounted()) {
      Optional<Generation> generation = Generation.current();
      if (lock == null || generation.isEmpty() || id == 0) {
        return false;
      }
      return withMap(
          generation.get(),
          Pin.RULES,
          fd -> {
            RuleTable table = new RuleTable(fd);
            int slot = table.slotOf(id);
            if (slot < 0) {
              return false;
            }
            table.clear(slot);
            List<Rule> left = table.read();
            boolean byProcess = left.stream().anyMatch(r -> r.process().isPresent());
            changeControl(
                generation.get(),
                w -> w.withRules(left.isEmpty() ? 0 : w.rules()).withByProcess(byProcess));
            return true;
          });
    } catch (NativeException e) {
      throw Loader.explain(e, "run as root");
    }
  }

  /// Of what the rules would take, one in so many is taken; 1 for all of it.
  public static int thinning() {
    return Generation.current().map(g -> Math.max(1, control(g).thinning())).orElse(1);
  }

  /// Has the rules take one in so many of what they would. Nothing happens where nothing is loaded.
  public static void thin(int oneIn) {
    try (CollectorLock lock = CollectorLock.takeIfMounted()) {
      Optional<Generation> generation = Generation.current();
      if (lock != null && generation.isPresent()) {
        changeControl(generation.get(), w -> w.withThinning(oneIn));
      }
    } catch (NativeException e) {
      throw Loader.explain(e, "run as root");
    }
  }

  /// The rules that stand.
  public static List<Rule> rules() {
    Optional<Generation> generation = Generation.current();
    if (generation.isEmpty()) {
      return List.of();
    }
    try {
      return withMap(generation.get(), Pin.RULES, fd -> new RuleTable(fd).read());
    } catch (NativeException e) {
      throw Loader.explain(e, "run as root");
    }
  }

  /// The control word of a generation.
  static ControlWord control(Generation generation) {
    return withMap(generation, Pin.CONTROL, ControlWord::read);
  }

  private static void changeControl(Generation generation, UnaryOperator<ControlWord> change) {
    withMap(
        generation,
        Pin.CONTROL,
        fd -> {
          change.apply(ControlWord.read(fd)).write(fd);
          return null;
        });
  }

  private interface MapWork<T> {
    T with(int fd);
  }

  private static <T> T withMap(Generation generation, Pin map, MapWork<T> work) {
    int fd = Bpf.get(generation.directory().resolve(map.fileName()).toString());
    try {
      return work.with(fd);
    } finally {
      LibC.close(fd);
    }
  }

  /// Whether anything of ours is loaded.
  public static boolean isLoaded() {
    return MountPoint.isMounted() && Generation.current().isPresent();
  }

  /// Settles the sockets of the caller's namespace.
  public static void settle() {
    Iteration.run(Pin.SETTLE);
  }

  /// What is loaded at this moment.
  public static CollectorStatus status() {
    if (!MountPoint.isMounted()) {
      return new CollectorStatus(false, Optional.empty(), false, List.of(), List.of());
    }
    Optional<Generation> current = Generation.current();
    List<String> leftovers = new ArrayList<>();
    for (Generation g : Generation.all()) {
      if (current.isEmpty() || g.number() != current.get().number()) {
        leftovers.add(g.directory().toString());
      }
    }
    if (Files.isDirectory(Generation.LOADING)) {
      leftovers.add(Generation.LOADING.toString());
    }
    String shipped = KernelObject.shipped().identity();
    return new CollectorStatus(
        true,
        current.map(Generation::number),
        current.map(g -> g.identity().equals(shipped)).orElse(false),
        current.map(Hooks::describe).orElse(List.of()),
        leftovers);
  }
}
