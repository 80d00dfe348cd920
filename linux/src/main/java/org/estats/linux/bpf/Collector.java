package org.estats.linux.bpf;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.estats.EstatsException;
import org.estats.catalogue.Switch;
import org.estats.linux.bpf.ControlWord.Field;
import org.estats.linux.collector.CollectorStatus;
import org.estats.linux.collector.OtherVersion;
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
    Loader.requireSupport();
    try (CollectorLock lock = CollectorLock.takeMounted()) {
      loadAndAttach(on, lock);
    } catch (NativeException e) {
      throw Loader.explain(
          e,
          "load the collector or attach its hooks",
          "run as root, then 'estats doctor' if it persists");
    }
  }

  /// Whether the calling thread has the right to load; tries nothing.
  public static boolean mayLoad() {
    Rights own = Rights.own();
    return own.lackedForLoading().isEmpty() && (own.canMount() || MountPoint.isMounted());
  }

  /// How many final records the loading in use keeps; empty if nothing is loaded.
  public static OptionalInt finalRecordsKept() {
    Optional<Generation> current = MountPoint.isMounted() ? Generation.current() : Optional.empty();
    if (current.isEmpty() || !current.get().has(Pin.CLOSED)) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(withMap(current.get(), Pin.CLOSED, MapInfo::of).entries() - 1);
    } catch (NativeException e) {
      throw OneConnection.denied(e, "read final records", "readers");
    }
  }

  /// Chooses how many the next loading by this process keeps.
  ///
  /// @throws EstatsException INVALID if that is too many
  public static void keepFinalRecords(int count) {
    if (count < 1 || count > Loader.CLOSED_SLOTS_MAX) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          count + " final records cannot be kept",
          "a number from 1 to " + Loader.CLOSED_SLOTS_MAX + ", of some 1.1 kB each");
    }
    System.setProperty(Loader.CLOSED_SLOTS_PROPERTY, Integer.toString(count));
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
      throw Loader.explain(e, "load the collector", "run as root");
    }
  }

  /// The same, and takes the mount away again that was made for it should it fail.
  private static Generation loadAndAttach(int on, CollectorLock lock) {
    try {
      return loadAndAttach(on);
    } catch (RuntimeException e) {
      if (lock.isMountNew() && Generation.current().isEmpty()) {
        Generation.all().forEach(Generation::remove);
        Generation.removeDirectory(Generation.LOADING);
        MountPoint.unmount();
      }
      throw e;
    }
  }

  private static Generation loadAndAttach(int on) {
    PinTrust.requireAll();
    Generation generation = ensureLoaded();
    boolean withReads =
        needsReads(on)
            || control(generation).is(Field.READS_ATTACHED)
            || Hooks.isAttached(generation, Pin.ON_TCP_READ); // by a command that was interrupted
    Hooks.attach(generation, withReads);
    changeControl(
        generation,
        w ->
            w.with(Field.ATTACHED, true)
                .with(Field.READS_ATTACHED, withReads)
                .with(Field.CALLBACK_ATTACHED, Hooks.isAttached(generation, Pin.ON_SOCK_OPS))
                .with(Field.CLOSING, false));
    return generation;
  }

  static boolean needsReads(int on) {
    return (on & Switch.REC.bit()) != 0;
  }

  private static Generation ensureLoaded() {
    Optional<Generation> current = Generation.current();
    if (current.filter(Collector::isOurs).isEmpty()) {
      return CutOver.from(current);
    }
    CutOver.finish(current.get());
    return current.get();
  }

  private static boolean isOurs(Generation generation) {
    return generation.identity().equals(KernelObject.shipped().identity()) && generation.isWhole();
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
      if (!needsReads(needed) && control(generation.get()).is(Field.READS_ATTACHED)) {
        detachReads(generation.get());
        needed = inUse();
      }
      if (needed != 0) {
        return false;
      }
      // From here on a set is refused, so nothing can be switched on behind our back.
      changeControl(generation.get(), w -> w.with(Field.ATTACHED, false));
      if (inUse() != 0) {
        changeControl(generation.get(), w -> w.with(Field.ATTACHED, true));
        return false;
      }
      Hooks.detach(generation.get());
      return true;
    } catch (NativeException e) {
      throw Loader.explain(e, "detach the hooks", "run as root");
    }
  }

  private static void detachReads(Generation generation) {
    changeControl(generation, w -> w.with(Field.READS_ATTACHED, false)); // as above
    if (needsReads(inUse())) {
      changeControl(generation, w -> w.with(Field.READS_ATTACHED, true));
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
      if (generation.isPresent() && distrusted().isEmpty()) { // else it goes unopened
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
      throw Loader.explain(e, "unload the collector", "run as root");
    }
  }

  /// Clears every socket's flag. Of another version's loading only what is surely the same is
  /// touched; a flag that stays does nothing once the programs are gone.
  private static Set<Long> switchAllOff(Generation generation) {
    KernelObject shipped = KernelObject.shipped();
    if (!shipped.canTakeOver(generation.identity())) {
      Standing.in(generation)
          .filter(s -> s.close(generation))
          .ifPresent(s -> CutOver.release(generation, s));
      return Set.of();
    }
    if (!generation.has(Pin.CONTROL) || !generation.has(Pin.SETTLE)) {
      return Set.of();
    }
    changeControl(
        generation,
        w ->
            w.with(Field.ATTACHED, false)
                .with(Field.READS_ATTACHED, false)
                .with(Field.CLOSING, true));
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
    Iteration.forEach(Pin.ON, Choice.IDENTITY, r -> wanted.add(layout.netns(r, 0)));
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

  /// Settles the sockets of a namespace.
  static void settleIn(NetworkNamespace namespace) {
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
    Loader.requireSupport();
    try (CollectorLock lock = CollectorLock.takeMounted()) {
      Generation generation = loadAndAttach(rule.mask(), lock);
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
              changeControl(generation, w -> w.with(Field.BY_PROCESS, true));
              nameListeners(generation, rule.netns());
            }
            int id = 1 + table.read().stream().mapToInt(Rule::id).max().orElse(0);
            table.write(slot, rule.withId(id));
            changeControl(
                generation, w -> w.with(Field.RULES, Math.max(w.get(Field.RULES), slot + 1)));
            return rule.withId(id);
          });
    } catch (NativeException e) {
      throw Loader.explain(e, "add a rule", "run as root");
    }
  }

  static void nameListeners(Generation generation, OptionalLong netns) {
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
                w ->
                    w.with(Field.RULES, left.isEmpty() ? 0 : w.get(Field.RULES))
                        .with(Field.BY_PROCESS, byProcess));
            return true;
          });
    } catch (NativeException e) {
      throw Loader.explain(e, "remove a rule", "run as root");
    }
  }

  /// Of what the rules would take, one in so many is taken; 1 for all of it.
  public static int thinning() {
    return Generation.current().map(g -> Math.max(1, control(g).get(Field.THINNING))).orElse(1);
  }

  /// Has the rules take one in so many of what they would. Nothing happens where nothing is loaded.
  public static void thin(int oneIn) {
    try (CollectorLock lock = CollectorLock.takeIfMounted()) {
      Optional<Generation> generation = Generation.current();
      if (lock != null && generation.isPresent()) {
        changeControl(generation.get(), w -> w.with(Field.THINNING, oneIn));
      }
    } catch (NativeException e) {
      throw Loader.explain(e, "change what the rules take", "run as root");
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
      throw Loader.explain(e, "see the rules", "run as root");
    }
  }

  /// The control word of a generation.
  static ControlWord control(Generation generation) {
    return withMap(generation, Pin.CONTROL, ControlWord::read);
  }

  static void changeControl(Generation generation, UnaryOperator<ControlWord> change) {
    withMap(
        generation,
        Pin.CONTROL,
        fd -> {
          change.apply(ControlWord.read(fd)).write(fd);
          return null;
        });
  }

  /// What to do with an open map.
  interface MapWork<T> {
    T with(int fd);
  }

  static <T> T withMap(Generation generation, Pin map, MapWork<T> work) {
    PinTrust.require(generation, map.fileName());
    if (!KernelObject.shipped().canTakeOver(generation.identity())) {
      throw OneConnection.otherVersion();
    }
    int fd = Bpf.get(generation.pathOf(map));
    try {
      return work.with(fd);
    } finally {
      LibC.close(fd);
    }
  }

  /// What is loaded, if it is another version's, and what becomes of it when this one takes over.
  public static Optional<OtherVersion> otherVersion() {
    return MountPoint.isMounted() ? EstatsVersion.loaded() : Optional.empty();
  }

  /// Why what is pinned is not used; empty if it may be.
  public static Optional<EstatsException> distrusted() {
    try {
      if (MountPoint.isMounted()) {
        PinTrust.requireAll();
      }
      return Optional.empty();
    } catch (EstatsException e) {
      return Optional.of(e);
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
